/** What clients do to a broker by accident or on purpose, on real sockets, beside a canary that must lose nothing. */
import type { MqttClient } from 'mqtt'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { FRAME_MAX_BYTES } from '../../gateway/limits.ts'
import { createRandom, type Random } from '../support/random.ts'
import {
  closeOf,
  connectFrame,
  frame,
  pause,
  publishFrame,
  type Rig,
  startRig,
  subscribeFrame,
} from './rig.ts'

const CONNACK_OK = Buffer.from([0x20, 2, 0, 0])

let rig: Rig
beforeEach(async () => {
  rig = await startRig()
})
afterEach(() => rig.stop())

const publish = (client: MqttClient, name: string, value: number) =>
  client.publishAsync(`steward/home/${name}`, `{"temperature":${value}}`, { qos: 1 })

test('thousands of malformed packets end nobody but their sender; the canary loses nothing', async () => {
  const canary = await rig.sign('canary')
  const random = createRandom(7)
  let sent = 0
  for (let round = 0; round < 300; round++) {
    const { socket, closed } = await rig.raw()
    if (round % 4 !== 0) socket.write(connectFrame('valve-1', { clientId: `fuzz-${round}` }))
    for (let packet = 0; packet < 12; packet++) socket.write(mutated(random))
    if (round % 3 === 0) await publish(canary, 'canary', sent++)
    socket.end()
    await Promise.race([closed, pause(100)])
    socket.destroy()
  }
  expect(canary.connected).toBe(true)
  const heard = rig.stored.filter(({ value }) => Number.isInteger(value)).map(({ value }) => value)
  expect(heard).toEqual(expect.arrayContaining(Array.from({ length: sent }, (_, index) => index)))
})

/** A sound packet with a few bytes that are not. */
function mutated(random: Random): Buffer {
  const kinds = [
    publishFrame('steward/home/valve-1', '{"temperature":1.5}', 1 + random.integer(60_000)),
    subscribeFrame(['steward/home/valve-1/set'], 1),
    frame(0x62, Buffer.from([0, 1])),
    frame(0xc0, Buffer.alloc(0)),
    connectFrame('valve-1'),
  ]
  const packet = Buffer.from(kinds[random.integer(kinds.length)] as Buffer)
  for (let faults = 1 + random.integer(4); faults > 0; faults--)
    packet[random.integer(packet.length)] = random.integer(256)
  return random.next() < 0.2 ? packet.subarray(0, random.integer(packet.length)) : packet
}

test.each([
  ['larger than 4 KB before its CONNECT', Buffer.from([0x10, 0x81, 0x20])],
  ['of five length bytes', Buffer.from([0x10, 0x80, 0x80, 0x80, 0x80, 1])],
  ['that is no CONNECT, first', publishFrame('steward/home/valve-1', '{}')],
])('a frame %s closes the connection', async (_name, bytes) => {
  const { socket, closed } = await rig.raw()
  socket.write(bytes)
  await closed
})

test('a frame larger than the limit after its CONNECT closes the connection before its body comes', async () => {
  const { socket, heard, closed } = await rig.raw()
  socket.write(connectFrame('valve-1'))
  await expect.poll(heard).toEqual(CONNACK_OK)
  // One byte more, declared in the header alone.
  socket.write(frame(0x30, Buffer.alloc(FRAME_MAX_BYTES + 1)).subarray(0, 4))
  await closed
})

test('sockets that say nothing are closed within 15 s, and another is served meanwhile', async () => {
  const silent = await Promise.all(Array.from({ length: 100 }, () => rig.raw()))
  const client = await rig.sign('valve-1')
  await publish(client, 'valve-1', 4)
  const all = Promise.all(silent.map(({ closed }) => closed)).then(() => 'closed')
  expect(await Promise.race([all, pause(15_000)])).toBe('closed')
}, 20_000)

test('a CONNECT and many publishes in one write are all acknowledged', async () => {
  const { socket, heard } = await rig.raw()
  const publishes = Array.from({ length: 200 }, (_, index) =>
    publishFrame('steward/home/valve-1', `{"temperature":${index}}`, index + 1),
  )
  socket.write(Buffer.concat([connectFrame('valve-1'), ...publishes]))
  await expect.poll(() => heard().length, { timeout: 5000 }).toBe(CONNACK_OK.length + 200 * 4)
  expect(rig.stored).toHaveLength(200)
})

test('one who does not read delays nobody, and is dropped', async () => {
  const { socket, heard, closed } = await rig.raw()
  socket.write(
    Buffer.concat([connectFrame('hub', { clientId: 'frozen' }), subscribeFrame(['steward/home/#'])]),
  )
  await expect.poll(() => heard().length).toBeGreaterThan(CONNACK_OK.length)
  socket.pause()
  const reader = await rig.sign('hub', { clientId: 'reader' })
  await reader.subscribeAsync('steward/home/#')
  let seen = 0
  let worstMs = 0
  reader.on('message', (_topic, payload) => {
    seen += 1
    worstMs = Math.max(worstMs, Date.now() - Number(payload.toString().slice(0, 13)))
  })
  const speaker = await rig.sign('hub', { clientId: 'speaker' })
  const filling = 'x'.repeat(20_000)
  let sent = 0
  const until = Date.now() + 3000
  while (Date.now() < until) {
    for (let packet = 0; packet < 20; packet++)
      await speaker.publishAsync('steward/home/noise', `${Date.now()}${filling}`, { qos: 0 })
    sent += 20
    await pause(10)
  }
  await expect.poll(() => seen, { timeout: 3000 }).toBe(sent)
  expect(worstMs).toBeLessThan(2000)
  socket.resume()
  expect(await Promise.race([closed.then(() => 'dropped'), pause(2000)])).toBe('dropped')
}, 15_000)

test('a hook that fails ends a connection at most, never the process', async () => {
  await rig.stop()
  const credentials = {
    verify: (id: string) => {
      if (id === 'broken') throw new Error('the book cannot be read')
      return { id, publish: ['#'], subscribe: ['#'], secretHash: '', createdAt: 0, disabled: false }
    },
  }
  const directory = {
    resolve: () => {
      throw new Error('the directory cannot be read')
    },
  }
  rig = await startRig({ parts: { credentials, directory: directory as never } })
  await expect(rig.sign('broken')).rejects.toThrow()
  const client = await rig.sign('valve-1')
  client.publish('steward/home/valve-1', '{"temperature":1}', { qos: 1 }, () => {})
  await closeOf(client)
  expect((await rig.sign('valve-1')).connected).toBe(true)
})
