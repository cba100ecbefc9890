import { describe, expect, test } from 'vitest'
import { addDays, dutiesAt, dutiesBetween, mondayOf, weekdayOf } from '../../../core/notify/duty.ts'
import { at, MONDAY, ROSTER, ZONE } from './world.ts'

const onDuty = (roster: typeof ROSTER, wall: string, zone = ZONE) =>
  dutiesAt(roster, zone === ZONE ? at(wall) : Date.parse(wall), zone).map(
    ({ shiftId, userIds }) => `${shiftId}:${userIds}`,
  )

describe('who is on duty', () => {
  test.each([
    ['2026-03-04T06:00:00', 'early:ann'],
    ['2026-03-04T13:59:59', 'early:ann'],
    ['2026-03-04T14:00:00', 'late:ben'],
    ['2026-03-04T23:30:00', 'night:cy'],
    ['2026-03-05T05:59:59', 'night:cy'],
  ])('at %s it is %s', (wall, expected) => expect(onDuty(ROSTER, wall)).toEqual([expected]))

  test('a swap counts for its date alone, and for the night that began on it', () => {
    const swap = { date: '2026-03-04', shiftId: 'night', userIds: ['ann'], by: 'boss', at: 0, note: null }
    const roster = { ...ROSTER, swaps: [swap] }
    expect(onDuty(roster, '2026-03-04T23:00:00')).toEqual(['night:ann'])
    expect(onDuty(roster, '2026-03-05T05:00:00')).toEqual(['night:ann'])
    expect(onDuty(roster, '2026-03-05T23:00:00')).toEqual(['night:cy'])
    expect(dutiesAt(roster, at('2026-03-05T05:00:00'), ZONE)).toMatchObject([{ swapped: true }])
  })

  test('a cycle of two weeks goes on before and after its anchor', () => {
    const slots = [0, 1].map(week => ({ week, day: 1, shiftId: 'early', userIds: [`week${week}`] }))
    const roster = { ...ROSTER, weeks: 2, slots }
    const people = [-14, -7, 0, 7, 14].map(days => onDuty(roster, `${addDays(MONDAY, days)}T08:00:00`))
    expect(people.flat()).toEqual(['early:week0', 'early:week1', 'early:week0', 'early:week1', 'early:week0'])
  })

  test('shifts follow the wall through both changes of daylight saving', () => {
    const berlin = 'Europe/Berlin'
    const lengthOf = (date: string) => {
      const from = Date.parse(`${date}T20:00:00Z`)
      const night = dutiesBetween(ROSTER, from, from + 4 * 3_600_000, berlin).find(
        one => one.shiftId === 'night' && one.date === date,
      )
      return ((night?.to ?? 0) - (night?.from ?? 0)) / 3_600_000
    }
    expect([lengthOf('2026-03-27'), lengthOf('2026-03-28'), lengthOf('2026-10-24')]).toEqual([8, 7, 9])
  })

  test('a shift around the clock leaves no gap', () => {
    const shifts = [{ id: 'day', name: ROSTER.name, from: '08:00', to: '08:00' }]
    const slots = [{ week: 0, day: 3, shiftId: 'day', userIds: ['ann'] }]
    const roster = { ...ROSTER, shifts, slots }
    expect(onDuty(roster, '2026-03-05T07:59:00')).toEqual(['day:ann'])
    expect(onDuty(roster, '2026-03-05T08:00:00')).toEqual(['day:'])
  })
})

test('days of the calendar', () => {
  expect([weekdayOf('2026-03-02'), weekdayOf('2026-03-08')]).toEqual([1, 7])
  expect([mondayOf('2026-03-08'), mondayOf('2026-03-02'), addDays('2026-02-28', 1)]).toEqual([
    MONDAY,
    MONDAY,
    '2026-03-01',
  ])
})
