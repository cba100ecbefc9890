/** LoRaWAN through ChirpStack and The Things Stack: models, sentinels, history and downlinks. */
import { describe, expect, test } from 'vitest'
import { type Decoded, isRejected } from '../../../core/contract/reading.ts'
import type { Order } from '../../../core/ports.ts'
import { createDialects, type Dialects } from '../../../gateway/codecs/index.ts'
import { createRandom } from '../../support/random.ts'
import { packetOf, samplesOf } from './samples.ts'
import { check } from './soundness.ts'

const NOW = Date.parse('2026-03-02T12:00:00Z')
const EUI = '24e124ffff000001'
const CHIRPSTACK = `application/app-1/device/${EUI}/event`
const TTN = 'v3/canteen@ttn/devices/valve-1/up'

function heard(topic: string, body: object, dialects = createDialects()) {
  const payload = Buffer.from(JSON.stringify(body))
  return dialects.decode({ topic, payload, retained: false, receivedAt: NOW }).decoding
}

/** A frame, hexadecimal, as ChirpStack brings it from a device whose profile names its model. */
function framed(
  model: string,
  frame: string,
  {
    fPort = 85,
    dialects,
    ...more
  }: { fPort?: number; dialects?: Dialects; deviceClassEnabled?: string } = {},
) {
  const data = Buffer.from(frame, 'hex').toString('base64')
  const body = {
    time: '2026-03-02T11:59:59.123456789+00:00',
    deviceInfo: { deviceProfileName: model, ...more },
    fPort,
    data,
  }
  const decoding = heard(`${CHIRPSTACK}/up`, body, dialects)
  const [only] = isRejected(decoding) ? [] : decoding
  if (only === undefined) throw new Error('no report')
  return only
}

/** `metric` or `metric@channel` -> value. */
function valuesOf({ values }: Decoded) {
  return Object.fromEntries(
    values.map(({ metric, value, channel }) => [
      channel === undefined ? metric : `${metric}@${channel}`,
      value,
    ]),
  )
}

describe('which model it is', () => {
  const FRAME = '03673401046865'

  test.each(['Milesight EM300-TH', 'em300_th (EU868)', 'EM300-TH-868M'])(
    'the profile %s names it',
    profile => {
      expect(framed(profile, FRAME)).toMatchObject({
        model: 'EM300-TH',
        values: [{ value: 30.8 }, { value: 50.5 }],
      })
    },
  )

  test.each([
    ['of no model', 'Class A devices'],
    ['of two', 'EM300-TH and LHT65N'],
    ['of another word', 'uc5110'],
  ])('a profile %s gives no reading, and says why', (_, profile) => {
    const { values, faults } = framed(profile, FRAME)
    expect(values).toEqual([])
    expect(faults).toMatchObject([{ code: 'model.unknown' }])
  })

  test('the same pair is a door, a leak or a valve by the model', () => {
    expect(valuesOf(framed('ws301', '030001'))).toEqual({ door_open: true })
    expect(valuesOf(framed('ws303', '030001'))).toEqual({ water_leak: true })
    expect(valuesOf(framed('uc511', '030101'))).toEqual({ 'valve_open@1': true })
    expect(valuesOf(framed('em500-smtc', '03671901'))).toEqual({ soil_temperature: 28.1 })
  })

  test('a tag is stronger than the profile; the repository stronger than the id', () => {
    const data = Buffer.from('030001', 'hex').toString('base64')
    const deviceInfo = { tags: { model: 'ws303' }, deviceProfileName: 'ws301' }
    expect(heard(`${CHIRPSTACK}/up`, { deviceInfo, fPort: 85, data })).toMatchObject([{ model: 'WS303' }])
    const uplink_message = { f_port: 85, frm_payload: data, version_ids: { model_id: 'ws301' } }
    expect(heard('v3/app/devices/ws303-kitchen/up', { uplink_message })).toMatchObject([{ model: 'WS301' }])
  })
})

