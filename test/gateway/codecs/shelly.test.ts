/** Shelly of all generations: what the published samples do not show. */
import { beforeEach, describe, expect, test } from 'vitest'
import type { Order } from '../../../core/ports.ts'
import { Hearing } from './hearing.ts'

let heard: Hearing
beforeEach(() => {
  heard = new Hearing()
})

const order = (over: Partial<Order>): Order => ({
  deviceId: 'd',
  kind: 'switch.on',
  channel: null,
  forS: null,
  by: 'test',
  reason: 'test',
  ...over,
})

describe('the first generation', () => {
  test('watt-minutes of a relay and watt-hours of a meter are both kWh in the end', () => {
    expect(heard.values('shellies/shelly1pm-A/relay/0/energy', '90000')).toEqual({
      'energy_import_total@0': 1.5,
    })
    expect(heard.values('shellies/shellyem-A/emeter/1/total_returned', '2500')).toEqual({
      'energy_export_total@1': 2.5,
    })
  })

  test('overpower is off, and an event', () => {
    expect(heard.parts('shellies/shellyplug-s-A/relay/0', 'overpower')).toMatchObject([
      { values: [{ metric: 'switch_on', value: false, channel: '0' }], events: ['overpower'] },
    ])
  })

  test.each([
    ['none', { gas_alarm: false }],
    ['mild', { gas_alarm: true }],
    ['heavy', { gas_alarm: true }],
    ['test', {}],
    ['unknown', {}],
  ])('a gas detector that says %s', (word, values) => {
    expect(heard.values('shellies/shellygas-A/sensor/alarm_state', word)).toEqual(values)
    expect(heard.values('shellies/shellygas-A/sensor/gas', word)).toEqual(values)
  })

  test('a gas detector that is broken says so, and has no concentration', () => {
    expect(heard.parts('shellies/shellygas-A/sensor/operation', 'fault')).toMatchObject([
      { events: ['fault'] },
    ])
    expect(heard.decoding('shellies/shellygas-A/sensor/operation', 'normal').decoding).toEqual([])
    expect(heard.values('shellies/shellygas-A/sensor/concentration', '65535')).toBe('value.not-a-number')
    expect(heard.values('shellies/shellygas-A/sensor/concentration', '120')).toEqual({ gas_density_raw: 120 })
  })

  test('degrees are what the device says they are', () => {
    expect(heard.values('shellies/shellyht-A/sensor/temperature', '41')).toEqual({ temperature: 41 })
    heard.parts('shellies/shellyht-A/info', { tmp: { value: 41, units: 'F' }, wifi_sta: { rssi: -61 } })
    expect(heard.values('shellies/shellyht-A/sensor/temperature', '41')).toEqual({ temperature: 5 })
    expect(heard.values('shellies/shellyht-B/sensor/temperature', '41')).toEqual({ temperature: 41 })
  })

  test.each(['nan', '', '999', 'null', '0x10'])('%j is no temperature', text => {
    expect(heard.values('shellies/shellyht-A/sensor/temperature', text)).toBe('value.not-a-number')
  })

  test('a battery device sleeps; a relay that is gone is gone', () => {
    expect(heard.parts('shellies/shellyht-A/online', 'false')).toMatchObject([{ sleeps: true }])
    expect(heard.parts('shellies/shelly1-A/online', 'false')[0]).not.toHaveProperty('sleeps')
    heard.parts('shellies/announce', { id: 'pantry', model: 'SHWT-1' })
    expect(heard.parts('shellies/pantry/online', 'false')).toMatchObject([{ sleeps: true }])
  })

  test.each(['relay/0/command', 'light/0/set', 'command', 'temperature_f', 'relay/0/overpower_value'])(
    '%s is no reading',
    path => {
      expect(heard.decoding(`shellies/shelly1-A/${path}`, 'on').decoding).toEqual([])
    },
  )

  test('a button is an event', () => {
    expect(heard.parts('shellies/shellybutton1-A/input_event/0', { event: 'S', event_cnt: 2 })).toMatchObject(
      [{ events: ['button.0.S'] }],
    )
  })

  test('its relay is told on and off', () => {
    const encode = heard.dialects.byName('shelly-gen1')?.encode
    expect(encode?.(order({ kind: 'valve.open', channel: '1', forS: 60 }), 'shelly25-A')).toEqual([
      { topic: 'shellies/shelly25-A/relay/1/command', payload: 'on' },
    ])
    expect(encode?.(order({ kind: 'switch.off' }), 'a')?.[0]?.payload).toBe('off')
  })
})

