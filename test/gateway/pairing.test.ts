/** Pairing: what a client without a credential may do for some minutes, and what it never may. */
import { afterEach, expect, test } from 'vitest'
import type { Device } from '../../core/contract/device.ts'
import type { Point } from '../../core/contract/point.ts'
import {
  PAIRING_BURST,
  PAIRING_CLIENTS_MAX,
  PAIRING_DEVICES_MAX,
  PAIRING_PER_S,
} from '../../gateway/limits.ts'
import { Pairing } from '../../gateway/pairing.ts'
import { mosquittoTool } from '../support/mosquitto.ts'
import { closeOf, messageTo, pause, publishFrame, type Rig, startRig } from './rig.ts'

let rig: Rig
let shiftMs = 0
afterEach(async () => {
  await rig?.stop()
  shiftMs = 0
})

const ORDER = { prefix: 'steward/home', minutes: 5, by: 'anna' }
const NOBODY = { username: undefined, password: undefined } as never
/** `valve-1` has been adopted, everything else is new. */
const directory = {
  resolve: (_codec: string, { device, values }: { device: string; values: readonly unknown[] }) => ({
    device: deviceAt(device),
    points: values.map((_, index) => ({ id: index + 1 }) as Point),
  }),
  heard() {},
  byAddress: (_codec: string, address: string) => deviceAt(address),
  byId: () => undefined,
}
const deviceAt = (address: string) =>
  ({ id: address, status: address === 'home/valve-1' ? 'active' : 'inbox' }) as Device

async function start(): Promise<void> {
  rig = await startRig({
    parts: {
      directory,
      clock: { now: () => Date.now(), monotonic: () => performance.now() + shiftMs },
    },
  })
}

const anonymously = (topic: string, message: string, ...more: string[]) =>
  mosquittoTool('mosquitto_pub', [
    ...['-h', '127.0.0.1', '-p', String(rig.port), '-q', '1', '-t', topic, '-m', message, ...more],
  ])

test('nobody is anonymous before it is opened, and after it is closed', async () => {
  await start()
  const topic = 'steward/home/new-1'
  expect((await anonymously(topic, '{"temperature":1}')).code).not.toBe(0)
  rig.gateway.pairing.open(ORDER)
  expect(await anonymously(topic, '{"temperature":2}')).toEqual({ code: 0, output: '' })
  rig.gateway.pairing.close()
  expect((await anonymously(topic, '{"temperature":3}')).code).not.toBe(0)
  expect(rig.stored.map(({ value }) => value)).toEqual([2])
  expect(rig.gateway.pairing.status()).toBeNull()
})

test('a wrong password is no way in', async () => {
  await start()
  rig.gateway.pairing.open(ORDER)
  await expect(rig.sign('valve-1', { password: 'guess' } as never)).rejects.toThrow()
})

test('closing sends away who is connected', async () => {
  await start()
  rig.gateway.pairing.open(ORDER)
  const stranger = await rig.sign('', NOBODY)
  expect(rig.gateway.clients()).toMatchObject([{ credentialId: null }])
  expect(rig.gateway.pairing.status()).toMatchObject({ clients: 1, by: 'anna', prefix: 'steward/home' })
  const closed = closeOf(stranger)
  rig.gateway.pairing.close()
  await closed
})

test('it ends by itself, and whoever is connected goes', async () => {
  await start()
  rig.gateway.pairing.open(ORDER)
  const closed = closeOf(await rig.sign('', NOBODY))
  shiftMs = 5 * 60_000
  await closed
  expect(rig.gateway.pairing.status()).toBeNull()
  await expect(rig.sign('', NOBODY)).rejects.toThrow()
})

test('publishing elsewhere gives nothing and is counted, and does not cut the device off', async () => {
  await start()
  rig.gateway.pairing.open({ ...ORDER, prefix: 'steward/home/new' })
  const stranger = await rig.sign('', NOBODY)
  await stranger.publishAsync('steward/home/other', '{"temperature":1}', { qos: 1 })
  await stranger.publishAsync('steward/home/newer', '{"temperature":1}', { qos: 1 })
  expect(rig.stored).toEqual([])
  expect(rig.rejected).toEqual(['topic.forbidden', 'topic.forbidden'])
  expect(rig.gateway.pairing.status()).toMatchObject({ packets: 0, refused: 2 })
  expect(stranger.connected).toBe(true)
})

test('it hears nothing', async () => {
  await start()
  rig.gateway.pairing.open(ORDER)
  const stranger = await rig.sign('', NOBODY)
  for (const filter of ['steward/home/#', '#', 'steward/home/new/set']) {
    const [answer] = await stranger.subscribeAsync(filter).catch(() => [{ qos: 128 }])
    expect(answer?.qos).toBe(128)
  }
})

