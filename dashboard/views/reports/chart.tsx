/** A report's chart as it stands on the printed page: the same axis, the same gaps, the numbers under the pointer. */
import { useContext } from 'preact/hooks'
import type { BlockOf, Figure } from '../../../core/contract/report-document.ts'
import { figureText } from '../../../core/reports/document.ts'
import { type Scale, scaleOf } from '../../../core/reports/scale.ts'
import { formatNumber } from '../../../core/text/format.ts'
import { unitText } from '../../../core/text/metrics.ts'
import { language } from '../../data/preferences.ts'
import { n } from '../../data/words.ts'
import { FollowContext, Traced } from './traced.tsx'
import { rw } from './words.ts'

type ChartBlock = BlockOf<'chart'>
const WIDTH = 720
const HEIGHT = 220
const AXIS = 52
const FOOT = 20

interface Plot {
  readonly block: ChartBlock
  /** Asks where a value comes from; missing where it cannot be told. */
  readonly ask: (period: number, index: number) => (() => void) | undefined
  readonly slot: number
  readonly y: (value: number) => number
  readonly x: (period: number) => number
}

export function ReportChart({ block }: { block: ChartBlock }) {
  const follow = useContext(FollowContext)
  const { labels, series, title, unit } = block
  if (series.length === 0 || labels.length === 0) return null
  const scale = scaleOf(block)
  const slot = (WIDTH - AXIS) / labels.length
  const plot: Plot = {
    block,
    ask: (period, index) => {
      const figure = figureAt(block, period, index)
      const { trace } = figure
      if (trace === undefined || figure.value === null) return undefined
      return () => follow({ figure, trace })
    },
    slot,
    x: period => AXIS + slot * period,
    y: value => 6 + (HEIGHT - FOOT - 6) * (1 - (value - scale.low) / (scale.high - scale.low)),
  }
  return (
    <figure class="report-chart">
      <figcaption>
        <strong>{n(title)}</strong> <span class="small quiet">{unitText(unit, language.value)}</span>
        <Legend block={block} />
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={n(title)}>
        <Axis scale={scale} plot={plot} />
        {block.shape === 'lines' ? (
          <Lines plot={plot} />
        ) : (
          <Boxes plot={plot} zero={plot.y(Math.max(0, scale.low))} />
        )}
        {(block.limits ?? []).map(({ value, name }) => (
          <g key={name.en} class="report-limit">
            <line x1={AXIS} x2={WIDTH} y1={plot.y(value)} y2={plot.y(value)} />
            <text x={AXIS + 4} y={plot.y(value) - 3}>
              {n(name)}
            </text>
          </g>
        ))}
      </svg>
      <Numbers block={block} />
    </figure>
  )
}

/** One value of a chart with the way to what it was made of: its series in its own step. */
function figureAt({ series, edges = [], unit, digits }: ChartBlock, period: number, index: number): Figure {
  const { values = [], trace } = series[index] ?? {}
  const [from, to] = [edges[period], edges[period + 1]]
  const value = values[period] ?? null
  if (trace === undefined || from === undefined || to === undefined) return { value, unit, digits }
  return { value, unit, digits, trace: { ...trace, from, to: Math.min(to, Math.max(from, trace.to)) } }
}

