/** Sparkplug B: births, numbering, deaths, history and orders, by the byte. */
import { deflateSync, gzipSync } from 'node:zlib'
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import { describe, expect, test } from 'vitest'
import { type Decoded, isRejected } from '../../../core/contract/reading.ts'
import type { Order } from '../../../core/ports.ts'
import { createSparkplugB } from '../../../gateway/codecs/sparkplug-b/sparkplug-b.ts'
import { KeptMemory } from '../../../gateway/dialect-memory.ts'
import { memoryCollection } from '../../support/collection.ts'
import { createRandom } from '../../support/random.ts'
import { check } from './soundness.ts'

const NOW = Date.parse('2026-03-02T12:00:00Z')
const [BOOLEAN, FLOAT, DOUBLE, INT32, UINT64] = [11, 9, 10, 3, 8]

interface Metric {
  readonly name?: string
  readonly alias?: number
  readonly type?: number
  readonly value?: number | boolean | bigint | string
  readonly unit?: string
  readonly at?: number
  readonly historical?: boolean
  readonly isNull?: boolean
}

/** What an edge node sends, written as the specification's schema says. */
function payload(seq: number | undefined, ...metrics: Metric[]): Uint8Array {
  const writer = new BinaryWriter().tag(1, WireType.Varint).uint64(NOW)
  for (const metric of metrics) {
    writer.tag(2, WireType.LengthDelimited).fork()
    writeMetric(writer, metric)
    writer.join()
  }
  if (seq !== undefined) writer.tag(3, WireType.Varint).uint64(seq)
  return writer.finish()
}

function writeMetric(
  writer: BinaryWriter,
  { name, alias, type, value, unit, at, historical, isNull }: Metric,
) {
  if (name !== undefined) writer.tag(1, WireType.LengthDelimited).string(name)
  if (alias !== undefined) writer.tag(2, WireType.Varint).uint64(alias)
  if (at !== undefined) writer.tag(3, WireType.Varint).uint64(at)
  if (type !== undefined) writer.tag(4, WireType.Varint).uint32(type)
  if (historical) writer.tag(5, WireType.Varint).bool(true)
  if (isNull) writer.tag(7, WireType.Varint).bool(true)
  if (unit !== undefined) {
    writer.tag(9, WireType.LengthDelimited).fork().tag(1, WireType.LengthDelimited).string('engUnit')
    writer.tag(2, WireType.LengthDelimited).fork().tag(1, WireType.Varint).uint32(12)
    writer.tag(8, WireType.LengthDelimited).string(unit).join().join()
  }
  if (typeof value === 'boolean') writer.tag(14, WireType.Varint).bool(value)
  else if (typeof value === 'string') writer.tag(15, WireType.LengthDelimited).string(value)
  else if (typeof value === 'bigint') writer.tag(11, WireType.Varint).uint64(value)
  else if (value !== undefined && type === FLOAT) writer.tag(12, WireType.Bit32).float(value)
  else if (value !== undefined && type === DOUBLE) writer.tag(13, WireType.Bit64).double(value)
  else if (value !== undefined) writer.tag(10, WireType.Varint).uint32(value >>> 0)
}

function host(memory = new KeptMemory('sparkplug-b', undefined, () => {})) {
  const codec = createSparkplugB(memory, () => NOW)
  const hear = (verb: string, bytes: Uint8Array, { device = '', at = NOW } = {}) => {
    const topic = `spBv1.0/canteen/${verb}/gw${device === '' ? '' : `/${device}`}`
    return codec.decode({ topic, payload: bytes, retained: false, receivedAt: at })
  }
  const values = (...told: Parameters<typeof hear>) => {
    const decoding = hear(...told)
    return isRejected(decoding)
      ? decoding.rejected.code
      : (decoding as readonly Decoded[]).flatMap(d => d.values)
  }
  const asked = (...told: Parameters<typeof hear>) => {
    const decoding = hear(...told)
    return isRejected(decoding) ? decoding.asks?.length : decoding[0]?.asks?.length
  }
  return { codec, hear, values, asked }
}

const BD_SEQ = (value: number): Metric => ({ name: 'bdSeq', type: UINT64, value: BigInt(value) })
const FRIDGE: Metric = { name: 'Fridge/Temperature', alias: 1, type: FLOAT, value: 3.5, unit: 'degC' }
const ROOM: Metric = { name: 'Room/Temperature', alias: 2, type: FLOAT, value: 21, unit: 'degC' }
const COLD = { device: 'cold' }

