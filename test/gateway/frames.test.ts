/** However a stream is cut into chunks, the same frames come out in the same order. */
import { expect, test } from 'vitest'
import { Frames } from '../../gateway/frames.ts'
import { FIRST_FRAME_MAX_BYTES, FRAME_MAX_BYTES, LANE_FRAME_MAX_BYTES } from '../../gateway/limits.ts'
import { createRandom } from '../support/random.ts'
import { connectFrame, frame, publishFrame, subscribeFrame } from './rig.ts'

const SEED = Number(process.env.SEED ?? 20_260_309)

/** What came out, joined as a stream again, and which of it was seen as whole frames. */
function through(chunks: readonly Buffer[], takes: (topic: string) => boolean = () => true) {
  const all: Buffer[] = []
  const taken: string[] = []
  const frames = new Frames({
    publish(flags, bytes, start, end) {
      const topic = bytes.toString('utf8', start + 2, start + 2 + bytes.readUInt16BE(start))
      if (!takes(topic)) return false
      taken.push(topic)
      all.push(frame(0x30 | flags, Buffer.from(bytes.subarray(start, end))))
      return true
    },
    left() {},
    rest: bytes => void all.push(Buffer.from(bytes)),
  })
  const faults = chunks.map(chunk => frames.take(chunk)).filter(fault => fault !== undefined)
  return { stream: Buffer.concat(all), taken, faults, publishes: frames.publishes }
}

function cut(stream: Buffer, at: readonly number[]): Buffer[] {
  const edges = [0, ...at, stream.length]
  return edges.slice(1).map((edge, n) => stream.subarray(edges[n], edge))
}

const STREAM = Buffer.concat([
  connectFrame('a'),
  publishFrame('t/1', '{"temperature":1}', 1),
  subscribeFrame(['x']),
  publishFrame('t/2', 'x'.repeat(200)),
  publishFrame('other', '2', 2),
  publishFrame('t/3', '', 3),
  frame(0xc0, Buffer.alloc(0)),
  publishFrame('t/4', '4'),
])
const TAKEN = ['t/1', 't/2', 't/3', 't/4']
const takes = (topic: string) => topic !== 'other'

test('cut anywhere in two, and into single bytes', () => {
  for (let at = 0; at <= STREAM.length; at++) {
    const { stream, taken, faults, publishes } = through(cut(STREAM, [at]), takes)
    expect([taken, faults, publishes], `cut at ${at}`).toEqual([TAKEN, [], 5])
    expect(stream.equals(STREAM), `cut at ${at}`).toBe(true)
  }
  const single = through(
    [...STREAM].map(byte => Buffer.from([byte])),
    takes,
  )
  expect(single.taken).toEqual(TAKEN)
  expect(single.stream.equals(STREAM)).toBe(true)
})

test(`random streams in random pieces (seed ${SEED})`, () => {
  const random = createRandom(SEED)
  for (let round = 0; round < 300; round++) {
    const packets = [connectFrame('a')]
    for (let n = 0; n < 30; n++) {
      const size =
        [0, 10, 100, LANE_FRAME_MAX_BYTES - 20, LANE_FRAME_MAX_BYTES + 1, 20_000][random.integer(6)] ?? 0
      packets.push(
        random.integer(4) === 0 ? frame(0xc0, Buffer.alloc(0)) : publishFrame(`t/${n}`, 'y'.repeat(size)),
      )
    }
    const stream = Buffer.concat(packets)
    const at = Array.from({ length: random.integer(40) }, () => random.integer(stream.length)).sort(
      (a, b) => a - b,
    )
    const out = through(cut(stream, at))
    expect(out.faults).toEqual([])
    expect(out.stream.equals(stream)).toBe(true)
  }
})

test('a large publish in pieces is passed on as it comes', () => {
  const large = publishFrame('t', 'z'.repeat(LANE_FRAME_MAX_BYTES))
  const { taken, stream } = through([connectFrame('a'), ...cut(large, [100])])
  expect(taken).toEqual([])
  expect(stream.subarray(-large.length).equals(large)).toBe(true)
})

test.each([
  ['a first packet that is no CONNECT', [publishFrame('t', '1')], 'the first packet is no CONNECT'],
  ['a CONNECT that is too large', [frame(0x10, Buffer.alloc(FIRST_FRAME_MAX_BYTES + 1))], 'frame too large'],
  [
    'a length of five bytes',
    [Buffer.from([0x10, 0xff, 0xff, 0xff, 0xff, 0x01])],
    'malformed remaining length',
  ],
  [
    'a later packet that says it is too large, before it has come',
    [connectFrame('a'), frame(0x30, Buffer.alloc(FRAME_MAX_BYTES + 1)).subarray(0, 5)],
    'frame too large',
  ],
])('%s is told', (_, chunks, fault) => {
  expect(through(chunks).faults).toEqual([fault])
  expect(through(chunks.flatMap(chunk => [...chunk].map(byte => Buffer.from([byte])))).faults[0]).toBe(fault)
})

test('what came before a fault is passed on', () => {
  const good = Buffer.concat([connectFrame('a'), publishFrame('t', '1')])
  const { taken, stream } = through([Buffer.concat([good, Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff])])])
  expect(taken).toEqual(['t'])
  expect(stream.equals(good)).toBe(true)
})
