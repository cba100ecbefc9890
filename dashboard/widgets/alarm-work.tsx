/** Whose an alarm is, and what somebody saw: a name, a note, a photo. Quiet, below the one thing to do next. */
import { useSignal } from '@preact/signals'
import type { Alarm } from '../../core/contract/alarm.ts'
import { safetyUi } from '../../core/text/safety-ui.ts'
import { api, call } from '../data/api.ts'
import { useAttempt } from '../data/attempt.ts'
import { smallPicture } from '../data/photo.ts'
import { useResource } from '../data/resource.ts'
import { applyAlarms, may } from '../data/store.ts'
import { w, wordsFrom } from '../data/words.ts'
import { Trouble } from './answer.tsx'
import { onSubmit } from './field.tsx'

const s = wordsFrom(safetyUi)
const NOTE_LENGTH_MAX = 2000

export function AlarmWork({ alarm, noted }: { alarm: Alarm; noted: () => Promise<void> }) {
  if (!may('alarm.acknowledge')) return null
  return (
    <section class="card stack">
      {alarm.closedAt === null && <Give alarm={alarm} />}
      <AddNote alarm={alarm} noted={noted} />
    </section>
  )
}

function Give({ alarm }: { alarm: Alarm }) {
  const [resource] = useResource(() => call(api.listHands, { params: { id: alarm.id } }), `hands/${alarm.id}`)
  const attempt = useAttempt()
  const hands = resource.value.state === 'here' ? resource.value.value : []
  const give = (username: string) =>
    void attempt.run(async () => {
      const body = { username: username === '' ? null : username }
      applyAlarms([await call(api.assignAlarm, { params: { id: alarm.id }, body })])
    })
  return (
    <>
      <label class="field">
        <span>{s('give')}</span>
        <select
          data-testid="assign"
          value={alarm.assignedTo ?? ''}
          disabled={attempt.busy.value}
          onInput={event => give(event.currentTarget.value)}
        >
          <option value="">{s('nobody')}</option>
          {hands.map(({ username, displayName }) => (
            <option key={username} value={username}>
              {displayName || username}
            </option>
          ))}
        </select>
      </label>
      <Trouble error={attempt.trouble.value} />
    </>
  )
}

function AddNote({ alarm, noted }: { alarm: Alarm; noted: () => Promise<void> }) {
  const note = useSignal('')
  const picture = useSignal('')
  const attempt = useAttempt()
  const choose = (file: File | undefined) => {
    if (file !== undefined)
      void attempt.run(async () => {
        picture.value = await smallPicture(file)
      })
  }
  const add = () =>
    attempt.run(async () => {
      const said = note.value.trim()
      await call(api.noteAlarm, {
        params: { id: alarm.id },
        body: {
          ...(said === '' ? {} : { note: said }),
          ...(picture.value === '' ? {} : { picture: picture.value }),
        },
      })
      note.value = ''
      picture.value = ''
      await noted()
    })
  return (
    <form class="stack" onSubmit={onSubmit(() => void add())}>
      <label class="field">
        <span>{s('addNote')}</span>
        <textarea
          data-testid="work-note"
          maxLength={NOTE_LENGTH_MAX}
          placeholder={w('noteHint')}
          value={note.value}
          onInput={event => (note.value = event.currentTarget.value)}
        />
      </label>
      <div class="row">
        <label class="button">
          {picture.value === '' ? s('takePhoto') : s('photoTaken')}
          <input
            class="sr"
            type="file"
            accept="image/*"
            capture="environment"
            data-testid="work-photo"
            onChange={event => choose(event.currentTarget.files?.[0])}
          />
        </label>
        <button
          type="submit"
          class="button primary"
          data-testid="work-add"
          disabled={attempt.busy.value || (note.value.trim() === '' && picture.value === '')}
        >
          {s('addIt')}
        </button>
      </div>
      <Trouble error={attempt.trouble.value} />
    </form>
  )
}