/** For whoever cannot see or reach the drawing. */
function Numbers({ block }: { block: ChartBlock }) {
  const { labels, series } = block
  return (
    <details class="report-chart-numbers no-print">
      <summary class="small quiet">{rw('chartData')}</summary>
      <div class="table-wrap">
        <table>
          <thead>
            <tr>
              <th scope="col">{rw('when')}</th>
              {series.map(({ name }, index) => (
                <th key={index} scope="col" class="number">
                  {n(name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {labels.map((label, period) => (
              <tr key={label + period}>
                <td>{label}</td>
                {series.map((_, index) => {
                  const figure = figureAt(block, period, index)
                  return (
                    <td key={index} class="number">
                      <Traced
                        text={figure.value === null ? '–' : figureText(figure, language.value)}
                        figure={figure.value === null ? undefined : figure}
                      />
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}

function Legend({ block: { series } }: { block: ChartBlock }) {
  if (series.length < 2) return null
  return (
    <span class="small quiet report-legend">
      {series.map(({ name }, index) => (
        <span key={index}>
          <i class={`report-ink-${index % 8}`} aria-hidden="true" />
          {n(name)}
        </span>
      ))}
    </span>
  )
}

function Axis({ scale, plot }: { scale: Scale; plot: Plot }) {
  const { labels } = plot.block
  const every = Math.max(1, Math.ceil(((Math.max(...labels.map(label => label.length)) + 1) * 7) / plot.slot))
  return (
    <g class="report-axis">
      {scale.ticks.map(tick => (
        <g key={tick}>
          <line x1={AXIS} x2={WIDTH} y1={plot.y(tick)} y2={plot.y(tick)} />
          <text x={AXIS - 6} y={plot.y(tick) + 4} text-anchor="end">
            {formatNumber(tick, scale.digits, language.value)}
          </text>
        </g>
      ))}
      {labels.map((label, period) =>
        period % every === 0 ? (
          <text key={label + period} x={plot.x(period) + plot.slot / 2} y={HEIGHT - 4} text-anchor="middle">
            {label}
          </text>
        ) : null,
      )}
    </g>
  )
}

const hint = ({ block }: Plot, period: number, index: number) => {
  const value = block.series[index]?.values[period] ?? null
  const name = block.series[index]?.name
  const shown =
    value === null
      ? rw('notMeasured')
      : `${formatNumber(value, block.digits, language.value)} ${unitText(block.unit, language.value)}`
  return `${block.labels[period]} · ${name === undefined ? '' : n(name)} · ${shown}`
}

const inkOf = (plot: Plot, period: number, index: number) =>
  `report-ink-${index % 8}${plot.ask(period, index) === undefined ? '' : ' report-asked'}`

/** A period nobody measured is an open box, not a zero. */
function Boxes({ plot, zero }: { plot: Plot; zero: number }) {
  const { labels, series, shape } = plot.block
  const wide = plot.slot * 0.8
  const width = shape === 'stacked' ? wide : wide / series.length
  return (
    <>
      {labels.map((_, period) => {
        let below = 0
        return series.map(({ values }, index) => {
          const value = values[period] ?? null
          const x = plot.x(period) + plot.slot * 0.1 + (shape === 'stacked' ? 0 : index * width)
          const from = shape === 'stacked' ? plot.y(below) : zero
          const to = value === null ? HEIGHT - FOOT - 16 : plot.y(shape === 'stacked' ? below + value : value)
          if (value !== null) below += value
          return (
            // biome-ignore lint/a11y/noStaticElementInteractions: the keyboard reaches the same numbers in the table below
            <rect
              key={`${period}-${index}`}
              class={value === null ? 'report-gap' : inkOf(plot, period, index)}
              onClick={plot.ask(period, index)}
              x={x}
              y={Math.min(from, to)}
              width={Math.max(width - 0.5, 0.5)}
              height={Math.max(Math.abs(from - to), value === 0 ? 0 : 0.5)}
            >
              <title>{hint(plot, period, index)}</title>
            </rect>
          )
        })
      })}
    </>
  )
}

/** Broken where there is no reading. */
function Lines({ plot }: { plot: Plot }) {
  const { series } = plot.block
  return (
    <>
      {series.map(({ values }, index) => {
        let pen = false
        const path = values.map((value, period) => {
          if (value === null) {
            pen = false
            return ''
          }
          const step = `${pen ? 'L' : 'M'}${(plot.x(period) + plot.slot / 2).toFixed(1)} ${plot.y(value).toFixed(1)}`
          pen = true
          return step
        })
        return (
          <g key={index}>
            <path class={`report-line report-ink-${index % 8}`} d={path.join('')} />
            {values.map((value, period) =>
              value === null ? null : (
                // biome-ignore lint/a11y/noStaticElementInteractions: the keyboard reaches the same numbers in the table below
                <circle
                  key={period}
                  class={inkOf(plot, period, index)}
                  onClick={plot.ask(period, index)}
                  cx={plot.x(period) + plot.slot / 2}
                  cy={plot.y(value)}
                  r="2.5"
                >
                  <title>{hint(plot, period, index)}</title>
                </circle>
              ),
            )}
          </g>
        )
      })}
    </>
  )
}
