import { tmpdir } from 'node:os'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { freeBytesOf, watchDisk } from '../../../server/jobs/disk-watch.ts'
import type { SystemSignal } from '../../../server/services.ts'

const GB = 1e9
let free: () => number
let signals: string[]
let failing: boolean
let errors: number
let stop: () => void
beforeEach(() => {
  vi.useFakeTimers()
  free = () => 20 * GB
  signals = []
  failing = false
  errors = 0
  const signal = ({ key, active }: SystemSignal) => {
    if (failing) throw new Error('the disk is full')
    signals.push(`${key} ${active}`)
  }
  const log = {
    error() {
      errors += 1
    },
  }
  stop = watchDisk({ alarms: { signal }, siteId: 'main', log, freeBytes: () => free() })
})
afterEach(() => {
  stop()
  vi.useRealTimers()
})
const look = () => vi.advanceTimersByTime(60_000)

test('room enough is no alarm, and ends one of the last run', () => {
  look()
  look()
  expect(signals).toEqual(['disk.filling false', 'disk.full false'])
})

test('one alarm while there is still time, a louder one at the end, and no ringing about the limit', () => {
  look()
  for (const gigabytes of [1.9, 2.1, 1.9, 0.1, 3]) {
    free = () => gigabytes * GB
    look()
  }
  expect(signals.slice(2)).toEqual([
    ...['disk.filling true', 'disk.full true'],
    ...['disk.filling false', 'disk.full false'],
  ])
})

test('a disk that does not say how full it is ends no alarm', () => {
  free = () => 1 * GB
  look()
  free = () => {
    throw new Error('EIO')
  }
  look()
  expect(signals).toEqual(['disk.filling true', 'disk.full false'])
  expect(errors).toBe(1)
})

test('an alarm that could not be kept is raised again, and the process lives', () => {
  failing = true
  free = () => 0
  look()
  failing = false
  look()
  expect(signals).toEqual(['disk.filling true', 'disk.full true'])
})

test('the system says how much is free', () => {
  expect(freeBytesOf(tmpdir())).toBeGreaterThan(0)
})
