/** Two weeks ahead: zones as rows, days as columns, each start with its litres or why not. */
import { useSignal } from '@preact/signals'
import type { PlannedRun } from '../../../core/contract/watering.ts'
import { formatDay, localDay } from '../../../core/text/format.ts'
import { api, call } from '../../data/api.ts'
import { language } from '../../data/preferences.ts'
import { useResource } from '../../data/resource.ts'
import { moment, number } from '../../data/shown.ts'
import { now, timeZone, zones } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { Answer } from '../../widgets/answer.tsx'
import { g } from './words.ts'

const DAYS = 14
const DAY_MS = 86_400_000
const REFRESH_MS = 300_000

export function Fortnight() {
  const load = () => call(api.listPlan, { query: { to: String(now.value + DAYS * DAY_MS) } })
  const [resource, again] = useResource(load, localDay(now.value, timeZone.value), { everyMs: REFRESH_MS })
  const chosen = useSignal<PlannedRun | null>(null)
  const days = Array.from({ length: DAYS }, (_, n) => now.value + n * DAY_MS)
  return (
    <section class="section">
      <Answer resource={resource} again={again} skeletons={1}>
        {plan => (
          <>
            <p role="status" class="sentence-why">
              {chosen.value === null
                ? ''
                : `${moment(chosen.value.at)} · ${zoneName(chosen.value.zoneId)} · ${n(chosen.value.decision.sentence)}`}
            </p>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by key */}
            <section class="table-wrap" tabIndex={0} aria-label={g('fortnight')}>
              <table class="fortnight">
                <thead>
                  <tr>
                    <th scope="col">{w('grounds')}</th>
                    {days.map((day, n) => (
                      <th scope="col" key={day} class={n === 0 ? 'today' : ''}>
                        {formatDay(day, timeZone.value, language.value)}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {zones.value.map(({ zone }) => (
                    <tr key={zone.id}>
                      <th scope="row">{n(zone.name)}</th>
                      {days.map((day, index) => (
                        <td key={day} class={index === 0 ? 'today' : ''}>
                          {startsOf(plan, zone.id, day).map(run => (
                            <Start key={run.slotAt} run={run} choose={() => (chosen.value = run)} />
                          ))}
                        </td>
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
            </section>
          </>
        )}
      </Answer>
    </section>
  )
}

function Start({ run, choose }: { run: PlannedRun; choose: () => void }) {
  const wet = run.decision.skip === null
  return (
    <button type="button" class={wet ? 'wet' : 'dry'} title={n(run.decision.sentence)} onClick={choose}>
      {wet ? g('waterShort', { litres: number(run.decision.litres) }) : g('skipShort')}
    </button>
  )
}

function startsOf(plan: readonly PlannedRun[], zoneId: string, day: number): PlannedRun[] {
  const date = localDay(day, timeZone.value)
  return plan.filter(run => run.zoneId === zoneId && localDay(run.slotAt, timeZone.value) === date)
}

function zoneName(id: string): string {
  const found = zones.value.find(({ zone }) => zone.id === id)
  return found === undefined ? id : n(found.zone.name)
}
