import type { Signal } from '@preact/signals'
import type { DayProfile, Meter } from '../../../core/contract/energy.ts'
import { api, call } from '../../data/api.ts'
import { useResource } from '../../data/resource.ts'
import { number } from '../../data/shown.ts'
import { clockOf } from '../../data/tariff-day.ts'
import { Answer } from '../../widgets/answer.tsx'
import { TextField } from '../../widgets/field.tsx'
import type { Stretch } from './stretch.ts'
import { e } from './words.ts'

const HALF_HOUR_MS = 1_800_000

interface Props {
  meter: Meter
  date: Signal<string>
  unit: string
  show: (stretch: Stretch) => void
}

/** A day by half hours over the band of what such days usually are. A half hour opens its readings. */
export function DayCard({ meter, date, unit, show }: Props) {
  const [resource, again] = useResource(
    () => call(api.getDayProfile, { params: { id: meter.id }, query: { date: date.value } }),
    `profile/${meter.id}/${date.value}`,
  )
  return (
    <section class="card stack">
      <div class="row between">
        <h2>{e('dayAndTypical')}</h2>
        <TextField label={e('date')} type="date" value={date} />
      </div>
      <Answer resource={resource} again={again} skeletons={1}>
        {profile =>
          profile.use.every(use => use === null) && profile.typicalDays === 0 ? (
            <p class="quiet">{e('noFlows')}</p>
          ) : (
            <Plot profile={profile} unit={unit} show={show} meter={meter} />
          )
        }
      </Answer>
    </section>
  )
}

function Plot({
  profile,
  unit,
  show,
  meter,
}: {
  profile: DayProfile
  unit: string
  show: Props['show']
  meter: Meter
}) {
  const { use, typical, typicalDays } = profile
  const top = Math.max(1e-9, ...use.map(value => value ?? 0), ...typical.map(({ high }) => high ?? 0)) * 1.05
  const y = (value: number) => 100 - (value / top) * 100
  const openAt = async (half: number) => {
    // The server knows where the site's midnight is.
    const [first] = await call(api.listMeterUse, {
      params: { id: meter.id },
      query: { from: `${profile.date}T12:00:00Z`, to: `${profile.date}T12:00:01Z`, per: 'day' },
    })
    if (first !== undefined)
      show({ from: first.at + half * HALF_HOUR_MS, to: first.at + (half + 1) * HALF_HOUR_MS })
  }
  const whole = use.reduce<number | null>((sum, value) => (value === null ? sum : (sum ?? 0) + value), null)
  return (
    <figure class="stack">
      <p>
        {e('thisDay')} <strong>{number(whole, 1)}</strong> {unit} ·{' '}
        <span class="quiet">{e('typical', { days: typicalDays })}</span>
      </p>
      <svg
        class="plot"
        viewBox="0 0 480 100"
        preserveAspectRatio="none"
        role="img"
        aria-label={e('dayAndTypical')}
      >
        <path class="usual" d={bandPath(typical, y)} />
        <path
          class="usual-line"
          d={linePath(
            typical.map(({ middle }) => middle),
            y,
          )}
        />
        <path class="own" d={linePath(use, y)} />
        {use.map((value, half) => (
          // biome-ignore lint/a11y/noStaticElementInteractions: the table below says the same to a keyboard
          <rect
            key={half}
            class="slot"
            x={half * 10}
            y="0"
            width="10"
            height="100"
            onClick={() => void openAt(half)}
          >
            <title>{`${clockOf(half)}–${clockOf(half + 1)} · ${value === null ? e('unknown') : `${number(value, 3)} ${unit}`}`}</title>
          </rect>
        ))}
      </svg>
      <figcaption class="row between small quiet">
        {['00:00', '06:00', '12:00', '18:00', '24:00'].map(hour => (
          <span key={hour}>{hour}</span>
        ))}
      </figcaption>
      <details>
        <summary>{e('asTable')}</summary>
        <div class="table-wrap">
          <table>
            <thead>
              <tr>
                <th scope="col">{e('time')}</th>
                <th scope="col" class="number">{`${e('thisDay')} ${unit}`}</th>
                <th scope="col" class="number">{`${e('typical', { days: typicalDays })}`}</th>
              </tr>
            </thead>
            <tbody>
              {use.map((value, half) => (
                <tr key={half}>
                  <td>
                    <button type="button" class="chip" onClick={() => void openAt(half)}>
                      {clockOf(half)}
                    </button>
                  </td>
                  <td class="number">{value === null ? e('unknown') : number(value, 3)}</td>
                  <td class="number">{number(typical[half]?.middle, 3)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  )
}

/** Steps with gaps left open. */
export function linePath(values: readonly (number | null)[], y: (value: number) => number): string {
  let path = ''
  let open = false
  for (const [n, value] of values.entries()) {
    if (value === null) open = false
    else {
      path += `${open ? 'L' : 'M'}${n * 10} ${y(value)}H${(n + 1) * 10}`
      open = true
    }
  }
  return path
}

function bandPath(typical: DayProfile['typical'], y: (value: number) => number): string {
  return typical
    .map(({ low, high }, n) =>
      low === null || high === null ? '' : `M${n * 10} ${y(high)}H${(n + 1) * 10}V${y(low)}H${n * 10}Z`,
    )
    .join('')
}
