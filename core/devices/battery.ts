/** When a battery will be empty. */

const DAY_MS = 86_400_000
/** Below this, cheap sensors stop without a word. */
const EMPTY_PERCENT = 10
/** A rise like this is a new battery, not a warmer day. */
const CHANGED_RISE = 15
const KNOWN_DAYS_MIN = 14
const FORECAST_DAYS_MAX = 3 * 365
/** Less than this a day is the sensor's own rounding. */
const LOSS_PER_DAY_MIN = 0.01

export interface BatteryLevel {
  /** ms since 1970. */
  readonly at: number
  readonly percent: number
}

export interface BatteryForecast {
  readonly lossPerDay: number
  /** ms since 1970; null when it lies further ahead than three years. */
  readonly emptyAt: number | null
}

/**
 * From daily levels, ascending: the loss by the Theil-Sen estimator (the median of the slopes of all pairs; Sen 1968),
 * which a few odd days do not move, since the battery was last changed. Null until two weeks of it are known or while
 * it loses nothing.
 */
export function batteryForecast(levels: readonly BatteryLevel[]): BatteryForecast | null {
  const life = sinceChange(levels)
  const [first, last] = [life[0], life.at(-1)]
  if (first === undefined || last === undefined || last.at - first.at < KNOWN_DAYS_MIN * DAY_MS) return null
  const lossPerDay = -medianSlope(life) * DAY_MS
  if (lossPerDay < LOSS_PER_DAY_MIN) return null
  const days = Math.max(0, (last.percent - EMPTY_PERCENT) / lossPerDay)
  return { lossPerDay, emptyAt: days > FORECAST_DAYS_MAX ? null : last.at + days * DAY_MS }
}

function sinceChange(levels: readonly BatteryLevel[]): readonly BatteryLevel[] {
  const changed = levels.findLastIndex(
    ({ percent }, index) => percent - (levels[index - 1]?.percent ?? percent) >= CHANGED_RISE,
  )
  return changed < 1 ? levels : levels.slice(changed)
}

function medianSlope(levels: readonly BatteryLevel[]): number {
  const slopes = levels
    .flatMap((one, index) =>
      levels.slice(index + 1).map(other => (other.percent - one.percent) / (other.at - one.at)),
    )
    .sort((a, b) => a - b)
  return slopes[Math.floor(slopes.length / 2)] ?? 0
}
