import { describe, expect, it } from 'vitest'
import { Cabinet, type CabinetSurroundings } from '../../../simulators/physics/cabinet.ts'
import { CABINETS, type CabinetKind } from '../../../simulators/physics/cabinet-presets.ts'
import { createRandom } from '../../../simulators/random.ts'

const HOUR_S = 3600
const QUIET: CabinetSurroundings = { ambientC: 26, doorOpenFraction: 0, dead: false }

/** Moves a cabinet on and writes down its air after every step. */
function run(cabinet: Cabinet, hours: number, around: Partial<CabinetSurroundings> = {}, dtS = 10): number[] {
  return Array.from({ length: Math.round((hours * HOUR_S) / dtS) }, () => {
    cabinet.step(dtS, { ...QUIET, ...around })
    return cabinet.airC
  })
}

const settled = (kind: CabinetKind, seed = 1) => {
  const cabinet = new Cabinet(CABINETS[kind], createRandom(seed))
  run(cabinet, 24)
  return cabinet
}

describe('a cabinet left alone', () => {
  it.each(['fridge', 'sample-fridge', 'cold-room'] as const)('%s stays between 0 and 8 °C', kind => {
    const air = run(settled(kind), 24)
    expect(Math.min(...air)).toBeGreaterThan(0)
    expect(Math.max(...air)).toBeLessThan(8)
  })

  it('hot holding stays at 60 °C or more', () => {
    expect(Math.min(...run(settled('hot-holding'), 24))).toBeGreaterThan(60)
  })

  it('cycles: the compressor neither rests nor runs for ever', () => {
    const cabinet = settled('fridge')
    const running = Array.from({ length: 8 * 360 }, () => {
      cabinet.step(10, QUIET)
      return cabinet.running
    })
    const starts = running.filter((on, i) => on && running[i - 1] === false).length
    const duty = running.filter(Boolean).length / running.length
    expect(starts).toBeGreaterThan(4)
    expect(duty).toBeGreaterThan(0.1)
    expect(duty).toBeLessThan(0.9)
  })

  it.each([1, 5, 60, 300])('reaches the same place with steps of %i s', dtS => {
    const air = run(new Cabinet(CABINETS.fridge, createRandom(3)), 24, {}, dtS)
    const lastDay = air.slice(air.length / 2)
    const mean = lastDay.reduce((sum, c) => sum + c, 0) / lastDay.length
    expect(Math.abs(mean - CABINETS.fridge.setpointC)).toBeLessThan(1.2)
  })
})

describe('the defrost of a freezer', () => {
  const air = run(settled('freezer'), 48)
  const food = settled('freezer')

  it('lifts the air by 5 to 15 °C and comes back', () => {
    const ordinary = CABINETS.freezer.setpointC + CABINETS.freezer.hysteresisC
    const lift = Math.max(...air) - ordinary
    expect(lift).toBeGreaterThan(5)
    expect(lift).toBeLessThan(15)
    expect(Math.max(...air)).toBeLessThan(0)
  })

  it('recurs every six to eight hours and recovers within the hour', () => {
    const warm = CABINETS.freezer.setpointC + CABINETS.freezer.hysteresisC + 2
    const above = air.map(c => c > warm)
    const starts = above.flatMap((is, i) => (is && !above[i - 1] ? [i] : []))
    const gapsH = starts.slice(1).map((at, i) => (at - (starts[i] ?? 0)) / 360)
    expect(starts.length).toBeGreaterThanOrEqual(5)
    for (const gap of gapsH) {
      expect(gap).toBeGreaterThanOrEqual(6)
      expect(gap).toBeLessThanOrEqual(8)
    }
    for (const start of starts.slice(0, -1)) {
      expect(above.slice(start).indexOf(false) / 360).toBeLessThan(1)
    }
  })

  it('hardly reaches the food', () => {
    const before = food.foodC
    const highest = Array.from({ length: 8 * 360 }, () => {
      food.step(10, QUIET)
      return food.foodC
    })
    expect(Math.max(...highest) - before).toBeLessThan(4)
  })
})

describe('what goes wrong', () => {
  it('a dead freezer warms for hours, never past the room, and pulls down again once mended', () => {
    const freezer = settled('freezer')
    const air = run(freezer, 12, { dead: true })
    expect(air.at(-1)).toBeGreaterThan(-12)
    expect(Math.max(...run(freezer, 200, { dead: true }, 60))).toBeLessThanOrEqual(26)
    expect(run(freezer, 60).at(-1)).toBeLessThan(-12)
  })

  it('a frozen load thaws more slowly than it warms below and above', () => {
    const freezer = settled('freezer')
    const food = Array.from({ length: 300 * 60 }, () => {
      freezer.step(60, { ...QUIET, dead: true })
      return freezer.foodC
    })
    const minutesBetween = (from: number, to: number) => food.filter(c => c >= from && c < to).length
    expect(minutesBetween(-3.5, -0.5)).toBeGreaterThan(3 * minutesBetween(-10, -7))
    expect(minutesBetween(-3.5, -0.5)).toBeGreaterThan(3 * minutesBetween(2, 5))
  })

  it('an open fridge warms by more than a degree within minutes and recovers in a quarter of an hour', () => {
    const fridge = settled('fridge')
    const before = fridge.airC
    const open = run(fridge, 1 / 6, { doorOpenFraction: 1 })
    expect((open.at(-1) ?? 0) - before).toBeGreaterThan(3)
    expect(run(fridge, 1 / 4).at(-1)).toBeLessThan(6)
  })
})
