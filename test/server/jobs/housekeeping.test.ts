import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startHousekeeping } from '../../../server/jobs/housekeeping.ts'
import { silentLog } from '../../support/silent-log.ts'

const MINUTE = 60_000
const DAY = 1440 * MINUTE
const NOW = Date.parse('2026-03-10T00:00:00Z')

beforeEach(() => vi.useFakeTimers({ now: NOW }))
afterEach(() => void vi.useRealTimers())

function begin(maintain: () => Promise<void> = async () => {}) {
  const dropped: number[] = []
  const forgotten: number[] = []
  const kept = vi.fn(maintain)
  const end = startHousekeeping({
    series: { maintain: kept, drop: async before => void dropped.push(before) },
    clock: { now: () => Date.now(), monotonic: () => Date.now() },
    state: { alarms: { forget: before => forgotten.push(before) } },
    log: silentLog,
    keepDays: 400,
  })
  return { kept, dropped, forgotten, end }
}

test('a minute after the start, then every ten minutes; the oldest are forgotten once a day', async () => {
  const { kept, dropped, forgotten, end } = begin()
  await vi.advanceTimersByTimeAsync(59_000)
  expect(kept).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1000 + 60 * MINUTE)
  expect(kept).toHaveBeenCalledTimes(7)
  expect(dropped).toEqual([NOW + MINUTE - 400 * DAY])
  expect(forgotten[0]).toBe(NOW + MINUTE - 400 * DAY)
  expect(forgotten).toHaveLength(7)
  await vi.advanceTimersByTimeAsync(DAY)
  expect(dropped).toHaveLength(2)
  end()
  await vi.advanceTimersByTimeAsync(DAY)
  expect(dropped).toHaveLength(2)
})

test('what fails is tried again, and the next turn waits for the one before', async () => {
  let fails = true
  const { kept, dropped, end } = begin(async () => {
    if (fails) throw new Error('disk full')
  })
  await vi.advanceTimersByTimeAsync(11 * MINUTE)
  expect(dropped).toEqual([])
  fails = false
  await vi.advanceTimersByTimeAsync(10 * MINUTE)
  expect(kept).toHaveBeenCalledTimes(3)
  expect(dropped).toHaveLength(1)
  end()
})
