/** The fast lane behaves as the broker behind it would: the same answers in the same order, the same refusals. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Point } from '../../core/contract/point.ts'
import { createDialects } from '../../gateway/codecs/index.ts'
import { Ingest } from '../../gateway/ingest.ts'
import { LANE_FRAME_MAX_BYTES, QUEUE_DROPS_READINGS, QUEUE_MAX_READINGS } from '../../gateway/limits.ts'
import { mosquittoTool } from '../support/mosquitto.ts'
import {
  closeOf,
  connectFrame,
  frame,
  messageTo,
  pause,
  publishFrame,
  type Rig,
  startRig,
  subscribeFrame,
  VALVE,
} from './rig.ts'

const TOPIC = 'steward/home/valve-1'
const CONNACK = Buffer.from([0x20, 2, 0, 0])

let rig: Rig
let held: (() => void)[]
let holding: boolean
beforeEach(async () => {
  held = []
  holding = false
  rig = await startRig({
    sink: {
      notice() {},
      async accept(batch) {
        if (holding) await new Promise<void>(resolve => held.push(resolve))
        rig.stored.push(...batch)
      },
    },
  })
})
afterEach(async () => {
  holding = false
  for (const release of held) release()
  await rig.stop()
})

function values(): number[] {
  return rig.stored.map(({ value }) => value)
}

async function signedIn(user = 'valve-1', options = {}) {
  const raw = await rig.raw()
  raw.socket.write(connectFrame(user, options))
  await expect.poll(() => raw.heard().length).toBe(4)
  return raw
}

function puback(...ids: number[]): Buffer {
  return Buffer.concat(ids.map(id => Buffer.from([0x40, 2, id >> 8, id & 255])))
}

describe('acknowledgements', () => {
  test('come when the reading is durable, and not before', async () => {
    const { socket, heard } = await signedIn()
    holding = true
    socket.write(publishFrame(TOPIC, '{"temperature":1}', 7))
    await expect.poll(() => held.length).toBe(1)
    await pause(50)
    expect(heard()).toEqual(CONNACK)
    held.splice(0).forEach(release => void release())
    await expect.poll(() => heard()).toEqual(Buffer.concat([CONNACK, puback(7)]))
    expect(values()).toEqual([1])
  })

  test('come in the order of the packets, whichever way those went', async () => {
    const hub = await rig.sign('hub')
    await hub.subscribeAsync('steward/home/valve-1/status', { qos: 1 })
    const { socket, heard } = await signedIn()
    const usual = (id: number) => publishFrame(TOPIC, `{"temperature":${id}}`, id)
    const listenedTo = (id: number) => publishFrame(`${TOPIC}/status`, 'online', id)
    const retained = (id: number) => Buffer.concat([Buffer.from([0x33]), usual(id).subarray(1)])
    const rubbish = (id: number) => publishFrame(TOPIC, 'rubbish', id)
    const kinds = [usual, usual, listenedTo, usual, rubbish, retained, usual, rubbish, listenedTo, usual]
    const ids = Array.from({ length: 400 }, (_, n) => n + 1)
    socket.write(Buffer.concat(ids.map(id => (kinds[id % kinds.length] ?? usual)(id))))
    await expect.poll(() => heard().length, { timeout: 5000 }).toBe(4 + 4 * ids.length)
    expect(heard().subarray(4)).toEqual(puback(...ids))
    expect(new Set(values()).size).toBe(ids.filter(id => ![2, 8, 4, 7].includes(id % 10)).length)
  })

  test('a repeat is acknowledged again', async () => {
    const { socket, heard } = await signedIn()
    const packet = publishFrame(TOPIC, '{"temperature":1,"ts":1772409600000}', 9)
    const again = Buffer.concat([Buffer.from([0x3a]), packet.subarray(1)])
    socket.write(Buffer.concat([packet, again]))
    await expect.poll(() => heard()).toEqual(Buffer.concat([CONNACK, puback(9, 9)]))
  })

  test('a store that gives up ends the connection without one', async () => {
    await rig.stop()
    rig = await startRig({ sink: { notice() {}, accept: () => Promise.reject(new Error('full')) } })
    const { socket, heard, closed } = await signedIn()
    socket.write(publishFrame(TOPIC, '{"temperature":1}', 7))
    await closed
    expect(heard()).toEqual(CONNACK)
  }, 20_000)

  test('packets in the first packet with the CONNECT are taken, in order', async () => {
    const { socket, heard } = await rig.raw()
    const ids = Array.from({ length: 100 }, (_, n) => n + 1)
    const packets = ids.map(id => publishFrame(TOPIC, `{"temperature":${id}}`, id))
    socket.write(Buffer.concat([connectFrame('valve-1'), ...packets]))
    await expect.poll(() => heard().length).toBe(4 + 4 * ids.length)
    expect(heard().subarray(4)).toEqual(puback(...ids))
    expect(values()).toEqual(ids)
  })
})

describe('listeners', () => {
  test('hear from the moment they are told so until they end it', async () => {
    const [device, hub] = [await rig.sign('valve-1'), await rig.sign('hub')]
    await device.publishAsync(TOPIC, '{"temperature":1}', { qos: 1 })
    await hub.subscribeAsync('steward/home/+', { qos: 1 })
    const heard = messageTo(hub)
    await device.publishAsync(TOPIC, '{"temperature":2}', { qos: 1 })
    expect(await heard).toMatchObject({ topic: TOPIC, text: '{"temperature":2}' })
    await hub.unsubscribeAsync('steward/home/+')
    await device.publishAsync(TOPIC, '{"temperature":3}', { qos: 1 })
    expect(values()).toEqual([1, 2, 3])
  })

  test('a session that is away gets what it missed', async () => {
    const session = { clean: false, clientId: 'hub-session' }
    const hub = await rig.sign('hub', session)
    await hub.subscribeAsync(TOPIC, { qos: 1 })
    await hub.endAsync()
    const device = await rig.sign('valve-1')
    await device.publishAsync(TOPIC, '{"temperature":4}', { qos: 1 })
    const back = await rig.raw()
    back.socket.write(connectFrame('hub', { clean: false, clientId: 'hub-session' }))
    await expect.poll(() => back.heard().includes('{"temperature":4}')).toBe(true)
  })

  test('whose session ended are not waited for', async () => {
    const hub = await rig.sign('hub', { clean: false, clientId: 'hub-session' })
    await hub.subscribeAsync(TOPIC, { qos: 1 })
    await hub.endAsync()
    await (await rig.sign('hub', { clean: true, clientId: 'hub-session' })).endAsync()
    const device = await rig.sign('valve-1')
    await device.publishAsync(TOPIC, '{"temperature":5}', { qos: 1 })
    expect(values()).toEqual([5])
  })

  test('a retained message is kept for who comes later', async () => {
    const device = await rig.sign('valve-1')
    await device.publishAsync(TOPIC, '{"temperature":6}', { qos: 1, retain: true })
    const hub = await rig.sign('hub')
    const heard = messageTo(hub)
    await hub.subscribeAsync(TOPIC)
    expect(await heard).toMatchObject({ text: '{"temperature":6}', retain: true })
  })
})

describe("what is not in order is the broker's", () => {
  test.each([
    ["another's topic", publishFrame('steward/home/other', '{"temperature":1}', 1)],
    ['a topic with a wildcard', publishFrame('steward/home/+', '{"temperature":1}', 1)],
    ['no topic', publishFrame('', '{"temperature":1}', 1)],
    ['QoS 3', frame(0x36, publishFrame(TOPIC, '{"temperature":1}', 1).subarray(2))],
    ['a topic longer than its packet', frame(0x32, Buffer.from([0, 200, 0x61]))],
    ['no room for the message id', frame(0x32, Buffer.from([0, 1, 0x61, 0]))],
    ['an empty body', frame(0x32, Buffer.alloc(0))],
  ])('%s', async (_, packet) => {
    const { socket, heard, closed } = await signedIn()
    socket.write(packet)
    await closed
    expect(heard()).toEqual(CONNACK)
    expect(values()).toEqual([])
  })

  test('QoS 2 is taken once', async () => {
    const device = await rig.sign('valve-1')
    await device.publishAsync(TOPIC, '{"temperature":1}', { qos: 2 })
    expect(values()).toEqual([1])
  })

  test('a large packet is taken whole, in its turn', async () => {
    const { socket, heard } = await signedIn()
    const filler = ' '.repeat(LANE_FRAME_MAX_BYTES)
    const large = publishFrame(TOPIC, `{"temperature":2${filler}}`, 2)
    socket.write(Buffer.concat([publishFrame(TOPIC, '{"temperature":1}', 1), large.subarray(0, 1000)]))
    await pause(20)
    socket.write(Buffer.concat([large.subarray(1000), publishFrame(TOPIC, '{"temperature":3}', 3)]))
    await expect.poll(() => heard()).toEqual(Buffer.concat([CONNACK, puback(1, 2, 3)]))
    expect(values()).toEqual([1, 2, 3])
  })
})

test('who publishes is alive, who does not is not', async () => {
  const busy = await signedIn('valve-1', { keepaliveS: 1 })
  const silent = await signedIn('other', { keepaliveS: 1 })
  let ended = false
  busy.closed.then(() => {
    ended = true
  })
  const publishing = setInterval(() => busy.socket.write(publishFrame(TOPIC, '{"temperature":1}')), 200)
  await silent.closed
  await pause(1500)
  clearInterval(publishing)
  expect(ended).toBe(false)
  await busy.closed
}, 15_000)

test('a credential that is revoked ends at once', async () => {
  const device = await rig.sign('valve-1')
  await device.publishAsync(TOPIC, '{"temperature":1}', { qos: 1 })
  const closed = closeOf(device)
  rig.gateway.disconnect('valve-1')
  await closed
})

test("Mosquitto's publisher sends a thousand lines with QoS 1 and 2", async () => {
  const login = ['-h', '127.0.0.1', '-p', String(rig.port), '-u', 'valve-1', '-P', 'secret of valve-1']
  const lines = Array.from(
    { length: 1000 },
    (_, n) => `{"temperature":${n % 100},"ts":${1_772_409_600_000 + n}}`,
  )
  for (const qos of ['1', '2']) {
    const said = await mosquittoTool(
      'mosquitto_pub',
      [...login, '-q', qos, '-t', TOPIC, '-l'],
      lines.join('\n'),
    )
    expect(said).toEqual({ code: 0, output: '' })
  }
  expect(values().length).toBe(2000)
}, 20_000)

test('a subscription in the same packet as a publish is in force for it', async () => {
  const { socket, heard } = await signedIn('hub')
  socket.write(
    Buffer.concat([subscribeFrame(['steward/home/valve-1']), publishFrame(TOPIC, '{"temperature":8}')]),
  )
  await expect.poll(() => heard().includes('{"temperature":8}')).toBe(true)
})

describe('a store that takes nothing', () => {
  const FLOOD = Buffer.concat(
    Array.from({ length: 1000 }, (_, n) => publishFrame(TOPIC, `{"temperature":${n % 100}}`)),
  )

  test('slows the senders down: what is not read waits at their end, and nothing is lost', async () => {
    holding = true
    const senders = await Promise.all(['a', 'b', 'c', 'd'].map(n => signedIn('valve-1', { clientId: n })))
    for (const { socket } of senders) for (let part = 0; part < 40; part++) socket.write(FLOOD)
    await expect
      .poll(() => rig.gateway.status().queueDepth, { timeout: 5000 })
      .toBeGreaterThan(QUEUE_MAX_READINGS)
    await pause(500)
    // One chunk of every socket may have been read already.
    expect(rig.gateway.status().queueDepth).toBeLessThan(QUEUE_MAX_READINGS + 20_000)
    holding = false
    held.splice(0).forEach(release => void release())
    await expect.poll(() => rig.stored.length, { timeout: 15_000 }).toBe(160_000)
    expect(rig.rejected.filter(code => code === 'queue.full')).toEqual([])
  }, 30_000)

  test('what cannot be slowed down is dropped and counted: every packet is either stored or told of', () => {
    const dropped: string[] = []
    const ingest = new Ingest({
      clock: { now: () => 0, monotonic: () => 0 },
      directory: {
        resolve: () => ({ device: VALVE, points: [{ id: 1 } as Point] }),
        heard() {},
        byAddress: () => VALVE,
        byId: () => VALVE,
      },
      dialects: createDialects(),
      ask() {},
      sink: { notice() {}, accept: () => new Promise(() => {}) },
      rejections: { reject: ({ code }) => void dropped.push(code) },
    })
    const packet = { topic: TOPIC, payload: Buffer.from('{"temperature":1}'), retained: false, receivedAt: 0 }
    for (let n = 0; n < QUEUE_DROPS_READINGS + 100; n++) ingest.receive(packet, 'a', null, 0)
    expect(ingest.status()).toMatchObject({
      queueDepth: QUEUE_DROPS_READINGS,
      rejections: { 'queue.full': 100 },
    })
    expect(dropped).toHaveLength(100)
  })
})
