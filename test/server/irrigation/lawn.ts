import { PROGRAM_DEFAULTS, ZONE_DEFAULTS } from '../../../core/contract/watering.ts'
import type { SeriesStore, StateStore } from '../../../core/ports.ts'

/** A lawn of 20 L/min, watered on Monday, Wednesday and Friday at five for five minutes, in Shanghai. */
export function installLawn(state: StateStore): void {
  const siteId = 'canteen'
  const createdAt = 0
  state.sites.put({
    id: siteId,
    name: { zh: '食堂', en: 'Canteen' },
    timeZone: 'Asia/Shanghai',
    latitude: 31,
    longitude: 121,
    elevationM: 4,
    language: 'zh',
    currency: 'CNY',
    createdAt,
  })
  state.devices.put({
    id: 'valve-1',
    siteId,
    areaId: null,
    name: { zh: '草坪阀', en: 'Lawn valve' },
    kind: 'valve',
    status: 'active',
    codec: 'plain',
    address: 'canteen/valve-1',
    model: null,
    silentAfterS: 3600,
    availability: 'online',
    texts: {},
    firstSeenAt: 1,
    lastSeenAt: 1,
    createdAt,
  })
  state.points.put({
    id: 1,
    siteId,
    deviceId: 'valve-1',
    metric: 'valve_open',
    channel: null,
    name: null,
    unit: 'bool',
    kind: 'state',
    counter: null,
    createdAt,
  })
  state.zones.put({
    id: 'lawn',
    siteId,
    name: { zh: '草坪', en: 'Lawn' },
    valveDeviceId: 'valve-1',
    valveChannel: null,
    flowPointId: null,
    soilPointId: null,
    areaM2: 200,
    nominalFlowLpm: 20,
    plant: 'turf',
    maxRunS: 1800,
    ...ZONE_DEFAULTS,
    enabled: true,
    createdAt,
  })
  state.programs.put({
    id: 'morning',
    siteId,
    name: { zh: '早晨', en: 'Morning' },
    days: [1, 3, 5],
    starts: ['05:00'],
    steps: [{ zoneId: 'lawn', runS: 300 }],
    ...PROGRAM_DEFAULTS,
    enabled: true,
    pausedUntil: null,
    createdAt,
  })
}

/** A site without a weather station asks the series for nothing. */
export const noSeries: SeriesStore = new Proxy({} as SeriesStore, {
  get: (_, method) => () => Promise.reject(new Error(`nobody should ask for ${String(method)}`)),
})