describe('milesight', () => {
  test.each([
    ['em300-th', '0367ff7f', {}],
    ['em300-th', '0468ff', {}],
    ['em300-th', '0367d8ff', { temperature: -4 }],
    ['em500-smtc', '04caffff057ffdff', {}],
    ['em500-smtc', '0367ffff', {}],
    ['em500-pp', '037bffff', {}],
    ['gs301', '047dfeff057dffff', {}],
    ['gs301', '067d0a00', { h2s: 0.01 }],
    ['ct303', '0499ffff', {}],
    ['uc511', '0301ff', {}],
    ['ws523', '05816407c90a00', { power_factor: 1, current: 0.01 }],
  ])('%s %s', (model, frame, expected) => {
    expect(valuesOf(framed(model, frame))).toEqual(expected)
  })

  test('a clamp that cannot be read is told', () => {
    expect(framed('ct303', '0499ffff').events).toEqual(['sensor.fault.1'])
  })

  test('what is known before something unknown or cut is kept, what is unknown is named', () => {
    const { values, faults } = framed('em300-th', '01755c0a0b010203670a00')
    expect(values).toMatchObject([{ metric: 'battery', value: 92 }])
    expect(faults).toMatchObject([
      { code: 'payload.no-metric', message: 'channel and type 0a0b are not known' },
    ])
    expect(framed('em300-th', '01755c0367')).toMatchObject({
      values: [{ value: 92 }],
      faults: [{ code: 'frame.broken' }],
    })
    // The answer to a downlink.
    expect(framed('uc511', 'fe1da0002c010000000000')).toMatchObject({ values: [] })
    expect(framed('uc511', 'fe1da0002c010000000000').faults).toBeUndefined()
  })

  test('a record has its own time and is history; a live value has the network time', () => {
    const at = Date.parse('2026-03-02T11:00:00Z')
    const stamp = Buffer.alloc(4)
    stamp.writeUInt32LE(at / 1000)
    const { values } = framed('uc511', `03010020ce${stamp.toString('hex')}1700000000`)
    expect(values).toMatchObject([
      { metric: 'valve_open', value: false, channel: '1', at: NOW - 877 },
      { metric: 'valve_open', value: true, channel: '2', at, historical: true },
      { metric: 'pulse_count', value: 0, channel: '2', at, historical: true },
    ])
    expect(values[0]).not.toHaveProperty('historical')
  })

  test('another port is refused', () => {
    expect(framed('em300-th', '03673401', { fPort: 2 })).toMatchObject({
      values: [],
      faults: [{ code: 'frame.broken' }],
    })
  })
})

describe('dragino', () => {
  const lht = (frame: string) => framed('Dragino LHT65N', frame, { fPort: 2 })

  test('records by poll are history; a probe that is away is told', () => {
    const { values } = lht('0add0b0d0376416642d8a0'.padEnd(22, '0'))
    expect(values).toMatchObject([
      { metric: 'temperature', value: 27.81, channel: 'probe', at: 0x6642d8a0 * 1000, historical: true },
      { metric: 'temperature', value: 28.29, channel: 'internal' },
      { metric: 'humidity', value: 88.6, channel: 'internal' },
    ])
    expect(lht('cbf60b0d0376017fff7fff').events).toEqual(['sensor.fault.probe'])
  })

  test('a probe of the kind that sends its time instead of the battery', () => {
    const { values } = lht('0add0b0dc376096642d8a0')
    expect(values).toMatchObject([
      { metric: 'temperature', value: 27.81, channel: 'probe', at: 0x6642d8a0 * 1000 },
      { metric: 'temperature', value: 28.29 },
      { metric: 'humidity', value: 88.6 },
      { metric: 'battery_low', value: false },
    ])
  })

  test('doors and leaks by their kind', () => {
    expect(valuesOf(framed('lds02', '8bb80100000a00000100', { fPort: 10 }))).toEqual({
      battery_voltage: 3,
      door_open: true,
    })
    expect(valuesOf(framed('lwl02', '4bb80200000a00000100', { fPort: 10 }))).toMatchObject({
      water_leak: true,
    })
  })

  test('soil values that may be raw have no unit', () => {
    const { values, faults } = framed('lse01', 'ce2900f1012c099b6e2890', { fPort: 2 })
    expect(values.map(({ metric }) => metric)).toEqual(['battery_voltage', 'temperature'])
    expect(faults).toMatchObject([{ code: 'unit.unknown' }])
  })
})

