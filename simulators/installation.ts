/** What an installer would set up for a scenario's site: everything but the numbers the product gives its points. */
import { silentAfterOf } from '../core/alarms/template.ts'
import type { Device } from '../core/contract/device.ts'
import type { Meter, Tariff } from '../core/contract/energy.ts'
import type { Metric } from '../core/contract/metric.ts'
import type { Name } from '../core/contract/schema.ts'
import type { Area, Site } from '../core/contract/site.ts'
import {
  LEAK_LPM_DEFAULT,
  PROGRAM_DEFAULTS,
  type Program,
  type Supply,
  ZONE_DEFAULTS,
  type Zone,
} from '../core/contract/watering.ts'
import { demoAreas, demoDevices, demoPrograms, demoSite, demoSupply, demoTariffs } from '../core/text/demo.ts'
import type { Texts } from '../core/text/text.ts'
import type { Scenario, ScenarioDevice, ScenarioProgram } from './scenario.ts'
import { createVirtualSite, type VirtualSite } from './site.ts'

/** A point by what it is, before the product has numbered it. */
export interface PointRef {
  readonly deviceId: string
  readonly metric: Metric
  readonly channel: string | null
}

export interface InstalledDevice {
  /** Codec and address: zigbee2mqtt friendly name; tasmota %topic%; plain `<site>/<device>`; what the others call it. */
  readonly device: Device
  readonly points: readonly Pick<PointRef, 'metric' | 'channel'>[]
}

/** A zone and a meter whose points are not numbered yet. */
export type InstalledZone = Omit<Zone, 'flowPointId' | 'soilPointId'> & {
  readonly flow: PointRef | null
  readonly probe: PointRef | null
}
/** The pipe of the grounds, with the meter that all its zones share. */
export type InstalledSupply = Omit<Supply, 'flowPointId'> & { readonly flow: PointRef | null }
export type InstalledMeter = Omit<Meter, 'pointId'> & { readonly point: PointRef }

/** One MQTT client: a bridge or a single device. The name is its user name; `filters` are the topics that are its own. */
export interface InstalledClient {
  readonly name: string
  readonly filters: readonly string[]
}

export interface Installation {
  readonly site: Site
  readonly areas: readonly Area[]
  readonly devices: readonly InstalledDevice[]
  readonly supplies: readonly InstalledSupply[]
  readonly zones: readonly InstalledZone[]
  readonly programs: readonly Program[]
  readonly meters: readonly InstalledMeter[]
  readonly tariffs: readonly Tariff[]
  readonly clients: readonly InstalledClient[]
}

/** Longer than any program's step, shorter than a flood. */
const ZONE_MAX_RUN_S = 3600

/** Sets a scenario up. Names come from core/text/demo.ts; what has none there is called by its id. */
export function installationOf(scenario: Scenario, createdAt = Date.now()): Installation {
  const siteId = scenario.site.id
  const virtual = createVirtualSite(scenario, { seed: 1, start: createdAt })
  const stamp = { siteId, createdAt }
  return {
    site: { ...scenario.site, name: demoSite, language: 'zh', currency: 'CNY', createdAt },
    areas: scenario.areas.map(({ id, parent = null }) => ({
      id,
      siteId,
      parentId: parent,
      name: nameOf(demoAreas, id),
    })),
    devices: scenario.devices.map(spec => ({
      device: deviceOf(spec, virtual.addressOf(spec.id) ?? spec.id, stamp),
      points: virtual.world.read(spec.id).map(({ metric, channel }) => ({ metric, channel })),
    })),
    supplies: [{ ...supplyOf(scenario), ...stamp }],
    zones: scenario.devices
      .filter(({ kind }) => kind === 'valve')
      .map(valve => ({ ...zoneOf(valve, scenario, channelIn(virtual, valve.id, VALVES)), ...stamp })),
    programs: scenario.programs.map(program => ({ ...programOf(program), ...stamp })),
    meters: scenario.devices.flatMap(spec =>
      meterOf(spec, channel => channelIn(virtual, spec.id, [channel])).map(meter => ({ ...meter, ...stamp })),
    ),
    tariffs: TARIFFS.map(tariff => ({ ...tariff, ...stamp })),
    clients: virtual.connections.map(({ id, devices }) => ({
      name: id,
      filters: filtersOf(scenario, devices, id => virtual.addressOf(id)),
    })),
  }
}

interface Stamp {
  readonly siteId: string
  readonly createdAt: number
}

function nameOf(table: Texts, id: string): Name {
  return table[id] ?? { zh: id, en: id }
}

function deviceOf({ id, kind, area, speaks }: ScenarioDevice, address: string, stamp: Stamp): Device {
  return {
    id,
    ...stamp,
    areaId: area,
    name: nameOf(demoDevices, id),
    kind,
    status: 'active',
    codec: speaks,
    address,
    model: null,
    silentAfterS: silentAfterOf(kind),
    availability: null,
    texts: {},
    firstSeenAt: null,
    lastSeenAt: null,
  }
}

const VALVES: readonly Metric[] = ['valve_open', 'switch_on']

/** Where the product will hear one of these of a device. */
function channelIn(virtual: VirtualSite, device: string, metrics: readonly Metric[]): string | null {
  return virtual.world.read(device).find(({ metric }) => metrics.includes(metric))?.channel ?? null
}

const zoneIdOf = (valve: string) => valve.replace(/^valve-/, 'zone-')

