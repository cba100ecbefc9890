/** Puts together what the planner has to know of a site, keeps the books of its water, and the plan while it holds. */
import type { Site } from '../../core/contract/site.ts'
import type { Program } from '../../core/contract/watering-program.ts'
import type { PlannedRun, Run } from '../../core/contract/watering-run.ts'
import type { Moisture, Zone, ZoneDay } from '../../core/contract/watering-zone.ts'
import { priceAt, tariffAt } from '../../core/energy/tariff.ts'
import { typicalEt0Mm } from '../../core/irrigation/climate.ts'
import { type SiteDay, siteDays } from '../../core/irrigation/days.ts'
import {
  closeDay,
  litresSoFar,
  litresToCome,
  litresToMm,
  middleError,
  type Standing,
  standingOf,
} from '../../core/irrigation/ledger.ts'
import type { Reservation } from '../../core/irrigation/pack.ts'
import { planSite, type SiteGrounds, supplyKey, valveKey } from '../../core/irrigation/plan.ts'
import { isOver } from '../../core/irrigation/run.ts'
import type { Clock, StateStore } from '../../core/ports.ts'
import { localDay } from '../../core/text/format.ts'
import { monthStart } from '../../core/time/zone.ts'
import { readSettings } from './settings.ts'
import type { WeatherDesk } from './weather-desk.ts'
import type { ZoneSight } from './zone-sight.ts'

const DAY_MS = 86_400_000
/** A plan is made anew when something changed, and after so long in any case. */
const PLAN_HOLDS_MS = 5 * 60_000
/** A probe's reading from longer ago is not how the soil is. */
const PROBE_HOLDS_MS = 6 * 3_600_000
/** The books are made up for so many days that were missed. */
const BOOKS_BACK_DAYS = 14
const RUNS_A_MONTH_MAX = 50_000
const RUNS_A_DAY_MAX = 50

export interface GroundsParts {
  readonly state: StateStore
  readonly clock: Clock
  readonly sight: ZoneSight
  readonly weather: WeatherDesk
  /** Runs that are not over. */
  readonly active: () => readonly Run[]
}

interface KeptPlan {
  readonly at: number
  readonly to: number
  readonly runs: readonly PlannedRun[]
}

export class GroundsDesk {
  readonly #parts: GroundsParts
  readonly #plans = new Map<string, KeptPlan>()
  readonly #booked = new Map<string, string>()
  /** Litres of a zone's runs that are over, on the day that began at `from`. */
  readonly #given = new Map<string, { from: number; litres: number }>()

  constructor(parts: GroundsParts) {
    this.#parts = parts
  }

  /** Something that plans are made of has changed. */
  changed(): void {
    this.#plans.clear()
    this.#given.clear()
  }

  /** What will start in [now, to), skips included. */
  plan(site: Site, to: number): PlannedRun[] {
    const now = this.#parts.clock.now()
    const kept = this.#plans.get(site.id)
    if (kept !== undefined && kept.to >= to && now - kept.at < PLAN_HOLDS_MS && now >= kept.at)
      return kept.runs.filter(({ slotAt }) => slotAt >= now && slotAt < to)
    const end = Math.max(to, now + 7 * DAY_MS)
    const runs = planSite(this.grounds(site, end), now, end)
    this.#plans.set(site.id, { at: now, to: end, runs })
    return runs.filter(({ slotAt }) => slotAt < to)
  }

  /** What one program, perhaps a draft, would do beside the others. */
  preview(site: Site, program: Program, to: number): PlannedRun[] {
    const now = this.#parts.clock.now()
    const grounds = this.grounds(site, to)
    const programs = [...grounds.programs.filter(({ id }) => id !== program.id), program]
    return planSite({ ...grounds, programs }, now, to).filter(({ programId }) => programId === program.id)
  }

