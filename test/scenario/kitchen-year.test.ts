/** A year of 40 cabinets through the product: every failure is told in time, and hardly anything else is. */
import { beforeAll, expect, test } from 'vitest'
import { liveYear, type Year } from './kitchen-year.ts'

const SEED = Number(process.env.SEED ?? 20_260_105)

let year: Year
beforeAll(async () => {
  year = await liveYear({ seed: SEED, everyMinute: false })
  const { readings, doors, defrosts, failures, falseAlarms, naive } = year
  console.log(
    `a year of 40 cabinets (seed ${SEED}): ${doors} door openings, ${defrosts} defrosts, ${failures.length} failures, ` +
      `${readings} readings; false alarms: ${falseAlarms.length}, with naive fixed limits: ${naive}`,
  )
}, 180_000)

test('every failure is told by the time its delay is over', () => {
  expect(year.failures).toHaveLength(12)
  // Earlier when the absolute limit was passed first.
  for (const { what, lateMin } of year.failures)
    expect(lateMin ?? Number.POSITIVE_INFINITY, what).toBeLessThanOrEqual(0)
})

test('at most two false alarms, where fixed limits cry hundreds of times', () => {
  expect(year.falseAlarms.length, year.falseAlarms.join(', ')).toBeLessThanOrEqual(2)
  expect(year.doors).toBe(3000)
  expect(year.defrosts).toBeGreaterThan(5000)
  expect(year.naive).toBeGreaterThan(300)
})
