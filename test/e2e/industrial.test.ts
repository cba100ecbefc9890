/**
 * Industrial devices on the real broker of a real Steward, and in a real browser: meters behind DTUs, LoRaWAN sensors and
 * a valve behind two network servers, a Sparkplug edge node, and one that forgot to introduce itself.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Device, InboxEntry } from '../../core/contract/device.ts'
import type { PointView } from '../../core/contract/point.ts'
import type { Zone } from '../../core/contract/watering.ts'
import { createDtuMeter } from '../../simulators/devices-industrial/dtu-meter.ts'
import { createDtuWaterMeter } from '../../simulators/devices-industrial/dtu-water-meter.ts'
import { createLorawanSensor } from '../../simulators/devices-industrial/lorawan-sensor.ts'
import { LorawanValve } from '../../simulators/devices-industrial/lorawan-valve.ts'
import type { Machine } from '../../simulators/devices-industrial/machine.ts'
import { type MachinePlayer, playMachines } from '../../simulators/devices-industrial/player.ts'
import { SparkplugNode } from '../../simulators/devices-industrial/sparkplug-node.ts'
import { createThingsStackSensor } from '../../simulators/devices-industrial/things-stack-sensor.ts'
import { openBrowser, openOverview } from '../support/browser.ts'
import { eventually, StewardProcess } from '../support/steward-process.ts'

const METER = '201709320072'
const WATER = '00201809230001'
const SENSOR = '24e124000000beef'
const VALVE = '24e124000000cafe'
const PROBE = 'A84041000000FEED'
const ROOM = { temperatureC: -18.4, humidity: 61.5, doorOpen: false, probeC: 3.25 }
const climate = () => ROOM

const bed = new LorawanValve({ application: 'kitchen', devEui: VALVE, name: 'Bed 1' })
const node = new SparkplugNode({ group: 'plant', node: 'gw1', device: 'coldroom', climate })
const shy = new SparkplugNode({ group: 'plant', node: 'gw2', device: 'coldroom', climate })
/** It hears and reports, but says no word of its own accord when it connects. */
const unborn: Machine = {
  connection: shy.connection,
  orders: shy.orders,
  report: at => shy.report(at),
  hear: (topic, payload, at) => shy.hear(topic, payload, at),
}

let steward: StewardProcess
let player: MachinePlayer
beforeAll(async () => {
  steward = new StewardProcess()
  await steward.start()
  const machines = [
    createDtuMeter({ dtu: 'canteen-01', address: METER, startKwh: 1234.56, loadW: () => 5400 }),
    createDtuWaterMeter({ dtu: 'boiler-02', address: WATER, startM3: 321.07, flowLpm: () => 0 }),
    createLorawanSensor({ application: 'kitchen', devEui: SENSOR, name: 'Freezer 1', climate, battery: 92 }),
    createThingsStackSensor({ application: 'canteen@ttn', id: 'fridge-2', devEui: PROBE, climate }),
    bed,
    node,
    unborn,
  ]
  const passwords = new Map<string, string>()
  for (const { connection } of machines) {
    const topics = ['dtu/#', 'application/#', 'v3/#', 'spBv1.0/#'].flatMap(topic => ['--topic', topic])
    passwords.set(connection, (await steward.addDevice(connection, ...topics)).password)
  }
  player = playMachines(machines, {
    url: `mqtt://127.0.0.1:${steward.mqttPort}`,
    credentials: username => ({ username, password: passwords.get(username) ?? '', clientId: username }),
    everyMs: 300,
  })
  await player.ready
}, 60_000)
afterAll(async () => {
  await player?.stop()
  await steward?.stop()
  steward?.dispose()
})

/** The device in the inbox, when it has spoken. */
function entryOf(address: string): Promise<InboxEntry> {
  return eventually(`${address} in the inbox`, async () =>
    (await steward.api<InboxEntry[]>('GET', '/inbox')).find(
      ({ device, points }) => device.address === address && points.length > 0,
    ),
  )
}

/** `metric@channel` -> newest value and unit, once each of the wanted ones has been stored. */
async function lastOf({ device }: InboxEntry, wanted: readonly string[]) {
  return eventually(`readings of ${device.address}`, async () => {
    const points = await steward.api<PointView[]>('GET', `/points?deviceId=${device.id}`)
    const last = Object.fromEntries(
      points.flatMap(({ metric, channel, unit, last }) =>
        last === null ? [] : [[channel === null ? metric : `${metric}@${channel}`, [last.value, unit]]],
      ),
    )
    return wanted.every(key => key in last) && last
  })
}

test('an electricity meter behind a DTU is known by the number on its plate', async () => {
  const entry = await entryOf(METER)
  expect(entry).toMatchObject({ guess: 'electricity-meter', device: { codec: 'dtu' } })
  const last = await lastOf(entry, ['energy_import_total', 'voltage@L3', 'current@L1', 'power_active@total'])
  expect(last).toMatchObject({
    'voltage@L3': [230.4, 'V'],
    'current@L1': [8.401, 'A'],
    'power_active@total': [5400, 'W'],
    'power_factor@total': [0.93, ''],
  })
  expect(last.energy_import_total?.[1]).toBe('kWh')
  expect(last.energy_import_total?.[0]).toBeGreaterThanOrEqual(1234.56)
  expect(last.energy_import_total?.[0]).toBeLessThan(1235)
})

