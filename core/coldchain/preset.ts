/** Kinds of cabinets, and how long the air in them may be beyond a level before it matters. */

export const TEMPERATURE_DEADBAND = 0.5
/** Enough to outlast one wrong reading or one wide-open door. */
export const ABSOLUTE_DELAY_S = 300

/**
 * Seconds beyond an inner level before it is told: air over-reports an opened door. Defaults to be changed on the rule;
 * the outer levels are never delayed away.
 */
export const INNER_DELAY_S = {
  fridge: 1800,
  'cold-room': 1800,
  display: 1800,
  freezer: 3600,
  'sample-fridge': 900,
  /** Warm when food goes in and when it stands idle: what counts is how fast it cools, not where it is. */
  'blast-chiller': 1800,
  'hot-holding': 900,
} as const

export type ColdKind = keyof typeof INNER_DELAY_S

export const COLD_KINDS = Object.keys(INNER_DELAY_S) as ColdKind[]

export function isColdKind(kind: string): kind is ColdKind {
  return Object.hasOwn(INNER_DELAY_S, kind)
}

/** The side a cabinet of this kind fails to. */
export function failsTo(kind: ColdKind): 'above' | 'below' {
  return kind === 'hot-holding' ? 'below' : 'above'
}
