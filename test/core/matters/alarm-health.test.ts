import { describe, expect, test } from 'vitest'
import type { Alarm } from '../../../core/contract/alarm.ts'
import type { Rule } from '../../../core/contract/rule.ts'
import {
  alarmHealth,
  chatteringKeys,
  floodsOf,
  type HealthInput,
} from '../../../core/matters/alarm-health.ts'
import { openMatters } from '../../../core/matters/open-matters.ts'
import { promisedAt } from '../../../core/matters/promise.ts'
import { tunings } from '../../../core/matters/tuning.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

let number = 0
const alarm = (over: Partial<Alarm> = {}): Alarm => ({
  id: `a${number++}`,
  siteId: 'main',
  source: 'rule',
  key: 'r1',
  ruleId: 'r1',
  pointId: 1,
  deviceId: 'd1',
  name: { zh: '温度过高', en: 'Too warm' },
  priority: 'high',
  lifeSafety: false,
  actionRequired: true,
  state: 'norm',
  since: over.raisedAt ?? 0,
  raisedAt: 0,
  value: 9,
  limit: 8,
  peak: 9,
  returnedAt: null,
  acknowledgedAt: null,
  acknowledgedBy: null,
  note: null,
  shelvedUntil: null,
  closedAt: null,
  closedBy: null,
  action: null,
  ...over,
})

const input = (alarms: readonly Alarm[], over: Partial<HealthInput> = {}): HealthInput => ({
  from: 0,
  to: 10 * DAY,
  now: 10 * DAY,
  alarms,
  calls: alarms.map(({ raisedAt, key }) => ({ at: raisedAt, key })).sort((a, b) => a.at - b.at),
  open: [],
  shiftAt: () => null,
  promised: promisedAt(undefined),
  ...over,
})

describe('alarm health', () => {
  test('nothing is nothing, and no figure is a number it is not', () => {
    const health = alarmHealth(input([]))
    expect(health).toMatchObject({
      total: 0,
      perDay: 0,
      busiestHour: 0,
      inFlood: 0,
      topTenShare: 0,
      offenders: [],
    })
    expect(health.response.every(({ medianS, kept }) => medianS === null && kept === null)).toBe(true)
  })

  test('how soon somebody was on it, by priority and by shift, and whether the promise was kept', () => {
    const early = { zh: '早班', en: 'Early' }
    const health = alarmHealth(
      input(
        [
          alarm({ raisedAt: 9 * HOUR, acknowledgedAt: 9 * HOUR + 4 * MINUTE }),
          alarm({ raisedAt: 10 * HOUR, acknowledgedAt: 10 * HOUR + 20 * MINUTE }),
          alarm({ raisedAt: 22 * HOUR }),
        ],
        { shiftAt: at => (at % DAY < 14 * HOUR ? early : null) },
      ),
    )
    const high = health.response.find(({ priority }) => priority === 'high')
    expect(high).toEqual({
      priority: 'high',
      answered: 2,
      unanswered: 1,
      medianS: 240,
      p90S: 1200,
      kept: 1 / 3,
    })
    expect(health.shifts).toEqual([
      { shift: early, answered: 2, unanswered: 0, medianS: 240, p90S: 1200, kept: 0.5 },
      { shift: null, answered: 0, unanswered: 1, medianS: null, p90S: null, kept: 0 },
    ])
  })

  test('the noisiest first, with their part of all', () => {
    const alarms = [...Array(8)].map((_, at) => alarm({ raisedAt: at * HOUR, key: at < 6 ? 'r1' : 'r2' }))
    const { offenders, topTenShare } = alarmHealth(input(alarms))
    expect(offenders.map(({ key, count, share }) => [key, count, share])).toEqual([
      ['r1', 6, 0.75],
      ['r2', 2, 0.25],
    ])
    expect(topTenShare).toBe(1)
  })

  test('standing, stale and fleeting', () => {
    const open = [
      alarm({ raisedAt: 8 * DAY }),
      alarm({ raisedAt: 9.5 * DAY }),
      alarm({ raisedAt: 0, returnedAt: HOUR }),
    ]
    const brief = alarm({ raisedAt: DAY, returnedAt: DAY + MINUTE, acknowledgedAt: DAY + HOUR })
    const answered = alarm({ raisedAt: DAY, returnedAt: DAY + MINUTE, acknowledgedAt: DAY + MINUTE / 2 })
    const health = alarmHealth(input([brief, answered], { open }))
    expect(health).toMatchObject({ standing: 3, stale: 1, fleeting: 1 })
  })
})

test('chattering is three times within a minute, counted for each alarm by itself', () => {
  const calls = (key: string, ...s: number[]) => s.map(at => ({ at: at * 1000, key }))
  expect([...chatteringKeys([...calls('a', 0, 30, 60), ...calls('b', 0, 31, 62)])]).toEqual(['a'])
  expect(chatteringKeys([...calls('a', 0, 1), ...calls('b', 0, 1)]).size).toBe(0)
})