function programOf({ id, days, starts, steps }: ScenarioProgram): Omit<Program, keyof Stamp> {
  return {
    id,
    name: nameOf(demoPrograms, id),
    days,
    starts,
    steps: steps.map(({ valve, runS }) => ({ zoneId: zoneIdOf(valve), runS })),
    ...PROGRAM_DEFAULTS,
    enabled: true,
    pausedUntil: null,
  }
}

function zoneOf(
  valve: ScenarioDevice,
  { devices }: Scenario,
  valveChannel: string | null,
): Omit<InstalledZone, keyof Stamp> {
  const soil = devices.find(({ kind, valve: of }) => kind === 'soil' && of === valve.id)
  const flow = valve.speaks === 'zigbee2mqtt' ? valve : undefined
  return {
    id: zoneIdOf(valve.id),
    name: nameOf(demoAreas, valve.area),
    valveDeviceId: valve.id,
    valveChannel,
    flow: flow === undefined ? null : { deviceId: flow.id, metric: 'water_flow', channel: null },
    probe: soil === undefined ? null : { deviceId: soil.id, metric: 'soil_moisture', channel: null },
    areaM2: valve.areaM2 ?? 100,
    plant: valve.plant ?? 'turf',
    nominalFlowLpm: valve.flowLpm ?? 10,
    maxRunS: ZONE_MAX_RUN_S,
    ...ZONE_DEFAULTS,
    supplyId: SUPPLY_ID,
    enabled: true,
  }
}

const SUPPLY_ID = 'irrigation-mains'

function supplyOf({ devices }: Scenario): Omit<InstalledSupply, keyof Stamp> {
  const meter = devices.find(({ counts }) => counts === 'irrigation')
  return {
    id: SUPPLY_ID,
    name: demoSupply,
    kind: 'mains',
    deviceId: null,
    channel: null,
    flow: meter === undefined ? null : { deviceId: meter.id, metric: 'water_flow', channel: null },
    capacityLpm: null,
    leakLpm: LEAK_LPM_DEFAULT,
    isolatedAt: null,
  }
}

const REGISTERS = {
  'electricity-meter': { medium: 'electricity', metric: 'energy_import_total' },
  'water-meter': { medium: 'water', metric: 'water_total' },
  'gas-meter': { medium: 'gas', metric: 'gas_total' },
} as const

/** What the loads of a scenario are for. */
const PURPOSES: Readonly<Record<string, Meter['purpose']>> = {
  main: 'whole',
  kitchen: 'kitchen',
  cold: 'cold-store',
  lighting: 'lighting',
  irrigation: 'irrigation',
  gas: 'whole',
}

function meterOf(
  { id, kind, area, behind, counts }: ScenarioDevice,
  channelOf: (metric: Metric) => string | null,
): Omit<InstalledMeter, keyof Stamp>[] {
  if (!Object.hasOwn(REGISTERS, kind)) return []
  const { medium, metric } = REGISTERS[kind as keyof typeof REGISTERS]
  const point: PointRef = { deviceId: id, metric, channel: channelOf(metric) }
  return [
    {
      id,
      name: nameOf(demoDevices, id),
      medium,
      point,
      parentId: behind ?? null,
      areaId: area,
      purpose: PURPOSES[counts ?? ''] ?? null,
    },
  ]
}

function filtersOf(
  scenario: Scenario,
  devices: readonly string[],
  addressOf: (device: string) => string | undefined,
): string[] {
  const speaks = scenario.devices.find(({ id }) => id === devices[0])?.speaks
  if (speaks === 'zigbee2mqtt') return ['zigbee2mqtt/#']
  if (speaks === 'tasmota') return devices.flatMap(id => [`tele/${id}/#`, `stat/${id}/#`])
  if (speaks === 'esphome') return devices.map(id => `${id}/#`)
  if (speaks === 'home-assistant') return devices.flatMap(id => [`own/${id}/#`, `homeassistant/+/${id}/#`])
  if (speaks === 'shelly-gen2') return devices.map(id => `${addressOf(id)}/#`)
  return devices.map(id => `steward/${scenario.site.id}/${id}/#`)
}

/** Examples with the shape of a northern province's tariffs; the real ones change every year. */
const TARIFFS: readonly Omit<Tariff, keyof Stamp>[] = [
  {
    id: 'electricity-example',
    name: demoTariffs.electricity,
    medium: 'electricity',
    validFrom: '2024-01-01',
    prices: { flat: 0.62, sharp: 1.12, peak: 0.93, valley: 0.33 },
    periods: [
      { band: 'sharp', months: [1, 7, 8, 12], from: '18:00', to: '20:00' },
      { band: 'peak', months: [], from: '08:00', to: '11:00' },
      { band: 'peak', months: [], from: '17:00', to: '23:00' },
      { band: 'valley', months: [], from: '00:00', to: '07:00' },
      { band: 'valley', months: [], from: '11:00', to: '13:00' },
    ],
  },
  {
    id: 'water-example',
    name: demoTariffs.water,
    medium: 'water',
    validFrom: '2024-01-01',
    prices: { flat: 5.8 },
    periods: [],
  },
  {
    id: 'gas-example',
    name: demoTariffs.gas,
    medium: 'gas',
    validFrom: '2024-01-01',
    prices: { flat: 3.45 },
    periods: [],
  },
]
