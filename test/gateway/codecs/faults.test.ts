/** Packets of devices that lie, fail or say several things at once, one defect each. */
import { describe, expect, test } from 'vitest'
import { isRejected } from '../../../core/contract/reading.ts'
import { createDialects } from '../../../gateway/codecs/index.ts'
import { decodeCommand } from '../../../gateway/decode-command.ts'

const { decode } = createDialects()

function decoded(topic: string, body: unknown) {
  const payload = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
  return decode({ topic, payload, retained: false, receivedAt: 0 }).decoding
}

/** `metric` or `metric@channel` -> value. */
function valuesOf(topic: string, body: unknown) {
  const decoding = decoded(topic, body)
  if (isRejected(decoding)) return decoding.rejected.code
  const values = decoding.flatMap(part => part.values)
  return Object.fromEntries(
    values.map(v => [v.channel === undefined ? v.metric : `${v.metric}@${v.channel}`, v.value]),
  )
}

describe('plain', () => {
  const topic = 'steward/canteen/fridge'

  test('a device cannot pass itself off as a rejection', () => {
    expect(valuesOf(topic, { rejected: { code: 'payload.empty' }, temperature: 5 })).toEqual({
      temperature: 5,
    })
  })

  test.each(['yesterday', '2026-03-02T08:00:00', true, 1e300])(
    'an unreadable ts (%s) is counted and marked',
    ts => {
      expect(decoded(topic, { temperature: 5, ts })).toMatchObject([
        { untimed: true, faults: [{ code: 'time.unreadable' }], values: [{ value: 5 }] },
      ])
      expect(decoded(topic, { temperature: 5, ts })).not.toHaveProperty('0.values.0.at')
    },
  )

  test('what is bad in a partly good packet is counted, null is not', () => {
    const body = {
      temperature: 5,
      humidity: '0x10',
      door_open: 'perhaps',
      valve_fault: 'x'.repeat(121),
      co: null,
    }
    expect(decoded(topic, body)).toMatchObject([
      {
        faults: [{ code: 'value.not-a-number' }, { code: 'value.unknown' }, { code: 'value.text-too-long' }],
      },
    ])
  })
})

describe('zigbee2mqtt', () => {
  const topic = 'zigbee2mqtt/thing'

  test('words of the prototype are no fields', () => {
    expect(valuesOf(topic, '{"constructor":5,"__proto__":{"temperature":1},"toString":2}')).toBe(
      'payload.no-metric',
    )
  })

  test('a device with a battery has its voltage in mV, also when it has a state', () => {
    expect(valuesOf(topic, { battery: 90, state: 'ON', flow: 0, voltage: 3000 })).toMatchObject({
      battery_voltage: 3,
    })
    expect(valuesOf(`${topic}-2`, { state: 'ON', voltage: 230 })).toEqual({ switch_on: true, voltage: 230 })
  })

  test.each([327.67, -327.68, -3276.8, 655.35])('%d is no temperature', temperature => {
    expect(valuesOf(topic, { temperature, humidity: 50 })).toEqual({ humidity: 50 })
  })

  test.each(['timer', 'cyclic_timed_irrigation', 'cyclic_quantity_irrigation'])(
    '%s makes it a valve',
    field => {
      expect(valuesOf(topic, { state: 'ON', [field]: {} })).toEqual({ valve_open: true })
    },
  )

  test('sockets and phases are channels', () => {
    const body = { power: 1, power_phase_b: 2, current_phase_c: 3, energy_l1: 4, voltage_phase_b: 231 }
    expect(valuesOf(topic, body)).toEqual({
      power_active: 1,
      'power_active@L2': 2,
      'current@L3': 3,
      'energy_import_total@l1': 4,
      'voltage@L2': 231,
    })
  })

  test('a button gives an event', () => {
    expect(decoded(topic, { action: 'single' })).toMatchObject([{ events: ['action.single'], values: [] }])
  })

  test('hexadecimal text is no number; an unreadable last_seen is counted', () => {
    expect(valuesOf(topic, { humidity: '0x10', water_consumed: '0.5' })).toEqual({
      water_volume_last_run: 0.5,
    })
    expect(decoded(topic, { humidity: 5, last_seen: 'today' })).toMatchObject([{ untimed: true }])
  })
})

describe('tasmota', () => {
  const topic = 'tele/plug/SENSOR'

  test.each([-127, 85])('%d of a DS18B20 is no reading, 85 of another sensor is one', Temperature => {
    expect(valuesOf(topic, { DS18B20: { Temperature }, SHT3X: { Temperature: 85 } })).toEqual({
      'temperature@SHT3X': 85,
    })
  })

  test('mmHg becomes hPa', () => {
    const { pressure_air } = valuesOf(topic, { BMP280: { Pressure: 760 }, PressureUnit: 'mmHg' }) as Record<
      string,
      number
    >
    expect(pressure_air).toBeCloseTo(1013.25, 2)
  })

  test('numbered analogue inputs are channels; a meter may have fewer or more phases than three', () => {
    expect(valuesOf(topic, { ANALOG: { Temperature1: 4, Temperature2: 5, Illuminance1: 7 } })).toEqual({
      'temperature@1': 4,
      'temperature@2': 5,
      'illuminance@1': 7,
    })
    expect(Object.keys(valuesOf(topic, { ENERGY: { Power: [1, 2, 3, 4] } }))).toHaveLength(4)
  })

  test.each(['tele/plug/INFO1', 'stat/plug/STATUS', 'stat/plug/STATUS5', 'stat/plug/RESULT'])(
    '%s is understood and carries no reading',
    silent => {
      expect(decoded(silent, { Info1: { Module: 'Sonoff' } })).toEqual([])
    },
  )
})

test.each([
  [['--colour'], '', 2],
  [['--topic', 'zigbee2mqtt/a', '--hex'], '7b7', 2],
  [['--topic', 'zigbee2mqtt/a', '--hex'], Buffer.from('{"humidity":5}').toString('hex'), 0],
  [['--topic', 'zigbee2mqtt/a'], 'rubbish', 1],
])('decode %j answers in one line', async (args, input, code) => {
  const lines: string[] = []
  const stream = (async function* () {
    yield Buffer.from(input)
  })()
  expect(await decodeCommand(args, stream, line => lines.push(line))).toBe(code)
  expect(lines).toHaveLength(1)
  if (code === 0)
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      codec: 'zigbee2mqtt',
      device: 'a',
      readings: [{ metric: 'humidity', value: 5, unit: '%RH' }],
      events: [],
    })
})
