/**
 * What all programs of a site will do, start by start: the water balance is carried forward day by day, every start is
 * decided, and what waters is placed beside the rest. The same figures at the moment of a start make the same decision.
 */
import type { Program, WateringCalendar } from '../contract/watering-program.ts'
import type { Decision, PlannedRun } from '../contract/watering-run.ts'
import type { WateringSettings, WeatherDay } from '../contract/watering-weather.ts'
import type { Supply, Zone } from '../contract/watering-zone.ts'
import { decisionSentence } from '../text/watering-decisions.ts'
import { effectiveRainMm, type RootZone, rootZoneOf } from './balance.ts'
import { typicalEt0Mm } from './climate.ts'
import { type Conditions, conditionsAt, type Observed } from './conditions.ts'
import { type GroundsPlace, type SiteDay, shareOfDay, siteDays } from './days.ts'
import { decide, netMm, type Verdict } from './decide.ts'
import { exclusionsOn, inTheWay, keepDry, type Stretch } from './exclusions.ts'
import { type Job, type Placed, pack, type Reservation } from './pack.ts'
import { type Slot, slotsOf } from './slots.ts'
import { cycleLimits, splitCycles } from './soils.ts'
import { zimmermanOfDay } from './zimmerman.ts'

export const PLAN_DAYS = 14
const DAY_MS = 86_400_000
/** How far the soil's patience is looked for. */
const DAYS_LEFT_MAX = 21
/** A probe's word about now says nothing about the day after tomorrow. */
const PROBE_REACHES_MS = 6 * 3_600_000

export interface SiteGrounds {
  readonly siteId: string
  readonly place: GroundsPlace
  readonly currency: string
  readonly zones: readonly Zone[]
  readonly supplies: readonly Supply[]
  readonly programs: readonly Program[]
  readonly calendars: readonly WateringCalendar[]
  readonly settings: WateringSettings
  /** By local date. A day that is missing or without ET0 counts as typical of the time of year. */
  readonly weather: ReadonlyMap<string, WeatherDay>
  readonly observed: Observed | null
  /** mm missing now, by zone; a zone that is not there counts as half way to its limit. */
  readonly depletionMm: ReadonlyMap<string, number>
  readonly moisturePct: ReadonlyMap<string, number>
  /** Litres given this month, by zone. */
  readonly usedL: ReadonlyMap<string, number>
  /** Null when no water tariff is known. */
  readonly costPerLitre: number | null
  readonly reserved: readonly Reservation[]
  readonly now: number
}

/** Everything that starts in [from, to), in the order of the starts; skips and their reasons included. */
export function planSite(grounds: SiteGrounds, from: number, to: number): PlannedRun[] {
  const course = new Course(grounds, from, to)
  return course.run()
}

export const valveKey = (zone: Pick<Zone, 'valveDeviceId' | 'valveChannel'>) =>
  `${zone.valveDeviceId}\n${zone.valveChannel ?? ''}`
/** Zones without a supply share the mains of their site. */
export const supplyKey = (zone: Pick<Zone, 'supplyId' | 'siteId'>) => zone.supplyId ?? `mains:${zone.siteId}`

interface Ground {
  readonly zone: Zone
  readonly supply: Supply | undefined
  readonly dry: readonly Stretch[]
  /** One a day, in the order of the days. */
  readonly roots: readonly RootZone[]
  depletionMm: number
  /** Until when `depletionMm` is carried. */
  at: number
  readonly plannedL: Map<string, number>
}

interface Decided {
  readonly slot: Slot
  readonly ground: Ground
  readonly timerS: number
  readonly verdict: Verdict
  readonly title: string | null
  readonly daysLeft: number | null
}

class Course {
  readonly #grounds: SiteGrounds
  readonly #from: number
  readonly #to: number
  readonly #days: readonly SiteDay[]
  readonly #weather: readonly WeatherDay[]
  readonly #et0: readonly number[]
  readonly #stretches: readonly Stretch[]
  readonly #zones: ReadonlyMap<string, Zone>
  readonly #supplies: ReadonlyMap<string, Supply>
  readonly #byZone = new Map<string, Ground>()
  readonly #today: number
  #taken: readonly Reservation[]

