/** The quiet hours of each night, when nobody should draw water. */

/** From half past midnight to half past four, by the wall. */
export const QUIET_FROM_HOUR = 0.5
export const QUIET_TO_HOUR = 4.5
/** Of a night with fewer known steps than this part, nothing is said. */
const KNOWN_PART = 0.5

export interface Night {
  /** Place of its first step. */
  readonly firstStep: number
  /** L/min of its steps without watering. */
  readonly lpm: readonly number[]
  readonly meanLpm: number
  readonly deviationLpm: number
  /** The least of its moving hours. */
  readonly leastHourLpm: number
}

interface Frame {
  readonly stepMin: number
  readonly hours: ArrayLike<number>
  readonly zones: readonly { readonly openMin: Float64Array }[]
  readonly irrigation: Float64Array | null
}

/** One for each night that is known well enough. Steps with watering, and the one after, are left out where it is not metered. */
export function nightsOf(litres: Float64Array, frame: Frame): Night[] {
  const { stepMin, hours, zones, irrigation } = frame
  const nights: Night[] = []
  let steps: number[] = []
  const close = () => {
    const night = steps.length === 0 ? null : nightOf(steps, litres, stepMin)
    if (night !== null) nights.push(night)
    steps = []
  }
  const wet = (n: number) =>
    irrigation === null && zones.some(({ openMin }) => (openMin[n] ?? 0) > 0 || (openMin[n - 1] ?? 0) > 0)
  for (let n = 0; n < litres.length; n++) {
    const hour = hours[n] as number
    if (hour < QUIET_FROM_HOUR || hour >= QUIET_TO_HOUR) close()
    else if (!wet(n)) steps.push(n)
  }
  close()
  return nights
}

function nightOf(steps: readonly number[], litres: Float64Array, stepMin: number): Night | null {
  const lpm = steps
    .map(n => Math.max(0, (litres[n] as number) / stepMin))
    .filter(value => !Number.isNaN(value))
  const whole = ((QUIET_TO_HOUR - QUIET_FROM_HOUR) * 60) / stepMin
  if (lpm.length < whole * KNOWN_PART) return null
  const meanLpm = lpm.reduce((sum, value) => sum + value, 0) / lpm.length
  const squares = lpm.reduce((sum, value) => sum + (value - meanLpm) ** 2, 0)
  const window = Math.max(1, Math.round(60 / stepMin))
  let leastHourLpm = Number.POSITIVE_INFINITY
  for (let n = 0; n + window <= lpm.length; n++) {
    const hour = lpm.slice(n, n + window).reduce((sum, value) => sum + value, 0) / window
    leastHourLpm = Math.min(leastHourLpm, hour)
  }
  return {
    firstStep: steps[0] ?? 0,
    lpm,
    meanLpm,
    deviationLpm: Math.sqrt(squares / lpm.length),
    leastHourLpm: Number.isFinite(leastHourLpm) ? leastHourLpm : meanLpm,
  }
}
