/** Devices that announce themselves for Home Assistant, from the announcement to the reading. */
import { beforeEach, describe, expect, test } from 'vitest'
import type { Announcement, Order } from '../../../core/ports.ts'
import { createDialects } from '../../../gateway/codecs/index.ts'
import { memoryCollection } from '../../support/collection.ts'
import { Hearing } from './hearing.ts'
import { packetOf, samplesOf } from './samples.ts'

let heard: Hearing
beforeEach(() => {
  heard = new Hearing()
})

const DEVICE = { identifiers: ['cellar-1'], manufacturer: 'Own', model: 'Probe', name: 'Cellar' }

/** Announces one part of the cellar's probe. */
function announce(platform: string, object: string, options: object) {
  const body = { state_topic: 'cellar/state', device: DEVICE, name: object, ...options }
  return heard.decoding(`homeassistant/${platform}/cellar/${object}/config`, body).decoding
}

function said(kind: Order['kind'], channel: string | null = null) {
  const order: Order = { deviceId: 'd', kind, channel, forS: 60, by: 'test', reason: 'test' }
  return heard.dialects.byName('home-assistant')?.encode?.(order, 'cellar-1')
}

const TEMPERATURE = { device_class: 'temperature', unit_of_measurement: '°C' }

/** What the dialect remembers of an announcement. */
function remembered(id: string): readonly Record<string, unknown>[] {
  const kept = memoryCollection<Announcement>()
  const sample = samplesOf('ha-discovery').find(one => one.id === id)
  if (sample === undefined) throw new Error(`no sample ${id}`)
  createDialects(kept).decode(packetOf(sample))
  return kept.list().flatMap(({ value }) => value as Record<string, unknown>[])
}

describe('the published announcements', () => {
  test.each([
    [
      'ha-005',
      'sensorBedroom/state',
      '{"temperature":4.2,"humidity":61}',
      { temperature: 4.2, humidity: 61 },
    ],
    ['ha-001', 'other/weather_sensor', undefined, undefined],
  ])('%s', (id, topic, payload, values) => {
    const sample = samplesOf('ha-discovery').find(one => one.id === id)
    if (sample === undefined) throw new Error(`no sample ${id}`)
    heard.dialects.decode(packetOf(sample))
    if (payload !== undefined) expect(heard.values(topic, payload)).toEqual(values)
    else expect(heard.decoding(topic, '{}').codec).toBeNull()
  })

  test.each([
    [
      'ha-001',
      {
        metric: 'temperature',
        topic: 'zigbee2mqtt/weather_sensor',
        device: 'zigbee2mqtt_0x0017880104e45522',
      },
      ['zigbee2mqtt/bridge/state'],
    ],
    [
      'ha-003',
      {
        metric: 'water_flow',
        topic: 'zigbee2mqtt/0x0ceff6fffe17e71c',
        mode: 'all',
        conversion: { times: 1000, per: 60 },
      },
      ['zigbee2mqtt/bridge/state', 'zigbee2mqtt/0x0ceff6fffe17e71c/availability'],
    ],
    [
      'ha-006',
      {
        metric: 'temperature',
        topic: 'shellyplus1-abc/status/switch:0',
        device: 'AABBCC',
        model: 'Shelly Shelly Plus 1',
      },
      ['shellyplus1-abc/online'],
    ],
  ])('%s says what it says', (id, entity, availability) => {
    const [first, ...more] = remembered(id)
    expect(more).toEqual([])
    expect(first).toMatchObject(entity)
    expect(first?.availability).toMatchObject(availability.map(topic => ({ topic })))
  })

  test('ha-005 has two parts that share a topic', () => {
    expect(remembered('ha-005')).toMatchObject([
      { device: 'ea334450945afc', metric: 'temperature', topic: 'sensorBedroom/state' },
      { device: 'ea334450945afc', metric: 'humidity', topic: 'sensorBedroom/state' },
    ])
  })

  test('a dialect of its own decodes what it also announces, once', () => {
    for (const sample of samplesOf('ha-discovery')) heard.dialects.decode(packetOf(sample))
    expect(heard.decoding('zigbee2mqtt/weather_sensor', { temperature: 4 }).codec).toBe('zigbee2mqtt')
    const relay = heard.decoding('shellyplus1-abc/status/switch:0', { id: 0, output: true })
    expect(relay.codec).toBe('shelly-gen2')
  })

  test('what ESPHome announces is read with its unit', () => {
    const topic = 'kitchen/sensor/flow/state'
    expect(heard.decoding(topic, '3').codec).toBe('esphome')
    heard.parts('homeassistant/sensor/kitchen/flow/config', {
      ...{
        dev_cla: 'volume_flow_rate',
        unit_of_meas: 'm³/h',
        stat_t: topic,
        name: 'Flow',
        uniq_id: 'kitchen-flow',
      },
      ...{ avty_t: 'kitchen/status', dev: { ids: 'aabbcc', name: 'kitchen', mf: 'espressif' } },
    })
    expect(heard.values(topic, '3')).toEqual({ water_flow: 50 })
    expect(heard.values(topic, 'nan')).toEqual({})
  })
})

