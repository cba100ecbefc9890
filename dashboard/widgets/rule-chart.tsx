/** A point's past under a rule: what is not allowed as a band, and the alarms it would have raised as blocks. */
import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import type { Point } from '../../core/contract/point.ts'
import type { Bucket } from '../../core/contract/reading.ts'
import type { ReplayEpisode } from '../../core/contract/replay.ts'
import { language, shownTheme } from '../data/preferences.ts'
import { moment, number, pointName, valueText } from '../data/shown.ts'
import { plainAxis, siteDate, timeAxis, token } from './chart-axes.ts'
import { dataOf } from './point-chart.tsx'

const HEIGHT = 220
const BLOCK_PX = 10

interface ChartProps {
  readonly point: Point
  readonly buckets: readonly Bucket[]
  readonly from: number
  readonly to: number
  readonly limits: { readonly low: number | null; readonly high: number | null }
  readonly episodes?: readonly ReplayEpisode[]
}

export function RuleChart(props: ChartProps) {
  const host = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot>(null)
  const drawn = useRef(props)
  drawn.current = props
  const { point, buckets, from, to } = props
  const look = `${language.value}${shownTheme()}`
  useEffect(() => {
    const element = host.current
    if (element === null) return
    const made = new uPlot(optionsOf(element, drawn), dataOf(buckets, to - from), element)
    plot.current = made
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: HEIGHT }))
    observer.observe(element)
    return () => {
      observer.disconnect()
      made.destroy()
    }
  }, [point.id, look, buckets, from, to])
  const key = JSON.stringify([props.limits, props.episodes?.length])
  // New limits may lie outside of what is drawn: setting the data again makes the scales anew.
  useEffect(() => plot.current?.setData(dataOf(buckets, to - from)), [key])
  return <div class="chart replay-chart" ref={host} role="img" aria-label={pointName(point)} />
}

type Drawn = { current: ChartProps }

function optionsOf(element: HTMLElement, drawn: Drawn): uPlot.Options {
  const { point, from, to } = drawn.current
  const value = (_: uPlot, raw: number | null) => valueText(raw, point)
  return {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    tzDate: siteDate,
    padding: [12, 8, 0, 0],
    cursor: { y: false },
    axes: [
      timeAxis(),
      {
        ...plainAxis(),
        size: 52,
        values: (_, ticks) => ticks.map(tick => number(tick, Number.isInteger(tick) ? 0 : 1)),
      },
    ],
    scales: {
      x: { range: () => [from / 1000, to / 1000] },
      y: { range: (_, low, high) => rangeOf(low, high, drawn.current.limits) },
    },
    bands: [{ series: [2, 1], fill: token('--chart-soft') }],
    series: [
      { value: (_, at) => (at === null ? '' : moment(at * 1000)) },
      { stroke: 'transparent', value, points: { show: false } },
      { stroke: 'transparent', value, points: { show: false } },
      { stroke: token('--chart'), width: 1.5, value, points: { show: false } },
    ],
    hooks: {
      drawClear: [chart => shade(chart, drawn.current.limits)],
      draw: [chart => blocks(chart, drawn.current.episodes ?? [], to)],
    },
  }
}

function rangeOf(low: number | null, high: number | null, limits: ChartProps['limits']): [number, number] {
  const known = [low, high, limits.low, limits.high].filter(value => value !== null)
  const [bottom, top] = known.length === 0 ? [0, 1] : [Math.min(...known), Math.max(...known)]
  const margin = Math.max((top - bottom) * 0.15, 0.5)
  return [bottom - margin, top + margin]
}

/** What is not allowed, behind the line. */
function shade({ ctx, bbox, valToPos }: uPlot, { low, high }: ChartProps['limits']): void {
  ctx.save()
  ctx.fillStyle = token('--band')
  ctx.strokeStyle = token('--alarm-text')
  ctx.setLineDash([6, 6])
  for (const [limit, above] of [
    [high, true],
    [low, false],
  ] as const) {
    if (limit === null) continue
    const y = valToPos(limit, 'y', true)
    ctx.fillRect(
      bbox.left,
      above ? bbox.top : y,
      bbox.width,
      above ? y - bbox.top : bbox.top + bbox.height - y,
    )
    ctx.beginPath()
    ctx.moveTo(bbox.left, y)
    ctx.lineTo(bbox.left + bbox.width, y)
    ctx.stroke()
  }
  ctx.restore()
}

/** One block for each alarm along the bottom: its colour says whether it is new, gone, missed or with both rules. */
function blocks({ ctx, bbox, valToPos }: uPlot, episodes: readonly ReplayEpisode[], to: number): void {
  ctx.save()
  for (const { raisedAt, returnedAt, fate, missed } of episodes) {
    const left = valToPos(raisedAt / 1000, 'x', true)
    const width = Math.max(3, valToPos((returnedAt ?? to) / 1000, 'x', true) - left)
    const height = BLOCK_PX * devicePixelRatio
    const top = bbox.top + bbox.height - height
    if (fate === 'gone' && missed === null) {
      ctx.setLineDash([3, 3])
      ctx.strokeStyle = token('--line-strong')
      ctx.strokeRect(left, top, width, height)
      continue
    }
    const colour = missed !== null ? '--alarm' : fate === 'added' ? '--attention-line' : '--chart'
    ctx.fillStyle = token(colour)
    ctx.fillRect(left, top, width, height)
  }
  ctx.restore()
}
