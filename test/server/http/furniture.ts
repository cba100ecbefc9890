/** One of everything, as the state keeps it. */
import type { Alarm } from '../../../core/contract/alarm.ts'
import { RULE_DEFAULTS } from '../../../core/contract/rule.ts'
import { PROGRAM_DEFAULTS, ZONE_DEFAULTS, type Zone } from '../../../core/contract/watering.ts'
import type { StateStore } from '../../../core/ports.ts'

export const NAME = { zh: '名', en: 'name' }

/** A rule, an alarm, a channel, a zone, a program, a meter and a tariff, each with an id that begins with the site's. */
export function furnish(state: StateStore, siteId: string, ids: { deviceId: string; pointId: number }): void {
  const { deviceId, pointId } = ids
  const base = { siteId, name: NAME, createdAt: 0 }
  state.rules.put({ ...base, ...RULE, id: `${siteId}-rule`, pointId: pointId, changedAt: 0 })
  state.alarms.put(alarmOf(`${siteId}-alarm`, siteId, 0))
  state.channels.put({
    ...base,
    id: `${siteId}-channel`,
    type: 'webhook',
    url: 'https://example.org/',
    secret: 'channel-secret',
    minPriority: 'low',
    enabled: true,
  })
  state.zones.put({ ...base, ...ZONE, id: `${siteId}-zone`, valveDeviceId: deviceId })
  state.programs.put({
    ...base,
    id: `${siteId}-program`,
    days: [1],
    starts: ['06:00'],
    steps: [{ zoneId: `${siteId}-zone`, runS: 60 }],
    ...PROGRAM_DEFAULTS,
    enabled: true,
    pausedUntil: null,
  })
  state.meters.put({
    ...base,
    id: `${siteId}-meter`,
    medium: 'water',
    pointId: pointId,
    parentId: null,
    areaId: null,
  })
  state.tariffs.put({
    ...base,
    id: `${siteId}-tariff`,
    medium: 'water',
    validFrom: '2026-01-01',
    prices: { flat: 3 },
    periods: [],
  })
}

export function alarmOf(id: string, siteId: string, raisedAt: number): Alarm {
  return {
    id,
    siteId,
    source: 'system',
    key: id,
    ruleId: null,
    pointId: null,
    deviceId: null,
    name: NAME,
    priority: 'high',
    lifeSafety: false,
    actionRequired: false,
    state: 'unack',
    since: 0,
    raisedAt,
    value: null,
    limit: null,
    peak: null,
    returnedAt: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    note: null,
    shelvedUntil: null,
    closedAt: null,
    closedBy: null,
    action: null,
  }
}

const RULE = {
  ...RULE_DEFAULTS,
  condition: { type: 'high', limit: 8, deadband: 1 },
  priority: 'high',
} as const

const ZONE: Omit<Zone, 'id' | 'siteId' | 'name' | 'createdAt' | 'valveDeviceId'> = {
  valveChannel: null,
  flowPointId: null,
  soilPointId: null,
  areaM2: 10,
  nominalFlowLpm: 5,
  plant: 'turf',
  ...ZONE_DEFAULTS,
  maxRunS: 600,
  enabled: true,
}