  constructor(grounds: SiteGrounds, from: number, to: number) {
    const { place, now, weather, calendars } = grounds
    this.#grounds = grounds
    this.#from = from
    this.#to = to
    this.#days = siteDays(Math.min(now, from) - DAY_MS, to + (DAYS_LEFT_MAX - PLAN_DAYS) * DAY_MS, place)
    this.#weather = this.#days.map(({ date }) => weather.get(date)) as WeatherDay[]
    this.#et0 = this.#days.map(
      (day, n) => this.#weather[n]?.et0Mm ?? typicalEt0Mm(place.latitude, day.dayOfYear),
    )
    this.#stretches = exclusionsOn(calendars, this.#days, place.timeZone)
    this.#zones = new Map(grounds.zones.map(zone => [zone.id, zone]))
    this.#supplies = new Map(grounds.supplies.map(supply => [supply.id, supply]))
    this.#today = this.#days.findIndex(day => now >= day.start && now < day.end)
    this.#taken = grounds.reserved
  }

  run(): PlannedRun[] {
    const { programs, place, now } = this.#grounds
    // From the day before, so that a start that is pushed back is pushed back in every window.
    const slots = slotsOf(programs, this.#days, Math.min(this.#from, now), this.#to, place.timeZone)
    const upcoming = slots.filter(({ at }) => at >= Math.min(this.#from, now))
    const planned: PlannedRun[] = []
    for (let n = 0; n < upcoming.length; ) {
      const at = upcoming[n]?.at ?? 0
      const together: Slot[] = []
      while (upcoming[n]?.at === at) together.push(upcoming[n++] as Slot)
      planned.push(...this.#start(together, at))
    }
    return planned.filter(({ slotAt }) => slotAt >= this.#from)
  }

  /** All programs that start at one instant. */
  #start(slots: readonly Slot[], at: number): PlannedRun[] {
    const index = this.#days.findIndex(day => at >= day.start && at < day.end)
    const conditions = conditionsAt(at, this.#days, this.#grounds.weather, this.#grounds.observed)
    const before = this.#weather[index - 1]
    const percent = before === undefined ? null : zimmermanOfDay(before, this.#grounds.settings.zimmerman)
    const decided = slots.flatMap(slot =>
      slot.program.steps.flatMap(({ zoneId, runS }) => {
        const zone = this.#zones.get(zoneId)
        if (zone === undefined) return []
        return [this.#decide(slot, this.#groundOf(zone), runS, index, conditions, percent)]
      }),
    )
    return this.#place(decided)
  }

  #decide(
    slot: Slot,
    ground: Ground,
    timerS: number,
    index: number,
    conditions: Conditions,
    percent: number | null,
  ): Decided {
    const { zone, supply, dry } = ground
    const { at, program } = slot
    this.#carry(ground, at)
    const roots = ground.roots[index] as RootZone
    const title = dry.length === 0 ? undefined : inTheWay(dry, at, at + 1)
    const month = this.#days[index]?.date.slice(0, 7) ?? ''
    const quota = zone.quotaM3?.[(this.#days[index]?.month ?? 1) - 1] ?? null
    const nearNow = at - this.#grounds.now <= PROBE_REACHES_MS
    const verdict = decide({
      zone,
      supply,
      program,
      timerS,
      at,
      settings: this.#grounds.settings,
      conditions,
      roots,
      depletionMm: ground.depletionMm,
      depletionNextMm: ground.depletionMm + this.#untilNext(slot, ground, index),
      moisturePct: nearNow ? (this.#grounds.moisturePct.get(zone.id) ?? null) : null,
      percent,
      et0Mm: this.#et0[index] ?? 0,
      quotaL: quota === null ? null : quota * 1000,
      quotaLeftL: quota === null ? null : Math.max(0, quota * 1000 - this.#spent(ground, month)),
      excluded: title,
    })
    const daysLeft = this.#daysLeft(ground, index)
    if (verdict.skip === null) {
      ground.depletionMm = Math.max(0, ground.depletionMm - verdict.needMm)
      const litres = (verdict.runS * zone.nominalFlowLpm) / 60
      ground.plannedL.set(month, (ground.plannedL.get(month) ?? 0) + litres)
    }
    return { slot, ground, timerS, verdict, title: title?.title || null, daysLeft }
  }

  #place(decided: readonly Decided[]): PlannedRun[] {
    const jobs = decided.flatMap(({ slot, ground, verdict }, n): Job[] => {
      if (verdict.skip !== null) return []
      const { zone, dry } = ground
      const { maxCycleS, soakS } = cycleLimits(zone)
      return [
        {
          key: String(n),
          valve: valveKey(zone),
          supply: supplyKey(zone),
          flowLpm: zone.nominalFlowLpm,
          cycles: splitCycles(verdict.runS, maxCycleS),
          soakS,
          earliest: slot.at,
          finishBy: slot.finishBy,
          priority: slot.program.priority,
          avoid: dry,
        },
      ]
    })
    const capacity = (supply: string) => this.#supplies.get(supply)?.capacityLpm ?? null
    const { placed, reservations } = pack(jobs, capacity, this.#taken)
    if (reservations.length > 0) {
      const soonest = decided[0]?.slot.at ?? 0
      this.#taken = [...this.#taken.filter(({ to }) => to > soonest), ...reservations]
    }
    return decided.map((one, n) => this.#planned(one, placed.get(String(n))))
  }

  #planned(
    { slot, ground, timerS, verdict, title, daysLeft }: Decided,
    placed: Placed | undefined,
  ): PlannedRun {
    const { zone } = ground
    const cycles = placed?.cycles ?? []
    const runS = cycles.reduce((sum, cycle) => sum + cycle.runS, 0)
    const unfitS = placed?.unfitS ?? 0
    const skip = verdict.skip ?? (cycles.length === 0 ? 'no-room' : null)
    const facts = [...verdict.facts]
    if (placed?.short === 'capacity')
      facts.push({
        kind: 'capacity',
        value: zone.nominalFlowLpm,
        threshold: this.#supplies.get(supplyKey(zone))?.capacityLpm ?? null,
        unit: 'L/min',
        basis: 'set',
        source: null,
      })
    else if (unfitS > 0)
      facts.push({
        kind: 'window',
        value: (runS + unfitS) / 60,
        threshold: runS / 60,
        unit: 'min',
        basis: 'reckoned',
        source: null,
      })
    // Water that found no room is missing from the balance after all.
    if (unfitS > 0) ground.depletionMm += netMm(zone, unfitS)
    const litres = (runS * zone.nominalFlowLpm) / 60
    const savedLitres = (timerS * zone.nominalFlowLpm) / 60 - litres
    const price = this.#grounds.costPerLitre
    const decision: Omit<Decision, 'sentence'> = {
      method: slot.program.method,
      skip,
      facts,
      needMm: skip === null ? netMm(zone, runS) : 0,
      litres,
      cost: price === null ? null : litres * price,
      savedLitres,
      savedCost: price === null ? null : savedLitres * price,
      daysLeft,
    }
    const sentence = decisionSentence(decision, {
      daysAhead: slot.day.serial - (this.#days[this.#today]?.serial ?? slot.day.serial),
      date: slot.day.date,
      currency: this.#grounds.currency,
      runS,
      unfitS,
      title,
    })
    const last = cycles.at(-1)
    return {
      zoneId: zone.id,
      programId: slot.program.id,
      slotAt: slot.at,
      at: cycles[0]?.at ?? slot.at,
      endAt: last === undefined ? slot.at : last.at + last.runS * 1000,
      runS,
      cycles: [...cycles],
      decision: { ...decision, sentence },
    }
  }

  #groundOf(zone: Zone): Ground {
    const known = this.#byZone.get(zone.id)
    if (known !== undefined) return known
    const { latitude } = this.#grounds.place
    const roots = this.#days.map((day, n) => rootZoneOf(zone, day.month, latitude, this.#et0[n] ?? 0))
    const ground: Ground = {
      zone,
      supply: zone.supplyId === null ? undefined : this.#supplies.get(zone.supplyId),
      dry: keepDry(this.#stretches, zone.id),
      roots,
      depletionMm: this.#grounds.depletionMm.get(zone.id) ?? (roots[this.#today]?.readilyMm ?? 0) / 2,
      at: this.#grounds.now,
      plannedL: new Map(),
    }
    this.#byZone.set(zone.id, ground)
    return ground
  }

  /** Carries the debt forward: what plants take, less what rain brings. */
  #carry(ground: Ground, to: number): void {
    if (to <= ground.at) return
    for (let n = 0; n < this.#days.length; n++) {
      const day = this.#days[n] as SiteDay
      if (day.end <= ground.at) continue
      if (day.start >= to) break
      const from = Math.max(ground.at, day.start)
      const until = Math.min(to, day.end)
      const roots = ground.roots[n] as RootZone
      const taken = roots.etcMm * (shareOfDay(until, day) - shareOfDay(from, day))
      const fallen = effectiveRainMm(this.#weather[n]?.rainMm ?? 0, this.#et0[n] ?? 0)
      const rain = (fallen * (until - from)) / (day.end - day.start)
      ground.depletionMm = Math.min(roots.totalMm, Math.max(0, ground.depletionMm + taken - rain))
    }
    ground.at = to
  }

  /** What the plants will take until the program comes round again, mm; rain is not counted on. */
  #untilNext(slot: Slot, ground: Ground, index: number): number {
    const { program, at, day } = slot
    const later = program.starts.length > 1 && day.end - at > DAY_MS / 2
    if (later) return 0
    let sum = (ground.roots[index]?.etcMm ?? 0) * (1 - shareOfDay(at, day))
    const days = daysToNext(program, this.#days, index)
    for (let n = index + 1; n < index + days; n++) sum += ground.roots[n]?.etcMm ?? 0
    // On that morning's start the sun has hardly begun.
    return sum + (ground.roots[index + days]?.etcMm ?? 0) * shareOfDay(at, day)
  }

  #daysLeft(ground: Ground, index: number): number | null {
    let debt = ground.depletionMm
    for (let n = 0; n < DAYS_LEFT_MAX; n++) {
      const roots = ground.roots[index + n]
      if (roots === undefined) return null
      if (debt + roots.etcMm >= roots.readilyMm)
        return n + Math.max(0, Math.min(1, (roots.readilyMm - debt) / Math.max(1e-6, roots.etcMm)))
      debt += roots.etcMm
    }
    return null
  }

  #spent(ground: Ground, month: string): number {
    const thisMonth = this.#days[this.#today]?.date.slice(0, 7)
    const used = month === thisMonth ? (this.#grounds.usedL.get(ground.zone.id) ?? 0) : 0
    return used + (ground.plannedL.get(month) ?? 0)
  }
}

function daysToNext(program: Program, days: readonly SiteDay[], index: number): number {
  if (program.everyDays !== null) return program.everyDays.count
  for (let n = 1; n <= 7; n++) {
    const day = days[index + n]
    if (day === undefined || program.days.includes(day.weekday)) return n
  }
  return 7
}
