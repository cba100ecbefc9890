/** What every StateStore must do. `open(path)` opens the same state again when called with the same path. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Alarm } from '../../core/contract/alarm.ts'
import type { Delivery } from '../../core/contract/channel.ts'
import type { Point } from '../../core/contract/point.ts'
import type { Token, User } from '../../core/contract/user.ts'
import type { Run } from '../../core/contract/watering.ts'
import type { StateStore } from '../../core/ports.ts'

const NAME = { zh: '冷藏柜', en: 'Fridge' }

const alarm = (id: string, raisedAt: number, closedAt: number | null = null) =>
  ({ id, key: 'rule-1', raisedAt, closedAt, name: NAME, lifeSafety: false }) as Alarm

const delivery = (event: string, nextTryAt: number | null, state: Delivery['state'] = 'waiting') => ({
  channelId: 'webhook-1',
  alarmId: 'alarm-1',
  event,
  createdAt: 1000,
  state,
  tries: 0,
  nextTryAt,
  settledAt: null,
  lastError: null,
})

export function stateStoreContract(open: (path: string) => StateStore): void {
  let folder: string
  let path: string
  let store: StateStore

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'steward-state-'))
    path = join(folder, 'deep', 'state.db')
    store = open(path)
  })
  afterEach(() => {
    store.close()
    rmSync(folder, { recursive: true })
  })
  const reopen = () => {
    store.close()
    store = open(path)
  }

  describe('collections', () => {
    test('give back what was put, also after a restart', () => {
      const site = {
        id: 'main',
        name: { zh: '第一食堂', en: 'First canteen' },
        timeZone: 'Asia/Shanghai',
        latitude: 39.9,
        longitude: 116.4,
        elevationM: 43,
        language: 'zh' as const,
        currency: 'CNY',
        createdAt: 1,
      }
      store.sites.put(site)
      reopen()
      expect(store.sites.get('main')).toEqual(site)
      store.sites.put({ ...site, currency: 'EUR' })
      expect(store.sites.list().map(one => one.currency)).toEqual(['EUR'])
      expect(store.sites.get('other')).toBeUndefined()
    })

    test('list by any fields: null, true and false, numbers, nothing, several at once', () => {
      store.alarms.put(alarm('b', 2))
      store.alarms.put(alarm('a', 1))
      store.alarms.put({ ...alarm('c', 3, 9), lifeSafety: true })
      const ids = (where: Partial<Alarm>) => store.alarms.list(where).map(one => one.id)
      expect(ids({})).toEqual(['a', 'b', 'c'])
      expect(ids({ closedAt: null })).toEqual(['a', 'b'])
      expect(ids({ closedAt: undefined })).toEqual(['a', 'b', 'c'])
      expect(ids({ lifeSafety: true })).toEqual(['c'])
      expect(ids({ lifeSafety: false, raisedAt: 2 })).toEqual(['b'])
      expect(ids({ id: 'a' })).toEqual(['a'])
      expect(ids({ key: "x' OR 1=1 --" })).toEqual([])
    })

    test('keep texts exactly, also those that look like SQL, JSON or numbers', () => {
      for (const value of [
        "'; DROP TABLE settings; --",
        '{"a":1}',
        '007',
        '食堂\n"引号"',
        '',
        null,
        [1, 'two'],
        0.1,
      ]) {
        store.settings.put({ id: 'odd', value })
        expect(store.settings.get('odd')).toEqual({ id: 'odd', value })
      }
    })

    test('refuse a field that is no word', () => {
      expect(() => store.users.list({ "x' OR 1": 1 } as Partial<User>)).toThrow('not a field')
    })

    test('points are numbered and listed by number', () => {
      for (const id of [10, 9, 2]) store.points.put({ id, deviceId: 'd', channel: null } as Point)
      expect(store.points.list({ deviceId: 'd' }).map(point => point.id)).toEqual([2, 9, 10])
      expect(store.points.get(9)?.id).toBe(9)
    })

    test('remove says whether there was anything', () => {
      store.tokens.put({ id: 't', hash: 'abc' } as Token)
      expect(store.tokens.list({ hash: 'abc' })).toHaveLength(1)
      expect([store.tokens.remove('t'), store.tokens.remove('t')]).toEqual([true, false])
    })
  })

  describe('logs', () => {
    test('number their entries and list the newest first, in pages', () => {
      const kinds = ['raised', 'returned', 'acknowledged', 'closed'] as const
      for (const kind of kinds)
        store.alarmEvents.add({ alarmId: 'a', at: 1, kind, by: null, note: null, value: null })
      store.alarmEvents.add({ alarmId: 'b', at: 1, kind: 'raised', by: 'wang', note: null, value: 9.5 })
      const page = store.alarmEvents.list({ alarmId: 'a' }, { limit: 2 })
      expect(page.map(event => event.kind)).toEqual(['closed', 'acknowledged'])
      const rest = store.alarmEvents.list({ alarmId: 'a' }, { before: page[1]?.id })
      expect(rest.map(event => event.kind)).toEqual(['returned', 'raised'])
      expect(store.alarmEvents.list({ by: 'wang' })[0]).toMatchObject({ alarmId: 'b', value: 9.5 })
    })

    test('a number is not given twice, also after a restart', () => {
      const first = store.deliveries.add(delivery('raised', 5))
      reopen()
      expect(store.deliveries.add(delivery('returned', 5)).id).toBeGreaterThan(first.id)
    })

    test('packets that gave nothing are kept, the newest thousand', () => {
      store.transaction(() => {
        for (let at = 0; at < 1100; at += 1)
          store.rejections.add({
            at,
            code: 'payload.empty',
            message: '',
            topic: 't',
            clientId: 'c',
            payload: '',
            encoding: 'text',
            cut: false,
          })
      })
      const kept = store.rejections.list({}, { limit: 5000 })
      expect([kept.length, kept[0]?.at, kept.at(-1)?.at]).toEqual([1000, 1099, 100])
    })
  })

  test('alarms that closed long ago are forgotten with their events, the oldest first; open ones never', () => {
    for (const [id, closedAt] of [
      ['old', 10],
      ['older', 5],
      ['newer', 90],
      ['open', null],
    ] as const) {
      store.alarms.put(alarm(id, 1, closedAt))
      store.alarmEvents.add({ alarmId: id, at: 1, kind: 'raised', by: null, note: null, value: null })
    }
    expect(store.alarms.forget(50, 1)).toBe(1)
    expect(store.alarms.get('older')).toBeUndefined()
    expect(store.alarms.forget(50, 100)).toBe(1)
    expect(store.alarms.forget(50, 100)).toBe(0)
    expect(store.alarms.list().map(({ id }) => id)).toEqual(['newer', 'open'])
    expect(
      store.alarmEvents
        .list()
        .map(({ alarmId }) => alarmId)
        .sort(),
    ).toEqual(['newer', 'open'])
  })

  test('alarms in pages, newest raised first', () => {
    for (const [id, raisedAt] of [
      ['m', 30],
      ['z', 10],
      ['b', 20],
      ['a', 20],
    ] as const)
      store.alarms.put(alarm(id, raisedAt, id === 'z' ? 99 : null))
    const ids = (...ask: Parameters<StateStore['alarms']['newest']>) =>
      store.alarms.newest(...ask).map(one => one.id)
    expect(ids({}, 2)).toEqual(['m', 'b'])
    expect(ids({}, 10, 'b')).toEqual(['a', 'z'])
    expect(ids({ closedAt: null }, 10)).toEqual(['m', 'b', 'a'])
    expect(ids({}, 10, 'never-was')).toEqual([])
  })

  test('due deliveries are the waiting ones whose time has come, oldest first', () => {
    const early = store.deliveries.add(delivery('raised', 200))
    store.deliveries.add(delivery('returned', 100))
    store.deliveries.add(delivery('closed', 301))
    store.deliveries.add(delivery('noted', 100, 'delivered'))
    expect(store.deliveries.due(300, 10).map(one => one.event)).toEqual(['raised', 'returned'])
    store.deliveries.update({ ...early, state: 'delivered', nextTryAt: null, settledAt: 300, tries: 1 })
    expect(store.deliveries.due(300, 10).map(one => one.event)).toEqual(['returned'])
    expect(store.deliveries.list({ state: 'delivered' })).toHaveLength(2)
    expect(store.deliveries.due(1000, 1)).toHaveLength(1)
  })

  test('runs of a stretch of time, newest first, the end excluded', () => {
    for (const plannedAt of [10, 20, 30, 40]) store.runs.put({ id: `r${plannedAt}`, plannedAt } as Run)
    expect(store.runs.between(20, 40, 10).map(run => run.id)).toEqual(['r30', 'r20'])
    expect(store.runs.between(0, 100, 1).map(run => run.id)).toEqual(['r40'])
  })

  describe('transactions', () => {
    test('are all or nothing', () => {
      const work = () =>
        store.transaction(() => {
          store.alarms.put(alarm('a', 1))
          store.deliveries.add(delivery('raised', 1))
          throw new Error('halfway')
        })
      expect(work).toThrow('halfway')
      expect(store.alarms.list()).toEqual([])
      expect(store.deliveries.list()).toEqual([])
      expect(store.transaction(() => 7)).toBe(7)
    })

    test('nested ones commit with the outermost', () => {
      const work = () =>
        store.transaction(() => {
          store.transaction(() => store.alarms.put(alarm('inner', 1)))
          throw new Error('outer')
        })
      expect(work).toThrow('outer')
      expect(store.alarms.list()).toEqual([])
    })

    test('an inner failure that is caught leaves nothing of the inner work', () => {
      store.transaction(() => {
        store.alarms.put(alarm('outer', 1))
        const inner = () =>
          store.transaction(() => {
            store.alarms.put(alarm('inner', 1))
            throw new Error('inner')
          })
        expect(inner).toThrow('inner')
      })
      reopen()
      expect(store.alarms.list().map(one => one.id)).toEqual(['outer'])
    })

    test('refuse work that waits', () => {
      const work = () =>
        store.transaction(async () => {
          store.alarms.put(alarm('a', 1))
        })
      expect(work).toThrow('cannot wait')
      expect(store.alarms.list()).toEqual([])
    })
  })

  test('a backup taken between writes is a whole state', async () => {
    store.alarms.put(alarm('before', 1))
    const copying = store.backup(join(folder, 'copy.db'))
    store.alarms.put(alarm('during', 2))
    await copying
    const copy = open(join(folder, 'copy.db'))
    expect(copy.alarms.get('before')).toEqual(alarm('before', 1))
    copy.close()
  })
}
