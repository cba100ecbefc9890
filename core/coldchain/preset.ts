/**
 * Temperature limits of a canteen, °C, and how long the air may be outside of them. Defaults only: every one can be
 * changed on the rule, and none is a legal citation. Air over-reports an opened door, hence the delays; the absolute
 * limit is never delayed away.
 */
export interface ColdPreset {
  readonly high: number | null
  readonly low: number | null
  readonly delayS: number
  /** Beyond this the food itself is in danger, whatever the reason. */
  readonly absoluteHigh: number | null
}

export const TEMPERATURE_DEADBAND = 0.5
/** Enough to outlast one wrong reading or one wide-open door. */
export const ABSOLUTE_DELAY_S = 300

export const COLD_PRESETS = {
  /** Chilled 0 to 8 °C (China's code of practice for catering, 2018). */
  fridge: { high: 8, low: null, delayS: 1800, absoluteHigh: 12 },
  'cold-room': { high: 8, low: null, delayS: 1800, absoluteHigh: 12 },
  display: { high: 8, low: null, delayS: 1800, absoluteHigh: 12 },
  /** "Preferably below -12 °C" (same code); -18 °C is what storage practice sets the cabinet to. Thawed at 0 °C. */
  freezer: { high: -12, low: null, delayS: 3600, absoluteHigh: 0 },
  /** Retained samples: 0 to 8 °C for 48 h. */
  'sample-fridge': { high: 8, low: 0, delayS: 900, absoluteHigh: 12 },
  /** Warm when food goes in and when it stands idle: what counts is how fast it cools, not where it is. */
  'blast-chiller': { high: null, low: null, delayS: 1800, absoluteHigh: null },
  /** Hot holding at 60 °C or more; below it food may stay 2 h at most. */
  'hot-holding': { high: null, low: 60, delayS: 900, absoluteHigh: null },
} as const satisfies Record<string, ColdPreset>

export type ColdKind = keyof typeof COLD_PRESETS

export const COLD_KINDS = Object.keys(COLD_PRESETS) as ColdKind[]

export function isColdKind(kind: string): kind is ColdKind {
  return Object.hasOwn(COLD_PRESETS, kind)
}

/** The side a cabinet of this kind fails to. */
export function failsTo(kind: ColdKind): 'above' | 'below' {
  return kind === 'hot-holding' ? 'below' : 'above'
}
