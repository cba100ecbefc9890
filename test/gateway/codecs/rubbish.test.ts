/** Whatever a device sends, a codec answers with finite numbers of known metrics, or with a named rejection. */
import { expect, test } from 'vitest'
import { REJECTION_CODES } from '../../../core/contract/error.ts'
import { isMetric, METRICS } from '../../../core/contract/metric.ts'
import { type Decoding, isRejected } from '../../../core/contract/reading.ts'
import { createDialects } from '../../../gateway/codecs/index.ts'
import { createRandom, type Random } from '../../support/random.ts'
import { FAMILIES, packetOf, samplesOf } from './samples.ts'

const ROUNDS = 2000
const SEED = Number(process.env.SEED ?? 20_260_302)
const PLAIN = {
  topic: 'steward/canteen/fridge-1',
  payload: Buffer.from('{"temperature":3.4,"door_open":false,"ts":1772409600000}'),
  retained: false,
  receivedAt: 0,
}
const KEYS = [
  'constructor',
  '__proto__',
  'toString',
  'rejected',
  'temperature',
  'state',
  'ts',
  'POWER1',
  'ENERGY',
]
const SWAPS = [
  'null',
  'NaN',
  '1e999',
  '-1e999',
  '""',
  '"nan"',
  '[]',
  '{}',
  'true',
  '"ON"',
  '1e-400',
  '9007199254740993',
]

/** Cut, doubled, flipped, or with a value that is no value. */
function mutate(bytes: Buffer, random: Random): Buffer {
  const text = bytes.toString()
  switch (random.integer(6)) {
    case 0:
      return bytes.subarray(0, random.integer(bytes.length + 1))
    case 1:
      return Buffer.from(
        text.replace(/:\s*("[^"]*"|[\d.-]+|true|false|null)/, `:${SWAPS[random.integer(SWAPS.length)]}`),
      )
    case 2:
      return Buffer.from(text.replaceAll(/[\d.]+/g, () => SWAPS[random.integer(SWAPS.length)] ?? ''))
    case 4:
      return Buffer.from(
        text.replaceAll(/"[^"]*"\s*:/g, key =>
          random.integer(2) ? key : `"${KEYS[random.integer(KEYS.length)]}":`,
        ),
      )
    case 3: {
      const flipped = Buffer.from(bytes)
      for (let n = 0; n < 4; n++) flipped[random.integer(bytes.length)] = random.integer(256)
      return flipped
    }
    default:
      return Buffer.from(Array.from({ length: random.integer(200) }, () => random.integer(256)))
  }
}

function check(decoding: Decoding): void {
  if (isRejected(decoding)) {
    expect(REJECTION_CODES).toContain(decoding.rejected.code)
    expect(decoding.rejected.code).not.toBe('decoder.failed')
    return
  }
  for (const { metric, value, unit, at } of decoding.flatMap(part => part.values)) {
    expect(isMetric(metric)).toBe(true)
    expect(unit ?? METRICS[metric].unit).toBe(METRICS[metric].unit)
    const { kind } = METRICS[metric]
    expect(typeof value).toBe(kind === 'state' ? 'boolean' : kind === 'text' ? 'string' : 'number')
    if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true)
    if (at !== undefined) expect(Number.isInteger(at)).toBe(true)
  }
}

test.each(['plain', ...FAMILIES])(`%s survives rubbish (seed ${SEED})`, family => {
  const random = createRandom(SEED)
  const { decode } = createDialects()
  const originals = family === 'plain' ? [PLAIN] : samplesOf(family).map(packetOf)
  for (let round = 0; round < ROUNDS; round++) {
    const original = originals[random.integer(originals.length)] ?? PLAIN
    // Now and then a good one, so that what was learnt from the bad ones meets it.
    const payload = round % 8 === 0 ? original.payload : mutate(Buffer.from(original.payload), random)
    check(decode({ ...original, payload }).decoding)
  }
})

test('what one family says is sound on the topics of every other', () => {
  const { decode } = createDialects()
  const packets = FAMILIES.flatMap(family => samplesOf(family).map(packetOf))
  for (const { topic } of packets)
    for (const { payload } of packets)
      check(decode({ topic, payload, retained: false, receivedAt: 0 }).decoding)
})

test('null, NaN, sentinel and missing are no reading', () => {
  const { decode } = createDialects()
  const of = (payload: string) =>
    decode({ topic: 'zigbee2mqtt/a', payload: Buffer.from(payload), retained: false, receivedAt: 0 }).decoding
  expect(of('{"temperature":null,"water_leak":null}')).toMatchObject({
    rejected: { code: 'payload.no-metric' },
  })
  expect(of('{"temperature":"","humidity":5}')).toMatchObject([
    { values: [{ metric: 'humidity', value: 5 }] },
  ])
})
