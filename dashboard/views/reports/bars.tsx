import type { Block } from '../../../core/contract/report.ts'
import { n } from '../../data/words.ts'
import { figure } from './figure.ts'

type BarsBlock = Extract<Block, { type: 'bars' }>
const SLOT = 10
const HEIGHT = 100

/** Every series side by side in its period; a period nobody measured is an open box, not a zero. */
export function Bars({ block }: { block: BarsBlock }) {
  const { labels, series, unit, digits } = block
  if (series.length === 0 || labels.length === 0) return null
  const top = Math.max(...series.flatMap(({ values }) => values.map(value => value ?? 0))) || 1
  const width = (SLOT - 2) / series.length
  return (
    <figure class="stack">
      <h3>{n(block.title)}</h3>
      <p class="small quiet row">
        {figure(top, unit, digits)}
        {series.length > 1 &&
          series.map(({ name }, index) => (
            <span key={name.en}>
              <i class={`swatch series-${index}`} aria-hidden="true" />
              {n(name)}
            </span>
          ))}
      </p>
      <svg
        class="bars"
        viewBox={`0 0 ${labels.length * SLOT} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={n(block.title)}
      >
        {labels.map((label, period) =>
          series.map(({ name, values }, index) => {
            const value = values[period] ?? null
            const height = value === null ? HEIGHT - 4 : (Math.max(0, value) / top) * HEIGHT
            return (
              <rect
                key={`${label}${name.en}`}
                class={value === null ? 'gap' : `bar series-${index}`}
                x={period * SLOT + 1 + index * width}
                y={HEIGHT - height}
                width={width}
                height={height}
              >
                <title>{`${label} · ${n(name)} · ${figure(value, unit, digits)}`}</title>
              </rect>
            )
          }),
        )}
      </svg>
      <figcaption class="row between small quiet">
        <span>{labels[0]}</span>
        <span>{labels.at(-1)}</span>
      </figcaption>
    </figure>
  )
}
