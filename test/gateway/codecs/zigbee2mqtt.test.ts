/** Zigbee2MQTT: any base, what a bridge tells of its devices, attributes, and messages that hold only what changed. */
import { beforeEach, describe, expect, test } from 'vitest'
import type { Announcement, Order } from '../../../core/ports.ts'
import { createDialects } from '../../../gateway/codecs/index.ts'
import { memoryCollection } from '../../support/collection.ts'
import { Hearing } from './hearing.ts'

let heard: Hearing
beforeEach(() => {
  heard = new Hearing()
})

const numeric = (property: string, unit?: string) => ({ type: 'numeric', property, unit, access: 1 })

/** What a bridge says of one device. */
function define(
  base: string,
  friendly_name: string,
  vendor: string,
  model: string,
  exposes: object[],
  description = '',
) {
  const definition = { vendor, model, description, exposes }
  heard.parts(`${base}/bridge/devices`, [{ friendly_name, definition }])
}

function said(address: string, kind: Order['kind'], forS: number | null = 600) {
  const order: Order = { deviceId: 'd', kind, channel: null, forS, by: 'test', reason: 'test' }
  const [message] = heard.dialects.byName('zigbee2mqtt')?.encode?.(order, address) ?? []
  return [message?.topic, JSON.parse(String(message?.payload))]
}

describe('the base', () => {
  test.each([
    ['bridge/state', { state: 'online' }],
    ['bridge/state', 'online'],
    ['bridge/info', { version: '2.3.0' }],
    ['bridge/devices', []],
  ])('any is learnt from %s %j', (subject, body) => {
    expect(heard.decoding('house/cellar/fridge', { temperature: 4 }).codec).toBeNull()
    heard.parts(`house/cellar/${subject}`, body)
    expect(heard.parts('house/cellar/fridge', { temperature: 4 })).toMatchObject([{ device: 'fridge' }])
  })

  test('rubbish introduces nobody', () => {
    expect(heard.values('house/bridge/state', 'perhaps')).toBe('value.unknown')
    heard.parts('house/bridge/devices', 'rubbish')
    expect(heard.decoding('house/fridge', { temperature: 4 }).codec).toBeNull()
  })

  test('what a more certain dialect claims stays with it', () => {
    heard.parts('home/bridge/state', 'online')
    const body = { id: 'A4:C1:38:6E:4A:E8', model: 'TH', tempc: 4 }
    expect(heard.decoding('home/OMG/BTtoMQTT/A4C1386E4AE8', body).codec).toBe('ble-gateway')
  })

  test('orders go to the base the device speaks under, also after a restart', () => {
    const kept = memoryCollection<Announcement>()
    heard = new Hearing(createDialects(kept))
    heard.parts('east/bridge/state', 'online')
    const device = (base: string) => heard.parts(`${base}/valve`, { state: 'ON', flow: 0 })[0]?.device
    expect([device('zigbee2mqtt'), device('east')]).toEqual(['valve', 'east/valve'])
    heard.parts('east/yard/tap', { state: 'ON', flow: 0 })
    heard = new Hearing(createDialects(kept))
    expect(said('valve', 'valve.close')).toEqual(['zigbee2mqtt/valve/set', { state: 'OFF' }])
    expect(said('east/valve', 'valve.close')).toEqual(['east/valve/set', { state: 'OFF' }])
    expect(said('yard/tap', 'valve.close')).toEqual(['east/yard/tap/set', { state: 'OFF' }])
  })
})

