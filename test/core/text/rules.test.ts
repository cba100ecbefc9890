import { describe, expect, test } from 'vitest'
import type { Condition } from '../../../core/contract/condition.ts'
import { METRICS, type Metric } from '../../../core/contract/metric.ts'
import { replayWords, ruleWords } from '../../../core/text/rules.ts'

const METRIC_OF: Record<number, Metric> = { 1: 'temperature', 2: 'water_total', 3: 'door_open', 4: 'co' }
const lookup = (id: number) => {
  const metric = METRIC_OF[id]
  return (
    metric && {
      metric,
      unit: METRICS[metric].unit,
      name: id === 1 ? { zh: '一号冰柜', en: 'Freezer 1' } : null,
    }
  )
}
const say = (condition: Condition, onDelayS = 0, pointId = 1) =>
  ruleWords({ condition, onDelayS, pointId }, lookup)
const all = [1, 2, 3, 4, 5, 6, 7]

describe('a rule says what it watches for', () => {
  test.each<[Condition, string, string, number?, number?]>([
    [{ type: 'high', limit: 8, deadband: 0.5 }, '高于 8.0 °C，持续 30 分钟', 'above 8.0 °C for 30 min', 1800],
    [
      { type: 'high', limit: 12, deadband: 0, level: 'outer' },
      '高于 12.0 °C（高高限）',
      'above 12.0 °C (HH)',
    ],
    [{ type: 'low', limit: -2, deadband: 0, level: 'outer' }, '低于 −2.0 °C（低低限）', 'below −2.0 °C (LL)'],
    [{ type: 'boolean', when: true }, '状态为“开着”，持续 10 分钟', 'reads “Open” for 10 min', 600, 3],
    [{ type: 'no-data', afterS: 1800 }, '30 分钟收不到数据', 'not heard from for 30 min'],
    [
      { type: 'deviation', setPoint: 4, by: 3, side: 'both', deadband: 0 },
      '偏离 4.0 °C 超过 3.0 °C',
      'more than 3.0 °C away from 4.0 °C',
    ],
    [
      { type: 'deviation', setPoint: { pointId: 1 }, by: 3, side: 'above', deadband: 0 },
      '比一号冰柜高出 3.0 °C 以上',
      'more than 3.0 °C above Freezer 1',
    ],
    [
      { type: 'rate', perHour: 6, deadband: 1, overS: 600 },
      '每小时上升超过 6.0 °C',
      'rising by more than 6.0 °C an hour',
    ],
    [
      { type: 'rate', perHour: -6, deadband: 1, overS: 600 },
      '每小时下降超过 6.0 °C',
      'falling by more than 6.0 °C an hour',
    ],
    [
      { type: 'stuck', forS: 7200, tolerance: 0 },
      '2 小时没有变化，10 分钟后提醒',
      'unchanged for 2 h, told 10 min later',
      600,
    ],
    [{ type: 'battery', percent: 15, deadband: 5 }, '电池电量低于 15%', 'battery below 15%'],
    [
      { type: 'exposure', side: 'above', limit: 5, measure: 'minutes', amount: 240, withinS: 86_400 },
      '1 天内累计 4 小时高于 5.0 °C',
      'above 5.0 °C for 4 h in all within 1 d',
    ],
    [
      { type: 'exposure', side: 'above', limit: 8, measure: 'degree-minutes', amount: 1200, withinS: 86_400 },
      '1 天内高于 8.0 °C，累计 1,200 度·分钟',
      'above 8.0 °C by 1,200 degree-minutes in all within 1 d',
    ],
    [
      { type: 'group', points: [5, 6], of: 'any', side: 'above', limit: 8, deadband: 0, windowS: 0 },
      '3 个测点中任意一个高于 8.0 °C',
      'any of 3 points above 8.0 °C',
    ],
    [
      { type: 'group', points: [5], of: 'average', side: 'below', limit: 2, deadband: 0, windowS: 1800 },
      '2 个测点的平均值低于 2.0 °C（取 30 分钟均值）',
      'the average of 2 points below 2.0 °C (mean over 30 min)',
    ],
    [
      { type: 'use', side: 'above', amount: 2, windowS: 3600 },
      '1 小时内用量超过 2.000 m³',
      'more than 2.000 m³ used in 1 h',
      0,
      2,
    ],
    [
      { type: 'mismatch', expected: 'order', tolerance: 0 },
      '与下达的指令不符，持续 30 秒',
      'not as ordered for 30 s',
      30,
    ],
    [
      { type: 'mismatch', expected: { pointId: 1 }, tolerance: 0 },
      '与一号冰柜不符',
      'not the same as Freezer 1',
    ],
    [
      {
        type: 'levels',
        levels: [
          { limit: 50, forS: 3600 },
          { limit: 300, forS: 0 },
        ],
        deadband: 5,
      },
      '高于 50 ppm，持续 1 小时；或高于 300 ppm',
      'above 50 ppm for 1 h, or above 300 ppm',
      0,
      4,
    ],
    [{ type: 'expression', text: 'value > 3', points: {} }, '满足 value > 3', 'value > 3'],
    [
      {
        type: 'schedule',
        hours: [{ days: [1, 2, 3], from: '05:30', to: '21:00' }],
        inside: { type: 'high', limit: 8, deadband: 0 },
        outside: { type: 'high', limit: 6, deadband: 0 },
      },
      '周一二三 05:30–21:00 内：高于 8.0 °C；周一二三 05:30–21:00 以外：高于 6.0 °C',
      'Mon Tue Wed 05:30–21:00: above 8.0 °C; outside of Mon Tue Wed 05:30–21:00: above 6.0 °C',
    ],
    [
      {
        type: 'schedule',
        hours: [{ days: all, from: '21:00', to: '05:00' }],
        inside: { type: 'boolean', when: true },
        outside: null,
      },
      '21:00–05:00 内：状态为“开着”',
      '21:00–05:00: reads “Open”',
      0,
      3,
    ],
  ])('%j', (condition, zh, en, onDelayS, pointId) => {
    expect(say(condition, onDelayS, pointId)).toEqual({ zh, en })
  })
})

test('a replay is one sentence', () => {
  const found = { before: 21, after: 3, missed: 2 }
  expect(replayWords(found, 90, true)).toEqual({
    zh: '21 次告警会变成 3 次，但会漏掉 2 次真正的故障',
    en: '21 alarms become 3, and you would miss 2 true failures',
  })
  expect(replayWords({ ...found, missed: 0 }, 90, true).en).toBe(
    '21 alarms become 3, and no true failure is missed',
  )
  expect(replayWords(found, 90, false).en).toBe('3 alarms in the last 90 days')
  expect(replayWords({ ...found, after: 0 }, 7, false).zh).toBe('过去 7 天一次告警也没有')
})
