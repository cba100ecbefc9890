import { describe, expect, test } from 'vitest'
import { dayStart, edgesOf, instantAt, localTime, monthStart } from '../../../core/time/zone.ts'

const SHANGHAI = 'Asia/Shanghai'
const BERLIN = 'Europe/Berlin'
const utc = Date.parse

test('the wall in Shanghai is eight hours ahead, Monday is 1 and Sunday 7', () => {
  expect(localTime(utc('2026-03-01T16:30:05Z'), SHANGHAI)).toEqual({
    year: 2026,
    month: 3,
    day: 2,
    hour: 0,
    minute: 30,
    second: 5,
    weekday: 1,
  })
  expect(localTime(utc('2026-03-01T12:00:00Z'), SHANGHAI).weekday).toBe(7)
})

test('days and months begin at the wall’s midnight', () => {
  const at = utc('2026-03-01T17:00:00Z')
  expect(dayStart(at, SHANGHAI)).toBe(utc('2026-03-01T16:00:00Z'))
  expect(monthStart(at, SHANGHAI)).toBe(utc('2026-02-28T16:00:00Z'))
})

describe('daylight saving', () => {
  test('a time that happens twice means the first', () => {
    const wall = { year: 2026, month: 10, day: 25, hour: 2, minute: 30 }
    expect(instantAt(wall, BERLIN)).toBe(utc('2026-10-25T00:30:00Z'))
  })
  test('a time that is skipped is as long after midnight as it says', () => {
    const wall = { year: 2026, month: 3, day: 29, hour: 2, minute: 30 }
    expect(instantAt(wall, BERLIN)).toBe(utc('2026-03-29T01:30:00Z'))
  })
  test('days of 23 and 25 hours', () => {
    const edges = edgesOf(utc('2026-03-28T12:00:00Z'), utc('2026-03-30T12:00:00Z'), 'day', BERLIN)
    expect(edges.slice(1).map((edge, i) => (edge - (edges[i] ?? 0)) / 3_600_000)).toEqual([24, 23, 24])
  })
})

test('every hour of a year goes to the wall and back', () => {
  for (const zone of [SHANGHAI, BERLIN, 'Asia/Kathmandu', 'America/St_Johns', 'UTC']) {
    let ambiguous = 0
    for (let at = utc('2026-01-01T00:00:00Z'); at < utc('2027-01-01T00:00:00Z'); at += 3_600_000) {
      if (instantAt(localTime(at, zone), zone) !== at) ambiguous++
    }
    expect(ambiguous).toBeLessThanOrEqual(1)
  }
})

test('edges cover the span with whole periods', () => {
  const edges = edgesOf(utc('2026-01-15T00:00:00Z'), utc('2026-03-02T00:00:00Z'), 'month', SHANGHAI)
  expect(edges.map(edge => new Date(edge).toISOString())).toEqual([
    '2025-12-31T16:00:00.000Z',
    '2026-01-31T16:00:00.000Z',
    '2026-02-28T16:00:00.000Z',
    '2026-03-31T16:00:00.000Z',
  ])
  expect(
    edgesOf(utc('2026-01-15T00:10:00Z'), utc('2026-01-15T02:00:00Z'), 'hour', 'Asia/Kathmandu'),
  ).toHaveLength(4)
})
