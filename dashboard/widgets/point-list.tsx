import type { Point } from '../../core/contract/point.ts'
import { age, pointName, valueText } from '../data/shown.ts'
import { readingOf } from '../data/store.ts'
import { w } from '../data/words.ts'

/** Everything a device measures, with the age of each value. */
export function PointList({ points }: { points: readonly Point[] }) {
  return (
    <section class="card section">
      <h2>{w('measured')}</h2>
      <dl class="facts">
        {points.map(point => {
          const reading = readingOf(point.id).value
          return (
            <div key={point.id}>
              <dt>{pointName(point)}</dt>
              <dd class="live-value">{valueText(reading?.[2], point)}</dd>
              <dd class="small quiet">{reading === null ? w('neverSeen') : age(reading[1])}</dd>
            </div>
          )
        })}
      </dl>
    </section>
  )
}
