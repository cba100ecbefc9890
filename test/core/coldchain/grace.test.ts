/** Grace on the simulator's cabinets: what is learned from two weeks, and what it may and may not explain. */
import { beforeAll, describe, expect, test } from 'vitest'
import { Grace, type GraceBand } from '../../../core/coldchain/grace.ts'
import { type CabinetProfile, isDefrostDue, learnProfile } from '../../../core/coldchain/profile.ts'
import type { Sample } from '../../../core/coldchain/stretch.ts'
import { Cabinet } from '../../../simulators/physics/cabinet.ts'
import { CABINETS } from '../../../simulators/physics/cabinet-presets.ts'
import { Door } from '../../../simulators/physics/door.ts'
import { createRandom } from '../../../simulators/random.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** A cabinet, its door and its sensors, minute by minute. */
class Kitchen {
  readonly readings: Sample[] = []
  readonly cabinet: Cabinet
  readonly #door: Door
  dead = false
  doorHeld = false
  doorOpen = false
  now = 0

  constructor(kind: 'freezer' | 'fridge', seed = 11) {
    const random = createRandom(seed)
    this.cabinet = new Cabinet(CABINETS[kind], random)
    this.#door = new Door(random.fork('door'))
  }

  /** `traffic` in kitchen hours only. */
  live(minutes: number, each?: (reading: Sample, humidity: Sample) => void): void {
    for (let minute = 0; minute < minutes; minute += 1) {
      const hour = (this.now / HOUR_MS) % 24
      const traffic = hour >= 6 && hour < 19 ? 0.25 : 0
      for (let step = 0; step < 6; step += 1) {
        const open = this.#door.step(10, traffic, this.doorHeld)
        this.cabinet.step(10, { ambientC: 24, doorOpenFraction: open, dead: this.dead })
      }
      this.now += MINUTE_MS
      const reading = { at: this.now, value: Math.round(this.cabinet.probeC() * 10) / 10 }
      this.readings.push(reading)
      each?.(reading, { at: this.now, value: Math.round(this.cabinet.humidity) })
    }
  }

  untilDefrost(): void {
    do this.live(1)
    while (!this.cabinet.defrosting)
  }
}

const outcomes = (bands: readonly GraceBand[]) => bands.map(({ kind, outcome }) => `${kind} ${outcome}`)

describe('a freezer that defrosts every seven hours', () => {
  let profile: CabinetProfile
  const kitchen = new Kitchen('freezer')
  beforeAll(() => {
    kitchen.live(14 * 24 * 60)
    profile = learnProfile(kitchen.readings) as CabinetProfile
  })

  test('its habits are learned', () => {
    expect((profile.defrost?.everyMs ?? 0) / HOUR_MS).toBeCloseTo(7, 0)
    expect(profile.topC).toBeGreaterThan(-21)
    expect(profile.topC).toBeLessThan(-17)
    expect(profile.defrost?.peakC).toBeGreaterThan(profile.topC + 3)
    const next = (profile.defrost?.lastAt ?? 0) + 7 * HOUR_MS
    expect(profile.defrost && isDefrostDue(profile.defrost, next)).toBe(true)
    expect(profile.defrost && isDefrostDue(profile.defrost, next + 3 * HOUR_MS)).toBe(false)
    // Its own past is known again; what begins half an hour after the last one is none.
    const last = profile.defrost?.lastAt ?? 0
    const isDue = (at: number) => profile.defrost !== null && isDefrostDue(profile.defrost, at)
    expect([last - 14 * HOUR_MS, last, last + HOUR_MS / 2].map(isDue)).toEqual([true, true, false])
  })

  const graceOf = (delayMin = 60) => new Grace({ delayMs: delayMin * MINUTE_MS, absoluteC: 0, profile })

  test('a defrost that recovers is explained, from its rise on', () => {
    const grace = graceOf()
    kitchen.untilDefrost()
    let explained = 0
    kitchen.live(120, reading => {
      grace.temperature(reading)
      if (grace.at(reading.at)?.kind === 'defrost') explained += 1
    })
    expect(outcomes(grace.bands)).toContain('defrost recovered')
    expect(explained).toBeGreaterThan(10)
    expect(explained).toBeLessThanOrEqual(60)
  })

  test('a machine that dies in its defrost is explained for one delay window at most', () => {
    const grace = graceOf()
    const dying = new Kitchen('freezer', 12)
    dying.live(14 * 24 * 60)
    const own = learnProfile(dying.readings)
    const watched = new Grace({ delayMs: 60 * MINUTE_MS, absoluteC: 0, profile: own })
    dying.untilDefrost()
    dying.live(10, reading => watched.temperature(reading))
    dying.dead = true
    let lastExplained = 0
    const from = dying.now
    dying.live(6 * 60, reading => {
      watched.temperature(reading)
      if (watched.at(reading.at) !== null) lastExplained = reading.at
    })
    expect(outcomes(watched.bands)).toContain('defrost broken')
    expect(lastExplained - from).toBeLessThanOrEqual(60 * MINUTE_MS)
    expect(grace.bands).toEqual([])
  })

  test('an absolute limit is never masked', () => {
    const grace = new Grace({ delayMs: 60 * MINUTE_MS, absoluteC: -10, profile })
    grace.door(true, 0)
    grace.temperature({ at: MINUTE_MS, value: -15 })
    expect(grace.at(MINUTE_MS)).toMatchObject({ kind: 'door' })
    grace.temperature({ at: 2 * MINUTE_MS, value: -9.9 })
    expect(grace.at(2 * MINUTE_MS)).toBeNull()
    expect(outcomes(grace.bands)).toEqual(['door broken'])
  })

  test('one door after the other explains no longer than one', () => {
    const grace = graceOf(30)
    let last = 0
    for (let minute = 0; minute < 120; minute += 1) {
      grace.temperature({ at: minute * MINUTE_MS, value: profile.topC + (minute === 0 ? 0 : 4) })
      grace.door(minute % 10 < 5, minute * MINUTE_MS)
      if (grace.at(minute * MINUTE_MS) !== null) last = minute
    }
    expect(last).toBeGreaterThan(25)
    expect(last).toBeLessThanOrEqual(40)
  })

  test('a slow rise at another hour is no defrost', () => {
    const grace = graceOf()
    const due = (profile.defrost?.lastAt ?? 0) + 7 * HOUR_MS + 3 * HOUR_MS
    for (let minute = 0; minute < 60; minute += 1)
      grace.temperature({ at: due + minute * MINUTE_MS, value: profile.topC + minute * 0.3 })
    expect(grace.bands).toEqual([])
  })
})

