/** Who may connect, speak, listen and be remembered. */
import type { MqttClient } from 'mqtt'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Credential } from '../../core/ports.ts'
import { covers, mayHear, mayPublish, maySubscribe, validFilter, validTopic } from '../../gateway/access.ts'
import { closeOf, connectFrame, messageTo, pause, type Rig, startRig, subscribeFrame } from './rig.ts'

describe('topics', () => {
  const device = {
    id: 'd1',
    publish: ['a/%u', 'b/+/x/#'],
    subscribe: ['a/%u/set', 'c/#'],
  } as unknown as Credential

  test.each([
    ['a/d1', true],
    ['a/d2', false],
    ['a/d1/more', false],
    ['b/any/x', true],
    ['b/any/x/deep/er', true],
    ['b/x', false],
    ['a/+', false],
    ['$SYS/broker', false],
    ['', false],
    ['a/d1\0', false],
    ['a/\ufffd', false],
  ])('publishing on %j: %s', (topic, allowed) => expect(mayPublish(device, topic)).toBe(allowed))

  test.each([
    ['a/d1/set', true],
    ['a/+/set', false],
    ['#', false],
    ['+/#', false],
    ['c/#', true],
    ['c/+/d', true],
    ['c', true],
    ['$SYS/#', false],
    ['c/#/d', false],
    ['c/a+', false],
  ])('subscribing to %j: %s', (filter, allowed) => expect(maySubscribe(device, filter)).toBe(allowed))

  test('a credential for everything does not hear the broker itself', () => {
    const all = { id: 'all', publish: ['#'], subscribe: ['#'] } as unknown as Credential
    expect(mayHear(all, 'any/thing')).toBe(true)
    expect(mayHear(all, '$SYS/1/new/clients')).toBe(false)
    expect(mayPublish(all, '$SYS/1/heartbeat')).toBe(false)
    expect(maySubscribe(all, '$SYS/#')).toBe(false)
  })

  test('a name that is a wildcard opens nothing', () => {
    for (const id of ['+', '#', 'd1/x', '$&'])
      expect(mayPublish({ ...device, id } as Credential, 'a/d1')).toBe(false)
  })

  test('too long, too deep and malformed are refused', () => {
    expect(validTopic('x'.repeat(256))).toBe(true)
    expect(validTopic('x'.repeat(257))).toBe(false)
    expect(validTopic(Array(16).fill('x').join('/'))).toBe(true)
    expect(validTopic(Array(17).fill('x').join('/'))).toBe(false)
    for (const filter of ['a#', '+a', '++', 'a/#/', '#/a']) expect(validFilter(filter)).toBe(false)
    expect(covers('a/+', 'a/#')).toBe(false)
  })
})

