import { describe, expect, it } from 'vitest'
import {
  NO_VALVE_FAULTS,
  VALVE_MAX_OPEN_S,
  Valve,
  type ValveFaults,
} from '../../../simulators/physics/valve.ts'
import { createRandom } from '../../../simulators/random.ts'

const START = Date.UTC(2026, 5, 1)

/** Steps once a second and at every moment the valve names; notes when what it reports changes. */
function watch(valve: Valve, from: number, seconds: number, faults: ValveFaults = NO_VALVE_FAULTS) {
  const changes: { readonly open: boolean; readonly at: number }[] = []
  let litres = 0
  let now = from
  const end = from + seconds * 1000
  while (now < end) {
    const before = now
    now = Math.min(end, now + 1000, Math.max(now, valve.nextAt()))
    const was = valve.reportedOpen
    litres += valve.step((now - before) / 1000, now, faults)
    if (valve.reportedOpen !== was) changes.push({ open: valve.reportedOpen, at: now })
  }
  return { changes, litres }
}

describe('a valve', () => {
  it('opens when the radio has carried the order, not at once', () => {
    const valve = new Valve(40, createRandom(1))
    valve.order(true, 60, START)
    expect(valve.reportedOpen).toBe(false)
    const [opened] = watch(valve, START, 20).changes
    expect(opened?.open).toBe(true)
    expect(opened?.at).toBeGreaterThan(START + 399)
  })

  it('shuts by itself to the millisecond, with nobody telling it to', () => {
    const valve = new Valve(40, createRandom(2))
    valve.order(true, 600, START)
    const { changes, litres } = watch(valve, START, 700)
    expect(changes.map(({ open }) => open)).toEqual([true, false])
    expect((changes[1]?.at ?? 0) - (changes[0]?.at ?? 0)).toBe(600_000)
    expect(litres).toBeGreaterThan(350)
    expect(litres).toBeLessThan(450)
    expect(valve.flowLpm).toBe(0)
  })

  it('an order without an end, or with one too late, ends at the limit of the firmware', () => {
    for (const forS of [null, 10 * VALVE_MAX_OPEN_S]) {
      const valve = new Valve(40, createRandom(3))
      valve.order(true, forS, START)
      const { changes } = watch(valve, START, VALVE_MAX_OPEN_S + 60)
      expect((changes[1]?.at ?? 0) - (changes[0]?.at ?? 0)).toBe(VALVE_MAX_OPEN_S * 1000)
    }
  })

  it('obeys in the order it was told, also when the second order is quicker on the air', () => {
    for (let seed = 0; seed < 50; seed++) {
      const valve = new Valve(40, createRandom(seed))
      valve.order(true, 600, START)
      valve.order(false, null, START + 1)
      watch(valve, START, 60)
      expect(valve.reportedOpen).toBe(false)
      expect(valve.closeAt()).toBeNull()
    }
  })

  it('told again, it runs the new time and not the rest of the old', () => {
    const valve = new Valve(40, createRandom(4))
    valve.order(true, 60, START)
    watch(valve, START, 30)
    valve.order(true, 300, START + 30_000)
    const { changes } = watch(valve, START + 30_000, 400)
    expect(changes).toHaveLength(1)
    expect(changes[0]?.open).toBe(false)
    expect(changes[0]?.at).toBeGreaterThanOrEqual(START + 330_000)
  })
})

describe('a valve that fails', () => {
  it('stuck open, lets water through while it reports closed', () => {
    const { litres, changes } = watch(new Valve(40, createRandom(5)), START, 600, {
      ...NO_VALVE_FAULTS,
      stuckOpen: true,
    })
    expect(litres).toBeGreaterThan(300)
    expect(changes).toEqual([])
  })

  it('stuck closed, reports open and waters nothing', () => {
    const valve = new Valve(40, createRandom(6))
    valve.order(true, 300, START)
    const { litres, changes } = watch(valve, START, 400, { ...NO_VALVE_FAULTS, stuckClosed: true })
    expect(changes.map(({ open }) => open)).toEqual([true, false])
    expect(litres).toBe(0)
  })

  it('one that lies stops early and goes on reporting open', () => {
    const valve = new Valve(40, createRandom(7))
    valve.order(true, 300, START)
    const lies = { ...NO_VALVE_FAULTS, lies: true }
    const { litres } = watch(valve, START, 200, lies)
    expect(valve.reportedOpen).toBe(true)
    expect(valve.flowLpm).toBe(0)
    expect(litres).toBeLessThan(100)
    watch(valve, START + 200_000, 200, lies)
    expect(valve.reportedOpen).toBe(false)
  })
})