describe('a door', () => {
  const setting = { delayMs: 30 * MINUTE_MS, absoluteC: 12, profile: null }

  test('open by its contact: for one delay window, and the usual recovery after it is shut', () => {
    const grace = new Grace(setting)
    grace.door(true, 0)
    expect(grace.at(29 * MINUTE_MS)?.kind).toBe('door')
    expect(grace.at(30 * MINUTE_MS)).toBeNull()
    const shut = new Grace(setting)
    shut.door(true, 0)
    shut.door(false, 2 * MINUTE_MS)
    expect(shut.at(16 * MINUTE_MS)?.kind).toBe('door')
    expect(shut.at(17 * MINUTE_MS)).toBeNull()
  })

  test('without a contact: a fast rise with a step of the humidity', () => {
    const grace = new Grace(setting)
    grace.humidity({ at: 0, value: 50 })
    grace.temperature({ at: 0, value: 4 })
    grace.humidity({ at: MINUTE_MS, value: 58 })
    grace.temperature({ at: MINUTE_MS, value: 5.5 })
    expect(grace.at(MINUTE_MS)?.kind).toBe('door')
  })

  test('a fast rise alone, or a slow one in damp air, is none', () => {
    const dry = new Grace(setting)
    dry.temperature({ at: 0, value: 4 })
    dry.temperature({ at: MINUTE_MS, value: 6 })
    expect(dry.at(MINUTE_MS)).toBeNull()
    const damp = new Grace(setting)
    damp.humidity({ at: 0, value: 50 })
    damp.humidity({ at: MINUTE_MS, value: 60 })
    damp.temperature({ at: 0, value: 4 })
    damp.temperature({ at: MINUTE_MS, value: 4.3 })
    expect(damp.at(MINUTE_MS)).toBeNull()
  })
})

describe('restocking', () => {
  const profile = { topC: 5, defrost: null, halfMs: 5 * MINUTE_MS, recoversMs: 15 * MINUTE_MS }
  const setting = { delayMs: 30 * MINUTE_MS, absoluteC: 12, profile }
  /** Up to 9 °C in ten minutes, then back by halves of so many minutes. */
  const curve = (minute: number, halfMin: number) =>
    minute <= 10 ? 4 + minute / 2 : 4 + 5 * 2 ** (-(minute - 10) / halfMin)
  const explained = (halfMin: number) => {
    const grace = new Grace(setting)
    grace.restock(0, 45)
    let last = 0
    for (let minute = 0; minute < 90; minute += 1) {
      grace.temperature({ at: minute * MINUTE_MS, value: curve(minute, halfMin) })
      if (grace.at(minute * MINUTE_MS) !== null) last = minute
    }
    return { last, bands: outcomes(grace.bands) }
  }

  test('a cabinet that comes back keeps its allowance', () => {
    expect(explained(10)).toEqual({ last: 44, bands: ['restocking recovered'] })
  })

  test('one that does not come back loses it early', () => {
    const { last, bands } = explained(400)
    expect(bands).toEqual(['restocking broken'])
    expect(last).toBeLessThan(35)
    expect(last).toBeGreaterThan(15)
  })

  test('never longer than an hour, whatever was asked for', () => {
    const grace = new Grace({ ...setting, profile: null })
    grace.restock(0, 600)
    expect(grace.at(59 * MINUTE_MS)?.kind).toBe('restocking')
    expect(grace.at(60 * MINUTE_MS)).toBeNull()
  })
})

test('too few readings teach nothing', () => {
  expect(learnProfile([])).toBeNull()
})
