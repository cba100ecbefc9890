/** A probe's offset, by the date of each calibration: a reading is corrected by the one that was in force then. */

export interface Calibration {
  /** ms since 1970. */
  readonly at: number
  /** What the probe showed minus what it should have shown, K. */
  readonly errorC: number
  /** When it must be calibrated again; null when nobody said. */
  readonly dueAt: number | null
  readonly by: string
}

/** The newest calibration at a time; undefined before the first. The list may come in any order. */
export function calibrationAt(calibrations: readonly Calibration[], at: number): Calibration | undefined {
  let found: Calibration | undefined
  for (const one of calibrations) if (one.at <= at && (found === undefined || one.at > found.at)) found = one
  return found
}

/** The value without the probe's error; what was read before the first calibration stays as it was. */
export function corrected(value: number, calibrations: readonly Calibration[], at: number): number {
  return value - (calibrationAt(calibrations, at)?.errorC ?? 0)
}

export type CalibrationState = 'never' | 'good' | 'due-soon' | 'overdue'
const SOON_MS = 30 * 86_400_000

/** Whether the probe is in date. */
export function calibrationState(calibrations: readonly Calibration[], now: number): CalibrationState {
  const newest = calibrationAt(calibrations, now)
  if (newest === undefined) return 'never'
  if (newest.dueAt === null || now < newest.dueAt - SOON_MS) return 'good'
  return now < newest.dueAt ? 'due-soon' : 'overdue'
}
