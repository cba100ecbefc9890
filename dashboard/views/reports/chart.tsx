/** A report's chart as it stands on the printed page: the same axis, the same gaps, the numbers under the pointer. */
import type { BlockOf } from '../../../core/contract/report-document.ts'
import { type Scale, scaleOf } from '../../../core/reports/scale.ts'
import { formatNumber } from '../../../core/text/format.ts'
import { unitText } from '../../../core/text/metrics.ts'
import { language } from '../../data/preferences.ts'
import { n } from '../../data/words.ts'
import { rw } from './words.ts'

type ChartBlock = BlockOf<'chart'>
const WIDTH = 720
const HEIGHT = 220
const AXIS = 52
const FOOT = 20

interface Plot {
  readonly block: ChartBlock
  readonly slot: number
  readonly y: (value: number) => number
  readonly x: (period: number) => number
}

export function ReportChart({ block }: { block: ChartBlock }) {
  const { labels, series, title, unit } = block
  if (series.length === 0 || labels.length === 0) return null
  const scale = scaleOf(block)
  const slot = (WIDTH - AXIS) / labels.length
  const plot: Plot = {
    block,
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
    </figure>
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
            <rect
              key={`${period}-${index}`}
              class={value === null ? 'report-gap' : `report-ink-${index % 8}`}
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
                <circle
                  key={period}
                  class={`report-ink-${index % 8}`}
                  cx={plot.x(period) + plot.slot / 2}
                  cy={plot.y(value)}
                  r="2"
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
