/** The least that flows in the night: what nobody uses then, leaks (the night-flow method of the IWA). */

/** The hours that are looked at, by the wall. */
export const NIGHT_FROM_HOUR = 2
export const NIGHT_TO_HOUR = 4
const HOURS_A_MONTH = 24 * 30

/**
 * The smallest mean of a moving hour, in the unit of the values; null where no whole hour is known.
 * `values` are rates (m³/h), `intervalMin` minutes apart.
 */
export function minimumNightFlow(values: readonly number[], intervalMin: number): number | null {
  const window = Math.max(1, Math.round(60 / intervalMin))
  let least: number | null = null
  for (let n = 0; n + window <= values.length; n++) {
    let sum = 0
    for (let k = 0; k < window; k++) sum += values[n + k] as number
    if (Number.isNaN(sum)) continue
    const mean = sum / window
    if (least === null || mean < least) least = mean
  }
  return least
}

/** What is lost, m³/h and in a month: what flows beyond what is legitimately used at night; never below zero. */
export function nightLeak(
  minimumM3PerH: number,
  legitimateM3PerH: number,
): { leakM3PerH: number; monthlyM3: number } {
  const leakM3PerH = Math.max(0, minimumM3PerH - legitimateM3PerH)
  return { leakM3PerH, monthlyM3: leakM3PerH * HOURS_A_MONTH }
}

/** Flow at another pressure: FAVAD, L1 = L0 (P1/P0)^N1; N1 0.5 for a fixed hole, 1.5 for a crack in plastic, 1 if unknown. */
export function leakAtPressure(leak: number, fromM: number, toM: number, n1 = 1): number {
  return leak * (toM / fromM) ** n1
}

/** L/min of a meter that gives a pulse every so many seconds. */
export function pulseFlowLpm(litresPerPulse: number, secondsBetween: number): number {
  return (litresPerPulse * 60) / secondsBetween
}
