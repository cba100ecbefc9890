/** A rule on stored history: on a real store, and as the live engine would have done. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createJudge, isPlain } from '../../../core/alarms/condition.ts'
import { Replay } from '../../../core/alarms/replay.ts'
import type { Condition } from '../../../core/contract/condition.ts'
import { QUALITIES, type Reading } from '../../../core/contract/reading.ts'
import type { ReplayInput } from '../../../core/contract/replay.ts'
import type { SeriesStore } from '../../../core/ports.ts'
import { createReplayer } from '../../../server/alarms/replay.ts'
import { openDuckDbStore } from '../../../server/store/series-duckdb.ts'
import { createRandom } from '../../support/random.ts'
import { silentLog } from '../../support/silent-log.ts'
import { AlarmHouse, pointOf, RULE } from './alarm-house.ts'

const MINUTE_MS = 60_000
const DAY_MS = 1440 * MINUTE_MS

describe('as the live engine would have done', () => {
  const CONDITIONS: Condition[] = [
    { type: 'high', limit: 8, deadband: 0.5 },
    { type: 'boolean', when: true },
    { type: 'no-data', afterS: 900 },
    { type: 'deviation', setPoint: { pointId: 2 }, by: 2, side: 'both', deadband: 0.5, maxAgeS: 900 },
    { type: 'rate', perHour: 6, deadband: 2, overS: 1800 },
    { type: 'stuck', forS: 1800, tolerance: 2 },
    { type: 'exposure', side: 'above', limit: 8, measure: 'degree-minutes', amount: 60, withinS: 14_400 },
    { type: 'group', points: [2], of: 'average', side: 'above', limit: 8, deadband: 0.5, windowS: 1800 },
    {
      type: 'levels',
      levels: [
        { limit: 8, forS: 1200 },
        { limit: 9, forS: 60 },
      ],
      deadband: 0.5,
    },
    { type: 'expression', text: 'value > 8 && other < 9', points: { other: 2 } },
    {
      type: 'schedule',
      hours: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '06:00', to: '18:30' }],
      inside: { type: 'high', limit: 9, deadband: 0.5 },
      outside: { type: 'high', limit: 8, deadband: 0.5 },
    },
  ]

  test.each(CONDITIONS)('$type', condition => {
    const random = createRandom(7)
    const rule = { ...RULE, condition, onDelayS: 120, offDelayS: 60 }
    const house = new AlarmHouse(rule, { metrics: { 2: 'temperature' } })
    const start = house.clock.now()
    const raised: number[] = []
    let value = 6
    for (let minute = 0; minute < 2000; minute += 1) {
      house.advance(pickMs(random.next()))
      value += (random.next() - 0.5) * 2 + (7.5 - value) * 0.1
      const seen = condition.type === 'boolean' ? random.integer(2) : value
      // Now and then a point that is silent for a while, and qualities that may not say.
      const quality = random.next() < 0.1 ? (QUALITIES[random.integer(QUALITIES.length)] ?? 'good') : 'good'
      house.see(seen, { quality, point: random.next() < 0.3 ? 2 : 1 })
    }
    for (const { kind, at } of house.events()) if (kind.endsWith('raised')) raised.push(at)

    const judge = isPlain(condition)
      ? null
      : createJudge(condition, {
          pointId: 1,
          timeZone: 'UTC',
          point: id => pointOf(id, 'fridge'),
          ordered: () => null,
        })
    const replay = new Replay(rule, judge, start)
    for (const reading of house.seen) replay.see(reading)
    const episodes = replay.finish(house.clock.now())
    house.remove()
    expect(raised.length).toBeGreaterThan(2)
    expect(episodes.map(({ raisedAt }) => raisedAt)).toEqual(raised)
  })

  /** Whole seconds, as the house's clock goes. */
  function pickMs(part: number): number {
    return part < 0.01 ? 40 * MINUTE_MS : MINUTE_MS
  }
})

