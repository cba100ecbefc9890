import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { Alarm } from '../../../core/contract/alarm.ts'
import type { Notifier } from '../../../core/ports.ts'
import { createDispatcher } from '../../../server/notify/dispatcher.ts'
import { openStateStore } from '../../../server/store/state-sqlite.ts'
import { VirtualClock } from '../../support/virtual-clock.ts'

const log = { debug() {}, info() {}, warn() {}, error() {} }
const name = { zh: '通道', en: 'Channel' }

test('a dead channel delays no other; a failed telling comes again, same id, in order', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'steward-outbox-'))
  const state = openStateStore(join(folder, 'state.sqlite'))
  const clock = new VirtualClock()
  const told: string[] = []
  let failures = 2
  const way: Notifier = {
    type: 'webhook',
    async notify(channel, message) {
      if (channel.id === 'dead')
        await new Promise((_, reject) => setTimeout(() => reject(new Error('dead')), 1500))
      told.push(message.id)
      if (failures-- > 0) throw new Error('500')
    },
  }
  for (const id of ['dead', 'live']) {
    state.channels.put({
      id,
      siteId: 'main',
      name,
      type: 'webhook',
      url: 'http://x/',
      secret: null,
      minPriority: 'low',
      enabled: true,
      createdAt: 0,
    })
  }
  state.alarms.put({ id: 'a', siteId: 'main', name, deviceId: null } as Alarm)
  const row = {
    alarmId: 'a',
    createdAt: clock.now(),
    state: 'waiting',
    tries: 0,
    nextTryAt: clock.now(),
    settledAt: null,
    lastError: null,
  } as const
  state.deliveries.add({ ...row, channelId: 'dead', event: 'raised' })
  for (const event of ['raised', 'returned']) state.deliveries.add({ ...row, channelId: 'live', event })
  const dispatcher = createDispatcher({
    state,
    clock,
    log,
    alarms: { signal() {} },
    allow: '',
    ways: [way],
    random: () => 1,
  })
  dispatcher.start()
  await vi.waitFor(() => expect(state.deliveries.list({ channelId: 'live' })[1]?.tries).toBe(1))
  clock.advance(300_000)
  await vi.waitFor(() => expect(state.deliveries.list({ channelId: 'live' })[1]?.tries).toBe(2), 3000)
  clock.advance(300_000)
  await vi.waitFor(() => expect(told).toEqual(['a.2', 'a.2', 'a.2', 'a.3']), 3000)
  await dispatcher.stop()
  expect(state.deliveries.list({ state: 'delivered' })).toHaveLength(2)
  expect(state.deliveries.list({ state: 'waiting' })).toMatchObject([
    { channelId: 'dead', lastError: 'dead' },
  ])
  state.close()
  rmSync(folder, { recursive: true })
})