describe('the second generation', () => {
  const rpc = (src: string, params: object, method = 'NotifyStatus') => ({ src, dst: 'x', method, params })

  test('seconds since it was switched on are no time', () => {
    const [part] = heard.parts('p/events/rpc', rpc('s', { ts: 34.1, 'temperature:0': { tC: 4 } }))
    expect(part?.values).toEqual([{ metric: 'temperature', value: 4, unit: 'degC', channel: '0' }])
  })

  test('one device has one name, whatever it is called first and wherever it moves', () => {
    const status = (prefix: string) => heard.parts(`${prefix}/status/temperature:0`, { tC: 4 })[0]?.device
    const told = (prefix: string, src: string) =>
      heard.parts(`${prefix}/events/rpc`, rpc(src, { 'temperature:0': { tC: 4 } }))[0]?.device
    expect(status('garden')).toBe('garden')
    expect(told('garden', 'shelly1pmminig3-aabb')).toBe('garden')
    expect(told('kitchen', 'shelly1pmminig3-aabb')).toBe('garden')
    expect(status('kitchen')).toBe('garden')
    expect(told('garden', 'shellyplus1-ccdd')).toBe('shellyplus1-ccdd')
    expect(status('garden')).toBe('shellyplus1-ccdd')
    expect(told('cellar/fridge', 'shellyhtg3-84fce63ad204')).toBe('shellyhtg3-84fce63ad204')
  })

  test('its orders go to the prefix it has now, with its own off-timer', () => {
    heard.parts('old/events/rpc', rpc('shellyplus1-aa', { 'switch:0': { output: false } }))
    heard.parts('new/events/rpc', rpc('shellyplus1-aa', { 'switch:0': { output: false } }))
    const encode = heard.dialects.byName('shelly-gen2')?.encode
    const [message] = encode?.(order({ kind: 'valve.open', channel: '1', forS: 600 }), 'shellyplus1-aa') ?? []
    expect(message?.topic).toBe('new/rpc')
    expect(JSON.parse(String(message?.payload))).toEqual({
      id: 1,
      src: 'new/steward',
      method: 'Switch.Set',
      params: { id: 1, on: true, toggle_after: 600 },
    })
    const [off] = encode?.(order({ kind: 'valve.close', channel: '1' }), 'shellyplus1-aa') ?? []
    expect(JSON.parse(String(off?.payload)).params).toEqual({ id: 1, on: false })
    expect(encode?.(order({ channel: 'L1' }), 'shellyplus1-aa')).toBeUndefined()
  })

  test('orders and answers on the bus are no readings; a refusal is told', () => {
    expect(heard.decoding('shellyplus1-08b61fd141e8/rpc', { method: 'Switch.Set' }).decoding).toEqual([])
    expect(heard.values('shellyplus1-08b61fd141e8/steward/rpc', { error: { message: 'no such id' } })).toBe(
      'device.error',
    )
  })

  test('a Bluetooth sensor is asked for once, and named from then on', () => {
    const say = (value: unknown) => heard.parts('gw/status/bthomesensor:202', { id: 202, value })
    const [first] = say(17.2)
    expect(first?.values).toMatchObject([{ metric: 'unknown_bthome_value', value: 17.2, channel: '202' }])
    expect(first?.asks).toHaveLength(1)
    const { topic, payload } = first?.asks?.[0] ?? { topic: '', payload: '' }
    expect(topic).toBe('gw/rpc')
    const { src, method, params } = JSON.parse(String(payload))
    expect([method, params]).toEqual(['BTHomeSensor.GetConfig', { id: 202 }])
    expect(say(17.2)[0]).not.toHaveProperty('asks')
    heard.parts(`${src}/rpc`, { id: 1, result: { id: 202, obj_id: 69, idx: 0 } })
    expect(say(17.3)[0]?.values).toMatchObject([{ metric: 'temperature', value: 17.3, channel: '202' }])
    expect(say(17.3)[0]).not.toHaveProperty('asks')
  })

  test('on outside power an empty battery is nobody’s, else it counts', () => {
    const say = (present: boolean) =>
      heard.values('ht/status/devicepower:0', {
        id: 0,
        battery: { V: 2.4, percent: 0 },
        external: { present },
      })
    expect(say(true)).toEqual({ external_power: true })
    expect(say(false)).toEqual({ external_power: false, battery: 0, battery_voltage: 2.4 })
  })

  test('parts that say null say nothing; pulses of a counting input are counted', () => {
    expect(
      heard.values('p/status/temperature:100', { tC: null, tF: null, errors: ['out_of_range'] }),
    ).toEqual({})
    expect(heard.values('p/status/input:2', { id: 2, counts: { total: 812 } })).toEqual({
      'pulse_count@2': 812,
    })
    expect(heard.values('p/status/flood:0', { alarm: true })).toEqual({ 'water_leak@0': true })
  })

  test('who wakes now and then is not off line when it sleeps', () => {
    heard.parts('pantry/events/rpc', rpc('shellyx-aa', { sys: { wakeup_period: 600 } }, 'NotifyFullStatus'))
    expect(heard.parts('pantry/online', 'false')).toMatchObject([{ availability: 'offline', sleeps: true }])
    heard.parts('relay/events/rpc', rpc('shellyplus1-bb', { sys: { wakeup_period: 0 } }, 'NotifyFullStatus'))
    expect(heard.parts('relay/online', 'false')[0]).not.toHaveProperty('sleeps')
  })

  test('a button is an event', () => {
    const params = { ts: 1, events: [{ component: 'input:0', id: 0, event: 'single_push', ts: 1 }] }
    expect(heard.parts('b/events/rpc', rpc('shellyi4-aa', params, 'NotifyEvent'))).toMatchObject([
      { events: ['input:0.single_push'] },
    ])
  })
})
