/** The short form of `npm run bench -- outage`: the database stops for a while at 2,000 readings a second. */
import { expect, test } from 'vitest'
import { stopTheDatabase } from '../support/outage.ts'

const OUTAGE_MS = 15_000
const RATE_PER_S = 2000

test('the database stops: nothing is missing, all is in order, alarms are on time, and it catches up', async () => {
  const report = await stopTheDatabase({ outageMs: OUTAGE_MS, ratePerS: RATE_PER_S })
  expect(report).toMatchObject({ missing: 0, duplicates: 0, outOfOrder: 0 })
  expect(report.acknowledged).toBeGreaterThan((OUTAGE_MS / 1000) * RATE_PER_S)
  expect(report.written).toBeGreaterThanOrEqual(report.acknowledged)
  expect(report.spooled).toBeGreaterThan(0.8 * (OUTAGE_MS / 1000) * RATE_PER_S)
  expect(report.shown).toContain('readings wait on this disk')
  expect(report.backToLiveMs).toBeLessThan(OUTAGE_MS)
  expect(report.crossings).toBeGreaterThan(30)
  expect(report.alarmP99Ms).toBeLessThan(2000)
}, 120_000)