describe('units and classes', () => {
  test.each([
    ['temperature', '°F', 41, { temperature: 5 }],
    ['temperature', 'K', 273.15, { temperature: 0 }],
    ['voltage', 'mV', 230_000, { voltage: 230 }],
    ['energy', 'Wh', 1500, { energy_import_total: 1.5 }],
    ['energy', 'MWh', 1.5, { energy_import_total: 1500 }],
    ['power', 'kW', 2.5, { power_active: 2500 }],
    ['water', 'L', 1500, { water_total: 1.5 }],
    ['gas', 'm³', 1.5, { gas_total: 1.5 }],
    ['pressure', 'bar', 2, { pressure: 200_000 }],
    ['pressure', 'hPa', 1013, { pressure_air: 1013 }],
    ['power_factor', '%', 93, { power_factor: 0.93 }],
    ['carbon_monoxide', 'ppm', 9, { co: 9 }],
    ['conductivity', 'mS/cm', 1.5, { soil_ec: 1500 }],
    ['signal_strength', 'dBm', -60, { rssi: -60 }],
  ])('%s in %s', (device_class, unit_of_measurement, value, values) => {
    announce('sensor', 'a', { device_class, unit_of_measurement })
    expect(heard.values('cellar/state', String(value))).toEqual(values)
  })

  test.each([
    [{ device_class: 'temperature' }, 'unit.unknown'],
    [{ device_class: 'temperature', unit_of_measurement: '%' }, 'unit.unknown'],
    [{ ...TEMPERATURE, value_template: '{{ states("sensor.x") }}' }, 'template.unreadable'],
  ])('%j is refused where everybody can see it', (options, code) => {
    expect(announce('sensor', 'a', options)).toMatchObject({ rejected: { code } })
    expect(heard.decoding('cellar/state', '4').codec).toBeNull()
  })

  test.each([
    [{ device_class: 'energy', unit_of_measurement: 'kWh', name: 'Energy today' }],
    [{ device_class: 'energy', unit_of_measurement: 'kWh', state_class: 'measurement' }],
    [{ device_class: 'timestamp' }],
    [{ name: 'Mood', unit_of_measurement: '%' }],
  ])('%j is nothing of ours, and no fault', options => {
    expect(announce('sensor', 'a', options)).toEqual([])
    expect(heard.decoding('cellar/state', '4').codec).toBeNull()
  })

  test('the device’s own temperature and its battery’s voltage are not the room’s and the mains’', () => {
    announce('sensor', 'a', { ...TEMPERATURE, entity_category: 'diagnostic' })
    expect(heard.values('cellar/state', '40')).toEqual({ device_temperature: 40 })
    announce('sensor', 'a', { device_class: 'voltage', unit_of_measurement: 'mV', name: 'Battery voltage' })
    expect(heard.values('cellar/state', '3025')).toEqual({ battery_voltage: 3.025 })
    announce('sensor', 'a', { device_class: 'energy', unit_of_measurement: 'kWh', name: 'Energy returned' })
    expect(heard.values('cellar/state', '7')).toEqual({ energy_export_total: 7 })
  })
})

describe('states', () => {
  test('a contact that says false when it is open', () => {
    const words = { payload_on: false, payload_off: true, value_template: '{{ value_json.contact }}' }
    announce('binary_sensor', 'door', { device_class: 'door', ...words })
    expect(heard.values('cellar/state', { contact: false })).toEqual({ door_open: true })
    expect(heard.values('cellar/state', { contact: true })).toEqual({ door_open: false })
    expect(heard.values('cellar/state', { contact: null })).toEqual({})
    expect(heard.values('cellar/state', 'rubbish')).toBe('payload.not-json')
  })

  test('another word is no reading', () => {
    announce('binary_sensor', 'leak', { device_class: 'moisture' })
    expect(heard.values('cellar/state', 'ON')).toEqual({ water_leak: true })
    expect(heard.values('cellar/state', 'unavailable')).toEqual({})
    expect(heard.values('cellar/state', 'wet')).toBe('value.unknown')
  })

  test('several of a kind are channels, and stay the same ones', () => {
    const part = (object: string) =>
      announce('sensor', object, {
        ...TEMPERATURE,
        value_template: `{{ value_json.${object} }}`,
        name: `Cellar ${object}`,
      })
    part('top')
    part('bottom')
    part('top')
    expect(heard.values('cellar/state', { top: 4, bottom: 5 })).toEqual({
      temperature: 4,
      'temperature@bottom': 5,
    })
    expect(heard.parts('cellar/state', { top: 4 })).toMatchObject([
      { device: 'cellar-1', model: 'Own Probe', name: 'Cellar' },
    ])
  })
})