describe('births and aliases', () => {
  test('an alias is what its birth said, in our unit; one of two has its name as its channel', () => {
    const { values, hear } = host()
    hear('NBIRTH', payload(0, BD_SEQ(7)))
    hear('DBIRTH', payload(1, FRIDGE, { ...ROOM, unit: 'degF', value: 70 }), COLD)
    expect(values('DDATA', payload(2, { alias: 2, value: 68, type: FLOAT, at: NOW - 5000 }), COLD)).toEqual([
      { metric: 'temperature', value: 20, unit: 'degC', channel: 'Room/Temperature', at: NOW - 5000 },
    ])
  })

  test('names that give no reading are named, once, at birth', () => {
    const { hear } = host()
    const unread = { name: 'Conveyor/Mood', alias: 9, type: FLOAT, value: 1 }
    const [born] = hear('NBIRTH', payload(0, BD_SEQ(7), FRIDGE, unread)) as readonly Decoded[]
    expect(born).toMatchObject({
      device: 'canteen/gw',
      availability: 'online',
      values: [{ metric: 'temperature', value: 3.5 }],
      faults: [{ code: 'payload.no-metric', message: 'no reading is made of Conveyor/Mood' }],
    })
    const [data] = hear('NDATA', payload(1, { alias: 9, value: 2, type: FLOAT })) as readonly Decoded[]
    expect(data).toEqual({ device: 'canteen/gw', values: [], events: [] })
  })

  test.each([
    ['without a unit', { ...FRIDGE, unit: undefined }],
    ['in a unit nobody knows', { ...FRIDGE, unit: 'potatoes' }],
    ['null', { ...FRIDGE, isNull: true }],
    ['not a number', { ...FRIDGE, value: Number.NaN }],
    ['endless', { ...FRIDGE, value: Number.POSITIVE_INFINITY }],
    ['a text', { ...FRIDGE, type: 12, value: '3.5' }],
    ['beyond what a number holds', { ...FRIDGE, type: UINT64, value: 2n ** 60n }],
  ])('a temperature %s is no reading', (_, metric) => {
    expect(host().values('NBIRTH', payload(0, metric as Metric))).toEqual([])
  })

  test.each([
    ['Fridge/Temperature', 'K', 276.65, 'temperature', 3.5],
    ['冷库/温度', '℃', 3.5, 'temperature', 3.5],
    ['Main/正向有功电能', '度', 12.5, 'energy_import_total', 12.5],
    ['Temperature [°F]', undefined, 68, 'temperature', 20],
    ['Line/ActivePower', 'kW', 1.5, 'power_active', 1500],
    ['Energy Total Wh', undefined, 1500, 'energy_import_total', 1.5],
    ['Power Factor', undefined, 0.93, 'power_factor', 0.93],
  ])('%s in %s', (name, unit, value, metric, expected) => {
    const told = { name, type: DOUBLE, value, ...(unit === undefined ? {} : { unit }) }
    expect(host().values('NBIRTH', payload(0, told as Metric))).toMatchObject([{ metric, value: expected }])
  })

  test('a negative integer in an unsigned field', () => {
    const metric = { ...FRIDGE, type: INT32, value: -18 }
    expect(host().values('NBIRTH', payload(0, metric))).toMatchObject([{ value: -18 }])
  })

  test('what is not of the type it was born with is not believed', () => {
    const { values, hear } = host()
    hear('NBIRTH', payload(0, FRIDGE))
    expect(values('NDATA', payload(1, { alias: 1, value: 3, type: INT32 }))).toBe('birth.missing')
  })

  test.each([
    ['GZIP', gzipSync],
    ['DEFLATE', deflateSync],
  ] as const)('a payload packed with %s; one that unpacks without end is refused', (algorithm, pack) => {
    const packed = (bytes: Uint8Array) =>
      new BinaryWriter()
        .raw(payload(undefined, { name: 'algorithm', type: 12, value: algorithm }))
        .tag(4, WireType.LengthDelimited)
        .string('SPBV1.0_COMPRESSED')
        .tag(5, WireType.LengthDelimited)
        .bytes(pack(bytes))
        .finish()
    expect(host().values('NBIRTH', packed(payload(0, FRIDGE)))).toMatchObject([{ value: 3.5 }])
    expect(host().values('NBIRTH', packed(new Uint8Array(2_000_000)))).toBe('frame.broken')
  })

  test('history keeps its time and says that it is history', () => {
    const { values, hear } = host()
    hear('NBIRTH', payload(0, FRIDGE))
    const record = { alias: 1, type: FLOAT, value: 9, at: NOW - 60_000, historical: true }
    expect(values('NDATA', payload(1, record))).toMatchObject([
      { value: 9, at: NOW - 60_000, historical: true },
    ])
  })

  test('the model comes from the properties of the birth', () => {
    const make = { name: 'Properties/Hardware Make', type: 12, value: 'Moxa' }
    const model = { name: 'Properties/Hardware Model', type: 12, value: 'UC-8100' }
    expect(host().hear('NBIRTH', payload(0, make, model, FRIDGE))).toMatchObject([{ model: 'Moxa UC-8100' }])
  })

  test('a birth of great names is read, and is not remembered', () => {
    const { hear, values } = host()
    const great = Array.from({ length: 250 }, (_, n) => ({
      ...{ ...FRIDGE, alias: n },
      name: `${'"'.repeat(100)}${n}/Temperature`,
    }))
    const aliases = Array.from({ length: 2000 }, (_, n) => ({ alias: 2 ** 50 + n, type: FLOAT }))
    expect(hear('NBIRTH', payload(0, ...great, ...aliases))).toMatchObject([
      { availability: 'online', faults: [{ code: 'birth.missing' }] },
    ])
    expect(values('NDATA', payload(1, { alias: 1, type: FLOAT, value: 4 }))).toBe('birth.missing')
  })

  test('a birth outlives the process; a node is asked for a new one all the same', () => {
    const kept = memoryCollection<{ id: string; value: unknown }>()
    host(new KeptMemory('sparkplug-b', kept, () => {})).hear('NBIRTH', payload(0, FRIDGE))
    const again = host(new KeptMemory('sparkplug-b', kept, () => {}))
    const [data] = again.hear('NDATA', payload(9, { alias: 1, value: 4, type: FLOAT })) as readonly Decoded[]
    expect(data).toMatchObject({ values: [{ value: 4 }], asks: [{ topic: 'spBv1.0/canteen/NCMD/gw' }] })
  })
})

