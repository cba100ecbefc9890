import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Metric } from '../../core/contract/metric.ts'
import type { Point } from '../../core/contract/point.ts'
import type { Bucket } from '../../core/contract/reading.ts'
import { recentOf, SPARK_MS } from '../data/history.ts'
import type { Limits } from '../data/limits.ts'
import { now } from '../data/store.ts'
import { w } from '../data/words.ts'

const WIDTH = 112
const HEIGHT = 40
/** Less than this is shown as the calm it is, in the point's unit. */
const SPAN_MIN: Partial<Record<Metric, number>> = { temperature: 5, humidity: 20, battery: 20 }

/** Two hours of a point with what is not allowed shaded behind it. Asks only when it is on the screen. */
export function Sparkline({ point, limits }: { point: Pick<Point, 'id' | 'metric'>; limits: Limits }) {
  const element = useRef<SVGSVGElement>(null)
  const seen = useSignal(false)
  useEffect(() => {
    if (element.current === null) return
    const observer = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting) seen.value = true
    })
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [])
  const minute = Math.floor(now.value / 60_000) * 60_000
  const buckets = seen.value ? recentOf(point.id, minute).value : null
  return (
    <svg
      ref={element}
      class="spark"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={buckets?.length === 0 ? w('noHistoryShort') : w('lastTwoHours')}
    >
      {buckets !== null &&
        buckets.length > 0 &&
        drawing(buckets, limits, minute, SPAN_MIN[point.metric] ?? 0)}
    </svg>
  )
}

function drawing(buckets: readonly Bucket[], { low, high }: Limits, to: number, spanMin: number) {
  const values = buckets.map(({ avg }) => avg)
  const near = (limit: number | null) => (limit === null ? [] : [limit])
  const bottom = Math.min(...values, ...near(low), ...near(high))
  const top = Math.max(...values, ...near(low), ...near(high))
  const span = Math.max(top - bottom, spanMin, 0.5) * 1.2
  const middle = (top + bottom) / 2
  const y = (value: number) => HEIGHT / 2 - ((value - middle) / span) * HEIGHT
  const x = (at: number) => ((at - (to - SPARK_MS)) / SPARK_MS) * WIDTH
  return (
    <>
      {high !== null && <rect x="0" y="0" width={WIDTH} height={Math.max(0, y(high))} />}
      {high !== null && <line x1="0" x2={WIDTH} y1={y(high)} y2={y(high)} />}
      {low !== null && <rect x="0" y={y(low)} width={WIDTH} height={Math.max(0, HEIGHT - y(low))} />}
      {low !== null && <line x1="0" x2={WIDTH} y1={y(low)} y2={y(low)} />}
      <path d={pathOf(buckets, x, y)} />
    </>
  )
}

/** A gap is a gap: the pen is lifted where readings are missing for much longer than usual. */
export function pathOf(
  buckets: readonly Pick<Bucket, 'at' | 'avg'>[],
  x: (at: number) => number,
  y: (value: number) => number,
): string {
  const gapMs = gapOf(buckets.map(({ at }) => at))
  let previous = Number.NEGATIVE_INFINITY
  return buckets
    .map(({ at, avg }) => {
      const pen = at - previous > gapMs ? 'M' : 'L'
      previous = at
      return `${pen}${x(at).toFixed(1)} ${y(avg).toFixed(1)}`
    })
    .join('')
}

/** Three usual spacings without a reading are a gap. */
export function gapOf(times: readonly number[]): number {
  const steps = times.slice(1).map((at, index) => at - (times[index] ?? at))
  steps.sort((a, b) => a - b)
  return 3 * (steps[Math.floor(steps.length / 2)] ?? Number.POSITIVE_INFINITY)
}