describe('the door', () => {
  let rig: Rig
  beforeEach(async () => {
    rig = await startRig()
  })
  afterEach(() => rig.stop())

  const granted = async (client: MqttClient, filter: string) => {
    const [answer] = await client.subscribeAsync(filter).catch(() => [{ qos: 128 }])
    return answer !== undefined && answer.qos < 128
  }

  test('nobody is anonymous', async () => {
    await expect(rig.sign('x', { username: undefined, password: undefined } as never)).rejects.toThrow()
    await expect(rig.sign('valve-1', { password: undefined } as never)).rejects.toThrow()
  })

  test('a subscription is granted only on its own topics', async () => {
    const client = await rig.sign('valve-1')
    expect(await granted(client, 'steward/home/valve-1/set')).toBe(true)
    for (const filter of ['#', '$SYS/#', 'steward/home/other/set', 'steward/+/+/set'])
      expect(await granted(client, filter)).toBe(false)
  })

  test('at most a hundred filters each; the same one again is no other', async () => {
    const client = await rig.sign('hub')
    for (let index = 0; index < 100; index++) await granted(client, `steward/home/${index}`)
    expect(await granted(client, 'steward/home/5')).toBe(true)
    expect(await granted(client, 'steward/home/100')).toBe(false)
    await client.unsubscribeAsync('steward/home/5')
    expect(await granted(client, 'steward/home/100')).toBe(true)
  })

  test('a will on a topic of another is no sign-in; its own will is told when it breaks off', async () => {
    const will = (topic: string) => ({
      will: { topic, payload: Buffer.from('offline'), qos: 0 as const, retain: true },
    })
    await expect(rig.sign('valve-1', will('steward/home/other/status'))).rejects.toThrow()
    await expect(rig.sign('valve-1', will('$SYS/x'))).rejects.toThrow()
    const hub = await rig.sign('hub')
    await hub.subscribeAsync('steward/home/+/status')
    const told = messageTo(hub)
    const valve = await rig.sign('valve-1', will('steward/home/valve-1/status'))
    valve.stream.destroy()
    const { topic, text } = await told
    expect([topic, text]).toEqual(['steward/home/valve-1/status', 'offline'])
  })

  test('a session hears nothing its credential may not, whatever its SUBSCRIBE asked for', async () => {
    const session = connectFrame('valve-1', { clientId: 'v', clean: false })
    const first = await rig.raw()
    first.socket.write(
      Buffer.concat([session, subscribeFrame(['steward/home/valve-1/set', 'steward/home/#'], 1)]),
    )
    await expect.poll(() => first.heard().length).toBe(4 + 6)
    expect([...first.heard().subarray(-2)]).toEqual([1, 128])
    first.socket.destroy()
    const hub = await rig.sign('hub')
    await hub.publishAsync('steward/home/secret', '{"temperature":1}', { qos: 1 })
    await hub.publishAsync('steward/home/valve-1/set', '{"any":1}', { qos: 1 })
    const again = await rig.raw()
    again.socket.write(session)
    await expect.poll(() => again.heard().toString('latin1')).toContain('steward/home/valve-1/set')
    await pause(100)
    expect(again.heard().toString('latin1')).not.toContain('secret')
  })

  test('a client id stays with its credential while it is connected and while its session is kept', async () => {
    const owner = await rig.sign('valve-1', { clientId: 'mine', clean: false })
    await expect(rig.sign('other', { clientId: 'mine' })).rejects.toThrow()
    await owner.endAsync()
    await expect(rig.sign('other', { clientId: 'mine' })).rejects.toThrow()
    const clean = await rig.sign('valve-1', { clientId: 'mine', clean: true })
    await clean.endAsync()
    await pause(50)
    expect((await rig.sign('other', { clientId: 'mine' })).connected).toBe(true)
  })

  test('the same device takes over from itself', async () => {
    const first = await rig.sign('valve-1', { clientId: 'same' })
    const closed = closeOf(first)
    const second = await rig.sign('valve-1', { clientId: 'same' })
    await closed
    expect(second.connected).toBe(true)
    await expect(rig.sign('other', { clientId: 'same' })).rejects.toThrow()
  })

  test.each([
    ['without a keep-alive', { keepaliveS: 0 }],
    ['for a session without a client id', { clientId: '', clean: false }],
    ['with a client id of 129 letters', { clientId: 'x'.repeat(129) }],
  ])('a CONNECT %s is refused and its socket closed', async (_name, words) => {
    const { socket, closed } = await rig.raw()
    socket.write(connectFrame('valve-1', words))
    expect(await Promise.race([closed.then(() => 'closed'), pause(3000)])).toBe('closed')
  })

  test('an empty client id gets one, for as long as it is connected', async () => {
    const { socket, heard } = await rig.raw()
    socket.write(connectFrame('valve-1', { clientId: '' }))
    await expect.poll(heard).toEqual(Buffer.from([0x20, 2, 0, 0]))
  })

  test('who guesses ten times waits, and nobody else does', async () => {
    for (let guess = 0; guess < 10; guess++)
      await expect(rig.sign('valve-1', { password: `guess ${guess}` })).rejects.toThrow()
    await expect(rig.sign('valve-1')).rejects.toThrow()
    expect((await rig.sign('other')).connected).toBe(true)
  })

  test('a credential that is revoked is disconnected at once', async () => {
    const client = await rig.sign('valve-1')
    const other = await rig.sign('other')
    const closed = closeOf(client)
    rig.gateway.disconnect('valve-1')
    await closed
    expect(other.connected).toBe(true)
  })

  test('what was retained is told to who comes later, and an empty one takes it back', async () => {
    const valve = await rig.sign('valve-1')
    await valve.publishAsync('steward/home/valve-1/status', 'online', { qos: 1, retain: true })
    const hub = await rig.sign('hub')
    const told = messageTo(hub)
    await hub.subscribeAsync('steward/home/#')
    const { topic, text, retain } = await told
    expect([topic, text, retain]).toEqual(['steward/home/valve-1/status', 'online', true])
  })
})
