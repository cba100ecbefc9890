/** The axis of a chart: round numbers that hold everything drawn. The page and the printed document share it. */
import type { BlockOf } from '../contract/report-document.ts'

export interface Scale {
  readonly low: number
  readonly high: number
  /** Ascending, the ends included. */
  readonly ticks: readonly number[]
  /** Decimals the ticks need. */
  readonly digits: number
}

const TICKS = 4

/** Bars stand on zero; lines need not. A chart without a single value has an axis from 0 to 1. */
export function scaleOf({ shape, series, labels, limits = [] }: BlockOf<'chart'>): Scale {
  const values =
    shape === 'stacked'
      ? labels.map((_, n) => series.reduce((sum, one) => sum + Math.max(0, one.values[n] ?? 0), 0))
      : series.flatMap(one => one.values.filter(value => value !== null))
  const all = [...values, ...limits.map(({ value }) => value), ...(shape === 'lines' ? [] : [0])]
  const lowest = all.reduce((a, b) => Math.min(a, b), all[0] ?? 0)
  const highest = all.reduce((a, b) => Math.max(a, b), all[0] ?? 1)
  return around(lowest, highest > lowest ? highest : lowest + 1)
}

function around(lowest: number, highest: number): Scale {
  const rough = (highest - lowest) / TICKS
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 2.5, 5, 10].find(one => one * power >= rough * 0.999) ?? 10) * power
  const first = Math.floor(lowest / step + 1e-9)
  const last = Math.ceil(highest / step - 1e-9)
  const digits = Math.max(
    0,
    Math.ceil(-Math.log10(step) + (Math.abs((step / power) % 1) > 1e-9 ? 1 : 0) - 1e-9),
  )
  const ticks = Array.from({ length: last - first + 1 }, (_, n) => (first + n) * step)
  return { low: first * step, high: last * step, ticks, digits }
}
