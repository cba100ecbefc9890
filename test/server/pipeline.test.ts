import { expect, test } from 'vitest'
import type { Reading } from '../../core/contract/reading.ts'
import { createChangeFeed } from '../../server/change-feed.ts'
import { LatestReadings } from '../../server/latest-values.ts'
import { createPipeline } from '../../server/pipeline.ts'
import type { Change } from '../../server/services.ts'
import { silentLog } from '../support/silent-log.ts'

function reading(at: number, value: number, point = 1): Reading {
  return { point, at, value, quality: 'good' }
}

function build(evaluate: (readings: readonly Reading[]) => void = () => {}) {
  const kept: Reading[] = []
  const disk = Promise.withResolvers<void>()
  const changes = createChangeFeed(silentLog)
  const told: Change[] = []
  changes.subscribe(change => told.push(change))
  const latest = new LatestReadings(new Map())
  const append = (batch: readonly Reading[]) => {
    kept.push(...batch)
    return disk.promise
  }
  const sink = createPipeline({ series: { append }, latest, alarms: { evaluate }, changes, log: silentLog })
  return { sink, kept, disk, told, latest }
}

test('readings are judged and shown at once, and promised only when they are on the disk', async () => {
  const judged: number[] = []
  const { sink, disk, told } = build(readings => judged.push(...readings.map(r => r.value)))
  sink.notice([reading(1, 4)])
  expect(judged).toEqual([4])
  expect(told).toHaveLength(1)
  let durable = false
  const promise = sink.accept([reading(1, 4)]).then(() => {
    durable = true
  })
  await Promise.resolve()
  expect(durable).toBe(false)
  disk.resolve()
  await promise
  expect(durable).toBe(true)
})

test('a failed disk is told to the sender', async () => {
  const { sink, disk } = build()
  const promise = sink.accept([reading(1, 4)])
  disk.reject(new Error('disk full'))
  await expect(promise).rejects.toThrow('disk full')
})

test('a broken rule stops nothing', async () => {
  const { sink, disk, kept } = build(() => {
    throw new Error('broken')
  })
  disk.resolve()
  sink.notice([reading(1, 4)])
  await sink.accept([reading(1, 4)])
  expect(kept).toHaveLength(1)
})

test('an older reading is kept but does not become the latest', async () => {
  const { sink, disk, latest, told, kept } = build()
  disk.resolve()
  for (const one of [reading(10, 5), reading(9, 99)]) {
    sink.notice([one])
    await sink.accept([one])
  }
  expect(latest.get(1)?.value).toBe(5)
  expect(kept).toHaveLength(2)
  expect(told).toHaveLength(1)
})
