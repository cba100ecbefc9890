/** Quietening life safety takes two: one asks, another agrees, on their own phone or with their password at this one. */
import { useSignal } from '@preact/signals'
import type { Alarm } from '../../core/contract/alarm.ts'
import type { ShelfRequest } from '../../core/contract/shelf.ts'
import { api, call } from '../data/api.ts'
import { type Attempt, useAttempt } from '../data/attempt.ts'
import { useResource } from '../data/resource.ts'
import { duration } from '../data/shown.ts'
import { applyAlarms, may, now, user } from '../data/store.ts'
import { w } from '../data/words.ts'
import { Trouble } from './answer.tsx'
import { onSubmit, TextField } from './field.tsx'

const REFRESH_MS = 5000
const MINUTES = [15, 30, 60, 120] as const

/** Nothing for an alarm that one person may shelve, or that is shelved already. */
export function SecondPerson({ alarm }: { alarm: Alarm }) {
  if (!alarm.lifeSafety || alarm.shelvedUntil !== null || alarm.closedAt !== null || !may('alarm.shelve'))
    return null
  return <Request alarm={alarm} />
}

function Request({ alarm }: { alarm: Alarm }) {
  const [waiting, again] = useResource(() => call(api.listShelfRequests), alarm.id, { everyMs: REFRESH_MS })
  const asking = useSignal(false)
  const attempt = useAttempt()
  const held = waiting.value.state === 'here' ? waiting.value.value : []
  const request = held.find(({ alarmId }) => alarmId === alarm.id)
  if (request !== undefined) return <Pending request={request} attempt={attempt} again={again} />
  if (!asking.value)
    return (
      <div>
        <button
          type="button"
          class="button plain"
          data-testid="two-persons"
          onClick={() => (asking.value = true)}
        >
          {w('twoPersons')}
        </button>
      </div>
    )
  const ask = (minutes: number, note: string) =>
    void attempt.run(async () => {
      await call(api.requestShelf, { params: { id: alarm.id }, body: { minutes, note } })
      asking.value = false
      await again()
    })
  return <Ask attempt={attempt} ask={ask} cancel={() => (asking.value = false)} />
}

function Ask(props: { attempt: Attempt; ask: (minutes: number, note: string) => void; cancel: () => void }) {
  const { attempt, ask, cancel } = props
  const note = useSignal('')
  const minutes = useSignal<number>(30)
  return (
    <form class="sunk stack" onSubmit={onSubmit(() => ask(minutes.value, note.value.trim()))}>
      <p class="small">{w('twoPersonsWhy')}</p>
      <TextField label={w('shelfReason')} value={note} maxLength={500} required />
      <fieldset class="chips">
        <legend>{w('shelveFor')}</legend>
        {MINUTES.map(one => (
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
          disabled={attempt.busy.value || note.value.trim() === ''}
        >
          {w('shelfAsk')}
        </button>
        <button type="button" class="button plain" onClick={cancel}>
          {w('cancel')}
        </button>
      </div>
    </form>
  )
}

function Pending(props: { request: ShelfRequest; attempt: Attempt; again: () => Promise<void> }) {
  const { request, attempt, again } = props
  const params = { id: request.id }
  const own = request.by === user.value?.username
  const confirm = (seconder?: { username: string; password: string }) =>
    void attempt.run(async () => {
      applyAlarms([
        await call(api.confirmShelf, { params, body: seconder === undefined ? {} : { seconder } }),
      ])
      await again()
    })
  const withdraw = () =>
    void attempt.run(async () => {
      await call(api.withdrawShelf, { params })
      await again()
    })
  const about = { name: request.by, time: duration(request.minutes * 60_000), note: request.note }
  return (
    <div class="sunk stack" data-testid="shelf-request" role="status">
      <p>{w('shelfAsked', about)}</p>
      <Trouble error={attempt.trouble.value} />
      {own ? (
        <OwnRequest request={request} attempt={attempt} confirm={confirm} withdraw={withdraw} />
      ) : (
        <div class="row">
          <button
            type="button"
            class="button primary"
            disabled={attempt.busy.value}
            onClick={() => confirm()}
          >
            {w('shelfAgree')}
          </button>
          <button type="button" class="button" disabled={attempt.busy.value} onClick={withdraw}>
            {w('shelfRefuse')}
          </button>
        </div>
      )}
    </div>
  )
}

function OwnRequest(props: {
  request: ShelfRequest
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
      <p class="small quiet">{w('shelfWaiting', { time: duration(request.expiresAt - now.value) })}</p>
      <div class="form">
        <TextField label={w('secondName')} value={username} autocomplete="off" maxLength={40} />
        <TextField
          label={w('secondPassword')}
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
          {w('shelfAgree')}
        </button>
        <button type="button" class="button plain" onClick={withdraw}>
          {w('shelfWithdraw')}
        </button>
      </div>
    </form>
  )
}
