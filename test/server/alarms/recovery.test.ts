/** A start while the store is away: alarms live on, and what was stored before is judged when it is back, once. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Problem } from '../../../core/contract/error.ts'
import type { Reading } from '../../../core/contract/reading.ts'
import type { SeriesStore } from '../../../core/ports.ts'
import { recover } from '../../../server/alarms/recovery.ts'
import { LatestReadings } from '../../../server/latest-values.ts'
import { silentLog } from '../../support/silent-log.ts'
import { AlarmHouse, RULE } from './alarm-house.ts'

let house: AlarmHouse
let stored: Reading[]
let away: boolean
let spooled: number
let asked: number
let stop = () => {}

const reading = (point: number, value: number): Reading => ({
  point,
  at: house.clock.now(),
  value,
  quality: 'good',
})
const answer = <T>(value: T): Promise<T> =>
  away ? Promise.reject(new Problem('store.unavailable', 'away')) : Promise.resolve(value)
const series = {
  last: () => answer(new Map(stored.map(one => [one.point, one]))),
  since(at: number) {
    asked += 1
    return answer(stored.filter(one => one.at > at))
  },
  range: (point: number, from: number, to: number) =>
    answer(stored.filter(one => one.point === point && one.at >= from && one.at < to)),
  stats: async () => ({ healthy: !away, spooled }),
} as unknown as SeriesStore

beforeEach(() => {
  house = new AlarmHouse()
  house.state.rules.put({ ...RULE, id: 'other.rule', pointId: 3 })
  house.engine.ruleChanged('other.rule')
  stored = []
  away = false
  spooled = 0
  asked = 0
})
afterEach(() => {
  stop()
  house.remove()
})

/** The start after a crash. */
async function start(): Promise<LatestReadings> {
  house.die()
  house.revive()
  const latest = new LatestReadings(new Map())
  const { changes, engine: alarms } = house
  const recovery = await recover({ series, latest, alarms, changes, log: silentLog, retryMs: 5 })
  stop = recovery.stop
  return latest
}

const raised = () => house.state.alarmEvents.list({}).filter(event => event.kind === 'raised').length

/** Judged and stored, but the crash comes before the second one is judged. */
function crashBetween(): void {
  house.engine.evaluate([reading(1, 5)])
  stored.push(reading(1, 5))
  house.clock.advance(1000)
  stored.push(reading(3, 12))
}

test('the store answers: what was stored and not judged is an alarm at once', async () => {
  crashBetween()
  const latest = await start()
  expect(raised()).toBe(1)
  expect(latest.get(3)?.value).toBe(12)
})

test('the store is away: the start goes on, live readings are judged, the rest when all of it is back', async () => {
  crashBetween()
  away = true
  const latest = await start()
  expect(latest.get(3)).toBeUndefined()
  house.clock.advance(60_000)
  house.engine.evaluate([reading(1, 11)])
  expect(raised()).toBe(1)

  away = false
  spooled = 3
  await new Promise(resolve => setTimeout(resolve, 50))
  expect(raised()).toBe(1)
  spooled = 0
  await expect.poll(raised).toBe(2)
  expect(latest.get(3)?.value).toBe(12)
  const after = asked
  await new Promise(resolve => setTimeout(resolve, 50))
  expect(asked).toBe(after)
})

test('killed again before the store is back: nothing of the first crash is forgotten, nothing is told twice', async () => {
  crashBetween()
  away = true
  await start()
  for (let n = 0; n < 20; n += 1) {
    house.clock.advance(60_000)
    house.engine.evaluate([reading(1, n % 2 === 0 ? 5 : 6)])
  }
  stop()
  away = false
  await start()
  expect(raised()).toBe(1)
  stop()
  await start()
  expect(raised()).toBe(1)
})
