/** Gas and fire: levels, the basis of %LEL, supervision, and what makes a tile green. Steward mirrors certified alarms. */
import type { ConditionOf } from '../contract/condition.ts'

/** GB/T 50493-2019: first level at 25 %LEL or below, second at 50 %LEL or below. Kept editable on the rules. */
export const LEL_LEVELS = { first: 25, second: 50, deadband: 5 } as const

/**
 * Carbon monoxide as EN 50291-1 times it, each at the early end of what it allows: 50 ppm in 60 to 90 min, 100 ppm in
 * 10 to 40 min, 300 ppm within 3 min; 30 ppm never.
 */
export const CO_LEVELS: ConditionOf<'levels'> = {
  type: 'levels',
  levels: [
    { limit: 50, forS: 3600 },
    { limit: 100, forS: 600 },
    { limit: 300, forS: 60 },
  ],
  deadband: 5,
}

/** Heat in kitchens (GB 50116-2013 wants heat, not smoke, there): fixed 57 °C and 8.3 K/min, the usual ratings. */
export const HEAT_FIXED: ConditionOf<'high'> = { type: 'high', limit: 57, deadband: 5 }
export const HEAT_RISE: ConditionOf<'rate'> = { type: 'rate', perHour: 8.3 * 60, deadband: 120, overS: 120 }

/**
 * Lower explosive limit, per cent by volume, by the basis a detector was calibrated to. `gb` is GB 50058 and US
 * practice, `iec` is IEC 60079-20-1: the same air reads differently.
 */
export const LEL_VOL = {
  methane: { gb: 5, iec: 4.4 },
  propane: { gb: 2.1, iec: 1.7 },
} as const
export type LelGas = keyof typeof LEL_VOL
export type LelBasis = keyof (typeof LEL_VOL)['methane']

/** %LEL of a concentration in ppm by volume. */
export function lelPercent(ppm: number, gas: LelGas, basis: LelBasis): number {
  return ppm / 100 / LEL_VOL[gas][basis]
}

/** Loss of a device is announced within: NFPA 72 (wireless) 200 s; EN 54-25 300 s. */
export const SUPERVISION_S = { nfpa72: 200, en54: 300 } as const

/** Sensors age even when nothing happens: years until they must be replaced, where no data sheet says otherwise. */
export const SENSOR_LIFE_YEARS = {
  gas: 5,
  co: 7,
  smoke: 10,
  heat: 10,
  flame: 10,
  // A button wears out no sensor: looked at as long as the panel it belongs to.
  'call-point': 15,
} as const
export type DetectorKind = keyof typeof SENSOR_LIFE_YEARS

/** A proof of an interlock is good for so long; a bump test too. */
export const PROOF_DAYS = 90
const DAY_MS = 86_400_000
const YEAR_MS = 365.25 * DAY_MS

export interface Detector {
  readonly kind: DetectorKind
  /** Last sign of life, and how long it may be silent. */
  readonly heardAt: number | null
  readonly supervisionS: number
  /** Its alarm, its own fault contact and its battery, as last reported; null when it does not report such a thing. */
  readonly alarm: boolean | null
  readonly fault: boolean | null
  readonly batteryLow: boolean | null
  readonly installedAt: number | null
  readonly lifeYears?: number
  readonly calibrationDueAt: number | null
  readonly bumpTestedAt: number | null
  /** Shelved, out of service or in test: nobody would be told. */
  readonly quiet: boolean
}

/** A valve or fan that acts on gas: told to, and seen to. */
export interface Interlock {
  /** What it was told to do when it was last proven, and when its own report said that it did. */
  readonly commandedAt: number | null
  readonly confirmedAt: number | null
}

export const NOT_GREEN = [
  'alarm',
  'fault',
  'never-heard',
  'silent',
  'quiet',
  'age-unknown',
  'too-old',
  'calibration-overdue',
  'bump-overdue',
  'interlock-missing',
  'interlock-unproven',
  'interlock-stale',
  'battery-low',
] as const
export type NotGreen = (typeof NOT_GREEN)[number]

/** An interlock's report counts for its command when it comes within this. */
export const CONFIRM_WITHIN_MS = 30_000

/**
 * Why a tile is not green, worst first; green only when the list is empty: the detector is alive, in date and would be
 * heard, and its interlock was proven. What is not known is not good. `interlocks` null: none is wanted here; an empty
 * list: wanted and not wired.
 */
export function notGreen(
  detector: Detector,
  interlocks: readonly Interlock[] | null,
  now: number,
): readonly NotGreen[] {
  const why = new Set<NotGreen>([...deviceFaults(detector, now), ...dateFaults(detector, now)])
  if (interlocks !== null) {
    if (interlocks.length === 0) why.add('interlock-missing')
    for (const interlock of interlocks) {
      const state = interlockState(interlock, now)
      if (state !== 'proven') why.add(`interlock-${state}`)
    }
  }
  return NOT_GREEN.filter(reason => why.has(reason))
}

function* deviceFaults(detector: Detector, now: number): Iterable<NotGreen> {
  const { alarm, fault, heardAt, supervisionS, quiet, batteryLow } = detector
  if (alarm === true) yield 'alarm'
  if (fault === true) yield 'fault'
  if (heardAt === null) yield 'never-heard'
  else if (now - heardAt > supervisionS * 1000) yield 'silent'
  if (quiet) yield 'quiet'
  if (batteryLow === true) yield 'battery-low'
}

function* dateFaults(detector: Detector, now: number): Iterable<NotGreen> {
  const { kind, installedAt, lifeYears = SENSOR_LIFE_YEARS[kind], calibrationDueAt, bumpTestedAt } = detector
  if (installedAt === null) yield 'age-unknown'
  else if (now - installedAt > lifeYears * YEAR_MS) yield 'too-old'
  if (calibrationDueAt !== null && now > calibrationDueAt) yield 'calibration-overdue'
  const gassed = kind === 'gas' || kind === 'co'
  if (gassed && (bumpTestedAt === null || now - bumpTestedAt > PROOF_DAYS * DAY_MS)) yield 'bump-overdue'
}

/** proven: commanded and confirmed, lately · unproven: never, or not confirmed in time · stale: too long ago. */
export function interlockState(
  { commandedAt, confirmedAt }: Interlock,
  now: number,
): 'proven' | 'unproven' | 'stale' {
  if (commandedAt === null || confirmedAt === null) return 'unproven'
  const took = confirmedAt - commandedAt
  if (took < 0 || took > CONFIRM_WITHIN_MS) return 'unproven'
  return now - confirmedAt > PROOF_DAYS * DAY_MS ? 'stale' : 'proven'
}