describe('what was decoded upstream', () => {
  const up = (object: object) => heard(`${CHIRPSTACK}/up`, { deviceInfo: {}, fPort: 1, data: 'qg==', object })

  test('only names whose unit is certain; texts that are numbers; no noise of single precision; no sentinel', () => {
    const object = {
      temperature_3: Math.fround(27.2),
      battery: 92,
      water_SOIL: '19.57',
      TempC_DS: 327.67,
      humidity: 'NaN',
    }
    expect(up(object)).toMatchObject([
      {
        values: [
          { metric: 'temperature', value: 27.2, channel: '3' },
          { metric: 'soil_moisture', value: 19.57 },
        ],
      },
    ])
  })

  test('the normalized payload has fixed units', () => {
    const normalized_payload = [
      { soil: { ec: 0.24, moisture: 57.5 }, battery: 3.1, action: { contactState: 'open' } },
    ]
    const uplink_message = { f_port: 3, frm_payload: 'qg==', decoded_payload: { x: 1 }, normalized_payload }
    const decoding = heard(TTN, { uplink_message })
    expect(isRejected(decoding) ? decoding : valuesOf(decoding[0] as Decoded)).toEqual({
      soil_ec: 240,
      soil_moisture: 57.5,
      battery_voltage: 3.1,
      door_open: true,
    })
  })
})

describe('the network servers', () => {
  test('ChirpStack: what has no meaning is silent, what the network complains of is no sign of life', () => {
    for (const event of ['ack', 'txack', 'location', 'integration'])
      expect(heard(`${CHIRPSTACK}/${event}`, {})).toEqual([])
    expect(heard(`${CHIRPSTACK.replace('/event', '/command')}/down`, {})).toEqual([])
    expect(heard(`${CHIRPSTACK}/log`, { level: 'ERROR', code: 'UPLINK_MIC' })).toMatchObject({
      rejected: { code: 'device.error', message: 'UPLINK_MIC' },
    })
    expect(heard(`${CHIRPSTACK}/join`, {})).toEqual([{ device: EUI, values: [], events: ['join'] }])
  })

  test.each([
    [{ batteryLevel: 88.3, externalPowerSource: true }],
    [{ batteryLevelUnavailable: true }],
    [{ batteryLevel: 0 }],
    [{}],
  ])('no battery in %j', body => {
    expect(heard(`${CHIRPSTACK}/status`, body)).toEqual([{ device: EUI, values: [], events: [] }])
  })

  test('The Things Stack: a gateway with a wrong clock is not believed', () => {
    const settings = { time: '1980-01-06T00:00:00Z' }
    const uplink_message = {
      decoded_payload: { temperature: 4 },
      settings,
      received_at: '2026-03-02T11:59:59Z',
    }
    expect(heard(TTN, { uplink_message })).toMatchObject([{ values: [{ at: NOW - 1000 }] }])
  })
})

