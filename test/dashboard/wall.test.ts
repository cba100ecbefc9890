/** What date and time fields mean where the browser's clock is half a world from the site's. */
import { beforeAll, expect, test } from 'vitest'
import { now } from '../../dashboard/data/store.ts'
import { dateShown, endOfDay, instantOf, minuteShown, monthsBack } from '../../dashboard/data/wall.ts'

// No site is known yet: Shanghai's clock, eight hours ahead of UTC all year.
const AT = Date.parse('2026-01-31T17:30:00Z')

beforeAll(() => {
  process.env.TZ = 'America/New_York'
  now.value = AT
})

test('fields show the site’s wall, and are read as it', () => {
  expect(new Date(AT).getDate(), 'the browser is still in January').toBe(31)
  expect([dateShown(AT), minuteShown(AT)]).toEqual(['2026-02-01', '2026-02-01T01:30'])
  expect(instantOf(minuteShown(AT))).toBe(AT)
  expect(instantOf('2026-02-01')).toBe(Date.parse('2026-01-31T16:00:00Z'))
  expect(endOfDay('2026-02-28')).toBe(Date.parse('2026-02-28T16:00:00Z'))
  expect(monthsBack(3)).toEqual(['2026-02', '2026-01', '2025-12'])
})

test.each(['', '2026-02', '2026-02-01T', '1.2.2026', '2026-02-01 07:30'])('%j is no time', text => {
  expect(instantOf(text)).toBeNull()
  expect(endOfDay(text)).toBeNull()
})
