import type { Signal } from '@preact/signals'
import { BANDS, type Band } from '../../../core/contract/energy.ts'
import { clockOf } from '../../data/tariff-day.ts'
import { w } from '../../data/words.ts'
import { BAND_WORDS } from './bands.ts'

/** A day as 48 half hours; with a brush it is painted on, without it is only looked at. */
export function DayStrip({ day, paint }: { day: readonly Band[]; paint?: (half: number) => void }) {
  const over = (event: PointerEvent) => {
    if (event.buttons === 0) return
    const under = document.elementFromPoint(event.clientX, event.clientY)
    const half = under instanceof HTMLElement ? under.dataset.half : undefined
    if (half !== undefined) paint?.(Number(half))
  }
  const label = (band: Band, half: number) => `${clockOf(half)}–${clockOf(half + 1)} ${w(BAND_WORDS[band])}`
  return (
    <div>
      {paint === undefined ? (
        <div class="day-strip" role="img" aria-label={spoken(day)}>
          {day.map((band, half) => (
            <span key={half} class={band} title={label(band, half)} />
          ))}
        </div>
      ) : (
        <div class="day-strip paintable" onPointerMove={over}>
          {day.map((band, half) => (
            <button
              key={half}
              type="button"
              data-half={half}
              class={band}
              aria-label={label(band, half)}
              onPointerDown={event => {
                event.currentTarget.releasePointerCapture(event.pointerId)
                paint(half)
              }}
              onClick={() => paint(half)}
            />
          ))}
        </div>
      )}
      <div class="strip-hours small quiet" aria-hidden="true">
        {['00', '06', '12', '18', '24'].map(hour => (
          <span key={hour}>{hour}:00</span>
        ))}
      </div>
    </div>
  )
}

/** Which band the brush paints; the swatch is the legend of the strip at the same time. */
export function Brushes({ brush }: { brush: Signal<Band> }) {
  return (
    <fieldset class="chips">
      <legend>{w('dayStripHint')}</legend>
      {BANDS.map(band => (
        <button
          key={band}
          type="button"
          class="chip"
          aria-pressed={brush.value === band}
          onClick={() => (brush.value = band)}
        >
          <i class={`swatch ${band}`} aria-hidden="true" />
          {w(BAND_WORDS[band])}
        </button>
      ))}
    </fieldset>
  )
}

/** The strip in words: "00:00 Valley, 08:00 Peak, …". */
function spoken(day: readonly Band[]): string {
  return day
    .flatMap((band, half) => (band === day[half - 1] ? [] : [`${clockOf(half)} ${w(BAND_WORDS[band])}`]))
    .join(', ')
}
