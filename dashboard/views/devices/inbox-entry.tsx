/** One device of the inbox: what it says, what it probably is, and the one button. */
import { DEVICE_KINDS, type InboxEntry } from '../../../core/contract/device.ts'
import { kindTexts } from '../../../core/text/devices.ts'
import { api, call } from '../../data/api.ts'
import { type Attempt, useAttempt } from '../../data/attempt.ts'
import { age, pointName, valueText } from '../../data/shown.ts'
import { may } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { Trouble } from '../../widgets/answer.tsx'
import { SelectField, TextField } from '../../widgets/field.tsx'
import { areaChoices } from './area-choices.ts'
import type { Choice } from './inbox-choice.ts'
import type { Doing } from './inbox-done.tsx'
import { d } from './words.ts'

interface EntryProps {
  readonly entry: InboxEntry
  readonly choice: Choice
  /** Whether it can be chosen together with others. */
  readonly many: boolean
  readonly done: (doing: Doing) => void
}

export function Entry({ entry, choice, many, done }: EntryProps) {
  const { device } = entry
  const attempt = useAttempt()
  return (
    <article class="card stack" data-testid="inbox-entry" data-key={entry.key}>
      <div class="row between">
        <h3>{n(device.name)}</h3>
        {many && (
          <input
            type="checkbox"
            aria-label={n(device.name)}
            checked={choice.chosen.value}
            onInput={event => (choice.chosen.value = event.currentTarget.checked)}
          />
        )}
      </div>
      <p class="small quiet">
        {device.model !== null && `${device.model} · `}
        {device.address} · {device.lastSeenAt === null ? w('neverSeen') : age(device.lastSeenAt)}
      </p>
      <Values entry={entry} />
      {entry.lastPayload !== null && (
        <details>
          <summary>{w('lastPacket')}</summary>
          <pre class="raw">{`${entry.lastTopic ?? ''}\n${entry.lastPayload}`}</pre>
        </details>
      )}
      {may('device.change') && <Adopt entry={entry} choice={choice} attempt={attempt} done={done} />}
    </article>
  )
}

/** The inbox is not part of the live feed: what it said when the list was made, with its age. */
function Values({ entry: { points } }: { entry: InboxEntry }) {
  return (
    <ul class="chips">
      {points.map(point => (
        <li key={point.id} class="chip">
          {pointName(point)} <b class="live-value">{valueText(point.last?.value, point)}</b>
        </li>
      ))}
    </ul>
  )
}

function Adopt(props: Omit<EntryProps, 'many'> & { attempt: Attempt }) {
  const { entry, choice, attempt, done } = props
  const params = { key: entry.key }
  const adopt = (event: Event) => {
    event.preventDefault()
    void attempt.run(async () => {
      const body = {
        kind: choice.kind.value,
        name: choice.name.value.trim(),
        areaId: choice.areaId.value || null,
      }
      const { device } = await call(api.adoptDevice, { params, body })
      done({ what: 'adopted', devices: [device] })
    })
  }
  const ignore = () =>
    attempt.run(async () => done({ what: 'ignored', devices: [await call(api.ignoreDevice, { params })] }))
  return (
    <form class="stack" onSubmit={adopt}>
      <div class="form" data-testid="adopt-choices">
        <SelectField
          label={w('kind')}
          value={choice.kind}
          choices={DEVICE_KINDS.map(value => ({ value, label: n(kindTexts[value]) }))}
          testId="adopt-kind"
        />
        <TextField label={w('name')} value={choice.name} required testId="adopt-name" />
        <SelectField label={w('area')} value={choice.areaId} choices={areaChoices()} />
      </div>
      <Trouble error={attempt.trouble.value} />
      <div class="row">
        <button type="submit" class="button primary" data-testid="adopt" disabled={attempt.busy.value}>
          {w('adopt')}
        </button>
        <button
          type="button"
          class="button plain"
          disabled={attempt.busy.value}
          onClick={() => void ignore()}
        >
          {w('ignore')}
        </button>
      </div>
      {choice.kind.value === entry.guess && entry.guess !== 'other' && (
        <p class="small quiet">{d('takesFor', { kind: n(kindTexts[entry.guess]) })}</p>
      )}
    </form>
  )
}