test('a flood begins above ten in ten minutes and ends below five', () => {
  const burst = (from: number, count: number) =>
    [...Array(count)].map((_, n) => ({ at: from + n * 1000, key: `k${n}` }))
  expect(floodsOf(burst(0, 10))).toEqual([])
  expect(floodsOf(burst(0, 11))).toEqual([{ from: 0, to: 10_000, count: 11 }])
  const two = floodsOf([...burst(0, 12), ...burst(HOUR, 15)])
  expect(two.map(({ from, count }) => [from, count])).toEqual([
    [0, 12],
    [HOUR, 15],
  ])
})

describe('open matters', () => {
  const owners = () => ['Li']
  test('longest overdue first; whose they are: given to, taken by, or who answers for the place', () => {
    const list = openMatters(
      [
        alarm({ raisedAt: DAY, priority: 'low' }),
        alarm({ raisedAt: DAY, priority: 'critical' }),
        alarm({ raisedAt: DAY, acknowledgedAt: DAY, acknowledgedBy: 'wang' }),
        alarm({ raisedAt: DAY, acknowledgedAt: DAY, acknowledgedBy: 'wang', assignedTo: 'zhao' }),
      ],
      owners,
      promisedAt(undefined),
      DAY + 10 * MINUTE,
    )
    expect(list.map(({ priority, what, late, owners }) => [priority, what, late, owners])).toEqual([
      ['critical', 'unanswered', true, ['Li']],
      ['low', 'unanswered', false, ['Li']],
      ['high', 'unfinished', false, ['wang']],
      ['high', 'unfinished', false, ['zhao']],
    ])
  })

  test('late is what the site promised, not what is usual', () => {
    const promised = { ...promisedAt(undefined), high: { answerMin: 30, finishMin: 60 } }
    const waiting = alarm({ raisedAt: DAY })
    const taken = alarm({ raisedAt: DAY, acknowledgedAt: DAY + MINUTE, acknowledgedBy: 'wang' })
    const lateAt = (minutes: number) =>
      openMatters([waiting, taken], owners, promised, DAY + minutes * MINUTE).map(({ late }) => late)
    expect([30, 31, 62].map(lateAt)).toEqual([
      [false, false],
      [true, false],
      [true, true],
    ])
    const figures = alarmHealth(input([taken], { promised, now: DAY + HOUR })).response
    expect(figures.find(({ priority }) => priority === 'high')?.kept).toBe(1)
  })

  test('an alarm that waits, not too long yet, breaks no promise', () => {
    const at = (minutes: number) =>
      alarmHealth(input([alarm({ raisedAt: DAY })], { now: DAY + minutes * MINUTE })).response.find(
        ({ priority }) => priority === 'high',
      )?.kept
    expect([at(10), at(20)]).toEqual([null, 0])
  })

  test('closed, shelved and exercises are not among them', () => {
    const none = [alarm({ closedAt: 1 }), alarm({ shelvedUntil: 5 }), alarm({ exercise: 'drill' })]
    expect(openMatters(none, owners, promisedAt(undefined), DAY)).toEqual([])
  })
})

describe('tuning', () => {
  const rule: Rule = {
    id: 'r1',
    siteId: 'main',
    pointId: 1,
    name: { zh: '', en: '' },
    condition: { type: 'high', limit: 8, deadband: 0.5 },
    priority: 'high',
    onDelayS: 60,
    offDelayS: 60,
    latching: false,
    lifeSafety: false,
    actionRequired: false,
    realarmS: 0,
    enabled: true,
    createdAt: 1,
    changedAt: 1,
  }
  const suggest = (alarms: readonly Alarm[], over: Partial<Rule> = {}, open: readonly Alarm[] = []) =>
    tunings({ ...input(alarms, { open }), rules: [{ ...rule, ...over }], deviceOf: () => 'd1' })

  test('what chatters gets twice the deadband and a longer wait for “over”', () => {
    const [one] = suggest([0, 20, 40].map(s => alarm({ raisedAt: s * 1000 })))
    expect(one).toMatchObject({
      why: 'chattering',
      count: 3,
      change: { condition: { type: 'high', limit: 8, deadband: 1 }, onDelayS: 60, offDelayS: 300 },
    })
  })

  test('what is over at once waits as long as three quarters of it lasted', () => {
    const brief = [...Array(6)].map((_, n) =>
      alarm({ since: n * HOUR, raisedAt: n * HOUR + MINUTE, returnedAt: n * HOUR + 2 * MINUTE }),
    )
    expect(suggest(brief)).toMatchObject([{ why: 'fleeting', count: 6, change: { onDelayS: 120 } }])
  })

  test('life safety is never made slower, and what stands for a day is to be mended', () => {
    expect(
      suggest(
        [0, 20, 40].map(s => alarm({ raisedAt: s * 1000 })),
        { lifeSafety: true },
      ),
    ).toMatchObject([{ why: 'chattering', change: null }])
    expect(suggest([], {}, [alarm({ raisedAt: DAY })])).toMatchObject([{ why: 'stale', change: null }])
    expect(suggest([alarm({ raisedAt: DAY, returnedAt: DAY + HOUR })])).toEqual([])
  })
})