describe('orders', () => {
  test('a switch and a valve are told on their command topics, in their words', () => {
    announce('switch', 'pump', { command_topic: 'cellar/pump/set', payload_on: '1', payload_off: '0' })
    expect(heard.values('cellar/state', '1')).toEqual({ switch_on: true })
    expect(said('switch.on')).toEqual([{ topic: 'cellar/pump/set', payload: '1' }])
    expect(said('switch.off')).toEqual([{ topic: 'cellar/pump/set', payload: '0' }])
    expect(said('valve.open')).toBeUndefined()
    announce('switch', 'fan', {
      state_topic: 'cellar/fan',
      command_topic: 'x',
      cmd_tpl: '{{ value }}',
      name: 'Fan',
    })
    expect(heard.values('cellar/fan', 'ON')).toEqual({ 'switch_on@Fan': true })
    expect(said('switch.on', 'Fan')).toBeUndefined()
    announce('valve', 'main', { state_topic: 'cellar/valve', command_topic: 'cellar/valve/set' })
    expect(heard.values('cellar/valve', '{"state":"open"}')).toEqual({ valve_open: true })
    expect(heard.values('cellar/valve', 'closed')).toEqual({ valve_open: false })
    expect(said('valve.open')).toEqual([{ topic: 'cellar/valve/set', payload: 'OPEN' }])
    expect(said('valve.close', 'other')).toBeUndefined()
  })
})

describe('coming and going', () => {
  const availability = (topic: string, word: string) => heard.parts(topic, word)[0]?.availability

  test.each([
    ['all', 'offline', 'offline', 'online'],
    ['any', undefined, 'online', 'online'],
    ['latest', 'offline', 'online', 'online'],
  ])('availability_mode %s', (availability_mode, gone, back, both) => {
    const topics = [
      { topic: 'a/lwt' },
      { topic: 'b/lwt', payload_available: 'yes', payload_not_available: 'no' },
    ]
    announce('sensor', 'a', { ...TEMPERATURE, availability: topics, availability_mode })
    expect(availability('a/lwt', 'online')).toBeUndefined()
    heard.parts('cellar/state', '4')
    expect(availability('a/lwt', 'offline')).toBe(gone)
    expect(availability('b/lwt', 'yes')).toBe(back)
    expect(availability('a/lwt', 'online')).toBe(both)
    expect(availability('a/lwt', 'perhaps')).toBeUndefined()
  })

  test('an empty announcement takes the part away, an empty one of a device its part', () => {
    announce('sensor', 'a', TEMPERATURE)
    expect(heard.values('cellar/state', '4')).toEqual({ temperature: 4 })
    heard.parts('homeassistant/sensor/cellar/a/config', '')
    expect(heard.decoding('cellar/state', '4').codec).toBeNull()
    const device = (cmps: object) =>
      heard.parts('homeassistant/device/x/config', { dev: { ids: 'x' }, stat_t: 'x/s', cmps })
    const part = { p: 'sensor', dev_cla: 'temperature', unit_of_meas: '°C', val_tpl: '{{ value_json.t }}' }
    device({ t: part, h: { ...part, dev_cla: 'humidity', unit_of_meas: '%', val_tpl: '{{ value_json.h }}' } })
    expect(heard.values('x/s', { t: 4, h: 60 })).toEqual({ temperature: 4, humidity: 60 })
    device({ t: part, h: { p: 'sensor' } })
    expect(heard.values('x/s', { t: 4, h: 60 })).toEqual({ temperature: 4 })
  })

  test('what was announced outlives the process', () => {
    const kept = memoryCollection<Announcement>()
    heard = new Hearing(createDialects(kept))
    announce('sensor', 'a', { ...TEMPERATURE, unit_of_measurement: '°F' })
    heard = new Hearing(createDialects(kept))
    expect(heard.values('cellar/state', '41')).toEqual({ temperature: 5 })
  })

  test('a state nobody announced is told as such; its own status is not ours', () => {
    expect(heard.values('homeassistant/sensor/x/state', '4')).toBe('birth.missing')
    expect(heard.decoding('homeassistant/status', 'online').decoding).toEqual([])
  })
})
