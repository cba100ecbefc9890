import { describe, expect, test } from 'vitest'
import {
  formatAge,
  formatCountdown,
  formatDuration,
  formatMetric,
  formatMoment,
  formatMoney,
  formatMonth,
  formatNumber,
  minuteOfDay,
} from '../../../core/text/format.ts'

const S = 1000
const MIN = 60 * S
const H = 60 * MIN
const D = 24 * H
const NOON = Date.UTC(2026, 10, 23, 4, 5)

test('unknown is a dash, never zero', () => {
  for (const unknown of [null, undefined, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(formatNumber(unknown, 1, 'zh')).toBe('–')
    expect(formatMoney(unknown, 'CNY', 'en')).toBe('–')
  }
})

test('numbers as people write them', () => {
  expect(formatNumber(1840, 0, 'zh')).toBe('1,840')
  expect(formatNumber(-18.04, 1, 'en')).toBe('−18.0')
  expect(formatNumber(-0.04, 1, 'zh')).toBe('0.0')
  expect(formatMetric(3.06, 'temperature', 'zh')).toBe('3.1')
  expect(formatMetric(61.4, 'humidity', 'en')).toBe('61')
  expect(formatMoney(7.4, 'CNY', 'zh')).toBe('¥7.40')
  expect(formatMoney(7.4, 'CNY', 'en')).toBe('¥7.40')
})

describe('ages and durations', () => {
  test.each([
    [-5 * S, '刚刚', 'just now'],
    [12 * S, '12 秒前', '12 s ago'],
    [90 * S, '1 分钟前', '1 min ago'],
    [5 * H, '5 小时前', '5 h ago'],
    [D, '1 天前', '1 day ago'],
    [3 * D, '3 天前', '3 days ago'],
  ])('age %i', (ms, zh, en) => {
    expect(formatAge(ms, 'zh')).toBe(zh)
    expect(formatAge(ms, 'en')).toBe(en)
  })
  test.each([
    [18 * MIN, '18 分钟', '18 min'],
    [3 * H + 5 * MIN, '3 小时 5 分', '3 h 5 min'],
    [2 * H, '2 小时', '2 h'],
    [9 * D, '9 天', '9 days'],
  ])('duration %i', (ms, zh, en) => {
    expect(formatDuration(ms, 'zh')).toBe(zh)
    expect(formatDuration(ms, 'en')).toBe(en)
  })
  test('countdown', () => {
    expect(formatCountdown(245 * S)).toBe('4:05')
    expect(formatCountdown(H + 4 * MIN + 5 * S)).toBe('1:04:05')
    expect(formatCountdown(-1)).toBe('0:00')
  })
})

test('times are on the site’s clock', () => {
  expect(formatMoment(NOON, NOON + H, 'Asia/Shanghai', 'zh')).toBe('12:05')
  expect(formatMoment(NOON, NOON + D, 'Asia/Shanghai', 'zh')).toBe('11月23日 12:05')
  expect(formatMoment(NOON, NOON + D, 'Asia/Shanghai', 'en')).toBe('23 Nov 12:05')
  expect(minuteOfDay(NOON, 'Asia/Shanghai')).toBe(725)
  expect(formatMonth('2026-10', 'zh')).toBe('2026年10月')
  expect(formatMonth('2026-10', 'en')).toBe('October 2026')
})
