/** Dialects in which the owner names things: ESPHome, Wiren Board, Bluetooth gateways, Alink, ThingsBoard. */
import { beforeEach, describe, expect, test } from 'vitest'
import type { Order } from '../../../core/ports.ts'
import { Hearing } from './hearing.ts'

let heard: Hearing
beforeEach(() => {
  heard = new Hearing()
})

function said(codec: string, address: string, kind: Order['kind'], channel: string | null) {
  const order: Order = { deviceId: 'd', kind, channel, forS: 60, by: 'test', reason: 'test' }
  return heard.dialects.byName(codec)?.encode?.(order, address)
}

describe('ESPHome', () => {
  test.each([
    ['kitchen/sensor/kitchen_temperature/state', '4.5', { temperature: 4.5 }],
    ['kitchen/sensor/freezer_temperature/state', '-18', { 'temperature@freezer': -18 }],
    ['home/cold-room/sensor/cold_room_door_temperature/state', '3', { 'temperature@door': 3 }],
    ['kitchen/binary_sensor/fridge_door/state', 'ON', { 'door_open@fridge': true }],
    ['kitchen/switch/pump/state', 'OFF', { 'switch_on@pump': false }],
    ['garden/valve/north/state', 'open', { 'valve_open@north': true }],
    ['garden/valve/north/state', 'opening', {}],
    ['kitchen/sensor/uptime/state', '3600', { uptime: 3600 }],
  ])('%s %s', (topic, text, values) => {
    expect(heard.values(topic, text)).toEqual(values)
  })

  test.each([
    ['kitchen/sensor/temperature/state', 'nan', 'value.not-a-number'],
    ['kitchen/sensor/water_flow/state', '3.4', 'unit.unknown'],
    ['kitchen/sensor/mood/state', '3', 'payload.no-metric'],
    ['kitchen/sensor/fridge_door/state', '1', 'payload.no-metric'],
    ['kitchen/binary_sensor/temperature/state', '5', 'payload.no-metric'],
    ['kitchen/switch/pump/state', 'perhaps', 'value.unknown'],
    ['kitchen/status', 'perhaps', 'value.unknown'],
  ])('%s %s is refused: %s', (topic, text, code) => {
    expect(heard.values(topic, text)).toBe(code)
  })

  test('orders, the log and texts are no readings', () => {
    expect(heard.decoding('kitchen/switch/pump/command', 'ON').decoding).toEqual([])
    expect(heard.decoding('kitchen/debug', '[D][sensor:094] temperature 4').decoding).toEqual([])
    expect(heard.decoding('kitchen/text_sensor/version/state', '2026.2').decoding).toEqual([])
  })

  test('switches and valves are told by their object', () => {
    expect(said('esphome', 'garden', 'valve.open', 'north')).toEqual([
      { topic: 'garden/valve/north/command', payload: 'OPEN' },
    ])
    expect(said('esphome', 'kitchen', 'switch.off', 'pump')?.[0]?.payload).toBe('OFF')
    expect(said('esphome', 'kitchen', 'switch.off', null)).toBeUndefined()
  })
})