describe('on a store with 90 days of a fridge, a reading a minute', () => {
  const folder = mkdtempSync(join(tmpdir(), 'steward-replay-'))
  const house = new AlarmHouse({ condition: { type: 'high', limit: 8, deadband: 0.5 }, onDelayS: 300 })
  const to = house.clock.now()
  const from = to - 90 * DAY_MS
  let series: SeriesStore

  /** Door openings of 20 minutes to 9 °C every day at noon; on day 30 a failure to 14, on day 60 one of 6 h to 9. */
  function fridge(at: number): number {
    const day = Math.floor((at - from) / DAY_MS)
    const minute = Math.floor(((at - from) % DAY_MS) / MINUTE_MS)
    if (day === 30 && minute >= 120 && minute < 200) return 14
    if (day === 60 && minute >= 120 && minute < 480) return 9
    return minute >= 720 && minute < 740 ? 9 : 4
  }

  beforeAll(async () => {
    series = await openDuckDbStore({ folder, log: silentLog })
    let batch: Reading[] = []
    for (let at = from; at < to; at += MINUTE_MS) {
      batch.push({ point: 1, at, value: fridge(at), quality: 'good' })
      if (batch.length < 20_000) continue
      await series.append(batch)
      batch = []
    }
    await series.append(batch)
  })
  afterAll(async () => {
    await series.close()
    rmSync(folder, { recursive: true })
    house.remove()
  })

  const point = pointOf(1, 'fridge')
  const ask = (change: Partial<ReplayInput>, old = house.state.rules.get(RULE.id)) => {
    const replay = createReplayer({ state: house.state, series, clock: house.clock })
    const condition = { type: 'high', limit: 8, deadband: 0.5 } as const
    return replay({ pointId: 1, condition, onDelayS: 300, offDelayS: 0, ...change }, point, old)
  }

  test('a longer delay: the doors are gone, nothing true is missed', async () => {
    const reply = await ask({ onDelayS: 1800 })
    expect(reply).toMatchObject({ before: 92, after: 2, missed: 0, readings: 90 * 1440, complete: true })
    const added = reply.episodes.filter(({ fate }) => fate === 'added')
    expect(added).toEqual([])
    expect(reply.episodes.filter(({ fate }) => fate === 'kept')).toHaveLength(2)
    expect(reply.series.length).toBeGreaterThan(500)
  })

  test('a limit too high: what would be missed is named, and why', async () => {
    const reply = await ask({ condition: { type: 'high', limit: 15, deadband: 0.5 } })
    expect(reply).toMatchObject({ before: 92, after: 0, missed: 2 })
    const missed = reply.episodes.filter(one => one.missed !== null)
    expect(missed.map(one => [one.missed, one.peak])).toEqual([
      ['absolute', 14],
      ['long', 9],
    ])
    const sixHours = missed[1]
    expect((sixHours?.returnedAt ?? 0) - (sixHours?.since ?? 0)).toBe(360 * MINUTE_MS)
  })

  test('a nuisance that somebody did something about was none', async () => {
    const door = from + 10 * DAY_MS + 720 * MINUTE_MS
    const alarm = { ...ALARM, raisedAt: door + 300_000, closedAt: door + 900_000 }
    house.state.alarms.put(alarm)
    const reply = await ask({ onDelayS: 1800 })
    house.state.alarms.remove(alarm.id)
    expect(reply.missed).toBe(1)
    expect(reply.episodes.find(one => one.missed !== null)).toMatchObject({
      since: door,
      missed: 'dealt-with',
    })
  })

  test('no rule before: everything is new', async () => {
    const replay = createReplayer({ state: house.state, series, clock: house.clock })
    const condition = { type: 'rate', perHour: 6, deadband: 1, overS: 600 } as const
    const input = { pointId: 1, condition, onDelayS: 0, offDelayS: 0, days: 7 }
    const reply = await replay(input, point, undefined)
    expect(reply).toMatchObject({ before: 0, after: 7, missed: 0, readings: 7 * 1440 })
  })

  test('the old rule itself: nothing changes', async () => {
    const reply = await ask({})
    expect(reply).toMatchObject({ before: 92, after: 92, missed: 0 })
    expect(new Set(reply.episodes.map(({ fate }) => fate))).toEqual(new Set(['kept']))
  })

  test('none of the alarms of life safety is a nuisance', async () => {
    const reply = await ask({ onDelayS: 1800 }, { ...RULE, onDelayS: 300, lifeSafety: true })
    expect(reply.missed).toBe(90)
  })

  test('one at a time', async () => {
    const replay = createReplayer({ state: house.state, series, clock: house.clock })
    const input = { pointId: 1, condition: RULE.condition, onDelayS: 0, offDelayS: 0 }
    const first = replay(input, point, undefined)
    await expect(replay(input, point, undefined)).rejects.toThrow('a replay is running')
    await first
    await replay({ ...input, days: 1 }, point, undefined)
  })
})

const ALARM = {
  id: 'old-alarm',
  siteId: 'main',
  source: 'rule',
  key: RULE.id,
  ruleId: RULE.id,
  pointId: 1,
  deviceId: 'fridge',
  name: RULE.name,
  priority: 'high',
  lifeSafety: false,
  actionRequired: true,
  state: 'norm',
  since: 0,
  raisedAt: 0,
  value: 9,
  limit: 8,
  peak: 9,
  returnedAt: 0,
  acknowledgedAt: 0,
  acknowledgedBy: 'chef',
  note: null,
  shelvedUntil: null,
  closedAt: 0,
  closedBy: 'chef',
  action: 'gasket replaced',
} as const
