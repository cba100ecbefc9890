/** The PUBACK is a promise: with the real store, with a store that fails, and while Steward ends. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { Reading } from '../../core/contract/reading.ts'
import type { Order } from '../../core/ports.ts'
import { openDuckDbStore } from '../../server/store/series-duckdb.ts'
import { silentLog } from '../support/silent-log.ts'
import { closeOf, connectFrame, messageTo, pause, type Rig, startRig } from './rig.ts'

let rig: Rig
afterEach(() => rig.stop())

const said = (value: number) => [`steward/home/valve-1`, `{"temperature":${value}}`, { qos: 1 }] as const

test('with DuckDB every PUBACK comes after its reading was appended, and all are there', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'steward-puback-'))
  const store = await openDuckDbStore({ folder, log: silentLog })
  const durable = new Set<number>()
  const begin = Date.now() - 400_000
  rig = await startRig({
    sink: {
      notice() {},
      async accept(batch) {
        await store.append(batch)
        for (const { value } of batch) durable.add(value)
      },
    },
  })
  const client = await rig.sign('valve-1')
  const early: number[] = []
  for (let round = 0; round < 20; round++) {
    await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const value = round * 20 + index
        const at = begin + value * 1000
        await client.publishAsync('steward/home/valve-1', `{"temperature":${value},"ts":${at}}`, { qos: 1 })
        if (!durable.has(value)) early.push(value)
      }),
    )
  }
  expect(early).toEqual([])
  const kept = await store.range(1, begin, begin + 400_000)
  expect(kept.map(({ value }) => value)).toEqual(Array.from({ length: 400 }, (_, value) => value))
  await store.close()
  rmSync(folder, { recursive: true })
})

test('a store that fails for a moment costs a later PUBACK, no connection', async () => {
  const stored: Reading[] = []
  let tries = 0
  rig = await startRig({
    sink: {
      notice() {},
      async accept(batch) {
        tries += 1
        if (tries <= 3) throw new Error('the store is away')
        stored.push(...batch)
      },
    },
  })
  const client = await rig.sign('valve-1')
  await client.publishAsync(...said(1))
  expect(client.connected).toBe(true)
  expect(stored).toHaveLength(1)
  expect(tries).toBe(4)
})

test('a store that stays away is asked ever more rarely, and the sender is told by a closed connection', async () => {
  let tries = 0
  let atMs = 0
  rig = await startRig({
    parts: { clock: { now: () => Date.now(), monotonic: () => performance.now() + atMs } },
    sink: {
      notice() {},
      async accept() {
        tries += 1
        // Most of the ten seconds pass at once.
        atMs += 3000
        throw new Error('the store is away')
      },
    },
  })
  const client = await rig.sign('valve-1')
  let acknowledged = false
  client.publish(...said(1), error => {
    acknowledged = !error
  })
  await closeOf(client)
  expect(acknowledged).toBe(false)
  expect(tries).toBe(5)
})

test('closing waits for what is on its way to the disk', async () => {
  const stored: Reading[] = []
  let release = () => {}
  rig = await startRig({
    sink: {
      notice() {},
      async accept(batch) {
        await new Promise<void>(resolve => {
          release = resolve
        })
        stored.push(...batch)
      },
    },
  })
  const client = await rig.sign('valve-1')
  client.publish(...said(1), () => {})
  await expect.poll(() => rig.gateway.status().queueDepth).toBe(1)
  await pause(50)
  const closed = rig.gateway.close().then(() => stored.length)
  setTimeout(() => release(), 100)
  expect(await closed).toBe(1)
})

test('when Steward ends, no device is said to be offline for it', async () => {
  rig = await startRig()
  const will = {
    topic: 'steward/home/valve-1/status',
    payload: Buffer.from('offline'),
    qos: 1 as const,
    retain: true,
  }
  await rig.sign('valve-1', { will })
  const packets = rig.gateway.status().packets
  await rig.gateway.close()
  expect(rig.gateway.status().packets).toBe(packets)
})

const ORDER: Order = {
  deviceId: 'valve-1',
  kind: 'valve.open',
  channel: null,
  forS: 600,
  by: 'anna',
  reason: '',
}

test('no order waits in a session for a valve that is away', async () => {
  rig = await startRig()
  const session = { clientId: 'v', clean: false }
  const valve = await rig.sign('valve-1', session)
  await valve.subscribeAsync('steward/home/valve-1/set', { qos: 1 })
  await valve.endAsync()
  rig.gateway.commands.send(ORDER)
  const { socket, heard } = await rig.raw()
  socket.write(connectFrame('valve-1', session))
  await expect.poll(() => heard().length).toBeGreaterThanOrEqual(4)
  await pause(200)
  expect(heard().toString('latin1')).not.toContain('valve_open')
})

test('a close is told to a valve the moment it listens', async () => {
  rig = await startRig()
  rig.gateway.commands.send({ ...ORDER, kind: 'valve.close', forS: null })
  const valve = await rig.sign('valve-1')
  const told = messageTo(valve)
  await valve.subscribeAsync('steward/home/valve-1/set')
  const { text } = await told
  expect(JSON.parse(text)).toEqual({ valve_open: false })
})