describe('numbering', () => {
  const data = (seq: number) => payload(seq, { alias: 1, value: 4, type: FLOAT })

  test('it wraps after 255 and a gap asks for a rebirth, once a minute', () => {
    const { asked, hear } = host()
    hear('NBIRTH', payload(0, FRIDGE))
    for (let seq = 1; seq <= 255; seq++) expect(asked('NDATA', data(seq))).toBeUndefined()
    expect(asked('NDATA', data(0))).toBeUndefined()
    expect(asked('NDATA', data(0)), 'the same packet twice').toBeUndefined()
    expect(asked('NDATA', data(2))).toBe(1)
    expect(asked('NDATA', data(4))).toBeUndefined()
    expect(asked('NDATA', data(6), { at: NOW + 61_000 })).toBe(1)
  })

  test('devices share the numbers of their node', () => {
    const { asked, hear } = host()
    hear('NBIRTH', payload(0, FRIDGE))
    expect(asked('DBIRTH', payload(1, FRIDGE), COLD)).toBeUndefined()
    expect(asked('NDATA', data(2))).toBeUndefined()
    expect(asked('DDATA', data(3), COLD)).toBeUndefined()
    expect(asked('DDATA', data(5), COLD)).toBe(1)
  })

  test('data before a birth gives nothing but the question', () => {
    const { hear } = host()
    const decoding = hear('DDATA', data(3), COLD)
    expect(decoding).toMatchObject({ rejected: { code: 'birth.missing' }, device: 'canteen/gw/cold' })
    const [ask] = (isRejected(decoding) && decoding.asks) || []
    expect(ask?.topic).toBe('spBv1.0/canteen/NCMD/gw')
    // timestamp; metric { name "Node Control/Rebirth", timestamp, datatype 11, boolean true }
    expect(Buffer.from(ask?.payload ?? '').includes('Node Control/Rebirth')).toBe(true)
    expect(
      Buffer.from(ask?.payload ?? '')
        .subarray(-4)
        .toString('hex'),
    ).toBe('200b7001')
  })
})

describe('deaths', () => {
  test('only the will of the session in force counts; it takes the devices along and voids aliases', () => {
    const { hear, values } = host()
    hear('NBIRTH', payload(0, BD_SEQ(8), FRIDGE))
    hear('DBIRTH', payload(1, FRIDGE), COLD)
    expect(hear('NDEATH', payload(undefined, BD_SEQ(7)))).toEqual([])
    expect(hear('NDEATH', payload(undefined, BD_SEQ(8)))).toMatchObject([
      { device: 'canteen/gw', availability: 'offline', values: [] },
      { device: 'canteen/gw/cold', availability: 'offline', values: [] },
    ])
    expect(values('DDATA', payload(2, { alias: 1, value: 4, type: FLOAT }), COLD)).toBe('birth.missing')
  })

  test('a node without readings of its own is no device', () => {
    const { hear } = host()
    expect(hear('NBIRTH', payload(0, BD_SEQ(8)))).toEqual([])
    hear('DBIRTH', payload(1, FRIDGE), COLD)
    expect(hear('NDEATH', payload(undefined, BD_SEQ(8)))).toMatchObject([{ device: 'canteen/gw/cold' }])
    expect(host().hear('NDEATH', payload(undefined, BD_SEQ(8)))).toEqual([])
    expect(host().hear('DDEATH', payload(3), COLD)).toEqual([])
  })

  test('a device dies alone; a new birth of its node waits for its own', () => {
    const { hear, values } = host()
    hear('NBIRTH', payload(0, BD_SEQ(8)))
    hear('DBIRTH', payload(1, FRIDGE), COLD)
    expect(hear('DDEATH', payload(2), COLD)).toMatchObject([{ availability: 'offline' }])
    hear('DBIRTH', payload(3, FRIDGE), COLD)
    hear('NBIRTH', payload(0, BD_SEQ(9)))
    expect(values('DDATA', payload(1, { alias: 1, value: 4, type: FLOAT }), COLD)).toBe('birth.missing')
  })
})