  /** As of now; `to` says how far the weather is needed. */
  grounds(site: Site, to: number): SiteGrounds {
    const { state, clock, weather, sight } = this.#parts
    const now = clock.now()
    const zones = state.zones.list({ siteId: site.id })
    const days = siteDays(now - 2 * DAY_MS, to + 8 * DAY_MS, site)
    const moisturePct = new Map<string, number>()
    const depletionMm = new Map<string, number>()
    for (const zone of zones) {
      const probe = sight.fresh(zone.soilPointId, now, PROBE_HOLDS_MS)
      if (probe !== null) moisturePct.set(zone.id, probe)
      depletionMm.set(zone.id, this.#depletionForPlan(site, zone, days, now))
    }
    return {
      siteId: site.id,
      place: site,
      currency: site.currency,
      zones,
      supplies: state.supplies.list({ siteId: site.id }),
      programs: state.programs.list({ siteId: site.id }),
      calendars: state.calendars.list({ siteId: site.id }),
      settings: readSettings(state, site.id),
      weather: weather.days(site, days),
      observed: weather.observed(site),
      depletionMm,
      moisturePct,
      usedL: this.#usedThisMonth(site, now),
      costPerLitre: this.costPerLitre(site, now),
      reserved: this.#reserved(zones),
      now,
    }
  }

  /** How dry a zone stands now. `daysLeft` comes from its next decision. */
  moisture(site: Site, zone: Zone, daysLeft: number | null): Moisture {
    const now = this.#parts.clock.now()
    const [today] = siteDays(now, now + 1, site)
    if (today === undefined) throw new RangeError('a moment is in a day')
    return { ...standingOf(zone, this.#standing(site, zone, today), now, today, site), daysLeft }
  }

  costPerLitre(site: Site, at: number): number | null {
    const tariff = tariffAt(this.#parts.state.tariffs.list({ siteId: site.id }), 'water', at, site.timeZone)
    return tariff === undefined ? null : priceAt(tariff, at, site.timeZone).price / 1000
  }

  /** Closes the days that are over. Cheap when there is nothing to close. */
  keepBooks(site: Site): void {
    if (this.#booked.get(site.id) !== localDay(this.#parts.clock.now(), site.timeZone)) this.#close(site)
  }

  /** What is known of the weather of a day has changed: it and those after it are closed again, as far as they were. */
  reopen(site: Site, date: string): void {
    this.#close(site, date)
  }

  #close(site: Site, from?: string): void {
    const now = this.#parts.clock.now()
    const over = siteDays(now - BOOKS_BACK_DAYS * DAY_MS, now, site).slice(0, -1)
    const yesterday = over.at(-1)
    if (yesterday === undefined) return
    const weather = this.#parts.weather.days(site, over)
    // Zones with a probe first: what they find out about the day is taken over by the others.
    const zones = this.#parts.state.zones
      .list({ siteId: site.id })
      .sort((a, b) => Number(a.soilPointId === null) - Number(b.soilPointId === null))
    const errors: (number | null)[] = []
    for (const zone of zones) {
      const last = this.#lastClosed(zone, over, from)
      let before = last?.depletionMm ?? null
      for (const day of last === undefined ? this.#firstDays(zone, over) : after(over, last)) {
        const known = weather.get(day.date)
        const typical = typicalEt0Mm(site.latitude, day.dayOfYear)
        const isLast = day === yesterday
        const closed = closeDay(
          zone,
          before,
          { et0Mm: known?.et0Mm ?? null, et0Typical: typical, rainMm: known?.rainMm ?? null },
          this.#litresOn(zone, day.start, day.end),
          isLast ? this.#parts.sight.fresh(zone.soilPointId, now, PROBE_HOLDS_MS) : null,
          day,
          site,
          isLast ? middleError(errors) : null,
        )
        before = closed.day.depletionMm
        if (isLast) errors.push(closed.errorMm)
        this.#parts.state.zoneDays.put(closed.day)
      }
    }
    this.#booked.set(site.id, localDay(now, site.timeZone))
    this.changed()
  }

  /** The newest day that stays closed: the newest of all, or the one before `from`. */
  #lastClosed(zone: Zone, over: readonly SiteDay[], from: string | undefined): ZoneDay | undefined {
    const { zoneDays } = this.#parts.state
    const oldest = over[0]?.date ?? ''
    return from === undefined || from <= oldest
      ? zoneDays.last(zone.id)
      : zoneDays.between(oldest, from, zone.id).findLast(({ date }) => date < from)
  }

  /** Books that begin today begin with today, not with a fortnight nobody knows of. */
  #firstDays(zone: Zone, over: readonly SiteDay[]): readonly SiteDay[] {
    const begun = this.#parts.state.zoneDays.between(over[0]?.date ?? '', over.at(-1)?.date ?? '', zone.id)[0]
    return begun === undefined ? over.slice(-1) : over.filter(({ date }) => date >= begun.date)
  }

  #depletionForPlan(site: Site, zone: Zone, days: readonly SiteDay[], now: number): number {
    const today = days.find(day => now >= day.start && now < day.end) as SiteDay
    const { depletionMm } = standingOf(zone, this.#standing(site, zone, today), now, today, site)
    const running = this.#parts.active().filter(({ zoneId }) => zoneId === zone.id)
    const coming = running.reduce((sum, run) => sum + litresToCome(run, zone, now), 0)
    return Math.max(0, depletionMm - litresToMm(zone, coming))
  }

  #standing(site: Site, zone: Zone, today: SiteDay): Standing {
    const { weather, sight, state, clock } = this.#parts
    const now = clock.now()
    const known = weather.days(site, [today]).get(today.date)
    return {
      morningMm: state.zoneDays.last(zone.id)?.depletionMm ?? null,
      weather: {
        et0Mm: known?.et0Mm ?? null,
        et0Typical: typicalEt0Mm(site.latitude, today.dayOfYear),
        rainMm: null,
      },
      litres: this.#litresOn(zone, today.start, today.end),
      rainSoFarMm: known?.source === 'manual' ? known.rainMm : weather.rainToday(site.id),
      probePct: sight.fresh(zone.soilPointId, now, PROBE_HOLDS_MS),
    }
  }

  #litresOn(zone: Zone, from: number, to: number): number {
    const { state, clock, active } = this.#parts
    const known = this.#given.get(zone.id)
    const over =
      known?.from === from ? known.litres : overLitres(state.runs.ofZone(zone.id, RUNS_A_DAY_MAX), from, to)
    this.#given.set(zone.id, { from, litres: over })
    const now = clock.now()
    // All of a run belongs to the day it opened on, what is still to come of it too.
    const running = active().filter(
      ({ zoneId, openedAt }) => zoneId === zone.id && openedAt !== null && openedAt >= from && openedAt < to,
    )
    const all = (run: Run) => litresSoFar(run, zone, now) + (now < to ? 0 : litresToCome(run, zone, now))
    return over + running.reduce((sum, run) => sum + all(run), 0)
  }