test('a LoRaWAN sensor whose profile names its model', async () => {
  const entry = await entryOf(SENSOR)
  expect(entry).toMatchObject({
    guess: 'freezer',
    device: { codec: 'chirpstack', model: 'EM300-TH', name: { en: 'Freezer 1' } },
  })
  expect(await lastOf(entry, ['temperature', 'humidity', 'battery', 'rssi'])).toMatchObject({
    temperature: [-18.4, 'degC'],
    humidity: [61.5, '%RH'],
    battery: [92, '%'],
    rssi: [-71, 'dBm'],
    snr: [9.2, 'dB'],
  })
})

test('a water meter whose DTU wraps hexadecimal in JSON', async () => {
  const entry = await entryOf(WATER)
  expect(entry.guess).toBe('water-meter')
  expect(await lastOf(entry, ['water_total'])).toEqual({ water_total: [321.07, 'm3'] })
})

test('a probe in a fridge, through The Things Stack', async () => {
  const entry = await entryOf(PROBE)
  expect(entry).toMatchObject({ guess: 'fridge', device: { codec: 'ttn', model: 'LHT65N' } })
  expect(await lastOf(entry, ['temperature@probe', 'battery_voltage'])).toMatchObject({
    'temperature@probe': [3.25, 'degC'],
    'temperature@internal': [-18.4, 'degC'],
    battery_voltage: [3.062, 'V'],
    battery_low: [0, 'bool'],
  })
})

/** Adopts a valve, waters a zone with it, and shuts it early. */
async function water(address: string, valveChannel: string | null, isOpen: () => boolean): Promise<void> {
  const { key } = await entryOf(address)
  const { device } = await steward.api<{ device: Device }>('POST', `/inbox/${key}/adopt`, { kind: 'valve' })
  const zone = await steward.api<Zone>('POST', '/zones', {
    ...{ name: { zh: '花坛', en: 'Bed' }, valveDeviceId: device.id, valveChannel },
    ...{ flowPointId: null, soilPointId: null, areaM2: 1, nominalFlowLpm: 1, plant: 'turf', maxRunS: 60 },
    enabled: true,
  })
  await steward.api('POST', `/zones/${zone.id}/run`, { runS: 30 })
  await eventually('the valve to open', async () => isOpen())
  await steward.api('POST', `/zones/${zone.id}/stop`, {})
  await eventually('the valve to shut', async () => !isOpen())
  await eventually('the report that it is shut', async () => {
    const points = await steward.api<PointView[]>('GET', `/points?deviceId=${device.id}`)
    return points.some(({ metric, last }) => metric === 'valve_open' && last?.value === 0)
  })
}

test('a LoRaWAN valve is opened and shut by downlinks', async () => {
  expect(await lastOf(await entryOf(VALVE), ['valve_open@1', 'pulse_count@1'])).toMatchObject({
    'valve_open@1': [0, 'bool'],
    'pulse_count@1': [0, 'pulses'],
  })
  await water(VALVE, '1', () => bed.open)
})

test('a Sparkplug device is read by its aliases, and its valve is opened and shut', async () => {
  const entry = await entryOf('plant/gw1/coldroom')
  expect(await lastOf(entry, ['temperature', 'door_open', 'valve_open'])).toMatchObject({
    temperature: [-18.4, 'degC'],
    door_open: [0, 'bool'],
    valve_open: [0, 'bool'],
  })
  await water('plant/gw1/coldroom', null, () => node.valveOpen)
  expect(node.births).toBe(1)
})

test('a node that never introduced itself is asked to, and is read from then on', async () => {
  const entry = await entryOf('plant/gw2/coldroom')
  expect(await lastOf(entry, ['temperature'])).toMatchObject({ temperature: [-18.4, 'degC'] })
  expect(shy.births).toBe(1)
})

test('people see them in their own units', async () => {
  const browser = await openBrowser()
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, locale: 'en-GB' })
  await openOverview(page, steward)
  for (const [address, kind, ...shown] of [
    [SENSOR, 'freezer', /−18\.4\s*°C/],
    [PROBE, 'fridge', /3\.3\s*°C/, /3\.06\s*V/],
    [METER, 'electricity-meter', /1,?234\.\d\d?\s*kWh/, /230\s*V/],
    [WATER, 'water-meter', /321\.07\d?\s*m³/],
  ] as const) {
    const { key } = await entryOf(address)
    await steward.api('POST', `/inbox/${key}/adopt`, { kind })
    await page.goto(`${steward.url}/devices/${key}`)
    for (const value of shown) await page.getByText(value).first().waitFor()
  }
  await browser.close()
})
