/** Each limit is reached, seen and counted. */
import { Duplex } from 'node:stream'
import { describe, expect, test, vi } from 'vitest'
import { ClientIds } from '../../gateway/client-ids.ts'
import * as limits from '../../gateway/limits.ts'
import { limitPersistence, type Persistence } from '../../gateway/sessions.ts'
import { SignIn } from '../../gateway/sign-in.ts'
import { TokenBucket } from '../../gateway/token-bucket.ts'
import { Wire } from '../../gateway/wire.ts'
import { mosquittoTool } from '../support/mosquitto.ts'
import { connectFrame, credentialOf, publishFrame, type Rig, startRig } from './rig.ts'

describe('client ids', () => {
  const begin = () => {
    const forgotten: string[] = []
    const time = { now: 0 }
    return {
      ids: new ClientIds(
        () => time.now,
        id => forgotten.push(id),
      ),
      forgotten,
      time,
    }
  }

  test('a session keeps its id for a day after its client left, and no longer', () => {
    const { ids, forgotten, time } = begin()
    expect(ids.claim('a', 'owner', false)).toBe(true)
    time.now = 10 * limits.SESSION_EXPIRES_MS
    ids.expire()
    expect(ids.claim('a', 'other', true)).toBe(false)
    ids.release('a')
    time.now += limits.SESSION_EXPIRES_MS - 1
    ids.expire()
    expect(ids.claim('a', 'other', true)).toBe(false)
    time.now += 1
    ids.expire()
    expect(forgotten).toEqual(['a'])
    expect(ids.claim('a', 'other', true)).toBe(true)
  })

  test('one credential keeps ten sessions; the one longest away makes room, a connected one never', () => {
    const { ids, forgotten } = begin()
    for (let index = 0; index <= limits.SESSIONS_PER_CREDENTIAL_MAX; index++) {
      ids.claim(`s${index}`, 'owner', false)
      if (index > 0) ids.release(`s${index}`)
    }
    expect(forgotten).toEqual(['s1'])
  })

  test('taking over from itself leaves the id owned when the older connection ends', () => {
    const { ids } = begin()
    ids.claim('a', 'owner', true)
    ids.claim('a', 'owner', true)
    ids.release('a')
    expect(ids.claim('a', 'other', true)).toBe(false)
    ids.release('a')
    expect(ids.claim('a', 'other', true)).toBe(true)
  })
})

