/** A canteen as the live feed would describe it, of any size, for looking at pages without a server behind them. */
import type { Alarm } from '../../core/contract/alarm.ts'
import type { Device, DeviceKind } from '../../core/contract/device.ts'
import type { LiveReading, LiveSnapshot } from '../../core/contract/live.ts'
import { METRICS, type Metric } from '../../core/contract/metric.ts'
import type { Point } from '../../core/contract/point.ts'
import type { Name } from '../../core/contract/schema.ts'
import { type PlannedRun, type Run, ZONE_DEFAULTS, type ZoneStatus } from '../../core/contract/watering.ts'

/** What is going on: one freezer too warm, nothing at all, or everything at once. */
export type Scene = 'usual' | 'calm' | 'flood'
const FLOOD_ALARMS = 60

const MINUTE = 60_000
const AREAS = [
  { id: 'kitchen', siteId: 'main', parentId: null, name: { zh: '后厨', en: 'Kitchen' } },
  { id: 'store', siteId: 'main', parentId: null, name: { zh: '地下库房', en: 'Basement store' } },
  { id: 'grounds', siteId: 'main', parentId: null, name: { zh: '东侧绿地', en: 'East lawn' } },
]

type Row = readonly [DeviceKind, string, Name, readonly (readonly [Metric, number])[]]
const ROWS: readonly Row[] = [
  [
    'fridge',
    'kitchen',
    { zh: '冷藏柜 1', en: 'Fridge 1' },
    [
      ['temperature', 3.6],
      ['humidity', 61],
      ['battery', 88],
    ],
  ],
  [
    'freezer',
    'store',
    { zh: '冷冻柜 2', en: 'Freezer 2' },
    [
      ['temperature', -9.4],
      ['battery', 71],
    ],
  ],
  [
    'sample-fridge',
    'kitchen',
    {
      zh: '留样柜（留样四十八小时，早中晚三餐分格存放）',
      en: 'Retained-sample fridge, 48 hours, by meal and shelf',
    },
    [['temperature', 4.1]],
  ],
  ['hot-holding', 'kitchen', { zh: '保温台', en: 'Hot holding line' }, [['temperature', 66.2]]],
  ['gas', 'kitchen', { zh: '灶间燃气探测器', en: 'Stove-room gas detector' }, [['gas_lel', 0]]],
  ['smoke', 'store', { zh: '库房烟感', en: 'Store smoke detector' }, [['smoke_alarm', 0]]],
  ['leak', 'store', { zh: '泵房漏水', en: 'Pump-room leak' }, [['water_leak', 0]]],
  [
    'valve',
    'grounds',
    { zh: '东草坪阀门', en: 'East lawn valve' },
    [
      ['valve_open', 1],
      ['water_flow', 18.4],
    ],
  ],
]

/** `count` devices: the eight kinds in turn; the second is too warm, and beyond eight every fifth is silent. */
export function snapshotOf(count: number, now: number, scene: Scene = 'usual'): LiveSnapshot {
  const devices: Device[] = []
  const points: Point[] = []
  const readings: LiveReading[] = []
  for (let index = 0; index < count; index++) {
    const [kind, areaId, name, values] = ROWS[index % ROWS.length] as Row
    const id = `${kind}-${index + 1}`
    const silent = scene !== 'calm' && index >= ROWS.length && index % 5 === 0
    const at = now - (silent ? 95 * MINUTE : 8000)
    const shown = index < ROWS.length ? name : { zh: `${name.zh} · ${index}`, en: `${name.en} · ${index}` }
    devices.push(deviceOf(id, kind, areaId, shown, at))
    for (const [metric, value] of values) {
      const point = pointOf(points.length + 1, id, metric)
      points.push(point)
      readings.push([
        point.id,
        at,
        scene === 'calm' && id === 'freezer-2' && metric === 'temperature' ? -18.6 : value,
        'good',
      ])
    }
  }
  const zones =
    count >= ROWS.length
      ? [
          zoneOf(now, 'east', { zh: '东草坪', en: 'East lawn' }, true),
          zoneOf(now, 'west', { zh: '西侧花坛', en: 'West beds' }, false),
        ]
      : []
  return {
    now,
    site: siteOf(),
    areas: AREAS,
    devices,
    points,
    readings,
    alarms: count > 1 ? alarmsOf(scene, now, devices) : [],
    zones,
    inbox: count > 1 && scene !== 'calm' ? 1 : 0,
  }
}

function alarmsOf(scene: Scene, now: number, devices: readonly Device[]): Alarm[] {
  if (scene === 'calm') return []
  if (scene === 'usual') return [warmAlarm(now)]
  return Array.from({ length: FLOOD_ALARMS }, (_, index) => {
    const device = devices[index % devices.length] as Device
    const taken = index % 6 === 5
    return warmAlarm(now, {
      id: `f${index}`,
      deviceId: device.id,
      name: { zh: `${device.name.zh}没有数据`, en: `${device.name.en} sends nothing` },
      priority: (['critical', 'high', 'high', 'medium', 'low'] as const)[index % 5] ?? 'low',
      lifeSafety: index % 5 === 0,
      since: now - (index + 1) * MINUTE,
      value: null,
      limit: null,
      peak: null,
      state: taken ? 'acked' : 'unack',
      acknowledgedAt: taken ? now - 2 * MINUTE : null,
      acknowledgedBy: taken ? '王师傅' : null,
    })
  })
}

