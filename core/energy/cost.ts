/** Money for use. Full precision inside; rounding belongs to whoever shows it. */
import type { Band, Medium, MeterUse, Tariff } from '../contract/energy.ts'
import type { PeriodUse } from '../contract/reading.ts'
import { priceAt, tariffAt } from './tariff.ts'

type Bands = Partial<Record<Band, { use: number; cost: number }>>

export interface CostInput {
  readonly meterId: string
  readonly medium: Medium
  readonly tariffs: readonly Tariff[]
  readonly timeZone: string
}

/**
 * Sums half-hourly (or finer) uses into the period that begins at `at`. `use` is null when every part is unknown;
 * parts that are unknown count as nothing known, never as zero used. `cost` is null where no tariff was in force.
 */
export function costOf(at: number, parts: readonly PeriodUse[], input: CostInput): MeterUse {
  const known = parts.filter((part): part is PeriodUse & { use: number } => part.use !== null)
  if (known.length === 0) return { meterId: input.meterId, at, use: null, cost: null, bands: {} }
  const bands: Bands = {}
  let priced = true
  for (const part of known) {
    const tariff = tariffAt(input.tariffs, input.medium, part.at, input.timeZone)
    if (tariff === undefined) priced = false
    const { band, price } =
      tariff === undefined ? { band: 'flat' as const, price: 0 } : priceAt(tariff, part.at, input.timeZone)
    const sum = bands[band] ?? { use: 0, cost: 0 }
    bands[band] = { use: sum.use + part.use, cost: sum.cost + part.use * price }
  }
  const sums = Object.values(bands)
  return {
    meterId: input.meterId,
    at,
    use: sums.reduce((total, { use }) => total + use, 0),
    cost: priced ? sums.reduce((total, { cost }) => total + cost, 0) : null,
    bands,
  }
}
