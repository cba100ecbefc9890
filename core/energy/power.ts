/** Three phases, voltage and demand. */

/** Largest distance from the mean over the mean, % (as NEMA MG-1 has it); null of fewer than two or of a dead line. */
export function imbalancePercent(values: readonly number[]): number | null {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  if (values.length < 2 || !(mean > 0)) return null
  return (100 * Math.max(...values.map(value => Math.abs(value - mean)))) / mean
}

/** Apparent power of three phases added up phase by phase, VA, and the power factor by it. */
export function threePhase(
  watts: readonly number[],
  voltAmperes: readonly number[],
): { totalW: number; totalVa: number; powerFactor: number | null } {
  const totalW = watts.reduce((sum, value) => sum + value, 0)
  const totalVa = voltAmperes.reduce((sum, value) => sum + value, 0)
  return { totalW, totalVa, powerFactor: totalVa > 0 ? totalW / totalVa : null }
}

/** Mean power of each block from the energy in it, kW; NaN stays NaN. */
export function demandKw(kwh: ArrayLike<number>, blockMin: number): number[] {
  return Array.from(kwh, value => (value * 60) / blockMin)
}

/** The window of `blocks` neighbouring parts that slides by one, kW: how meters with a slip time count. */
export function slidingDemandKw(kwh: ArrayLike<number>, partMin: number, blocks: number): number[] {
  const count = Math.max(0, kwh.length - blocks + 1)
  return Array.from({ length: count }, (_, n) => {
    let sum = 0
    for (let k = 0; k < blocks; k++) sum += kwh[n + k] as number
    return (sum * 60) / (partMin * blocks)
  })
}

/** Where the highest known value is; null when none is known. */
export function highest(values: ArrayLike<number>): { index: number; value: number } | null {
  let found: { index: number; value: number } | null = null
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number
    if (!Number.isNaN(value) && (found === null || value > found.value)) found = { index, value }
  }
  return found
}

/**
 * Limits of a supply's voltage, V, after GB/T 12325-2008: single-phase 220 V +7/-10 %, three-phase 380 V ±7 %.
 * Told apart by the mean: nobody's 220 V line reads 300.
 */
export function voltageLimits(meanV: number): { low: number; high: number } {
  return meanV < 300 ? { low: 198, high: 235.4 } : { low: 353.4, high: 406.6 }
}
