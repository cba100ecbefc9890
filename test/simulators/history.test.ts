import { beforeAll, describe, expect, it } from 'vitest'
import { METRICS, type Metric } from '../../core/contract/metric.ts'
import { historyOf, type PastReading } from '../../simulators/history.ts'
import { loadScenario } from '../../simulators/scenario.ts'
import { createVirtualSite, type VirtualSite } from '../../simulators/site.ts'

const NOW = Date.parse('2026-09-23T02:00:00Z')
const HOUR_MS = 3_600_000
const DAYS = 90

let site: VirtualSite
const points = new Map<string, PastReading[]>()
const keyOf = ({ deviceId, metric, channel }: PastReading) => [deviceId, metric, channel ?? ''].join(' ')
const of = (key: string) => points.get(key) ?? []
function rangeOf(metric: Metric): readonly [number, number] {
  const facts: { readonly range?: readonly [number, number] } = METRICS[metric]
  return facts.range ?? [-1e12, 1e12]
}
const share = (all: readonly PastReading[], is: (value: number) => boolean) =>
  all.filter(({ value }) => is(value)).length / all.length

beforeAll(() => {
  site = createVirtualSite(loadScenario(), { seed: 3, start: NOW })
  for (const batch of historyOf(site, { days: DAYS }))
    for (const reading of batch) {
      const key = keyOf(reading)
      const known = points.get(key)
      if (known === undefined) points.set(key, [reading])
      else known.push(reading)
    }
})

describe('ninety days of history', () => {
  it('ends where the site begins to live, and reaches back all the way', () => {
    expect(site.now()).toBe(NOW)
    const fridge = of('fridge-1 temperature ')
    expect(fridge.length).toBeGreaterThan(DAYS * 287)
    expect(fridge[0]?.at).toBeLessThan(NOW - DAYS * 24 * HOUR_MS + HOUR_MS)
    expect(fridge.at(-1)?.at).toBeGreaterThan(NOW - HOUR_MS)
  })

  it('ascends strictly, holds finite numbers, and stays in what such sensors can read', () => {
    const wrong = [...points].filter(([, readings]) =>
      readings.some(({ at, value, metric }, i) => {
        const [min, max] = rangeOf(metric)
        const before = readings[i - 1]
        return (
          (before !== undefined && at <= before.at) || !Number.isFinite(value) || value < min || value > max
        )
      }),
    )
    expect(wrong.map(([key]) => key)).toEqual([])
  })

  it('never lets a counter step back', () => {
    const back = [...points].filter(
      ([, readings]) =>
        readings[0] !== undefined &&
        METRICS[readings[0].metric].kind === 'counter' &&
        readings.some(({ value }, i) => value < (readings[i - 1]?.value ?? 0)),
    )
    expect(back.map(([key]) => key)).toEqual([])
  })

  it.each(['fridge-1', 'fridge-4', 'cold-room-1', 'sample-fridge-1'])(
    '%s is between 0 and 8 °C nearly always',
    id => {
      const readings = [...points]
        .filter(([key]) => key.startsWith(`${id} temperature`))
        .flatMap(([, all]) => all)
      expect(share(readings, value => value >= 0 && value <= 8)).toBeGreaterThan(0.985)
    },
  )

  it('a freezer is cold but for its defrosts, which come back every few hours', () => {
    const [key = ''] = [...points.keys()].filter(name => name.startsWith('freezer-1 temperature'))
    const readings = of(key)
    expect(share(readings, value => value < -15)).toBeGreaterThan(0.9)
    const defrosts = readings.filter(({ value }, i) => value > -13 && (readings[i - 1]?.value ?? 0) <= -13)
    expect(defrosts.length).toBeGreaterThan(DAYS * 2)
    expect(defrosts.length).toBeLessThan(DAYS * 6)
  })

  it('water is used by day; at night only what leaks runs', () => {
    const flow = of('water-main water_flow ').filter(({ at }) => at > NOW - 12 * 24 * HOUR_MS)
    const localHour = (at: number) => (at / HOUR_MS + 8) % 24
    const mean = (all: readonly PastReading[]) => all.reduce((sum, { value }) => sum + value, 0) / all.length
    expect(mean(flow.filter(({ at }) => localHour(at) >= 2 && localHour(at) < 4))).toBeLessThan(0.1)
    expect(mean(flow.filter(({ at }) => localHour(at) >= 11 && localHour(at) < 13))).toBeGreaterThan(10)
  })

  it('the sub-meters fit behind the main meter', () => {
    const used = (key: string) => (of(key).at(-1)?.value ?? 0) - (of(key)[0]?.value ?? 0)
    const main = used('electricity-main energy_import_total ')
    const parts = ['kitchen', 'cold', 'lighting'].map(part =>
      used(`electricity-${part} energy_import_total `),
    )
    const behind = parts.reduce((sum, part) => sum + part, 0)
    expect(Math.min(...parts)).toBeGreaterThan(100)
    expect(behind).toBeLessThan(main)
    expect(behind).toBeGreaterThan(main * 0.5)
  })

  it('waters by the programs, and the soil stays between wilting and standing water', () => {
    const opened = of('valve-north valve_open ').filter(({ value }) => value === 1)
    expect(opened.length).toBeGreaterThan(20)
    expect(opened.every(({ at }) => Math.floor((at / HOUR_MS + 8) % 24) === 5)).toBe(true)
    const moisture = of('soil-north soil_moisture ').map(({ value }) => value)
    expect(Math.min(...moisture)).toBeGreaterThan(8)
    expect(Math.max(...moisture)).toBeLessThan(43)
  })
})

describe('the site that has this past', () => {
  it('goes on from it: registers and temperatures continue', () => {
    const lastRegister = of('electricity-main energy_import_total ').at(-1)?.value ?? 0
    const [freezerKey = ''] = [...points.keys()].filter(name => name.startsWith('freezer-2 temperature'))
    const lastFreezer = of(freezerKey).at(-1)?.value ?? 0
    site.advance(120_000)
    const said = site.messages()
    const bodyOf = (topic: string) =>
      JSON.parse(said.find(message => message.topic === topic)?.payload.toString() ?? 'null')
    const register = bodyOf('steward/canteen/electricity-main').energy_import_total
    expect(register).toBeGreaterThanOrEqual(lastRegister)
    expect(register - lastRegister).toBeLessThan(30)
    const freezer = bodyOf('tele/freezer-2/SENSOR').DS18B20.Temperature
    expect(Math.abs(freezer - lastFreezer)).toBeLessThan(2.5)
  })

  it('has a freezer that was warming before anybody looked', () => {
    const [key = ''] = [...points.keys()].filter(name => name.startsWith('freezer-2 temperature'))
    expect(of(key).at(-1)?.value).toBeGreaterThan(-12)
    expect(
      share(
        of(key).filter(({ at }) => at < NOW - 4 * HOUR_MS),
        value => value < -15,
      ),
    ).toBeGreaterThan(0.9)
  })
})