describe('what is kept for others', () => {
  const begin = () => {
    const kept = { retained: 0, queued: [] as object[], subscriptions: [] as string[] }
    const persistence: Persistence = {
      storeRetained: async () => void kept.retained++,
      addSubscriptions: async (_, some) => void kept.subscriptions.push(...some.map(({ topic }) => topic)),
      outgoingEnqueue: async () => {},
      outgoingEnqueueCombi: async (some, packet) => void kept.queued.push(...some.map(() => packet)),
      outgoingClearMessageId: async () => kept.queued.shift() as never,
      outgoingStream: () => Duplex.from([...kept.queued]),
      cleanSubscriptions: async () => {},
      cleanIncoming: async () => {},
    }
    const onFull = vi.fn()
    const forget = limitPersistence(persistence, { mayKeep: (_, filter) => filter !== '#', onFull })
    return { persistence, kept, onFull, forget }
  }
  const packet = (topic: string, words = 'x') => ({ topic, payload: Buffer.from(words) })

  test('retained topics have a number, a known one may change, an empty one makes room', async () => {
    const { persistence, kept, onFull } = begin()
    for (let index = 0; index < limits.RETAINED_MAX_TOPICS; index++)
      await persistence.storeRetained(packet(`t${index}`))
    await persistence.storeRetained(packet('t0', 'y'))
    expect(onFull).not.toHaveBeenCalled()
    await persistence.storeRetained(packet('one more'))
    expect(onFull).toHaveBeenCalledWith('one more')
    expect(kept.retained).toBe(limits.RETAINED_MAX_TOPICS + 1)
    await persistence.storeRetained(packet('t0', ''))
    await persistence.storeRetained(packet('one more'))
    expect(onFull).toHaveBeenCalledTimes(1)
  })

  test('and so have their bytes, kept for all and for one session', async () => {
    const { persistence, kept, onFull, forget } = begin()
    const large = (topic: string) => packet(topic, 'x'.repeat(1024 * 1024))
    for (let n = 0; n * 1024 * 1024 < limits.RETAINED_MAX_BYTES; n++)
      await persistence.storeRetained(large(`t${n}`))
    expect(onFull).not.toHaveBeenCalled()
    await persistence.storeRetained(packet('a byte more'))
    expect(onFull).toHaveBeenCalledTimes(1)
    await persistence.storeRetained(packet('t0', 'small now'))
    await persistence.storeRetained(packet('a byte more'))
    expect(onFull).toHaveBeenCalledTimes(1)
    for (let n = 0; n * 1024 * 1024 <= limits.OFFLINE_MAX_BYTES; n++)
      await persistence.outgoingEnqueueCombi([{ clientId: 'away' }], large(`t${n}`))
    expect(onFull).toHaveBeenCalledTimes(2)
    await persistence.outgoingClearMessageId({ id: 'away' }, {})
    await persistence.outgoingEnqueueCombi([{ clientId: 'away' }], large('again'))
    expect(onFull).toHaveBeenCalledTimes(2)
    await forget('away')
    expect(kept.queued).toEqual([])
  })

  test('a session that is away has a number of packets; what it takes makes room; forgotten, it is empty', async () => {
    const { persistence, kept, onFull, forget } = begin()
    const away = [{ clientId: 'away' }]
    for (let index = 0; index <= limits.OFFLINE_MAX_PACKETS; index++)
      await persistence.outgoingEnqueueCombi(away, packet(`t${index}`))
    expect(kept.queued).toHaveLength(limits.OFFLINE_MAX_PACKETS)
    expect(onFull).toHaveBeenCalledTimes(1)
    await persistence.outgoingClearMessageId({ id: 'away' }, {})
    await persistence.outgoingEnqueueCombi(away, packet('again'))
    expect(onFull).toHaveBeenCalledTimes(1)
    await forget('away')
    expect(kept.queued).toEqual([])
  })

  test('a filter that was refused is not kept', async () => {
    const { persistence, kept } = begin()
    await persistence.addSubscriptions({ id: 'a' }, [{ topic: 'own' }, { topic: '#' }])
    expect(kept.subscriptions).toEqual(['own'])
  })
})

test('guesses from one address lock nobody out elsewhere, and for a minute only', () => {
  let now = 0
  const book = { verify: (id: string, secret: string) => (secret === 'right' ? credentialOf(id) : undefined) }
  const door = new SignIn(book, () => now)
  const right = Buffer.from('right')
  const from = (address: string) => ({ address, certified: null })
  for (let guess = 0; guess < limits.SIGN_IN_TRIES_MAX; guess++)
    door.verify(from('1.1.1.1'), 'a', Buffer.from('no'))
  expect(door.verify(from('1.1.1.1'), 'a', right)).toBeUndefined()
  expect(door.verify(from('2.2.2.2'), 'a', right)).toBeDefined()
  expect(door.verify(from('1.1.1.1'), 'b', right)).toBeDefined()
  now = limits.SIGN_IN_WINDOW_MS
  expect(door.verify(from('1.1.1.1'), 'a', right)).toBeDefined()
})

test('a rate lets a burst through, then works off its debt', () => {
  const bucket = new TokenBucket(100, 10, 0)
  expect(bucket.take(10, 0)).toBe(true)
  expect(bucket.take(50, 0)).toBe(false)
  expect(bucket.take(0, 499)).toBe(false)
  expect(bucket.take(0, 501)).toBe(true)
  expect(bucket.take(11, 1_000_000)).toBe(false)
})