describe('what the bridge knows of a device', () => {
  const BODY = { contact: true, temperature: 4.2 }

  test('a contact sensor with a thermometer measures the air, one of Aqara’s its own chip', () => {
    expect(heard.values('zigbee2mqtt/plain', BODY)).toEqual({ door_open: false, device_temperature: 4.2 })
    define('zigbee2mqtt', 'door', 'Iris', 'IL06_1', [
      { type: 'binary', property: 'contact' },
      numeric('temperature', '°C'),
    ])
    expect(heard.parts('zigbee2mqtt/door', BODY)).toMatchObject([
      { model: 'Iris IL06_1', values: [{ metric: 'door_open' }, { metric: 'temperature', value: 4.2 }] },
    ])
    define('zigbee2mqtt', 'leak', 'Aqara', 'SJCGQ11LM', [
      { property: 'water_leak' },
      numeric('temperature', '°C'),
    ])
    expect(heard.values('zigbee2mqtt/leak', { temperature: 26 })).toEqual({ device_temperature: 26 })
  })

  test('units are those of the device', () => {
    define('zigbee2mqtt', 'meter', 'Some', 'Meter', [
      numeric('pressure', 'kPa'),
      numeric('power_factor', '%'),
      numeric('water_consumed', 'gal'),
      numeric('gas_value', 'LEL'),
      numeric('voltage', 'mV'),
      numeric('soil_moisture', 'lx'),
    ])
    const body = {
      pressure: 101.3,
      power_factor: 98,
      water_consumed: 10,
      gas_value: 3,
      voltage: 3000,
      soil_moisture: 5,
    }
    const values = heard.values('zigbee2mqtt/meter', body) as Record<string, number>
    expect(values).toMatchObject({ power_factor: 0.98, gas_lel: 3, battery_voltage: 3 })
    expect(values.pressure_air).toBeCloseTo(1013, 6)
    expect(values.water_volume_last_run).toBeCloseTo(37.854, 3)
    expect(values).not.toHaveProperty('soil_moisture')
  })

  test('a meter’s register is no garden tap’s last run, and a part of the explosive limit is no alarm', () => {
    define('zigbee2mqtt', 'm', 'Tuya', 'TS0601_water_meter', [numeric('water_consumed', 'm³')])
    expect(heard.values('zigbee2mqtt/m', { water_consumed: 12.5 })).toEqual({ water_total: 12.5 })
    define('zigbee2mqtt', 'g', 'Develco', 'ZHEMI101', [numeric('gas', 'm³')])
    expect(heard.values('zigbee2mqtt/g', { gas: 77.5 })).toEqual({ gas_total: 77.5 })
    define('zigbee2mqtt', 'a', 'Aqara', 'JT-BZ-01AQ/A', [numeric('gas_density', '%LEL'), { property: 'gas' }])
    expect(heard.values('zigbee2mqtt/a', { gas: true, gas_density: 12 })).toEqual({
      gas_alarm: true,
      gas_lel: 12,
    })
  })

  test('what is a valve is said by its description, and so are its words', () => {
    const state = {
      type: 'switch',
      features: [{ type: 'binary', property: 'state', value_on: 'OPEN', value_off: 'CLOSE' }],
    }
    define('zigbee2mqtt', 'main', 'Sinopé', 'VA4220ZB', [state], 'Sedna smart water valve')
    expect(heard.values('zigbee2mqtt/main', { state: 'OPEN' })).toEqual({ valve_open: true })
    expect(said('main', 'valve.close')).toEqual(['zigbee2mqtt/main/set', { state: 'CLOSE' }])
    define('zigbee2mqtt', 'trv', 'Some', 'TRV', [state], 'Thermostatic radiator valve')
    expect(heard.values('zigbee2mqtt/trv', { state: 'OPEN', temperature: 21 })).not.toHaveProperty(
      'valve_open',
    )
    define(
      'zigbee2mqtt',
      'din',
      'Tuya',
      'TS0601_din_4',
      [numeric('timer', 's'), numeric('power', 'W')],
      'Din rail switch',
    )
    expect(heard.values('zigbee2mqtt/din', { state: 'ON', timer: 5 })).toEqual({ switch_on: true })
    expect(heard.values('zigbee2mqtt/blind', { state: 'OPEN', position: 100, linkquality: 90 })).toEqual({
      link_quality: 90,
    })
  })

  test('a breaker’s temperature is its terminals’, a thermostat’s the air’s', () => {
    const exposes = [numeric('power', 'W'), numeric('temperature', '°C')]
    define('zigbee2mqtt', 'rcbo', 'Tuya', 'TS0601_rcbo', exposes, 'DIN mount RCBO with smart energy metering')
    expect(heard.values('zigbee2mqtt/rcbo', { power: 5, temperature: 41 })).toMatchObject({
      device_temperature: 41,
    })
    define('zigbee2mqtt', 'relay', 'Scimagic', '1-ZB-WSD', exposes, 'Smart temperature and humidity switch')
    expect(heard.values('zigbee2mqtt/relay', { power: 5, temperature: 4 })).toMatchObject({ temperature: 4 })
  })

  test.each([
    ['cyclic_timed_irrigation', undefined, 'cyclic_timed_irrigation', { irrigation_duration: 90 }],
    ['timer', 'min', 'timer', 2],
    ['irrigation_target', 'minutes or litres', 'irrigation_target', 2],
    ['irrigation_target', 'seconds or litres', 'irrigation_target', 90],
    ['nothing', undefined, 'on_time', 90],
  ])('a valve with %s (%s) is given its own end as %s', (property, unit, key, value) => {
    define('zigbee2mqtt', 'tap', 'Some', 'Valve', [
      { type: 'switch', features: [{ type: 'binary', property: 'state' }] },
      {
        ...numeric(property, unit),
        type: unit ? 'numeric' : 'composite',
        features: [numeric('current_count')],
      },
    ])
    const [topic, body] = said('tap', 'valve.open', 90)
    expect(topic).toBe('zigbee2mqtt/tap/set')
    expect(body).toMatchObject({ state: 'ON', [key]: value })
  })
})

