import { describe, expect, test } from 'vitest'
import type { Checklist } from '../../../core/contract/inspection.ts'
import { newRound, preFilled, signed } from '../../../core/inspections/round.ts'
import { dueAtOf, dueDates } from '../../../core/inspections/schedule.ts'

const due = (cadence: Checklist['cadence'], on: number, from: string, to: string, id = 'c-1') =>
  dueDates({ id, cadence, on }, from, to)

const dueAt = (made: string) =>
  new Date(
    dueAtOf({ dueTime: '10:00', createdAt: Date.parse(made) }, '2026-11-23', 'Asia/Shanghai'),
  ).toISOString()

describe('when a round is due', () => {
  test('every day, on a weekday, on a day of the month or its last one', () => {
    expect(due('daily', 1, '2026-11-22', '2026-11-24')).toHaveLength(3)
    expect(due('weekly', 5, '2026-11-16', '2026-11-29')).toEqual(['2026-11-20', '2026-11-27'])
    expect(due('monthly', 31, '2026-01-01', '2026-04-30')).toEqual([
      '2026-01-31',
      '2026-02-28',
      '2026-03-31',
      '2026-04-30',
    ])
  })

  test('at random: so many days of every week, the same whenever they are asked for, others for others', () => {
    const year = due('random', 2, '2026-01-05', '2027-01-03')
    expect(year).toHaveLength(2 * 52)
    expect(due('random', 2, '2026-03-02', '2026-03-08')).toEqual(
      year.filter(date => date >= '2026-03-02' && date <= '2026-03-08'),
    )
    const weekdays = new Set(year.map(date => new Date(`${date}T00:00:00Z`).getUTCDay()))
    expect(weekdays.size).toBe(7)
    expect(due('random', 2, '2026-01-05', '2027-01-03', 'c-2')).not.toEqual(year)
  })

  test('by the clock on the site’s wall', () => {
    expect(dueAt('2026-11-22T00:00:00Z')).toBe('2026-11-23T02:00:00.000Z')
  })

  test('made after its hour, its first round has until midnight and is not late at once', () => {
    expect(dueAt('2026-11-23T14:40:00Z')).toBe('2026-11-23T16:00:00.000Z')
  })
})

describe('a round', () => {
  const checklist: Checklist = {
    id: 'c-1',
    siteId: 'main',
    name: { zh: '日管控', en: 'Daily' },
    cadence: 'daily',
    on: 1,
    dueTime: '10:00',
    items: [
      { id: 'a', text: { zh: '', en: '' }, pointId: 1, min: 0, max: 8 },
      { id: 'b', text: { zh: '', en: '' }, pointId: 2, min: 0, max: 8 },
      { id: 'c', text: { zh: '', en: '' }, pointId: null, min: null, max: null },
    ],
    enabled: true,
    createdAt: 0,
  }
  const round = newRound(checklist, '2026-11-23', 1000)
  const now = 10 * 3_600_000
  const reading = (value: number, at = now - 60_000) => ({ point: 1, at, value, quality: 'good' as const })

  test('a sensor fills in what it knows; no reading and an old one stay open, never zero', () => {
    const filled = (value: number, at?: number) =>
      preFilled(round.items, point => (point === 1 ? reading(value, at) : undefined), now).map(
        ({ ok, value }) => [ok, value],
      )
    const open = [null, null]
    expect(filled(4)).toEqual([[true, 4], open, open])
    expect(filled(9)).toEqual([[false, 9], open, open])
    expect(filled(4, now - 2 * 3_600_000)).toEqual([open, open, open])
  })

  test('is signed whole, once, and keeps what the sensors said at that moment', () => {
    const sensed = preFilled(round.items, () => reading(4), now)
    const said = ['a', 'b', 'c'].map(itemId => ({ itemId, ok: itemId !== 'c', note: 'x' }))
    expect(() => signed(round, said.slice(1), sensed, 'wang', now)).toThrow(/a is not answered/)
    const done = signed(round, said, sensed, 'wang', now)
    expect(done).toMatchObject({ signedBy: 'wang', signedAt: now })
    expect(done.answers.map(({ ok, value }) => [ok, value])).toEqual([
      [true, 4],
      [true, 4],
      [false, null],
    ])
    expect(() => signed(done, said, sensed, 'li', now)).toThrow(/signed already/)
  })
})