  #usedThisMonth(site: Site, now: number): Map<string, number> {
    const used = new Map<string, number>()
    const zones = new Map(this.#parts.state.zones.list({ siteId: site.id }).map(zone => [zone.id, zone]))
    // Only zones with a limit need to be counted.
    if (![...zones.values()].some(({ quotaM3 }) => quotaM3 !== null)) return used
    for (const run of this.#parts.state.runs.between(
      monthStart(now, site.timeZone),
      now + 1,
      RUNS_A_MONTH_MAX,
    )) {
      if (!zones.has(run.zoneId)) continue
      const litres = litresSoFar(run, zones.get(run.zoneId), now)
      used.set(run.zoneId, (used.get(run.zoneId) ?? 0) + litres)
    }
    return used
  }

  #reserved(zones: readonly Zone[]): Reservation[] {
    return this.#parts.active().flatMap(run => {
      const zone = zones.find(({ id }) => id === run.zoneId)
      if (zone === undefined || isOver(run)) return []
      return run.cycles.slice(run.cycle).map(({ at, runS }) => ({
        supply: supplyKey(zone),
        valve: valveKey(zone),
        flowLpm: zone.nominalFlowLpm,
        from: at,
        to: at + runS * 1000,
      }))
    })
  }
}

const after = (days: readonly SiteDay[], last: ZoneDay) => days.filter(({ date }) => date > last.date)

function overLitres(runs: readonly Run[], from: number, to: number): number {
  return runs
    .filter(run => isOver(run) && run.openedAt !== null && run.openedAt >= from && run.openedAt < to)
    .reduce((sum, { litres }) => sum + (litres ?? 0), 0)
}
