/** What a soil holds and how fast it drinks. */
import type { Emitter, SoilKind, Zone } from '../contract/watering-zone.ts'

interface SoilFacts {
  /** m³ of water in a m³ of soil: FAO-56 table 19, mid-points; clay loam as its silty clay loam. */
  readonly fieldCapacity: number
  readonly wiltingPoint: number
  /** mm/h once it is wet: FAO Irrigation Water Management, Training Manual 5, basic infiltration, mid-points. */
  readonly intakeMmPerH: number
}

export const SOIL_FACTS: Readonly<Record<SoilKind, SoilFacts>> = {
  sand: { fieldCapacity: 0.12, wiltingPoint: 0.045, intakeMmPerH: 30 },
  'sandy-loam': { fieldCapacity: 0.23, wiltingPoint: 0.11, intakeMmPerH: 25 },
  loam: { fieldCapacity: 0.25, wiltingPoint: 0.12, intakeMmPerH: 15 },
  'clay-loam': { fieldCapacity: 0.335, wiltingPoint: 0.205, intakeMmPerH: 7.5 },
  clay: { fieldCapacity: 0.36, wiltingPoint: 0.22, intakeMmPerH: 3 },
}

/** Share of the water given that reaches the roots: practice for well-kept systems. */
const EFFICIENCY: Readonly<Record<Emitter, number>> = { spray: 0.7, rotor: 0.75, bubbler: 0.85, drip: 0.9 }

/** A slope sheds sooner: practice. */
const SLOPE_FACTOR = { flat: 1, gentle: 0.75, steep: 0.5 } as const
/** mm that stand in the grass before they run off. */
const PUDDLE_MM = { flat: 4, gentle: 2.5, steep: 1.5 } as const

const CYCLE_MIN_S = 180
const SOAK_MIN_S = 600
const SOAK_MAX_S = 5400
const HOUR_S = 3600

export function efficiencyOf(zone: Pick<Zone, 'efficiency' | 'emitter'>): number {
  return zone.efficiency ?? EFFICIENCY[zone.emitter]
}

/** Water put on, mm/h. */
export function applicationMmPerH(zone: Pick<Zone, 'nominalFlowLpm' | 'areaM2'>): number {
  return (zone.nominalFlowLpm * 60) / zone.areaM2
}

export interface CycleLimits {
  readonly maxCycleS: number
  readonly soakS: number
}

/** How long the zone may be open at a stretch before water runs off, and how long it then soaks. */
export function cycleLimits(
  zone: Pick<
    Zone,
    'soil' | 'slope' | 'emitter' | 'nominalFlowLpm' | 'areaM2' | 'maxCycleS' | 'soakS' | 'maxRunS'
  >,
): CycleLimits {
  const intake = SOIL_FACTS[zone.soil].intakeMmPerH * SLOPE_FACTOR[zone.slope]
  const excess = applicationMmPerH(zone) - intake
  const runsOff = excess > 0 && zone.emitter !== 'drip'
  const puddle = PUDDLE_MM[zone.slope]
  const ownCycleS = runsOff ? Math.max(CYCLE_MIN_S, Math.round((puddle / excess) * HOUR_S)) : zone.maxRunS
  const ownSoakS = runsOff
    ? Math.min(SOAK_MAX_S, Math.max(SOAK_MIN_S, Math.round((puddle / intake) * HOUR_S)))
    : 0
  return {
    maxCycleS: Math.min(zone.maxCycleS ?? ownCycleS, zone.maxRunS),
    // A zone whose openings are limited by its longest run alone still pauses, so that the limit means something.
    soakS: zone.soakS ?? ownSoakS,
  }
}

/** A last cycle shorter than this wears the valve for nothing: it is added to the one before. */
const REMAINDER_MIN_S = 30

/** Cycles of at most `maxCycleS`; the last one holds the remainder. Whole seconds. */
export function splitCycles(totalS: number, maxCycleS: number): number[] {
  const whole = Math.floor(totalS / maxCycleS)
  const rest = Math.round(totalS - whole * maxCycleS)
  const cycles = Array<number>(whole).fill(maxCycleS)
  if (rest >= REMAINDER_MIN_S || whole === 0) return rest > 0 ? [...cycles, rest] : cycles
  cycles[whole - 1] = maxCycleS + rest
  return cycles
}