describe('Wiren Board', () => {
  const control = '/devices/wb-mr6c_12/controls/K1'

  test('a control is what its meta says, in either form', () => {
    expect(heard.values(control, '1')).toBe('payload.no-metric')
    heard.parts(`${control}/meta`, { type: 'switch', readonly: false })
    expect(heard.values(control, '1')).toEqual({ 'switch_on@K1': true })
    heard.parts('/devices/m/controls/Total AP energy/meta/type', 'power_consumption')
    expect(heard.values('/devices/m/controls/Total AP energy', '1234.5')).toEqual({
      'energy_import_total@Total AP energy': 1234.5,
    })
    heard.parts('/devices/m/controls/Serial/meta/type', 'text')
    expect(heard.values('/devices/m/controls/Serial', '42')).toBe('payload.no-metric')
  })

  test('the unit of meta counts', () => {
    heard.parts('/devices/p/controls/P1/meta', { type: 'pressure', units: 'kPa' })
    expect(heard.values('/devices/p/controls/P1', '250')).toEqual({ 'pressure@P1': 250_000 })
    heard.parts('/devices/p/controls/Temperature/meta', { type: 'value', units: 'deg C' })
    expect(heard.values('/devices/p/controls/Temperature', '-4')).toEqual({ temperature: -4 })
  })

  test('a unit that leaves no doubt is enough, but not for what people set or what runs backwards', () => {
    const say = (control: string, meta: object, text: string) => {
      heard.parts(`/devices/m/controls/${control}/meta`, { type: 'value', readonly: true, ...meta })
      return heard.values(`/devices/m/controls/${control}`, text)
    }
    expect(say('Ch 1 Total P', { units: 'W' }, '512.5')).toEqual({ 'power_active@Ch 1 Total P': 512.5 })
    expect(say('Urms L1', { units: 'V' }, '231')).toEqual({ 'voltage@Urms L1': 231 })
    expect(say('Total reverse energy', { units: 'kWh' }, '3')).toBe('payload.no-metric')
    expect(say('Board Temperature', { units: 'deg C' }, '41')).toEqual({ device_temperature: 41 })
    expect(say('Heater', { units: 'deg C', readonly: false }, '21')).toEqual({})
    expect(say('Air', { units: '%, RH' }, '61')).toEqual({ 'humidity@Air': 61 })
  })

  test('a device whose driver is gone is off line until it is back', () => {
    const error = (text: string) => heard.parts('/devices/m/meta/error', text)[0]?.availability
    expect([error('timeout'), error('')]).toEqual(['offline', 'online'])
  })

  test('a value that could not be read again is none', () => {
    const topic = '/devices/d/controls/Temperature'
    heard.parts(`${topic}/meta`, { type: 'temperature' })
    expect(heard.parts(`${topic}/meta/error`, 'r')).toMatchObject([{ events: ['unreadable.Temperature'] }])
    expect(heard.values(topic, '4')).toBe('device.error')
    heard.parts(`${topic}/meta/error`, 'p')
    expect(heard.values(topic, '4')).toEqual({ temperature: 4 })
    heard.parts(`${topic}/meta`, { type: 'temperature', error: 'wr' })
    expect(heard.values(topic, '4')).toBe('device.error')
  })

  test('orders are no readings, and are said to /on', () => {
    expect(heard.decoding(`${control}/on`, '1').decoding).toEqual([])
    expect(heard.decoding('/devices/wb-mr6c_12/meta/name', 'Relay').decoding).toEqual([])
    expect(said('wiren-board', 'wb-mr6c_12', 'switch.on', 'K1')).toEqual([
      { topic: `${control}/on`, payload: '1' },
    ])
  })
})

describe('Bluetooth gateways', () => {
  const body = { id: 'a4:c1:38:6e:4a:e8', model: 'TH', tempc: -18.2, tempf: -0.8, batt: 75, rssi: -80 }

  test('one sensor heard by two gateways is one device', () => {
    const at = (topic: string) => heard.parts(topic, body)[0]?.device
    expect(at('home/OpenMQTTGateway/BTtoMQTT/A4C1386E4AE8')).toBe('A4C1386E4AE8')
    expect(at('home/TheengsGateway/BTtoMQTT')).toBe('A4C1386E4AE8')
  })

  test('probes are channels, Fahrenheit repeats, a stranger’s telephone is nothing', () => {
    const topic = 'home/OMG/BTtoMQTT/A4C1386E4AE8'
    expect(heard.values(topic, { ...body, tempc2: 70 })).toEqual({
      temperature: -18.2,
      'temperature@2': 70,
      battery: 75,
      rssi: -80,
    })
    expect(heard.decoding(topic, { id: 'a4:c1:38:6e:4a:e8', rssi: -80 }).decoding).toEqual([])
    expect(heard.values('home/OMG/BTtoMQTT/sonst', { rssi: -80, tempc: 4 })).toBe('value.unknown')
  })

  test('pressure is in the unit of its model; a contact has words', () => {
    const at = (fields: object) => heard.values('home/OMG/BTtoMQTT/A4C1386E4AE8', { model: 'X', ...fields })
    expect(at({ pres: 1013 })).toEqual({ pressure_air: 1013 })
    expect(at({ pres: 2.5, model_id: 'TPMS' })).toMatchObject({ pressure: expect.closeTo(250_000, 3) })
    expect(at({ contact: 'open', lowbatt: false })).toEqual({ door_open: true, battery_low: false })
    expect(at({ open: 40, tempc: 4 })).toEqual({ temperature: 4 })
  })

  test('a gateway is a device of its own', () => {
    expect(heard.parts('home/OpenMQTTGateway_2/LWT', 'offline')).toMatchObject([
      { device: 'OpenMQTTGateway_2', availability: 'offline' },
    ])
    expect(heard.values('home/OpenMQTTGateway_2/SYStoMQTT', { uptime: 60, rssi: -48 })).toEqual({
      uptime: 60,
      rssi: -48,
    })
  })
})