describe('a wire', () => {
  const begin = (hold: (publishes: number) => boolean) => {
    let now = 0
    const stuck = new Duplex({ read() {}, write() {} })
    const wire = new Wire(
      stuck,
      { address: '', secure: false, certified: null },
      { hold, monotonic: () => now },
      { publish: () => false, left() {}, rested() {} },
    )
    return { stuck, wire, pass: (ms: number) => (now += ms) }
  }

  test('that takes nothing for ten seconds, or owes a megabyte, is frozen', () => {
    const { wire, pass } = begin(() => false)
    expect(wire.frozen(10_000)).toBe(false)
    wire.write('x')
    pass(9999)
    expect(wire.frozen(10_000)).toBe(false)
    pass(1)
    expect(wire.frozen(10_000)).toBe(true)
    const { wire: other } = begin(() => false)
    for (let chunk = 0; chunk < 17; chunk++) expect(other.write(Buffer.alloc(65_536))).toBe(true)
    expect(other.frozen(10_000)).toBe(true)
    wire.destroy()
    other.destroy()
  })

  test('that is held reads nothing more until it is let go', async () => {
    let held = true
    const counted: number[] = []
    const { stuck, wire } = begin(publishes => {
      counted.push(publishes)
      return held
    })
    wire.on('data', () => {})
    stuck.push(Buffer.concat([connectFrame('a'), publishFrame('t', '1'), publishFrame('t', '2')]))
    await expect.poll(() => counted[0]).toBe(2)
    expect(stuck.isPaused()).toBe(true)
    held = false
    await expect.poll(() => stuck.isPaused()).toBe(false)
    wire.destroy()
  })
})

describe('on the broker', () => {
  let rig: Rig

  test('a flooder is read later and counted once; another is served meanwhile', async () => {
    rig = await startRig()
    const { socket, heard } = await rig.raw()
    socket.write(connectFrame('valve-1'))
    await expect.poll(() => heard().length).toBe(4)
    const publish = publishFrame('steward/home/valve-1', '{"temperature":1}')
    const flood = Buffer.concat(Array.from({ length: 2000 }, () => publish))
    for (let burst = 0; burst < 30; burst++) socket.write(flood)
    await expect.poll(() => rig.gateway.status().rejections['rate.exceeded'], { timeout: 10_000 }).toBe(1)
    const other = await rig.sign('other')
    const began = performance.now()
    await other.publishAsync('steward/home/other', '{"temperature":2}', { qos: 1 })
    expect(performance.now() - began).toBeLessThan(2000)
    expect(rig.rejected).toEqual(['rate.exceeded'])
    await rig.stop()
  }, 15_000)

  test("Mosquitto's own programs speak with it", async () => {
    rig = await startRig()
    const login = ['-h', '127.0.0.1', '-p', String(rig.port), '-u', 'valve-1', '-P', 'secret of valve-1']
    const topic = 'steward/home/valve-1'
    const said = await mosquittoTool('mosquitto_pub', [
      ...login,
      '-q',
      '1',
      '-t',
      topic,
      '-m',
      '{"temperature":7}',
    ])
    expect(said).toEqual({ code: 0, output: '' })
    expect(rig.stored).toMatchObject([{ value: 7 }])
    const wrong = await mosquittoTool('mosquitto_pub', [...login.slice(0, -1), 'no', '-t', topic, '-m', '1'])
    expect(wrong.code).not.toBe(0)
    const heard = mosquittoTool('mosquitto_sub', [...login, '-C', '1', '-W', '5', '-t', `${topic}/set`])
    await expect.poll(() => rig.gateway.status().clients).toBe(1)
    const order = { deviceId: 'valve-1', channel: null, by: 'anna', reason: '' }
    rig.gateway.commands.send({ ...order, kind: 'valve.close', forS: null })
    expect(JSON.parse((await heard).output)).toEqual({ valve_open: false })
    await rig.stop()
  }, 15_000)
})