test('nobody hears it: no order goes out by it, now, retained, or as a will', async () => {
  await start()
  rig.gateway.pairing.open(ORDER)
  const hub = await rig.sign('hub')
  await hub.subscribeAsync('steward/home/#')
  const heard: string[] = []
  hub.on('message', topic => void heard.push(topic))
  const will = {
    topic: 'steward/home/valve-1/set',
    payload: Buffer.from('{"valve_open":true}'),
    qos: 1 as const,
    retain: true,
  }
  const stranger = await rig.sign('', { ...(NOBODY as object), will })
  await stranger.publishAsync('steward/home/valve-1/set', '{"valve_open":true}', { qos: 1, retain: true })
  await stranger.publishAsync('steward/home/valve-1/set', '{"valve_open":true}', { qos: 0 })
  await stranger.publishAsync('steward/home/new', '{"temperature":1}', { qos: 2 })
  stranger.stream.destroy()
  await expect.poll(() => rig.gateway.pairing.status()?.clients).toBe(0)
  const own = messageTo(hub)
  await hub.publishAsync('steward/home/proof', '{"temperature":4}', { qos: 1 })
  expect((await own).topic).toBe('steward/home/proof')
  const late = await rig.sign('hub', { clientId: 'late' })
  late.on('message', topic => void heard.push(topic))
  await late.subscribeAsync('steward/home/#')
  await pause(100)
  expect(heard).toEqual(['steward/home/proof'])
})

test('it does not speak for a device that has been adopted', async () => {
  await start()
  rig.gateway.pairing.open(ORDER)
  expect(await anonymously('steward/home/valve-1', '{"temperature":99}')).toMatchObject({ code: 0 })
  expect(await anonymously('steward/home/valve-9', '{"temperature":5}')).toMatchObject({ code: 0 })
  expect(rig.stored.map(({ value }) => value)).toEqual([5])
  expect(rig.rejected).toEqual(['topic.forbidden'])
})

test('strangers do not fill the inbox for the others', async () => {
  let made = 0
  rig = await startRig({
    parts: {
      directory: {
        ...directory,
        byAddress: () => undefined,
        resolve: (codec, decoded) => {
          made += 1
          return directory.resolve(codec, decoded)
        },
      },
    },
  })
  rig.gateway.pairing.open(ORDER)
  const stranger = await rig.sign('', NOBODY)
  for (let index = 0; index <= PAIRING_DEVICES_MAX + 5; index++)
    stranger.publish(`steward/home/new-${index}`, '{"temperature":1}', { qos: 0 })
  await expect.poll(() => rig.rejected.length).toBeGreaterThanOrEqual(5)
  expect(made).toBeLessThanOrEqual(PAIRING_DEVICES_MAX + 1)
})

test('a session of a stranger is not kept: its device may come back with a credential', async () => {
  await start()
  rig.gateway.pairing.open(ORDER)
  const stranger = await rig.sign('', { ...(NOBODY as object), clientId: 'dev-1', clean: false })
  await stranger.endAsync()
  await expect.poll(() => rig.gateway.clients()).toEqual([])
  expect((await rig.sign('valve-1', { clientId: 'dev-1' })).connected).toBe(true)
})

test('a loud stranger is read later, and others are not', async () => {
  await start()
  rig.gateway.pairing.open(ORDER)
  const stranger = await rig.sign('', NOBODY)
  const many = Array.from({ length: 20_000 }, () => publishFrame('steward/home/new', '{"temperature":1}'))
  stranger.stream.write(Buffer.concat(many))
  await expect.poll(() => rig.stored.length).toBeGreaterThan(0)
  const other = await rig.sign('hub')
  await other.publishAsync('steward/home/x', '{"temperature":2}', { qos: 1 })
  await pause(300)
  expect(rig.stored.length).toBeLessThan(19_000)
  // And no second one beside it.
  await expect(rig.sign('', NOBODY)).rejects.toThrow()
})

test('rate and number of strangers are those of all together', () => {
  let now = 0
  const pairing = new Pairing({ now: () => now, monotonic: () => now })
  pairing.open(ORDER)
  expect(pairing.allows(PAIRING_BURST)).toBe(true)
  expect(pairing.allows(PAIRING_PER_S)).toBe(false)
  now = 2000
  expect(pairing.allows(1)).toBe(true)
  expect(pairing.visitor(PAIRING_CLIENTS_MAX - 1)).toBeDefined()
  expect(pairing.visitor(PAIRING_CLIENTS_MAX)).toBeUndefined()
  now = 5 * 60_000 - 1
  expect(pairing.status(3)).toMatchObject({ clients: 3, closesAt: 5 * 60_000 })
  now += 1
  expect(pairing.status(3)).toBeNull()
  expect(pairing.visitor(0)).toBeUndefined()
})
