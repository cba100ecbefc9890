/** The product's planner and keeper on virtual lawns: a season here, a year and a thousand mornings with `npm run simulate`. */
import { describe, expect, test } from 'vitest'
import { CLIMATES } from '../../simulators/watering/climates.ts'
import { wateringRules } from '../../simulators/watering/rules.ts'
import { liveFaultRun, liveFaultRuns, liveSeason } from '../../simulators/watering/seasons.ts'

const SEED = Number(process.env.SEED ?? 20_260_708)

test.each(CLIMATES.slice(3, 4).map(climate => [climate.name, climate] as const))(
  'a winter of %s: thirst stays in its band, water is saved, every valve is accounted for',
  (_, climate) => {
    const season = liveSeason(climate, 90, SEED)
    expect(season.broken, `seed ${SEED}`).toEqual([])
    expect(season.bandShare).toBeGreaterThanOrEqual(0.95)
    expect(season.wateredM3).toBeLessThan(season.timerM3)
    expect(season.incidents).toBeGreaterThan(0)
  },
)

test('forty mornings of stuck valves, broken heads, lost radios and crashes break no rule', () => {
  const stories = liveFaultRuns(40, SEED)
  expect(stories.broken, `seed ${SEED}`).toEqual([])
  expect(stories.incidents).toBeGreaterThan(10)
  expect(stories.restarts).toBeGreaterThan(10)
})

test('the same seed tells the same story', () => {
  const told = () =>
    [...liveFaultRun(7).runs.values()].map(({ id, state, wateredS }) => [id, state, wateredS])
  expect(told()).toEqual(told())
})

describe('a rule can be broken', () => {
  test('water that nobody accounts for', () => {
    const season = liveFaultRun(3)
    const [valve] = season.pipes.valves
    const rule = wateringRules().find(({ name }) => name === 'watering.accounted')
    if (valve === undefined || rule === undefined) throw new Error('no valve')
    season.incidents.clear()
    valve.flowingSince = season.now
    season.upSince = season.now
    expect(rule.look(season)).toEqual([])
    season.pipes.now += 3700_000
    expect(rule.look(season)).toHaveLength(1)
  })

  test('a start that gives more than was planned', () => {
    const season = liveFaultRun(3)
    const rule = wateringRules().find(({ name }) => name === 'watering.once')
    const [run] = season.runs.values()
    if (run === undefined) throw new Error('no run')
    season.recent.set(run.id, { ...run, wateredS: run.plannedS + 1000 })
    expect(rule?.look(season)).toHaveLength(1)
  })
})