describe('Alink', () => {
  const post = (pk: string, dn: string) => `/sys/${pk}/${dn}/thing/event/property/post`

  test('two products may have a device of one name', () => {
    const at = (pk: string) => heard.parts(post(pk, 'sensor1'), { params: { CurrentTemperature: 4 } })[0]
    expect([at('A')?.device, at('B')?.device, at('A')?.device]).toEqual(['sensor1', 'B/sensor1', 'sensor1'])
  })

  test('a gateway hands in what is behind it', () => {
    const told = heard.parts('/sys/G/gw/thing/event/property/pack/post', {
      params: {
        properties: { Power: { value: 12, time: 1_524_448_722_000 } },
        subDevices: [
          {
            identity: { productKey: 'A', deviceName: 'fridge' },
            properties: { CurrentTemperature: { value: 4 } },
          },
          { identity: {}, properties: { CurrentTemperature: { value: 5 } } },
        ],
      },
    })
    expect(told).toMatchObject([
      { device: 'gw', values: [{ metric: 'power_active', value: 12, at: 1_524_448_722_000 }] },
      { device: 'fridge', values: [{ metric: 'temperature', value: 4 }] },
    ])
  })

  test('orders use the property that reported', () => {
    heard.parts(post('A', 'panel'), { params: { PowerSwitch_2: 0, LightSwitch: 1 } })
    const [message] = said('alink', 'panel', 'switch.on', '2') ?? []
    expect(message?.topic).toBe('/sys/A/panel/thing/service/property/set')
    expect(JSON.parse(String(message?.payload))).toMatchObject({ params: { PowerSwitch_2: 1 } })
    expect(said('alink', 'panel', 'switch.on', '3')).toBeUndefined()
    expect(
      heard.decoding('/sys/A/panel/thing/service/property/set', { params: { LightSwitch: 1 } }).decoding,
    ).toEqual([])
    expect(heard.decoding(`${post('A', 'panel')}_reply`, { code: 200 }).decoding).toEqual([])
  })

  test('an event is an event', () => {
    expect(heard.parts('/sys/A/d/thing/event/LeakDetected/post', { params: { value: {} } })).toMatchObject([
      { events: ['LeakDetected'], values: [] },
    ])
  })
})

describe('ThingsBoard', () => {
  test('many devices and many times in one message', () => {
    const told = heard.parts('v1/gateway/telemetry', {
      'Cold room': [
        { ts: 1_772_409_600_000, values: { temperature: 4.2, humidity: null, mood: 3 } },
        { ts: 1_772_409_660_000, values: { temperature: 4.3 } },
      ],
      Freezer: [{ temperature: -18 }],
      Broken: 'nonsense',
    })
    expect(told).toEqual([
      {
        device: 'Cold room',
        events: [],
        values: [
          { metric: 'temperature', value: 4.2, unit: 'degC', at: 1_772_409_600_000 },
          { metric: 'temperature', value: 4.3, unit: 'degC', at: 1_772_409_660_000 },
        ],
      },
      { device: 'Freezer', events: [], values: [{ metric: 'temperature', value: -18, unit: 'degC' }] },
    ])
  })

  test('comings and goings are told; a packet that does not name its device is refused', () => {
    expect(heard.parts('v1/gateway/disconnect', { device: 'Freezer' })).toMatchObject([
      { device: 'Freezer', availability: 'offline' },
    ])
    expect(heard.values('v1/devices/me/telemetry', { temperature: 4 })).toBe('payload.no-metric')
    expect(heard.decoding('v1/gateway/rpc', { device: 'Freezer', data: {} }).decoding).toEqual([])
  })
})
