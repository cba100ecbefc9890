/** Quietening life safety takes two: one asks, another agrees, on their own phone or with their password at this one. */
import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import type { Alarm } from '../../core/contract/alarm.ts'
import type { QuietRequest } from '../../core/contract/quiet.ts'
import { quietUi } from '../../core/text/quiet-ui.ts'
import { api, call } from '../data/api.ts'
import { type Attempt, useAttempt } from '../data/attempt.ts'
import { loadMaintenance, quietRequests } from '../data/maintenance.ts'
import { duration } from '../data/shown.ts'
import { applyAlarms, may, now, user } from '../data/store.ts'
import { n, w, wordsFrom } from '../data/words.ts'
import { Trouble } from './answer.tsx'
import { onSubmit, TextField } from './field.tsx'

const SHELF_MINUTES = [15, 30, 60, 120] as const

const q = wordsFrom(quietUi)

/** Nothing for an alarm that one person may shelve, that is shelved already, or that is an exercise. */
export function SecondPerson({ alarm }: { alarm: Alarm }) {
  const over = alarm.shelvedUntil !== null || alarm.closedAt !== null || alarm.exercise !== undefined
  if (!alarm.lifeSafety || over || !may('alarm.shelve')) return null
  return <Shelf alarm={alarm} />
}

function Shelf({ alarm }: { alarm: Alarm }) {
  const asking = useSignal(false)
  const attempt = useAttempt()
  const request = quietRequests.value.find(({ alarmId }) => alarmId === alarm.id)
  if (request !== undefined) return <Pending request={request} again={loadMaintenance} />
  if (!asking.value)
    return (
      <div>
        <button
          type="button"
          class="button plain"
          data-testid="two-persons"
          onClick={() => (asking.value = true)}
        >
          {q('twoPersons')}
        </button>
      </div>
    )
  const ask = (minutes: number, note: string) =>
    void attempt.run(async () => {
      await call(api.requestShelf, { params: { id: alarm.id }, body: { minutes, note } })
      asking.value = false
      await loadMaintenance()
    })
  return (
    <AskQuiet
      attempt={attempt}
      ask={ask}
      cancel={() => (asking.value = false)}
      legend={w('shelveFor')}
      minutes={SHELF_MINUTES}
      submit={q('ask')}
    >
      <p class="small">{q('twoPersonsWhy')}</p>
    </AskQuiet>
  )
}

/** Why, and for how long; the second of the choices unless somebody says otherwise. */
export function AskQuiet(props: {
  attempt: Attempt
  ask: (minutes: number, note: string) => void
  cancel: () => void
  legend: string
  minutes: readonly [number, number, ...number[]]
  submit: string
  valid?: boolean
  children: ComponentChildren
}) {
  const { attempt, ask, cancel, legend, submit, valid = true } = props
  const note = useSignal('')
  const minutes = useSignal<number>(props.minutes[1])
  return (
    <form class="sunk stack" onSubmit={onSubmit(() => ask(minutes.value, note.value.trim()))}>
      {props.children}
      <TextField label={q('why')} value={note} maxLength={500} required />
      <fieldset class="chips">
        <legend>{legend}</legend>
        {props.minutes.map(one => (
          <button
            key={one}
            type="button"
            class="chip"
            aria-pressed={minutes.value === one}
            onClick={() => (minutes.value = one)}
          >
            {duration(one * 60_000)}
          </button>
        ))}
      </fieldset>
      <Trouble error={attempt.trouble.value} />
      <div class="row">
        <button
          type="submit"
          class="button primary"
          disabled={attempt.busy.value || !valid || note.value.trim() === ''}
        >
          {submit}
        </button>
        <button type="button" class="button plain" onClick={cancel}>
          {w('cancel')}
        </button>
      </div>
    </form>
  )
}

/** What waits for a second person: to agree or refuse, or, for whoever asked, to wait or withdraw. */
export function Pending({ request, again }: { request: QuietRequest; again: () => Promise<void> }) {
  const attempt = useAttempt()
  const params = { id: request.id }
  const confirm = (seconder?: { username: string; password: string }) =>
    void attempt.run(async () => {
      const body = seconder === undefined ? {} : { seconder }
      const { alarm } = await call(api.confirmQuiet, { params, body })
      if (alarm !== null) applyAlarms([alarm])
      await again()
    })
  const withdraw = () =>
    void attempt.run(async () => {
      await call(api.withdrawQuiet, { params })
      await again()
    })
  const { by: name, minutes, note } = request
  const about = { name, time: duration(minutes * 60_000), note, what: n(request.name) }
  return (
    <div class="sunk stack" data-testid="quiet-request" role="status">
      <p>{q(request.what === 'shelve' ? 'askedShelve' : 'askedOut', about)}</p>
      <Trouble error={attempt.trouble.value} />
      {name === user.value?.username ? (
        <OwnRequest request={request} attempt={attempt} confirm={confirm} withdraw={withdraw} />
      ) : (
        <div class="row">
          <button
            type="button"
            class="button primary"
            disabled={attempt.busy.value}
            onClick={() => confirm()}
          >
            {q('agree')}
          </button>
          <button type="button" class="button" disabled={attempt.busy.value} onClick={withdraw}>
            {q('refuse')}
          </button>
        </div>
      )}
    </div>
  )
}

function OwnRequest(props: {
  request: QuietRequest
  attempt: Attempt
  confirm: (seconder: { username: string; password: string }) => void
  withdraw: () => void
}) {
  const { request, attempt, confirm, withdraw } = props
  const username = useSignal('')
  const password = useSignal('')
  const typed = { username: username.value.trim(), password: password.value }
  return (
    <form class="stack" onSubmit={onSubmit(() => confirm(typed))}>
      <p class="small quiet">
        {q('waiting', { time: duration(Math.max(0, request.expiresAt - now.value)) })}
      </p>
      <div class="form">
        <TextField label={q('secondName')} value={username} autocomplete="off" maxLength={40} />
        <TextField
          label={q('secondPassword')}
          value={password}
          type="password"
          autocomplete="new-password"
          maxLength={200}
        />
      </div>
      <div class="row">
        <button
          type="submit"
          class="button primary"
          disabled={attempt.busy.value || typed.username === '' || typed.password === ''}
        >
          {q('agree')}
        </button>
        <button type="button" class="button plain" disabled={attempt.busy.value} onClick={withdraw}>
          {q('withdraw')}
        </button>
      </div>
    </form>
  )
}