function siteOf(): LiveSnapshot['site'] {
  return {
    id: 'main',
    name: { zh: '第一食堂', en: 'Canteen One' },
    timeZone: 'Asia/Shanghai',
    latitude: 30.2,
    longitude: 120.1,
    elevationM: 20,
    language: 'zh',
    currency: 'CNY',
    createdAt: 0,
  }
}

export function deviceOf(id: string, kind: DeviceKind, areaId: string, name: Name, at: number): Device {
  return {
    id,
    siteId: 'main',
    areaId,
    name,
    kind,
    status: 'active',
    codec: 'zigbee2mqtt',
    address: `0x00158d000${id}`,
    model: 'WSDCGQ11LM',
    silentAfterS: 1800,
    availability: null,
    texts: {},
    firstSeenAt: 1,
    lastSeenAt: at,
    createdAt: 1,
  }
}

export function pointOf(id: number, deviceId: string, metric: Metric): Point {
  const { unit, kind } = METRICS[metric]
  return {
    id,
    siteId: 'main',
    deviceId,
    metric,
    channel: null,
    name: null,
    unit,
    kind,
    counter: null,
    createdAt: 1,
  }
}

export function warmAlarm(now: number, change: Partial<Alarm> = {}): Alarm {
  return {
    id: 'a1',
    siteId: 'main',
    source: 'rule',
    key: 'r1',
    ruleId: 'r1',
    pointId: 4,
    deviceId: 'freezer-2',
    name: { zh: '冷冻柜 2 温度过高', en: 'Freezer 2 is too warm' },
    priority: 'high',
    lifeSafety: false,
    actionRequired: true,
    state: 'unack',
    since: now - 18 * MINUTE,
    raisedAt: now - 8 * MINUTE,
    value: -11.2,
    limit: -12,
    peak: -9.1,
    returnedAt: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    note: null,
    shelvedUntil: null,
    closedAt: null,
    closedBy: null,
    action: null,
    ...change,
  }
}

export function plannedOf(at: number, zoneId: string): PlannedRun {
  return {
    zoneId,
    programId: 'p1',
    slotAt: at,
    at,
    endAt: at + 1_200_000,
    runS: 1200,
    cycles: [{ at, runS: 1200 }],
    decision: {
      method: 'fixed',
      skip: null,
      facts: [],
      needMm: 3.2,
      litres: 360,
      cost: 2.09,
      savedLitres: 0,
      savedCost: 0,
      daysLeft: null,
      sentence: {
        zh: '今天浇 20 分钟：按固定时长；约 360 L，约 ¥2.09',
        en: 'Today: water 20 min. Fixed minutes; about 360 L, about ¥2.09',
      },
    },
  }
}

export function runOf(now: number, zoneId: string, change: Partial<Run> = {}): Run {
  return {
    id: `run-${zoneId}`,
    siteId: 'main',
    zoneId,
    programId: 'p1',
    by: 'program:p1',
    state: 'running',
    reason: null,
    slotAt: now - 4 * MINUTE,
    plannedAt: now - 4 * MINUTE,
    plannedS: 600,
    cycles: [{ at: now - 4 * MINUTE, runS: 600 }],
    cycle: 0,
    wateredS: 0,
    cycleOpenedAt: now - 4 * MINUTE,
    finishBy: now + 3_600_000,
    flowConfirmed: true,
    meanFlowLpm: null,
    decision: null,
    openedAt: now - 4 * MINUTE,
    closedAt: null,
    litres: 73,
    litresMeasured: true,
    ...change,
  }
}

function zoneOf(now: number, id: string, name: Name, running: boolean): ZoneStatus {
  const done = runOf(now, id, {
    state: 'done',
    openedAt: now - 30 * 3_600_000,
    closedAt: now - 29.8 * 3_600_000,
    litres: 184,
  })
  return {
    zone: {
      id,
      siteId: 'main',
      name,
      valveDeviceId: `valve-of-${id}`,
      valveChannel: null,
      flowPointId: running ? 12 : null,
      soilPointId: null,
      areaM2: 120,
      nominalFlowLpm: 18,
      plant: 'turf',
      maxRunS: 3600,
      ...ZONE_DEFAULTS,
      enabled: true,
      createdAt: 1,
    },
    commanded: running ? 'open' : 'closed',
    reported: running ? 'open' : 'closed',
    reportedAt: now - 5000,
    flowLpm: running ? 18.4 : null,
    flowAt: running ? now - 5000 : null,
    flowShared: false,
    closesItself: true,
    soilMoisture: running ? 31 : 44,
    soilAt: now - 60_000,
    moisture: {
      depletionMm: running ? 13.2 : 6.4,
      readilyMm: 15.6,
      totalMm: 39,
      daysLeft: running ? 0.5 : 2.6,
      at: now,
    },
    next: null,
    incidents: [],
    run: running ? runOf(now, id) : null,
    lastRun: done,
    nextAt: now + 9 * 3_600_000,
  }
}
