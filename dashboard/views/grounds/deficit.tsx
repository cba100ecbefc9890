/** What the roots lack, as a bar that fills towards the limit. */
import type { Moisture } from '../../../core/contract/watering.ts'
import { number } from '../../data/shown.ts'
import { w } from '../../data/words.ts'
import { g } from './words.ts'

export function Deficit({ moisture, soilPct }: { moisture: Moisture | null; soilPct: number | null }) {
  if (moisture === null) return null
  const { depletionMm, readilyMm, totalMm, daysLeft } = moisture
  const gone = Math.min(100, (100 * depletionMm) / totalMm)
  const limit = Math.min(100, (100 * readilyMm) / totalMm)
  const words = g('missing', { now: number(depletionMm, 1), limit: number(readilyMm, 1) })
  return (
    <div>
      <p class="small row between">
        <span class="quiet">{words}</span>
        <b>
          {daysLeft === null
            ? ''
            : daysLeft < 0.5
              ? g('lastsNot')
              : g('lasts', { days: number(daysLeft, 0) })}
        </b>
      </p>
      <svg class="deficit" viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true">
        <rect class="whole" width="100" height="14" />
        <rect class={depletionMm > readilyMm ? 'over' : 'gone'} width={gone} height="14" />
        <line class="limit" x1={limit} x2={limit} y1="0" y2="14" />
      </svg>
      {soilPct !== null && <p class="small quiet">{`${w('soil')} ${number(soilPct)} %`}</p>}
    </div>
  )
}
