/** A month as the supplier would bill it: energy by band, tiers, surcharges, and what is charged whatever is used. */
import type { Bill, BillLine, Tariff } from '../contract/energy-tariff.ts'
import { BANDS, MEDIUM_UNIT } from '../contract/energy-words.ts'
import { adjustmentPercent, powerFactorOf } from './power-factor.ts'

/** All that was measured of the month. */
export interface BillInput {
  readonly meterId: string
  readonly month: string
  /** Use by band under this tariff; null when nothing of the month is known. */
  readonly bands: Readonly<Record<string, { readonly use: number }>> | null
  /** Used in this year before this month; null where it is not known. */
  readonly usedBefore: number | null
  /** The month's highest 15-minute demand, kW. */
  readonly maxDemandKw: number | null
  readonly kvarh: number | null
  readonly notes: Bill['notes']
}

/** Above the contract by more than this part, a kilowatt counts twice. */
const DEMAND_TOLERANCE = 0.05

/** The bill under one tariff; without one it says so and has no total. */
export function billOf(input: BillInput, tariff: Tariff | undefined): Bill {
  const { meterId, month, bands } = input
  const use = bands === null ? null : Object.values(bands).reduce((sum, band) => sum + band.use, 0)
  if (tariff === undefined) {
    return {
      meterId,
      month,
      use,
      lines: [],
      total: null,
      notes: [...new Set([...input.notes, 'no-tariff' as const])],
    }
  }
  const energy = energyLines(input, tariff)
  const tiers = tierLines(input, tariff, use)
  const basic = basicLines(input, tariff)
  const surcharges = surchargeLines(tariff, use)
  const adjusted = sum([...energy, ...tiers, ...basic])
  const lines = [
    ...energy,
    ...tiers,
    ...surcharges,
    ...fixedLines(tariff),
    ...basic,
    ...powerFactorLines(input, tariff, use, adjusted),
  ]
  const known = lines.map(({ amount }) => amount).filter(amount => amount !== null)
  return {
    meterId,
    month,
    use,
    lines,
    total: known.length === 0 || use === null ? null : known.reduce((all, amount) => all + amount, 0),
    notes: [...new Set([...input.notes, ...missing(lines)])],
  }
}

function energyLines({ bands }: BillInput, { medium, prices }: Tariff): BillLine[] {
  return BANDS.flatMap((band): BillLine[] => {
    const quantity = bands?.[band]?.use
    if (quantity === undefined) return []
    const price = prices[band] ?? prices.flat
    return [{ kind: 'energy', band, quantity, unit: MEDIUM_UNIT[medium], price, amount: quantity * price }]
  })
}

/** What the month used of each step; the year's steps begin where the year's use before this month ended. */
function tierLines({ usedBefore }: BillInput, { medium, tiers }: Tariff, use: number | null): BillLine[] {
  if (tiers === undefined || tiers === null || use === null) return []
  const before = tiers.per === 'month' ? 0 : usedBefore
  return tiers.steps.flatMap(({ above, add }, n): BillLine[] => {
    const name = { zh: `第 ${n + 2} 档加价`, en: `Tier ${n + 2} extra` }
    const line = { kind: 'tier', name, unit: MEDIUM_UNIT[medium], price: add } as const
    if (before === null) return [{ ...line, quantity: null, amount: null }]
    const next = tiers.steps
      .filter(step => step.above > above)
      .reduce((least, step) => Math.min(least, step.above), Number.POSITIVE_INFINITY)
    const quantity = Math.max(0, Math.min(before + use, next) - Math.max(before, above))
    return quantity === 0 ? [] : [{ ...line, quantity, amount: quantity * add }]
  })
}

function surchargeLines({ medium, surcharges = [] }: Tariff, use: number | null): BillLine[] {
  return surcharges.map(({ name, perUnit, part }) => {
    const quantity = use === null ? null : use * part
    const amount = quantity === null ? null : quantity * perUnit
    return { kind: 'surcharge', name, quantity, unit: MEDIUM_UNIT[medium], price: perUnit, amount }
  })
}

function fixedLines({ fixedPerMonth = 0 }: Tariff): BillLine[] {
  if (fixedPerMonth === 0) return []
  return [{ kind: 'fixed', quantity: 1, unit: '', price: fixedPerMonth, amount: fixedPerMonth }]
}

function basicLines({ maxDemandKw }: BillInput, { basic }: Tariff): BillLine[] {
  if (basic === undefined || basic === null) return []
  if (basic.type === 'capacity') {
    const amount = basic.kva * basic.perKva
    return [{ kind: 'capacity', quantity: basic.kva, unit: 'kVA', price: basic.perKva, amount }]
  }
  const { perKw, contractKw } = basic
  const line = { kind: 'demand', unit: 'kW', price: perKw } as const
  if (contractKw === null) {
    const amount = maxDemandKw === null ? null : maxDemandKw * perKw
    return [{ ...line, quantity: maxDemandKw, amount }]
  }
  // The contracted demand is paid also where less was drawn.
  const contracted: BillLine = { ...line, quantity: contractKw, amount: contractKw * perKw }
  if (maxDemandKw === null)
    return [contracted, { ...line, kind: 'demand-over', quantity: null, amount: null }]
  const over = Math.max(0, maxDemandKw - contractKw * (1 + DEMAND_TOLERANCE))
  return over === 0
    ? [contracted]
    : [
        contracted,
        { ...line, kind: 'demand-over', quantity: over, price: perKw * 2, amount: over * perKw * 2 },
      ]
}

/** On energy, tiers and the basic charge; surcharges of the state stay out. */
function powerFactorLines(
  { kvarh }: BillInput,
  { powerFactor }: Tariff,
  use: number | null,
  on: number | null,
): BillLine[] {
  if (powerFactor === undefined || powerFactor === null) return []
  const measured = use === null || kvarh === null ? null : powerFactorOf(use, kvarh)
  const percent = measured === null ? null : adjustmentPercent(measured, powerFactor)
  const amount = percent === null || on === null ? null : (on * percent) / 100
  return [{ kind: 'power-factor', quantity: measured, unit: '', price: percent, amount }]
}

function sum(lines: readonly BillLine[]): number | null {
  let all = 0
  for (const { amount } of lines) {
    if (amount === null) return null
    all += amount
  }
  return all
}

function missing(lines: readonly BillLine[]): Bill['notes'] {
  return lines.flatMap(({ kind, amount }): Bill['notes'] => {
    if (amount !== null) return []
    if (kind === 'demand' || kind === 'demand-over') return ['demand-unknown']
    if (kind === 'power-factor') return ['power-factor-unknown']
    return kind === 'tier' ? ['tiers-unknown'] : []
  })
}
