import { describe, expect, it } from 'vitest'
import type { Dialect, VoiceContext } from '../../../simulators/devices/dialect.ts'
import { dialects } from '../../../simulators/devices/index.ts'
import { plain } from '../../../simulators/devices/plain.ts'
import { shellyGen2 } from '../../../simulators/devices/shelly-gen2.ts'
import { tasmota } from '../../../simulators/devices/tasmota.ts'
import { zigbee2mqtt } from '../../../simulators/devices/zigbee2mqtt.ts'
import type { Sensed } from '../../../simulators/models.ts'
import { loadScenario } from '../../../simulators/scenario.ts'
import { shapeOf, TASMOTA, ZIGBEE } from './vendor-samples.ts'

const AT = Date.UTC(2026, 2, 2, 0, 30)
const CONTEXT: VoiceContext = {
  siteId: 'canteen',
  timeZone: 'Asia/Shanghai',
  timestamps: false,
  bootedAt: AT - 86_400_000,
}
const { devices } = loadScenario()

/** The voice of a device of the canteen. */
function voiceOf(dialect: Dialect, id: string, context: Partial<VoiceContext> = {}) {
  const spec = devices.find(device => device.id === id)
  if (spec === undefined) throw new Error(`the canteen has no ${id}`)
  return dialect(spec, { ...CONTEXT, ...context })
}

const of = (metric: Sensed['metric'], value: Sensed['value'], channel: string | null = null): Sensed => ({
  metric,
  value,
  channel,
})
const bodies = (frames: readonly { topic: string; payload: string }[]) =>
  Object.fromEntries(frames.map(({ topic, payload }) => [topic, JSON.parse(payload)]))

describe('Zigbee2MQTT', () => {
  it.each([
    ['temperature', 'fridge-1', [of('temperature', 3.84), of('humidity', 61.2)]],
    ['leak', 'leak-1', [of('water_leak', true)]],
    ['gas', 'gas-3', [of('gas_alarm', false), of('gas_density_raw', 9)]],
    ['smoke', 'smoke-1', [of('smoke_alarm', false), of('smoke_density_raw', 1)]],
    ['valve', 'valve-north', [of('valve_open', true), of('water_flow', 41.7)]],
  ] as const)('a %s device sends the fields the real one sends', (sample, id, values) => {
    const body = bodies(voiceOf(zigbee2mqtt, id).report(values, AT))[`zigbee2mqtt/${id}`]
    expect(shapeOf(body)).toEqual(shapeOf(ZIGBEE[sample]))
  })

  it('says contact for a shut door and m³/h for flow', () => {
    const door = voiceOf(zigbee2mqtt, 'door-back').report([of('door_open', true)], AT)
    expect(bodies(door)['zigbee2mqtt/door-back'].contact).toBe(false)
    const valve = voiceOf(zigbee2mqtt, 'valve-north').report([of('water_flow', 42)], AT)
    expect(bodies(valve)['zigbee2mqtt/valve-north'].flow).toBeCloseTo(2.52, 6)
  })

  it.each([
    ['{"state":"ON"}', { open: true, forS: null }],
    ['{"state":"OFF"}', { open: false, forS: null }],
    ['{"state":"ON","on_time":120,"off_wait_time":0}', { open: true, forS: 120 }],
    [
      '{"cyclic_timed_irrigation":{"current_count":0,"total_number":1,"irrigation_duration":600,"irrigation_interval":0}}',
      { open: true, forS: 600 },
    ],
    [
      '{"cyclic_timed_irrigation":{"current_count":1,"total_number":2,"irrigation_duration":30,"irrigation_interval":10}}',
      { open: true, forS: 70 },
    ],
    ['{"state":"TOGGLE"}', undefined],
    ['not json', undefined],
  ])('understands %s', (payload, order) => {
    expect(
      voiceOf(zigbee2mqtt, 'valve-north').hear('zigbee2mqtt/valve-north/set', payload, AT)?.order,
    ).toEqual(order)
  })

  it('does not listen to what is for others', () => {
    const voice = voiceOf(zigbee2mqtt, 'valve-north')
    expect(voice.hear('zigbee2mqtt/valve-south/set', '{"state":"ON"}', AT)).toBeUndefined()
  })
})

