/** Water now, stop, skip today, put off: what a thumb does with a zone. */
import { useSignal } from '@preact/signals'
import type { Zone, ZoneStatus } from '../../../core/contract/watering.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { moment, number } from '../../data/shown.ts'
import { now } from '../../data/store.ts'
import { w } from '../../data/words.ts'
import { Trouble } from '../../widgets/answer.tsx'
import { g } from './words.ts'

const MINUTES = [5, 10, 20] as const

/** Stop while it is open, else water for a chosen time. */
export function Operate({ status: { zone, run, reported } }: { status: ZoneStatus }) {
  const choosing = useSignal(false)
  const { busy, trouble, run: attempt } = useAttempt()
  const send = async (job: () => Promise<unknown>) => {
    await attempt(job)
    choosing.value = false
  }
  const params = { id: zone.id }
  const begun = run !== null && run.state !== 'planned'
  return (
    <>
      <Trouble error={trouble.value} />
      {begun || reported === 'open' ? (
        <button
          type="button"
          class="button stop"
          data-testid="stop-zone"
          disabled={busy.value}
          onClick={() => void send(() => call(api.stopZone, { params }))}
        >
          {w('stopZone')}
        </button>
      ) : choosing.value ? (
        <fieldset class="chips">
          <legend>{w('runFor')}</legend>
          {timesOf(zone).map(runS => (
            <button
              key={runS}
              type="button"
              class="chip"
              disabled={busy.value}
              onClick={() => void send(() => call(api.runZone, { params, body: { runS } }))}
            >
              {w('minutes', { count: number(runS / 60, runS % 60 === 0 ? 0 : 1) })}
            </button>
          ))}
          <button type="button" class="button plain" onClick={() => (choosing.value = false)}>
            {w('cancel')}
          </button>
        </fieldset>
      ) : (
        <div class="row">
          <button
            type="button"
            class="button"
            data-testid="run-zone"
            disabled={!zone.enabled || reported === 'unknown'}
            onClick={() => (choosing.value = true)}
          >
            {w('runNow')}
          </button>
          <DelayZone id={zone.id} until={zone.delayedUntil} />
        </div>
      )}
    </>
  )
}

/** Seconds to choose from; a zone that may run for less than any of them has its own longest. */
function timesOf({ maxRunS }: Zone): readonly number[] {
  const fit = MINUTES.map(minutes => minutes * 60).filter(runS => runS <= maxRunS)
  return fit.length === 0 ? [maxRunS] : fit
}

function DelayZone({ id, until }: { id: string; until: number | null }) {
  const { busy, trouble, run } = useAttempt()
  const send = (body: { hours?: number; today?: boolean }) =>
    void run(() => call(api.delayZone, { params: { id }, body }))
  const delayed = until !== null && until > now.value
  return (
    <>
      {delayed ? (
        <button type="button" class="button plain" disabled={busy.value} onClick={() => send({ hours: 0 })}>
          {g('resumeNow')}
        </button>
      ) : (
        <button
          type="button"
          class="button plain"
          data-testid="skip-today"
          disabled={busy.value}
          onClick={() => send({ today: true })}
        >
          {g('skipToday')}
        </button>
      )}
      {delayed && <span class="small">{g('delayedUntil', { time: moment(until) })}</span>}
      <Trouble error={trouble.value} />
    </>
  )
}
