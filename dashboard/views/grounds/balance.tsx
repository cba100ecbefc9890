/** The water balance of a zone: the last month as a chart, and the same as a table. */
import type { ZoneDay } from '../../../core/contract/watering.ts'
import { api, call } from '../../data/api.ts'
import { useResource } from '../../data/resource.ts'
import { number } from '../../data/shown.ts'
import { w } from '../../data/words.ts'
import { Answer } from '../../widgets/answer.tsx'
import { figure, TableHead } from '../../widgets/table-head.tsx'
import { g } from './words.ts'

const REFRESH_MS = 60_000

/** What the ground of a zone lacks, day by day. */
export function Balance({ id }: { id: string }) {
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
      <details>
        <summary>{w('asTable')}</summary>
        <BalanceTable days={days} />
      </details>
    </figure>
  )
}

function BalanceTable({ days }: { days: readonly ZoneDay[] }) {
  const millimetres = [g('needBar'), g('rainBar'), g('waterBar'), g('missingBar')]
  return (
    <div class="table-wrap">
      <table>
        <TableHead columns={[{ title: g('date') }, ...millimetres.map(word => figure(`${word} mm`))]} />
        <tbody>
          {days.toReversed().map(({ date, needMm, rainMm, wateredMm, depletionMm }) => (
            <tr key={date}>
              <th scope="row">{date.slice(5)}</th>
              {[needMm, rainMm, wateredMm, depletionMm].map((mm, n) => (
                <td class="number" key={millimetres[n]}>
                  {number(mm, 1)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
