/** Time left against the simulator's physics, whose watts and capacities the prediction never sees. */
import { describe, expect, test } from 'vitest'
import type { Sample } from '../../../core/coldchain/stretch.ts'
import {
  restsOf,
  sinceTurn,
  type TimeLeft,
  timeLeft,
  type WarmUp,
} from '../../../core/coldchain/time-left.ts'
import { Cabinet } from '../../../simulators/physics/cabinet.ts'
import { CABINETS, type CabinetKind, type CabinetSpec } from '../../../simulators/physics/cabinet-presets.ts'
import { createRandom, type Random } from '../../../simulators/random.ts'

const SEED = Number(process.env.SEED ?? 20260302)
const MINUTE_MS = 60_000
const LIMITS: Readonly<Record<CabinetKind, number>> = {
  fridge: 8,
  'sample-fridge': 8,
  display: 8,
  freezer: -12,
  'cold-room': 8,
  'hot-holding': 60,
}

interface Failure {
  readonly kind: CabinetKind
  /** What is known when the machine has stood still for so many minutes. */
  seen(minutes: number): WarmUp
  /** When it last worked, as the curve shows, and when its air truly passed the limit. */
  readonly beganAt: number
  readonly crossedAt: number
}

/** A cabinet of a kind, larger or smaller, tighter or leakier, fuller or emptier. */
function varied(kind: CabinetKind, random: Random): CabinetSpec {
  const spec = CABINETS[kind]
  const about = (value: number, part: number) => value * Math.exp(part * (2 * random.next() - 1))
  return {
    ...spec,
    airJPerK: about(spec.airJPerK, 0.2),
    foodJPerK: about(spec.foodJPerK, 0.25),
    wallWPerK: about(spec.wallWPerK, 0.2),
    foodWPerK: about(spec.foodWPerK, 0.2),
    setpointC: spec.setpointC + random.between(-0.5, 0.5),
    defrost: null,
  }
}

/** A probe read once a minute, to a tenth of a degree. */
class Recorded {
  readonly readings: Sample[] = []
  readonly #cabinet: Cabinet
  readonly #roomC: number

  constructor(cabinet: Cabinet, roomC: number) {
    this.#cabinet = cabinet
    this.#roomC = roomC
  }

