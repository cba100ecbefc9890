import { useSignal } from '@preact/signals'
import type { MeterStatus, MeterUse } from '../../../core/contract/energy.ts'
import { formatDay, localDay, minuteOfDay } from '../../../core/text/format.ts'
import { api, call } from '../../data/api.ts'
import { language } from '../../data/preferences.ts'
import { useResource } from '../../data/resource.ts'
import { money, number, unit } from '../../data/shown.ts'
import { now, timeZone } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { Answer } from '../../widgets/answer.tsx'

const DAY_MS = 86_400_000

/** One meter: thirty days as bars, seven days as hours, the same as a table. */
export function MeterHistory({ status }: { status: MeterStatus }) {
  const { meter } = status
  const load = (per: 'hour' | 'day', days: number) => {
    const query = { from: String(now.value - days * DAY_MS), to: String(now.value), per }
    return call(api.listMeterUse, { params: { id: meter.id }, query })
  }
  const [days, daysAgain] = useResource(() => load('day', 30), `${meter.id}/day`)
  const [hours, hoursAgain] = useResource(() => load('hour', 7), `${meter.id}/hour`)
  const asTable = useSignal(false)
  const day = (at: number) => formatDay(at, timeZone.value, language.value)
  return (
    <section class="card section">
      <div class="row between">
        <h2>
          {n(meter.name)} · {w('dailyUse')}
        </h2>
        <button type="button" class="button plain" onClick={() => (asTable.value = !asTable.value)}>
          {asTable.value ? w('asChart') : w('asTable')}
        </button>
      </div>
      <Answer resource={days} again={daysAgain} skeletons={1}>
        {list =>
          list.every(({ use }) => use === null) ? (
            <p class="quiet">{w('noReadings')}</p>
          ) : asTable.value ? (
            <UseTable list={list} unitWord={unit(status.unit)} day={day} />
          ) : (
            <DayBars list={list} unitWord={unit(status.unit)} day={day} />
          )
        }
      </Answer>
      <Answer resource={hours} again={hoursAgain} skeletons={1}>
        {list =>
          list.some(({ use }) => use !== null) ? <HeatMap list={list} unitWord={unit(status.unit)} /> : null
        }
      </Answer>
    </section>
  )
}

interface UseProps {
  list: readonly MeterUse[]
  unitWord: string
  day: (at: number) => string
}

function DayBars({ list, unitWord, day }: UseProps) {
  const top = Math.max(...list.map(({ use }) => use ?? 0)) || 1
  const first = list[0]
  const last = list.at(-1)
  return (
    <figure class="stack">
      <p class="small quiet">
        {number(top, 1)} {unitWord}
      </p>
      <svg
        class="bars"
        viewBox={`0 0 ${list.length * 10} 100`}
        preserveAspectRatio="none"
        role="img"
        aria-label={w('dailyUse')}
      >
        {list.map(({ at, use }, index) =>
          use === null ? (
            <rect key={at} class="gap" x={index * 10 + 1} y="2" width="8" height="96">
              <title>{`${day(at)} · ${w('notMeasured')}`}</title>
            </rect>
          ) : (
            <rect
              key={at}
              class={index === list.length - 1 ? 'bar part' : 'bar'}
              x={index * 10 + 1}
              y={100 - (use / top) * 100}
              width="8"
              height={(use / top) * 100}
            >
              <title>{`${day(at)} · ${number(use, 1)} ${unitWord}`}</title>
            </rect>
          ),
        )}
      </svg>
      <figcaption class="row between small quiet">
        <span>{first !== undefined && day(first.at)}</span>
        <span>{last !== undefined && day(last.at)}</span>
      </figcaption>
    </figure>
  )
}

function UseTable({ list, unitWord, day }: UseProps) {
  return (
    <div class="table-wrap">
      <table>
        <thead>
          <tr>
            <th scope="col">{w('day')}</th>
            <th scope="col" class="number">
              {w('use')}
            </th>
            <th scope="col" class="number">
              {w('cost')}
            </th>
          </tr>
        </thead>
        <tbody>
          {list.toReversed().map(({ at, use, cost }) => (
            <tr key={at}>
              <td>{day(at)}</td>
              <td class="number">{use === null ? w('notMeasured') : `${number(use, 1)} ${unitWord}`}</td>
              <td class="number">{money(cost)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Days as rows, hours as columns, darker for more; outlined where nothing was measured. */
function HeatMap({ list, unitWord }: { list: readonly MeterUse[]; unitWord: string }) {
  const days = [...new Set(list.map(({ at }) => localDay(at, timeZone.value)))]
  const top = Math.max(...list.map(({ use }) => use ?? 0)) || 1
  return (
    <figure class="stack">
      <h3>{w('hourly')}</h3>
      <svg class="heat" viewBox={`0 0 480 ${days.length * 18}`} role="img" aria-label={w('hourly')}>
        {list.map(({ at, use }) => {
          const hour = Math.floor(minuteOfDay(at, timeZone.value) / 60)
          const row = days.indexOf(localDay(at, timeZone.value))
          return (
            <rect
              key={at}
              class={use === null ? 'none' : ''}
              x={hour * 20}
              y={row * 18}
              width="20"
              height="18"
              fill-opacity={use === null ? 1 : 0.06 + 0.94 * (use / top)}
            >
              <title>{`${days[row]} ${hour}:00 · ${use === null ? w('notMeasured') : `${number(use, 2)} ${unitWord}`}`}</title>
            </rect>
          )
        })}
      </svg>
      <figcaption class="row between small quiet">
        <span>00:00</span>
        <span>12:00</span>
        <span>24:00</span>
      </figcaption>
    </figure>
  )
}