describe('Tasmota', () => {
  const sensor = (id: string, values: readonly Sensed[]) =>
    bodies(voiceOf(tasmota, id).report(values, AT))[`tele/${id}/SENSOR`]

  it.each([
    ['probe', 'freezer-1', [of('temperature', -19.44, '3C01D607A1F1')]],
    [
      'probes',
      'cold-room-1',
      [of('temperature', 3.1, '3C01D6081A2B'), of('temperature', 3.6, '3C01D6083C4D')],
    ],
    [
      'energy',
      'electricity-cold',
      [of('energy_import_total', 6.294), of('power_active', 2635), of('voltage', 227)],
    ],
    ['counter', 'boiler-makeup', [of('pulse_count', 8423, 'C1')]],
  ] as const)('%s has the fields of the published example', (sample, id, values) => {
    expect(shapeOf(sensor(id, values))).toEqual(shapeOf(TASMOTA[sample]))
  })

  it('tells time by the clock on the wall, without a zone', () => {
    expect(sensor('freezer-1', [of('temperature', -19.4, '3C01D607A1F1')]).Time).toBe('2026-03-02T08:30:00')
  })

  it('its state is that of the published example, and its link quality fits the signal', () => {
    const report = bodies(voiceOf(tasmota, 'valve-hedges').report([of('switch_on', true)], AT))
    expect(shapeOf(report['tele/valve-hedges/STATE'])).toEqual(shapeOf(TASMOTA.state))
    expect(report['tele/valve-hedges/STATE'].UptimeSec).toBe(86_400)
  })

  it('counts today and yesterday from midnight on the wall', () => {
    const voice = voiceOf(tasmota, 'electricity-cold')
    const energyAt = (totalKwh: number, at: number) =>
      bodies(
        voice.report([of('energy_import_total', totalKwh), of('power_active', 900), of('voltage', 230)], at),
      )['tele/electricity-cold/SENSOR'].ENERGY
    energyAt(100, AT)
    expect(energyAt(104.5, AT + 3_600_000)).toMatchObject({ Today: 4.5, Yesterday: 0 })
    expect(energyAt(112, AT + 16 * 3_600_000)).toMatchObject({ Today: 0, Yesterday: 12 })
  })

  it('shuts by its pulse time: seconds are the number less 100', () => {
    const voice = voiceOf(tasmota, 'valve-hedges')
    const backlog = voice.hear('cmnd/valve-hedges/Backlog', 'PulseTime1 700; Power1 ON', AT)
    expect(backlog?.order).toEqual({ open: true, forS: 600 })
    expect(backlog?.answers.map(({ topic }) => topic)).toEqual(['stat/valve-hedges/RESULT'])
    expect(voice.hear('cmnd/valve-hedges/POWER', 'off', AT)?.order).toEqual({ open: false, forS: null })
    expect(voice.hear('cmnd/valve-hedges/power1', 'ON', AT)?.order).toEqual({ open: true, forS: 600 })
    voice.hear('cmnd/valve-hedges/PulseTime1', '50', AT)
    expect(voice.hear('cmnd/valve-hedges/Power', '1', AT)?.order).toEqual({ open: true, forS: 5 })
    expect(voice.hear('cmnd/valve-south/Power', '1', AT)).toBeUndefined()
  })

  it('answers Status 8 with what it senses', () => {
    const voice = voiceOf(tasmota, 'freezer-1')
    voice.report([of('temperature', -19.4, '3C01D607A1F1')], AT)
    const [answer] = voice.hear('cmnd/freezer-1/Status', '8', AT)?.answers ?? []
    expect(answer?.topic).toBe('stat/freezer-1/STATUS8')
    expect(JSON.parse(answer?.payload ?? '').StatusSNS.DS18B20.Temperature).toBe(-19.4)
  })
})

describe('plain JSON', () => {
  it('sends metrics as they are called here, with the time when it is told to', () => {
    const values = [of('gas_lel', 1.2), of('gas_alarm', false)]
    const body = (timestamps: boolean) =>
      bodies(voiceOf(plain, 'gas-1', { timestamps }).report(values, AT))['steward/canteen/gas-1']
    expect(body(false)).toEqual({ gas_lel: 1.2, gas_alarm: false })
    expect(body(true)).toEqual({ gas_lel: 1.2, gas_alarm: false, ts: AT })
  })

  it.each([
    ['{"valve_open":true,"for_s":600}', { open: true, forS: 600 }],
    ['{"valve_open":false}', { open: false, forS: null }],
    ['{"valve_open":"yes"}', undefined],
    ['[]', undefined],
    ['', undefined],
  ])('understands %s', (payload, order) => {
    expect(voiceOf(plain, 'valve-roses').hear('steward/canteen/valve-roses/set', payload, AT)?.order).toEqual(
      order,
    )
  })
})

describe('Shelly', () => {
  const ask = (body: object) => {
    const voice = voiceOf(shellyGen2, 'valve-north')
    return voice.hear(`${voice.address}/rpc`, JSON.stringify({ id: 7, src: 'asker', ...body }), AT)
  }

  it('does what it is told and answers whoever asked', () => {
    const told = ask({ method: 'Switch.Set', params: { id: 0, on: true, toggle_after: 600 } })
    expect(told?.order).toEqual({ open: true, forS: 600 })
    expect(told?.answers[0]?.topic).toBe('asker/rpc')
    expect(JSON.parse(told?.answers[0]?.payload ?? '')).toMatchObject({ id: 7, result: { was_on: false } })
  })

  it.each([[{ method: 'Switch.Set', params: { id: 3, on: true } }], [{ method: 'Shelly.Reboot' }]])(
    'refuses %j with an error',
    body => {
      const told = ask(body)
      expect(told?.order).toBeUndefined()
      expect(JSON.parse(told?.answers[0]?.payload ?? '')).toHaveProperty('error')
    },
  )

  it('counts seconds since it was switched on until it knows the time', () => {
    const params = (timestamps: boolean) => {
      const [frame] = voiceOf(shellyGen2, 'fridge-1', { timestamps }).report([of('temperature', 4)], AT)
      return JSON.parse(frame?.payload ?? '').params
    }
    expect(params(false)).toMatchObject({ ts: 86_400, 'temperature:0': { tC: 4, tF: 39.2 } })
    expect(params(true).ts).toBe(AT / 1000)
  })
})

describe('every device', () => {
  it.each(devices.map(({ id, speaks }) => [id, speaks] as const))(
    '%s says retained that it is there and leaves a will',
    (id, speaks) => {
      const { birth, will } = voiceOf(dialects[speaks], id)
      expect(birth.every(({ retain }) => retain)).toBe(true)
      expect(will.retain).toBe(true)
      const hello = birth.find(({ topic }) => topic === will.topic)
      expect(hello?.payload).toMatch(/online/i)
      expect(will.payload).toMatch(/offline/i)
    },
  )
})