  live(minutes: number, dead: boolean): void {
    for (let minute = 0; minute < minutes; minute += 1) {
      for (let step = 0; step < 6; step += 1)
        this.#cabinet.step(10, { ambientC: this.#roomC, doorOpenFraction: 0, dead })
      const value = Math.round(this.#cabinet.probeC() * 10) / 10
      this.readings.push({ at: this.readings.length * MINUTE_MS, value })
    }
  }
}

const meanOf = (readings: readonly Sample[]) =>
  readings.reduce((sum, { value }) => sum + value, 0) / readings.length

/** Works for hours, lives through a power cut of 90 minutes, works for another day, then its machine is dead. */
function failure(kind: CabinetKind, seed: number, learns: boolean): Failure {
  const random = createRandom(seed)
  const cabinet = new Cabinet(varied(kind, random), random)
  const roomC = random.between(21, 30)
  const recorded = new Recorded(cabinet, roomC)
  const { readings } = recorded
  const known = (from: number, worked: number, to: number): WarmUp => ({
    kind,
    steadyC: meanOf(readings.slice(worked - 360, worked)),
    roomC: learns ? roomC : null,
    rests: restsOf(readings.slice(from, worked), kind),
    readings: sinceTurn(readings.slice(0, to), kind),
  })
  recorded.live(12 * 60, false)
  recorded.live(90, true)
  const learned = learns ? timeLeft(known(0, 720, 810), LIMITS[kind])?.thermal : undefined
  recorded.live(24 * 60 + Math.floor(random.between(0, 60)), false)
  const worked = readings.length
  recorded.live(48 * 60, true)
  const sign = kind === 'hot-holding' ? -1 : 1
  const crossed = readings.slice(worked).find(({ value }) => sign * (value - LIMITS[kind]) > 0)
  const beganAt = sinceTurn(readings.slice(0, worked + 12), kind)[0]?.at ?? 0
  return {
    kind,
    beganAt,
    crossedAt: crossed?.at ?? Number.POSITIVE_INFINITY,
    seen: minutes => ({
      ...known(worked - 720, worked, beganAt / MINUTE_MS + minutes + 1),
      learned,
    }),
  }
}

/** As a part of the true time from the start of the warm-up. */
function errorOf({ beganAt, crossedAt }: Failure, left: TimeLeft | null): number {
  return Math.abs((left?.crossesAt ?? Number.POSITIVE_INFINITY) - crossedAt) / (crossedAt - beganAt)
}

const KINDS = ['fridge', 'freezer', 'sample-fridge', 'fridge', 'freezer'] as const
const failuresOf = (count: number, learns: boolean, seed = SEED) =>
  Array.from({ length: count }, (_, n) => failure(KINDS[n % KINDS.length] ?? 'fridge', seed + n, learns))

describe(`20 random cabinets whose compressor fails (seed ${SEED}), after 20 minutes of warm-up`, () => {
  const failures = failuresOf(20, true)
  test.each(failures.map((one, n) => ({ n, one, kind: one.kind })))(
    'cabinet $n, a $kind: within 15 %',
    ({ one }) => {
      expect(errorOf(one, timeLeft(one.seen(20), LIMITS[one.kind]))).toBeLessThan(0.15)
    },
  )
})

describe('200 more', () => {
  const share = (
    failures: readonly Failure[],
    minutes: number,
    good: (one: Failure, left: TimeLeft) => boolean,
  ) =>
    failures.filter(one => {
      const left = timeLeft(one.seen(minutes), LIMITS[one.kind])
      return left !== null && good(one, left)
    }).length / failures.length
  const near = (part: number) => (one: Failure, left: TimeLeft) => errorOf(one, left) < part
  const covered = (one: Failure, left: TimeLeft) =>
    left.earliestAt <= one.crossedAt && one.crossedAt <= left.latestAt
  const learned = failuresOf(200, true, SEED + 1000)
  const strangers = failuresOf(200, false, SEED + 1000)

  test('a cabinet that is known from an earlier power cut: 15 % for nearly all', () => {
    expect(share(learned, 20, near(0.15))).toBeGreaterThan(0.93)
    expect(share(learned, 20, covered)).toBeGreaterThan(0.85)
  })

  test('a stranger, of which only its kind is known: 15 % for most, and the uncertainty says so', () => {
    expect(share(strangers, 20, near(0.15))).toBeGreaterThan(0.75)
    expect(share(strangers, 20, covered)).toBeGreaterThan(0.85)
  })

  test('it gets better as more is seen', () => {
    expect(share(strangers, 30, near(0.15))).toBeGreaterThan(share(strangers, 20, near(0.15)))
  })
})

test('a freezer on its way through thawing: one reading more neither opens nor shuts the doubt', () => {
  for (const seed of [SEED, SEED + 1, SEED + 2, SEED + 3, SEED + 4, SEED + 5]) {
    const freezer = failure('freezer', seed, true)
    const widths = Array.from({ length: 30 }, (_, n) => {
      const left = timeLeft(freezer.seen(140 + n), 0)
      return left === null ? Number.NaN : left.latestAt - left.earliestAt
    })
    const steps = widths.slice(1).map((width, n) => width / (widths[n] ?? width))
    expect(Math.max(...steps), `seed ${seed}`).toBeLessThan(4)
    expect(Math.min(...steps), `seed ${seed}`).toBeGreaterThan(1 / 4)
  }
})

test('the other side: a hot cabinet that cools down', () => {
  const cold = failure('hot-holding', SEED, true)
  expect(errorOf(cold, timeLeft(cold.seen(20), 60))).toBeLessThan(0.15)
})

test('a walk-in room takes hours: the middle may be off, what is answered says how much', () => {
  const room = failure('cold-room', SEED, false)
  const left = timeLeft(room.seen(30), 8)
  expect(left?.earliestAt).toBeLessThan(room.crossedAt)
  expect(left?.latestAt).toBeGreaterThan(room.crossedAt)
  const later = timeLeft(room.seen(90), 8)
  const width = (one: TimeLeft | null) => (one?.latestAt ?? 0) - (one?.earliestAt ?? 0)
  expect(width(later)).toBeLessThan(width(left))
})

test('too little seen, and a limit that is never passed, are no prediction', () => {
  const fridge = failure('fridge', SEED, false)
  expect(timeLeft(fridge.seen(8), 8)).toBeNull()
  expect(timeLeft(fridge.seen(20), 45)).toBeNull()
  expect(timeLeft({ ...fridge.seen(20), readings: [] }, 8)).toBeNull()
})

describe('where the warm-up began', () => {
  const at = (values: readonly number[]) => values.map((value, n) => ({ at: n * MINUTE_MS, value }))
  const firstOf = (values: readonly number[]) => sinceTurn(at(values), 'fridge')[0]?.at ?? -1

  test('after the last cycle of the machine', () => {
    expect([7, 8]).toContain(firstOf([3, 3.5, 4, 4.5, 4, 3.5, 3, 2.5, 3, 3.6, 4.2, 4.8, 5.4]) / MINUTE_MS)
  })

  test('one odd reading is no turn', () => {
    expect([2, 3]).toContain(firstOf([4, 3, 2.5, 3, 3.6, 4.2, 3.9, 4.8, 5.4, 6]) / MINUTE_MS)
  })

  test('of nothing, nothing', () => {
    expect(sinceTurn([], 'fridge')).toEqual([])
    expect(restsOf([], 'fridge')).toEqual([])
  })
})
