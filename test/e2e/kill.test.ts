/** The short form of `npm run bench -- kills`: what was acknowledged survives, and nobody is told twice. */
import { describe, expect, test } from 'vitest'
import { killAgainAndAgain } from '../support/kills.ts'

const SEED = Number(process.env.SEED ?? 20260302)

describe.concurrent('five kills while readings come in', () => {
  for (const store of ['duckdb', 'influx'] as const)
    test(`on ${store}`, async () => {
      const report = await killAgainAndAgain({ store, kills: 5, seed: SEED })
      expect(report).toMatchObject({ missing: 0, duplicates: 0, alarmsLost: 0, announcedTwice: 0 })
      expect(report.acknowledged).toBeGreaterThan(2000)
      expect(report.crossings).toBeGreaterThan(10)
      expect(report.repeatedDeliveries).toBeLessThanOrEqual(5)
      expect(report.longestStartMs).toBeLessThan(10_000)
    }, 90_000)
})