describe('orders', () => {
  const order = (kind: Order['kind'], forS: number | null, channel: string | null = null): Order => ({
    ...{ deviceId: 'd', kind, channel, forS, by: 'test', reason: 'test' },
  })
  const VALVE = { name: 'Bed/Valve', type: BOOLEAN, value: false }
  const TIMER = { name: 'Bed/Duration', type: INT32, value: 0, unit: 's' }

  test('a valve is opened with its own timer first, in one packet', () => {
    const { codec, hear } = host()
    hear('DBIRTH', payload(1, VALVE, TIMER), COLD)
    const [message] = codec.encode?.(order('valve.open', 600), 'canteen/gw/cold') ?? []
    expect(message?.topic).toBe('spBv1.0/canteen/DCMD/gw/cold')
    const expected = new BinaryWriter().tag(1, WireType.Varint).uint64(NOW)
    for (const metric of [
      { ...TIMER, value: 600 },
      { ...VALVE, value: true },
    ]) {
      expected.tag(2, WireType.LengthDelimited).fork()
      writeMetric(expected, { ...metric, unit: undefined, at: NOW } as Metric)
      expected.join()
    }
    expect(message?.payload).toEqual(expected.finish())
    const [close] = codec.encode?.(order('valve.close', null), 'canteen/gw/cold') ?? []
    expect(
      Buffer.from(close?.payload ?? '')
        .subarray(-4)
        .toString('hex'),
    ).toBe('200b7000')
  })

  test('what has no timer of its own is shut but never opened; an unknown one is neither', () => {
    const { codec, hear } = host()
    hear('NBIRTH', payload(0, VALVE))
    expect(codec.encode?.(order('valve.open', 600), 'canteen/gw')).toBeUndefined()
    expect(codec.encode?.(order('valve.close', null), 'canteen/gw')?.[0]?.topic).toBe(
      'spBv1.0/canteen/NCMD/gw',
    )
    expect(codec.encode?.(order('switch.off', null), 'canteen/gw')).toBeUndefined()
    expect(codec.encode?.(order('valve.close', null), 'canteen/other')).toBeUndefined()
  })
})

test.each([
  ['spBv1.0/STATE/host', '{"online":true}'],
  ['STATE/host', 'ONLINE'],
  ['spBv1.0/canteen/NCMD/gw', ''],
])('%s is understood and carries no reading', (topic, text) => {
  const { codec } = host()
  const packet = { topic, payload: Buffer.from(text), retained: true, receivedAt: NOW }
  expect(codec.claims(topic)).toBe(true)
  expect(codec.decode(packet)).toEqual([])
})

test('rubbish and mutations never throw and never give a reading that is none', () => {
  const random = createRandom(20_260_302)
  const { hear } = host()
  const birth = payload(0, BD_SEQ(3), FRIDGE, ROOM, {
    name: 'Water/Total',
    alias: 3,
    type: UINT64,
    value: 7n,
    unit: 'm3',
  })
  const data = payload(1, { alias: 1, value: 4, type: FLOAT }, { alias: 3, value: 9n, type: UINT64, at: NOW })
  const verbs = ['NBIRTH', 'NDATA', 'NDEATH', 'DBIRTH', 'DDATA', 'DDEATH']
  for (let round = 0; round < 6000; round++) {
    const bytes = Uint8Array.from(random.integer(2) ? birth : data)
    for (let n = random.integer(5); n >= 0; n--) bytes[random.integer(bytes.length)] = random.integer(256)
    const cut = random.integer(3) ? bytes : bytes.subarray(0, random.integer(bytes.length))
    const verb = verbs[random.integer(verbs.length)] ?? ''
    check(hear(verb, cut, verb.startsWith('D') ? COLD : {}))
  }
})
