/** Exercises: one tap, marked throughout, and how fast each shift answered. */
import { useSignal } from '@preact/signals'
import type { Drill } from '../../../core/contract/safety.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { useResource } from '../../data/resource.ts'
import { duration, moment } from '../../data/shown.ts'
import { alarms, may, now, site } from '../../data/store.ts'
import { n } from '../../data/words.ts'
import { Answer, Trouble } from '../../widgets/answer.tsx'
import { StateChip } from '../../widgets/state-chip.tsx'
import { Sure } from '../../widgets/sure.tsx'
import { s } from './words.ts'

const SHOWN_MAX = 12
const REFRESH_MS = 5000

export function Drills() {
  const [resource, again] = useResource(() => call(api.listDrills), 'drills', {
    everyMs: REFRESH_MS,
    after: alarms.value.size,
  })
  return (
    <section class="section">
      <h2>{s('drills')}</h2>
      <p class="quiet">{s('drillText')}</p>
      <Answer resource={resource} again={again} skeletons={1}>
        {all => {
          const list = all.filter(({ siteId }) => siteId === site.value?.id)
          const running = list.find(({ endedAt }) => endedAt === null)
          return (
            <>
              {running === undefined ? <Start again={again} /> : <Going drill={running} again={again} />}
              <Shifts list={list} />
              <Past list={list.filter(({ endedAt }) => endedAt !== null).slice(0, SHOWN_MAX)} />
            </>
          )
        }}
      </Answer>
    </section>
  )
}

function Start({ again }: { again: () => Promise<void> }) {
  const attempt = useAttempt()
  if (!may('alarm.shelve') || site.value === null) return null
  const siteId = site.value.id
  const start = () => attempt.run(() => call(api.startDrill, { body: { siteId } })).then(again)
  return (
    <>
      <Sure word={s('drillStart')} question={s('drillSure')} go={() => void start()} testId="drill-start" />
      <Trouble error={attempt.trouble.value} />
    </>
  )
}

function Going({ drill, again }: { drill: Drill; again: () => Promise<void> }) {
  const attempt = useAttempt()
  const stop = () =>
    attempt.run(() => call(api.stopDrill, { params: { id: drill.id }, body: {} })).then(again)
  return (
    <div class="card stack is-drill" data-testid="drill-running">
      <div class="row between">
        <StateChip state="drill" />
        <b>{s('drillRunning', { time: duration(Math.max(0, now.value - drill.startedAt)) })}</b>
      </div>
      <div class="row">
        {drill.alarmId !== null && (
          <a class="button primary" href={`/alarms/${drill.alarmId}`}>
            {s('drillOpen')}
          </a>
        )}
        {may('alarm.shelve') && (
          <button type="button" class="button" disabled={attempt.busy.value} onClick={() => void stop()}>
            {s('drillStop')}
          </button>
        )}
      </div>
      <Trouble error={attempt.trouble.value} />
    </div>
  )
}

/** Only what was answered has a time; what was not is in the list below, never a zero here. */
function Shifts({ list }: { list: readonly Drill[] }) {
  const answered = list.flatMap(drill => {
    const took = tookMs(drill)
    return took === null ? [] : [{ shift: drill.shift === null ? s('noShift') : n(drill.shift), took }]
  })
  const shifts = Map.groupBy(answered, ({ shift }) => shift)
  if (shifts.size === 0) return null
  return (
    <ul class="chips">
      {[...shifts].map(([shift, times]) => (
        <li key={shift} class="chip">
          {s('byShift', {
            shift,
            count: times.length,
            time: duration(times.reduce((sum, { took }) => sum + took, 0) / times.length),
          })}
        </li>
      ))}
    </ul>
  )
}

function Past({ list }: { list: readonly Drill[] }) {
  const open = useSignal(false)
  if (list.length === 0) return <p class="quiet">{s('drillNone')}</p>
  const shown = open.value ? list : list.slice(0, 3)
  return (
    <ul class="list">
      {shown.map(drill => (
        <li key={drill.id} class="row between">
          <span>{outcomeOf(drill)}</span>
          <span class="small quiet">
            {drill.shift !== null && `${n(drill.shift)} · `}
            {moment(drill.startedAt)}
          </span>
        </li>
      ))}
      {list.length > shown.length && (
        <li>
          <button type="button" class="button plain" onClick={() => (open.value = true)}>
            … {list.length}
          </button>
        </li>
      )}
    </ul>
  )
}

function outcomeOf(drill: Drill): string {
  const took = tookMs(drill)
  if (took !== null) return s('drillAnswered', { name: drill.acknowledgedBy ?? '', time: duration(took) })
  return drill.outcome === 'unanswered' ? s('drillUnanswered') : s('drillStopped')
}

/** A drill that was stopped was acknowledged by whoever stopped it: that is no answer. */
function tookMs({ raisedAt, acknowledgedAt, outcome }: Drill): number | null {
  return outcome === 'answered' && raisedAt !== null && acknowledgedAt !== null
    ? acknowledgedAt - raisedAt
    : null
}
