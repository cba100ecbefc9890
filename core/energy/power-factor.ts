/**
 * Power-factor adjustment of a bill, 《功率因数调整电费办法》 (83)水电财字第215号: three standards, each with its own table
 * of what is added below and taken off above. The share is of the basic and the energy charge, without government funds.
 */
import type { POWER_FACTOR_STANDARDS } from '../contract/energy-tariff.ts'

export type PowerFactorStandard = (typeof POWER_FACTOR_STANDARDS)[number]

/** Below the standard: half a per cent for each hundredth, then one, then two. */
const STEEPER = {
  '0.90': { first: 70, second: 65 },
  '0.85': { first: 65, second: 60 },
  '0.80': { first: 60, second: 55 },
} as const

/** Above the standard, in per cent off by hundredths from the standard on; the last holds for all above. */
const BONUS = {
  '0.90': [0, 0.15, 0.3, 0.45, 0.6, 0.75],
  '0.85': [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.65, 0.8, 0.95, 1.1],
  '0.80': [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.15, 1.3],
} as const

/** The power factor of a month to two places, from active and reactive energy; null when nothing was used. */
export function powerFactorOf(kwh: number, kvarh: number): number | null {
  const apparent = Math.hypot(kwh, kvarh)
  return apparent > 0 ? Math.round((kwh / apparent) * 100) / 100 : null
}

/** Per cent that is added to the bill (taken off where negative). */
export function adjustmentPercent(powerFactor: number, standard: PowerFactorStandard): number {
  const hundredths = Math.round(powerFactor * 100)
  const wanted = Math.round(Number(standard) * 100)
  if (hundredths >= wanted) {
    const table = BONUS[standard]
    const off = table[Math.min(hundredths - wanted, table.length - 1)] ?? 0
    return off === 0 ? 0 : -off
  }
  const { first, second } = STEEPER[standard]
  const slow = wanted - Math.max(hundredths, first)
  const middle = Math.max(0, first - Math.max(hundredths, second))
  const steep = Math.max(0, second - hundredths)
  return 0.5 * slow + middle + 2 * steep
}
