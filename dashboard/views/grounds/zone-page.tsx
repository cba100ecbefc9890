/** One zone: its valve as three lamps, its water day by day, its last runs, and what was learned. */
import type { ZoneStatus } from '../../../core/contract/watering.ts'
import { api, call } from '../../data/api.ts'
import { useResource } from '../../data/resource.ts'
import { moment } from '../../data/shown.ts'
import { may, zones } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { Answer, Empty } from '../../widgets/answer.tsx'
import { Balance } from './balance.tsx'
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
