import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Meter, YearMap } from '../../../core/contract/energy.ts'
import { localDay } from '../../../core/text/format.ts'
import { api, call } from '../../data/api.ts'
import { theme } from '../../data/preferences.ts'
import { useResource } from '../../data/resource.ts'
import { number } from '../../data/shown.ts'
import { now, timeZone } from '../../data/store.ts'
import { Answer } from '../../widgets/answer.tsx'
import { e } from './words.ts'

/** A year as a picture: days from left to right, hours from top to bottom, darker for more. A day opens above. */
export function YearCard({
  meter,
  unit,
  choose,
}: {
  meter: Meter
  unit: string
  choose: (date: string) => void
}) {
  const thisYear = Number(localDay(now.value, timeZone.value).slice(0, 4))
  const year = useSignal(thisYear)
  const [resource, again] = useResource(
    () => call(api.getYearMap, { params: { id: meter.id }, query: { year: year.value } }),
    `year/${meter.id}/${year.value}`,
  )
  return (
    <section class="card stack">
      <div class="row between">
        <h2>{e('yearMap', { year: year.value })}</h2>
        <div class="chips">
          {[thisYear - 1, thisYear].map(one => (
            <button
              key={one}
              type="button"
              class="chip"
              aria-pressed={year.value === one}
              onClick={() => (year.value = one)}
            >
              {one}
            </button>
          ))}
        </div>
      </div>
      <Answer resource={resource} again={again} skeletons={1}>
        {map => <Picture map={map} unit={unit} choose={choose} />}
      </Answer>
    </section>
  )
}

function Picture({ map, unit, choose }: { map: YearMap; unit: string; choose: (date: string) => void }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const under = useSignal('')
  const look = theme.value
  const known = map.use.flat().filter(use => use !== null)
  const top = known.toSorted((a, b) => a - b)[Math.floor(known.length * 0.99)] ?? 1
  useEffect(() => {
    if (canvas.current !== null) paint(canvas.current, map, top || 1)
  }, [map, top, look])
  const placeOf = (event: MouseEvent) => {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect()
    const day = Math.min(
      map.dates.length - 1,
      Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * map.dates.length)),
    )
    const hour = Math.min(23, Math.max(0, Math.floor(((event.clientY - box.top) / box.height) * 24)))
    return { day, hour }
  }
  const months = Array.from({ length: 12 }, (_, month) => month + 1)
  return (
    <figure class="stack">
      <canvas
        ref={canvas}
        class="year-map"
        width={map.dates.length}
        height={24}
        role="img"
        aria-label={e('yearMap', { year: map.year })}
        onMouseMove={event => {
          const { day, hour } = placeOf(event)
          const use = map.use[day]?.[hour] ?? null
          under.value = `${map.dates[day]} ${hour}:00 · ${use === null ? e('unknown') : `${number(use, 2)} ${unit}`}`
        }}
        onClick={event => choose(map.dates[placeOf(event).day] ?? '')}
      />
      <div class="months small quiet" aria-hidden="true">
        {months.map(month => (
          <span key={month}>{month}</span>
        ))}
      </div>
      <figcaption class="row between small quiet">
        <span class="row">
          {e('less')} <span class="scale" aria-hidden="true" /> {e('more')} ({number(top, 1)} {unit})
        </span>
        <span aria-live="polite">{under.value}</span>
      </figcaption>
    </figure>
  )
}

/** One pixel an hour; what is not known stays empty. */
function paint(canvas: HTMLCanvasElement, { dates, use }: YearMap, top: number): void {
  const context = canvas.getContext('2d')
  if (context === null) return
  const ink = getComputedStyle(canvas).getPropertyValue('--chart').trim() || '#33434f'
  context.clearRect(0, 0, dates.length, 24)
  context.fillStyle = ink
  for (const [day, hours] of use.entries())
    for (const [hour, value] of hours.entries()) {
      if (value === null) continue
      context.globalAlpha = 0.06 + 0.94 * Math.min(1, Math.max(0, value / top))
      context.fillRect(day, hour, 1, 1)
    }
  context.globalAlpha = 1
}
