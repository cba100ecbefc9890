/** A virtual lawn as somebody would set it up: four zones on one pipe with a master valve, and a program by water balance. */
import {
  type PlannedRun,
  PROGRAM_DEFAULTS,
  type Program,
  type Run,
  type Supply,
  ZONE_DEFAULTS,
  type Zone,
} from '../../core/contract/watering.ts'
import { MASTER } from './pipes.ts'

export const FLOW_POINT = 1
export const CROP_FACTOR = 0.95
const NAME = { zh: '草坪', en: 'Lawn' }

export function supplyOf(): Supply {
  return {
    id: 'pipe',
    siteId: 'main',
    name: NAME,
    kind: 'master-valve',
    deviceId: MASTER,
    channel: null,
    flowPointId: FLOW_POINT,
    capacityLpm: 70,
    leakLpm: 0.5,
    isolatedAt: null,
    createdAt: 0,
  }
}

export function zoneOf(n: number): Zone {
  return {
    ...ZONE_DEFAULTS,
    id: `zone-${n}`,
    siteId: 'main',
    name: NAME,
    valveDeviceId: `valve-${n}`,
    valveChannel: null,
    flowPointId: null,
    soilPointId: n < 2 ? 10 + n : null,
    supplyId: 'pipe',
    areaM2: 150 + 20 * n,
    nominalFlowLpm: 28 + 3 * n,
    plant: 'turf',
    kcByMonth: Array(12).fill(CROP_FACTOR),
    maxRunS: 3600,
    enabled: true,
    createdAt: 0,
  }
}

export function programOf(zones: readonly Zone[], over: Partial<Program>): Program {
  return {
    ...PROGRAM_DEFAULTS,
    id: 'lawns',
    siteId: 'main',
    name: NAME,
    days: [1, 2, 3, 4, 5, 6, 7],
    // Before sunrise; at noon on days that begin with frost.
    starts: ['04:00', '12:30'],
    steps: zones.map(({ id }) => ({ zoneId: id, runS: 900 })),
    method: 'et0',
    missed: 'make-up',
    finishBy: null,
    enabled: true,
    pausedUntil: null,
    createdAt: 0,
    ...over,
  }
}

export function runOf(id: string, zone: Zone, planned: PlannedRun, finishBy: number): Run {
  const { programId, slotAt, at, runS, cycles, decision } = planned
  return {
    id,
    siteId: 'main',
    zoneId: zone.id,
    programId,
    by: `program:${programId}`,
    state: decision.skip === null ? 'planned' : 'skipped',
    reason: decision.skip,
    slotAt,
    plannedAt: at,
    plannedS: runS,
    cycles,
    cycle: 0,
    wateredS: 0,
    cycleOpenedAt: null,
    openedAt: null,
    closedAt: null,
    finishBy,
    flowConfirmed: null,
    litres: null,
    litresMeasured: false,
    meanFlowLpm: null,
    decision,
  }
}
