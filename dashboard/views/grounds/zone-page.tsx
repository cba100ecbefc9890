/** One zone: its valve as three lamps, its water day by day, its last runs, and what was learned. */
import type { ZoneDay, ZoneStatus } from '../../../core/contract/watering.ts'
import { api, call } from '../../data/api.ts'
import { useResource } from '../../data/resource.ts'
import { moment } from '../../data/shown.ts'
import { may, zones } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { Answer, Empty } from '../../widgets/answer.tsx'
import { Deficit } from './deficit.tsx'
import { Incidents } from './incidents.tsx'
import { Lamps, verdictOf } from './lamps.tsx'
import { OffTimerNote } from './off-timer.tsx'
import { Operate } from './operate.tsx'
import { runText } from './run-text.ts'
import { Suggestions } from './suggestions.tsx'
import { g } from './words.ts'
import { Countdown } from './zone-card.tsx'

const RUNS_SHOWN = 12
const RUNS_BACK_MS = 30 * 86_400_000
const REFRESH_MS = 60_000

export function ZonePage({ id }: { id: string }) {
  const status = zones.value.find(({ zone }) => zone.id === id)
  if (status === undefined) return <Empty title={w('notFoundTitle')} text={w('notFoundText')} />
  return (
    <>
      <p>
        <a href="/grounds">{g('back')}</a>
      </p>
      <h1>{n(status.zone.name)}</h1>
      <div class="two">
        <div class="stack">
          <Valve status={status} />
          <Balance id={id} />
        </div>
        <div class="stack">
          <Incidents list={status.incidents} />
          <Suggestions zoneId={id} />
          <LastRuns id={id} />
        </div>
      </div>
    </>
  )
}

function Valve({ status }: { status: ZoneStatus }) {
  return (
    <section class="card stack">
      <Countdown run={status.run} />
      <Lamps status={status} big />
      <p aria-live="polite">{verdictOf(status)}</p>
      <OffTimerNote closesItself={status.closesItself} />
      <Deficit moisture={status.moisture} soilPct={status.soilMoisture} />
      {status.next !== null && (
        <p class="sentence-why">
          <b>{moment(status.next.at)}</b> · {n(status.next.decision.sentence)}
        </p>
      )}
      {may('watering.operate') && <Operate status={status} />}
    </section>
  )
}

function Balance({ id }: { id: string }) {
  const [resource, again] = useResource(() => call(api.listZoneDays, { params: { id } }), id, {
    everyMs: REFRESH_MS,
  })
  return (
    <section class="card stack">
      <h2>{g('balance')}</h2>
      <Answer resource={resource} again={again} skeletons={1}>
        {days =>
          days.length === 0 ? (
            <p class="quiet">{g('noDays')}</p>
          ) : (
            <>
              <BalanceChart days={days.slice(-DAYS_SHOWN)} />
              <p class="small quiet">{g('balanceText')}</p>
            </>
          )
        }
      </Answer>
    </section>
  )
}

const CHART_H = 100
const DAYS_SHOWN = 30

function BalanceChart({ days }: { days: readonly ZoneDay[] }) {
  const top = Math.max(...days.map(({ totalMm }) => totalMm), 1)
  const step = 100 / days.length
  const y = (mm: number) => (CHART_H * Math.min(mm, top)) / top
  const at = ({ depletionMm }: ZoneDay, n: number) => `${(n + 0.5) * step},${y(depletionMm)}`
  // A line of one day would have no length.
  const edges = days.length === 1 ? days.flatMap(day => [at(day, -0.3), at(day, 0.3)]) : days.map(at)
  const last = days.at(-1)
  const first = days[0]
  const said =
    last === undefined
      ? ''
      : g('missing', { now: last.depletionMm.toFixed(1), limit: last.readilyMm.toFixed(1) })
  return (
    <figure class="stack">
      <svg
        class="balancechart"
        viewBox={`0 0 100 ${CHART_H}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={said}
      >
        {days.map(({ date, readilyMm, rainMm, wateredMm }, n) => (
          <g key={date}>
            <rect class="band" x={n * step} width={step} y={y(readilyMm)} height={CHART_H - y(readilyMm)} />
            <rect class="rain" x={n * step} width={step * 0.4} y="0" height={y(rainMm)}>
              <title>{`${date} ${g('rainBar')} ${rainMm.toFixed(1)} mm`}</title>
            </rect>
            <rect class="given" x={n * step + step * 0.5} width={step * 0.4} y="0" height={y(wateredMm)}>
              <title>{`${date} ${g('waterBar')} ${wateredMm.toFixed(1)} mm`}</title>
            </rect>
          </g>
        ))}
        <polyline class="line" points={edges.join(' ')} />
      </svg>
      <figcaption class="row between small quiet">
        <span>{first?.date.slice(5)}</span>
        {last !== first && <span>{last?.date.slice(5)}</span>}
      </figcaption>
    </figure>
  )
}

function LastRuns({ id }: { id: string }) {
  const load = () =>
    call(api.listRuns, {
      query: { zoneId: id, from: String(Date.now() - RUNS_BACK_MS), limit: RUNS_SHOWN },
    })
  const [resource, again] = useResource(load, id, { everyMs: REFRESH_MS })
  return (
    <section class="card stack">
      <h2>{g('lastRuns')}</h2>
      <Answer resource={resource} again={again} skeletons={1}>
        {({ items }) =>
          items.length === 0 ? (
            <p class="quiet">{w('neverRan')}</p>
          ) : (
            <ol class="log small">
              {items.map(run => (
                <li key={run.id}>
                  <span>{moment(run.openedAt ?? run.plannedAt)}</span>
                  <span>
                    {runText(run)}
                    {run.decision !== null && <span class="quiet"> {n(run.decision.sentence)}</span>}
                  </span>
                </li>
              ))}
            </ol>
          )
        }
      </Answer>
    </section>
  )
}
