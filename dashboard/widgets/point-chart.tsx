/** A point's past: a min-max band with its mean, limits shaded, gaps left open, the same as a table on request. */
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import type { Point } from '../../core/contract/point.ts'
import type { Bucket } from '../../core/contract/reading.ts'
import { api, call } from '../data/api.ts'
import { cabinetStates } from '../data/cabinets.ts'
import { excursionsOf } from '../data/excursions.ts'
import { type Limits, limitsOf } from '../data/limits.ts'
import { language, shownTheme } from '../data/preferences.ts'
import { useResource } from '../data/resource.ts'
import { moment, number, pointName, unit, valueText } from '../data/shown.ts'
import { now } from '../data/store.ts'
import { type WordKey, w } from '../data/words.ts'
import { Answer } from './answer.tsx'
import { type CabinetOverlay, Happened, NO_OVERLAY, shadeBands } from './cabinet-bands.tsx'
import { plainAxis, siteDate, timeAxis, token } from './chart-axes.ts'
import { gapOf } from './sparkline.tsx'

const HOUR_MS = 3_600_000
const RANGES = { range24h: 24, range7d: 168, range30d: 720, range90d: 2160 } as const
const BUCKETS = 480
const TABLE_ROWS_MAX = 48
const REFRESH_MS = 60_000

/** With a cabinet's id it also shows what explained its past. */
export function PointChart({ point, cabinetId }: { point: Point; cabinetId?: string }) {
  const range = useSignal<keyof typeof RANGES>('range24h')
  const asTable = useSignal(false)
  const count = asTable.value ? TABLE_ROWS_MAX : BUCKETS
  const [buckets, again] = useResource(
    () => {
      const to = now.value
      const query = { from: String(to - RANGES[range.value] * HOUR_MS), to: String(to), count }
      return call(api.listBuckets, { params: { id: point.id }, query })
    },
    `${point.id}/${range.value}/${count}`,
    { everyMs: REFRESH_MS },
  )
  const limits = limitsOf(point.id)
  const [history] = useResource(
    async () => {
      if (cabinetId === undefined) return null
      const to = Math.ceil(now.value)
      const query = { from: String(to - RANGES[range.value] * HOUR_MS), to: String(to) }
      return call(api.cabinetHistory, { params: { id: cabinetId }, query })
    },
    `${cabinetId}/${range.value}`,
    { everyMs: cabinetId === undefined ? undefined : REFRESH_MS },
  )
  const past = history.value.state === 'here' ? history.value.value : null
  const levels = cabinetId === undefined ? null : (cabinetStates.value.get(cabinetId)?.levels ?? null)
  const overlay = cabinetId === undefined ? NO_OVERLAY : { bands: past?.bands ?? [], levels }
  return (
    <section class="card section">
      <div class="row between">
        <div>
          <h2>{pointName(point)}</h2>
          <p class="small quiet">{limitWords(limits, point)}</p>
        </div>
        <button type="button" class="button plain" onClick={() => (asTable.value = !asTable.value)}>
          {asTable.value ? w('asChart') : w('asTable')}
        </button>
      </div>
      <fieldset class="chips">
        <legend class="sr">{w('period')}</legend>
        {(Object.keys(RANGES) as (keyof typeof RANGES & WordKey)[]).map(key => (
          <button
            key={key}
            type="button"
            class="chip"
            aria-pressed={range.value === key}
            onClick={() => (range.value = key)}
          >
            {w(key)}
          </button>
        ))}
      </fieldset>
      <Answer resource={buckets} again={again} skeletons={1}>
        {list =>
          list.length === 0 ? (
            <p class="quiet">{w('noReadings')}</p>
          ) : asTable.value ? (
            <BucketTable buckets={list} point={point} />
          ) : (
            <Canvas
              key={`${language.value}${shownTheme()}`}
              buckets={list}
              point={point}
              limits={limits}
              overlay={overlay}
              span={RANGES[range.value] * HOUR_MS}
            />
          )
        }
      </Answer>
      {past !== null && <Happened history={past} point={point} />}
    </section>
  )
}

function limitWords({ low, high }: Limits, point: Point): string {
  if (low !== null && high !== null)
    return w('allowed', { low: valueText(low, point), high: valueText(high, point) })
  if (high !== null) return w('allowedMax', { high: valueText(high, point) })
  return low === null ? '' : w('allowedMin', { low: valueText(low, point) })
}