describe('orders', () => {
  const order = (kind: Order['kind'], forS: number | null, channel: string | null): Order => ({
    ...{ deviceId: 'd', kind, channel, forS, by: 'test', reason: 'test' },
  })
  /** The frame in a downlink, hexadecimal. */
  const frameIn = (text: unknown) => Buffer.from(String(text), 'base64').toString('hex')

  test('ChirpStack: a valve opens with the time limit of its own controller', () => {
    const dialects = createDialects()
    framed('UC511', '030100', { dialects, deviceClassEnabled: 'CLASS_C' })
    const codec = dialects.byName('chirpstack')
    const [open] = codec?.encode?.(order('valve.open', 300, '1'), EUI) ?? []
    expect(open?.topic).toBe(`application/app-1/device/${EUI}/command/down`)
    const { data, ...rest } = JSON.parse(String(open?.payload))
    expect(rest).toEqual({ devEui: EUI, confirmed: false, fPort: 85 })
    expect(frameIn(data)).toBe('ff1da0002c010000000000')
    const [close] = codec?.encode?.(order('valve.close', null, '2'), EUI) ?? []
    expect(frameIn(JSON.parse(String(close?.payload)).data)).toBe('ff1d010000000000000000')
    expect(codec?.encode?.(order('valve.open', 300, '3'), EUI)).toBeUndefined()
    expect(codec?.encode?.(order('valve.open', 300, null), EUI)).toBeUndefined()
    expect(codec?.encode?.(order('switch.on', 300, null), EUI)).toBeUndefined()
    expect(codec?.encode?.(order('valve.open', 300, '1'), '24e124ffff000002')).toBeUndefined()
  })

  test.each(['CLASS_A', undefined])(
    'ChirpStack: a device of %s is told nothing, because its queue could only grow',
    deviceClassEnabled => {
      const dialects = createDialects()
      framed('UC511', '030100', {
        dialects,
        ...(deviceClassEnabled === undefined ? {} : { deviceClassEnabled }),
      })
      for (const kind of ['valve.open', 'valve.close'] as const)
        expect(dialects.byName('chirpstack')?.encode?.(order(kind, 300, '1'), EUI)).toBeUndefined()
    },
  )

  test('The Things Stack: what waits is replaced', () => {
    const dialects = createDialects()
    const uplink_message = { f_port: 85, frm_payload: 'CHAB', version_ids: { model_id: 'ws523' } }
    heard(TTN, { end_device_ids: { dev_eui: EUI }, uplink_message }, dialects)
    const [on] = dialects.byName('ttn')?.encode?.(order('switch.on', 600, null), EUI.toUpperCase()) ?? []
    expect(on?.topic).toBe('v3/canteen@ttn/devices/valve-1/down/replace')
    const [downlink] = JSON.parse(String(on?.payload)).downlinks
    expect(downlink).toMatchObject({ f_port: 85, priority: 'HIGH' })
    expect(frameIn(downlink.frm_payload)).toBe('ff22005802100801ffff')
    const [off] = dialects.byName('ttn')?.encode?.(order('switch.off', null, null), EUI.toUpperCase()) ?? []
    expect(frameIn(JSON.parse(String(off?.payload)).downlinks[0].frm_payload)).toBe('0800ffff')
    expect(
      dialects.byName('ttn')?.encode?.(order('switch.on', 70_000, null), EUI.toUpperCase()),
    ).toBeUndefined()
  })
})

test('rubbish and mutations never throw and never give a reading that is none', () => {
  const random = createRandom(20_260_302)
  const dialects = createDialects()
  const samples = ['chirpstack', 'ttn', 'lorawan-milesight', 'lorawan-dragino']
    .flatMap(samplesOf)
    .map(packetOf)
  for (let round = 0; round < 6000; round++) {
    const original = samples[random.integer(samples.length)]
    if (original === undefined) continue
    check(dialects.decode({ ...original, payload: mutated(original.payload) }).decoding)
  }

  /** Most keep their envelope, so that the frames within are reached. */
  function mutated(payload: Uint8Array): Uint8Array {
    const text = Buffer.from(payload).toString()
    if (random.integer(4) === 0) return payload.subarray(0, random.integer(payload.length))
    return Buffer.from(
      text.replace(/("(?:data|frm_payload)":")([^"]*)"/, (_, key, frame) => {
        const bytes = Buffer.from(frame, 'base64')
        for (let n = random.integer(4); n >= 0 && bytes.length > 0; n--)
          bytes[random.integer(bytes.length)] = random.integer(256)
        return `${key}${bytes.subarray(0, bytes.length - random.integer(2)).toString('base64')}"`
      }),
    )
  }
})
