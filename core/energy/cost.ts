/** Money for use. Full precision inside; rounding belongs to whoever shows it. */
import type { MeterUse } from '../contract/energy-meter.ts'
import { BANDS, type Band } from '../contract/energy-words.ts'
import { type Grid, type GridUse, usesOf } from './grid.ts'
import type { PriceGrid } from './tariff.ts'

type Bands = Partial<Record<Band, { use: number; cost: number }>>

/**
 * What each period used and cost, split by band. `use` is null when every half hour of it is unknown; a half hour that
 * is unknown counts as nothing known, never as zero used. `cost` is null where for some use no tariff was in force.
 */
export function costsOf(
  meterId: string,
  grid: Grid,
  own: GridUse,
  prices: PriceGrid,
  periods: readonly { at: number; index: number }[],
): MeterUse[] {
  return usesOf(meterId, grid, own, periods).map((period, n) => {
    if (period.use === null) return period
    const { bands, priced } = bandsOf(own.use, prices, periods[n]?.index ?? 0, periods[n + 1]?.index ?? 0)
    const sums = Object.values(bands)
    return {
      ...period,
      use: sums.reduce((total, { use }) => total + use, 0),
      cost: priced ? sums.reduce((total, { cost }) => total + cost, 0) : null,
      bands,
    }
  })
}

/** Use and money of a stretch by band; use without a tariff counts as flat, costs nothing, and is not `priced`. */
export function bandsOf(
  use: Float64Array,
  { band, price }: PriceGrid,
  from: number,
  to: number,
): { bands: Bands; priced: boolean } {
  const uses = new Float64Array(BANDS.length)
  const costs = new Float64Array(BANDS.length)
  const seen = new Uint8Array(BANDS.length)
  let priced = true
  for (let n = from; n < to; n++) {
    const value = use[n] as number
    if (Number.isNaN(value)) continue
    let place = band[n] as number
    if (place >= BANDS.length) {
      priced = false
      place = FLAT
    } else costs[place] = (costs[place] as number) + value * (price[n] as number)
    uses[place] = (uses[place] as number) + value
    seen[place] = 1
  }
  const bands: Bands = {}
  for (const [place, name] of BANDS.entries())
    if (seen[place] === 1) bands[name] = { use: uses[place] ?? 0, cost: costs[place] ?? 0 }
  return { bands, priced }
}

const FLAT = BANDS.indexOf('flat')

/** Money of a stretch; null when nothing of it is known or a tariff is missing. */
export function costOf(use: Float64Array, { price }: PriceGrid, from = 0, to = use.length): number | null {
  let sum = 0
  let known = false
  for (let n = from; n < to; n++) {
    const value = use[n] as number
    if (Number.isNaN(value)) continue
    sum += value * (price[n] as number)
    known = true
  }
  return known && Number.isFinite(sum) ? sum : null
}