describe('a message that holds only what changed', () => {
  test('means what the whole one meant', () => {
    heard.parts('zigbee2mqtt/leak', { water_leak: false, battery: 100, voltage: 3000, temperature: 26 })
    expect(heard.values('zigbee2mqtt/leak', { temperature: 27 })).toEqual({ device_temperature: 27 })
    expect(heard.values('zigbee2mqtt/leak', { voltage: 2900 })).toEqual({ battery_voltage: 2.9 })
    heard.parts('zigbee2mqtt/tap', { state: 'OFF', flow: 0 })
    expect(heard.values('zigbee2mqtt/tap', { state: 'ON' })).toEqual({ valve_open: true })
  })

  test('also after a restart', () => {
    const kept = memoryCollection<Announcement>()
    heard = new Hearing(createDialects(kept))
    heard.parts('zigbee2mqtt/leak', { water_leak: false, temperature: 26 })
    heard = new Hearing(createDialects(kept))
    expect(heard.values('zigbee2mqtt/leak', { temperature: 27 })).toEqual({ device_temperature: 27 })
  })
})

describe('an attribute per topic', () => {
  test('gives the device’s readings', () => {
    expect(heard.parts('zigbee2mqtt/cellar/fridge/humidity', '61.5')).toMatchObject([
      { device: 'cellar/fridge', values: [{ metric: 'humidity', value: 61.5 }] },
    ])
    expect(heard.values('zigbee2mqtt/cellar/fridge/temperature', '4.2')).toEqual({ temperature: 4.2 })
    expect(heard.values('zigbee2mqtt/door/contact', 'false')).toEqual({ door_open: true })
    expect(heard.values('zigbee2mqtt/plug/state_l2', 'ON')).toEqual({ 'switch_on@l2': true })
  })

  test('a button’s word is an event there too', () => {
    expect(heard.parts('zigbee2mqtt/bell/action', 'single')).toMatchObject([
      { device: 'bell', events: ['action.single'], values: [] },
    ])
  })

  test('says nothing while it is open what it is about', () => {
    expect(heard.decoding('zigbee2mqtt/new/temperature', '26').decoding).toEqual([])
    expect(heard.decoding('zigbee2mqtt/new/state', 'ON').decoding).toEqual([])
    define('zigbee2mqtt', 'new', 'Some', 'Plug', [numeric('power', 'W'), { property: 'state' }])
    expect(heard.values('zigbee2mqtt/new/state', 'ON')).toEqual({ switch_on: true })
  })

  test('repeats nothing that came in an object; a device may be called like a field', () => {
    heard.parts('zigbee2mqtt/fridge', { temperature: 4, humidity: 60 })
    expect(heard.decoding('zigbee2mqtt/fridge/temperature', '4').decoding).toEqual([])
    expect(heard.parts('zigbee2mqtt/cellar/temperature', { temperature: 4 })).toMatchObject([
      { device: 'cellar/temperature', values: [{ metric: 'temperature' }] },
    ])
  })
})

describe('fields', () => {
  test.each([
    [
      { power_factor: 0.93, power: 5 },
      { power_factor: 0.93, power_active: 5 },
    ],
    [
      { carbon_monoxide: true, co: 70 },
      { gas_alarm: true, co: 70 },
    ],
    [
      { current_neutral: 0.2, voltage_l2: 231 },
      { 'current@N': 0.2, 'voltage@l2': 231 },
    ],
    [
      { temperature_l1: 4, temperature_l2: 5 },
      { 'temperature@l1': 4, 'temperature@l2': 5 },
    ],
    [{ co2: 640 }, { co2: 640 }],
    [
      { total_power: 9, power_phase_a: 3, reverse_energy: 1 },
      { 'power_active@total': 9, 'power_active@L1': 3, energy_export_total: 1 },
    ],
    [
      { probe_temperature: -18, humidity: 50 },
      { 'temperature@probe': -18, humidity: 50 },
    ],
  ])('%j', (body, values) => {
    expect(heard.values('zigbee2mqtt/x', body)).toEqual(values)
  })

  test.each([
    [1_656_118_444_933, 1_656_118_444_933],
    ['2022-05-16T20:37:54+08:00', Date.parse('2022-05-16T12:37:54Z')],
    ['2022-05-16T12:37:54.000Z', Date.parse('2022-05-16T12:37:54Z')],
    [null, undefined],
    ['N/A', undefined],
  ])('last_seen %j', (last_seen, at) => {
    const [part] = heard.parts('zigbee2mqtt/x', { humidity: 5, last_seen })
    expect(part?.values[0]?.at).toBe(at)
    expect(part).not.toHaveProperty('untimed')
  })

  test.each([
    ['zigbee2mqtt/a/b/availability', 'offline', 'a/b', 'offline'],
    ['zigbee2mqtt/a/availability', { state: 'online' }, 'a', 'online'],
    ['zigbee2mqtt/bridge/state', 'offline', 'bridge', 'offline'],
  ])('%s %j', (topic, body, device, availability) => {
    expect(heard.parts(topic, body)).toMatchObject([{ device, availability, values: [] }])
  })

  test.each([
    'a/set',
    'a/get',
    'a/set/state',
    'bridge/request/device/remove',
    'bridge/event',
    'bridge/logging',
  ])('zigbee2mqtt/%s is no reading', path => {
    expect(heard.decoding(`zigbee2mqtt/${path}`, { temperature: 5, state: 'ON' }).decoding).toEqual([])
  })
})
