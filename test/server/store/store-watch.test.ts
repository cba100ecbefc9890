import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { SeriesStats } from '../../../core/ports.ts'
import type { SystemSignal } from '../../../server/services.ts'
import { watchStore } from '../../../server/store/store-watch.ts'

const WELL: SeriesStats = {
  ...{ kind: 'influx', healthy: true, detail: '', readings: null, bytes: null },
  ...{ spooled: 0, duplicates: 0, earliest: null },
}

let stats: SeriesStats | Error
let signals: string[]
let stop: () => void

beforeEach(() => {
  vi.useFakeTimers()
  stats = WELL
  signals = []
  const signal = ({ key, active }: SystemSignal) => void signals.push(`${key} ${active}`)
  const ask = async () => {
    if (stats instanceof Error) throw stats
    return stats
  }
  stop = watchStore({ series: { stats: ask }, alarms: { signal }, siteId: 'main', everyMs: 1000 })
})
afterEach(() => {
  stop()
  vi.useRealTimers()
})
const looks = (count: number) => vi.advanceTimersByTimeAsync(count * 1000)

test('a store that is away for four looks is one alarm, and its return ends it', async () => {
  await looks(1)
  stats = { ...WELL, healthy: false, spooled: 5 }
  await looks(3)
  expect(signals).toEqual(['store.away false', 'store.dropping false'])
  await looks(10)
  stats = { ...WELL, spooled: 5 }
  await looks(2)
  expect(signals.slice(2)).toEqual(['store.away true', 'store.away false'])
})

test('one that does not even answer is away', async () => {
  stats = new Error('gone')
  await looks(4)
  expect(signals).toContain('store.away true')
})

test('readings that are given up are an alarm at the first look', async () => {
  stats = { ...WELL, healthy: false, spooled: 5, dropped: 100 }
  await looks(1)
  expect(signals).toEqual(['store.dropping true'])
})
