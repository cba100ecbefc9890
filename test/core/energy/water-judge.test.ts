/** Ten days of random sites with one known thing wrong: how often the judge names it. */
import { expect, test } from 'vitest'
import type { WaterCause } from '../../../core/contract/energy-waste.ts'
import { judgeWater, type Verdict } from '../../../core/energy/water-judge.ts'
import { createRandom } from '../../../simulators/random.ts'
import { CASE_CAUSES, type CaseCause, type WaterCase, waterCase } from '../../../simulators/water-cases.ts'

const SITES_PER_CAUSE = 30
const RIGHT_AT_LEAST = 0.9

const judged = (site: WaterCase): Verdict =>
  judgeWater({ ...site, zones: site.zones.map(zone => ({ ...zone, name: { zh: zone.id, en: zone.id } })) })

test('the likely cause is right on at least nine sites in ten, and the confusion is printed', () => {
  const seed = Number(process.env.ENERGY_SEED ?? Math.floor(Math.random() * 1e9))
  const random = createRandom(seed)
  const matrix = new Map<CaseCause, Map<WaterCause, number>>()
  let right = 0
  for (const cause of CASE_CAUSES) {
    const row = new Map<WaterCause, number>()
    for (let n = 0; n < SITES_PER_CAUSE; n++) {
      const { cause: named } = judged(waterCase(cause, random.fork(`${cause} ${n}`)))
      row.set(named, (row.get(named) ?? 0) + 1)
      if (named === cause) right++
    }
    matrix.set(cause, row)
  }
  const sites = CASE_CAUSES.length * SITES_PER_CAUSE
  console.log(`seed ${seed}: ${right} of ${sites} right\n${printed(matrix)}`)
  expect(right / sites, `seed ${seed}`).toBeGreaterThanOrEqual(RIGHT_AT_LEAST)
  for (const cause of CASE_CAUSES)
    expect((matrix.get(cause)?.get(cause) ?? 0) / SITES_PER_CAUSE, `${cause}, seed ${seed}`).toBeGreaterThan(
      0.6,
    )
})

test('a valve that stayed open is named with its zone and its evidence', () => {
  const site = waterCase('stuck-valve', createRandom(7))
  const verdict = judged(site)
  expect(verdict.cause).toBe('stuck-valve')
  expect(site.zones.map(({ id }) => id)).toContain(verdict.suspect)
  expect(verdict.evidence[0]?.en).toMatch(/L\/min went on for [\d,]+ minutes after zone-\d/)
  expect(verdict.evidence[0]?.zh).toMatch(/该停之后/)
})

test('the likelihoods add up to one', () => {
  const { likelihood } = judged(waterCase('toilet', createRandom(3)))
  expect(likelihood.reduce((sum, { part }) => sum + part, 0)).toBeCloseTo(1, 9)
})

function printed(matrix: ReadonlyMap<CaseCause, ReadonlyMap<WaterCause, number>>): string {
  const head = ['is \\ named'.padEnd(16), ...CASE_CAUSES.map(cause => cause.slice(0, 9).padStart(10))].join(
    '',
  )
  const rows = [...matrix].map(([cause, row]) =>
    [cause.padEnd(16), ...CASE_CAUSES.map(named => String(row.get(named) ?? '.').padStart(10))].join(''),
  )
  return [head, ...rows].join('\n')
}