function BucketTable({ buckets, point }: { buckets: readonly Bucket[]; point: Point }) {
  return (
    <div class="table-wrap">
      <table>
        <thead>
          <tr>
            <th scope="col">{w('time')}</th>
            {(['minimum', 'mean', 'maximum'] as const).map(key => (
              <th scope="col" class="number" key={key}>
                {w(key)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {buckets.toReversed().map(bucket => (
            <tr key={bucket.at}>
              <td>{moment(bucket.at)}</td>
              <td class="number">{valueText(bucket.min, point)}</td>
              <td class="number">{valueText(bucket.avg, point)}</td>
              <td class="number">{valueText(bucket.max, point)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** What is drawn now; read whenever the canvas is painted again. */
interface Drawn {
  readonly limits: Limits
  readonly overlay: CabinetOverlay
}

interface CanvasProps {
  buckets: readonly Bucket[]
  point: Point
  limits: Limits
  overlay: CabinetOverlay
  span: number
}

function Canvas({ buckets, point, limits, overlay, span }: CanvasProps) {
  const host = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot>(null)
  const drawn = useRef<Drawn>({ limits, overlay })
  drawn.current = { limits, overlay }
  useEffect(() => {
    const element = host.current
    if (element === null) return
    const made = new uPlot(optionsOf(element, point, drawn), dataOf(buckets, span), element)
    plot.current = made
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: 280 }))
    observer.observe(element)
    return () => {
      observer.disconnect()
      made.destroy()
    }
  }, [point.id])
  // New limits may lie outside of the drawn range: setting the data again makes the scales anew.
  useEffect(() => plot.current?.setData(dataOf(buckets, span)), [buckets, limits])
  useEffect(() => plot.current?.redraw(false), [overlay.bands, overlay.levels])
  return <div class="chart" ref={host} role="img" aria-label={pointName(point)} />
}

/** Seconds, min, max, mean; a row of nulls wherever readings are missing, so that nothing is joined across a gap. */
export function dataOf(buckets: readonly Bucket[], spanMs: number): uPlot.AlignedData {
  const gapMs = Math.max(gapOf(buckets.map(({ at }) => at)), spanMs / BUCKETS)
  const rows: [number, number | null, number | null, number | null][] = []
  let previous = Number.POSITIVE_INFINITY
  for (const { at, min, max, avg } of buckets) {
    if (at - previous > gapMs) rows.push([(previous + at) / 2000, null, null, null])
    rows.push([at / 1000, min, max, avg])
    previous = at
  }
  return [rows.map(r => r[0]), rows.map(r => r[1]), rows.map(r => r[2]), rows.map(r => r[3])]
}

function optionsOf(element: HTMLElement, point: Point, drawn: { current: Drawn }): uPlot.Options {
  const value = (_: uPlot, raw: number | null) => valueText(raw, point)
  return {
    width: element.clientWidth,
    height: 280,
    tzDate: siteDate,
    padding: [12, 20, 0, 0],
    cursor: { y: false },
    axes: [
      timeAxis(),
      {
        ...plainAxis(),
        size: 52,
        values: (_, ticks) =>
          ticks.map(tick => `${number(tick, tickDigits(ticks))}${point.unit === 'degC' ? '°' : ''}`),
      },
    ],
    scales: { y: { range: (_, low, high) => rangeWith(low, high, drawn.current.limits) } },
    bands: [{ series: [2, 1], fill: token('--chart-soft') }],
    series: [
      { label: w('time'), value: (_, at) => (at === null ? '' : moment(at * 1000)) },
      { label: w('minimum'), stroke: 'transparent', value, points: { show: false } },
      { label: w('maximum'), stroke: 'transparent', value, points: { show: false } },
      {
        label: `${w('mean')} ${unit(point.unit)}`,
        stroke: token('--chart'),
        width: 1.5,
        value,
        points: { show: false },
      },
    ],
    hooks: {
      drawClear: [
        plot => shadeBands(plot, drawn.current.overlay),
        plot => shade(plot, drawn.current.limits, token('--band'), token('--alarm-text')),
      ],
      draw: [plot => fillExcursions(plot, drawn.current.limits, token('--excursion'))],
    },
  }
}

/** As many digits as the step between two ticks needs. */
function tickDigits(ticks: readonly number[]): number {
  const [first = 0, second = 1] = ticks
  const step = Math.abs(second - first)
  const shows = (digits: number) => Math.abs(step * 10 ** digits - Math.round(step * 10 ** digits)) < 1e-6
  return [0, 1, 2, 3].find(shows) ?? 4
}

function rangeWith(low: number | null, high: number | null, limits: Limits): [number, number] {
  const known = [low, high, limits.low, limits.high].filter(value => value !== null)
  const bottom = Math.min(...known)
  const top = Math.max(...known)
  const margin = Math.max((top - bottom) * 0.12, 0.5)
  return [bottom - margin, top + margin]
}

/** What is not allowed, behind the line. */
function shade(plot: uPlot, { low, high }: Limits, fill: string, stroke: string): void {
  const { ctx, bbox } = plot
  ctx.save()
  ctx.fillStyle = fill
  ctx.strokeStyle = stroke
  ctx.setLineDash([6, 6])
  const edge = (limit: number, from: number, to: number) => {
    ctx.fillRect(bbox.left, from, bbox.width, Math.max(0, to - from))
    const y = plot.valToPos(limit, 'y', true)
    ctx.beginPath()
    ctx.moveTo(bbox.left, y)
    ctx.lineTo(bbox.left + bbox.width, y)
    ctx.stroke()
  }
  if (high !== null) edge(high, bbox.top, plot.valToPos(high, 'y', true))
  if (low !== null) edge(low, plot.valToPos(low, 'y', true), bbox.top + bbox.height)
  ctx.restore()
}

/** The area between the mean and the limit it passed: how far and how long, at a glance. */
function fillExcursions(plot: uPlot, { low, high }: Limits, fill: string): void {
  const { ctx, bbox, data } = plot
  const times = data[0]
  const means = data[3]
  if (means === undefined) return
  ctx.save()
  ctx.beginPath()
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height)
  ctx.clip()
  ctx.fillStyle = fill
  const x = (at: number) => plot.valToPos(at, 'x', true)
  const y = (value: number) => plot.valToPos(value, 'y', true)
  for (const { limit, points } of excursionsOf(times, means, { low, high })) {
    ctx.beginPath()
    for (const [at, value] of points) ctx.lineTo(x(at), y(value))
    ctx.lineTo(x(points.at(-1)?.[0] ?? 0), y(limit))
    ctx.lineTo(x(points[0]?.[0] ?? 0), y(limit))
    ctx.fill()
  }
  ctx.restore()
}
