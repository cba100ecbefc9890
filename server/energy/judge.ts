/** Gives the water judge what was measured, and its verdict the site's names and prices. */
import type { Meter } from '../../core/contract/energy.ts'
import type { NightFlow, WaterJudgement } from '../../core/contract/energy-waste.ts'
import type { Zone } from '../../core/contract/watering.ts'
import { dateOf, type Grid, indexAt } from '../../core/energy/grid.ts'
import { minimumNightFlow, NIGHT_FROM_HOUR, NIGHT_TO_HOUR, nightLeak } from '../../core/energy/night-flow.ts'
import { pricesOn } from '../../core/energy/tariff.ts'
import { judgeWater } from '../../core/energy/water-judge.ts'
import { localTime } from '../../core/time/zone.ts'
import { kindsAt } from './calendars.ts'
import type { EnergyRoom } from './room.ts'
import { wasteSettings } from './waste-settings.ts'

const STEP_MS = 900_000
const LITRES_PER_M3 = 1000
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
export const JUDGE_HOURS = 240
const RUNS_MAX = 5000

export class Judge {
  readonly #room: EnergyRoom

  constructor(room: EnergyRoom) {
    this.#room = room
  }

  async judge(meter: Meter, hours = JUDGE_HOURS): Promise<WaterJudgement> {
    const { state, clock } = this.#room
    const to = Math.floor(clock.now() / STEP_MS) * STEP_MS
    const from = to - hours * HOUR_MS
    const count = (hours * HOUR_MS) / STEP_MS
    const behind = state.meters
      .list({ siteId: meter.siteId })
      .filter(one => one.medium === 'water' && one.parentId === meter.id)
    const kitchen = behind.filter(
      ({ purpose, areaId }) => purpose === 'kitchen' || (purpose == null && this.#isKitchen(areaId)),
    )
    const garden = behind.filter(({ purpose }) => purpose === 'irrigation')
    const [main = new Float64Array(count), ...parts] = await this.#litres(
      [meter, ...kitchen, ...garden],
      from,
      count,
    )
    const timeZone = this.#room.books.timeZoneOf(meter.siteId)
    const verdict = judgeWater({
      stepMin: STEP_MS / 60_000,
      main,
      kitchen: kitchen.length === 0 ? null : added(parts.slice(0, kitchen.length), count),
      irrigation: garden.length === 0 ? null : added(parts.slice(kitchen.length), count),
      zones: state.zones.list({ siteId: meter.siteId }).map(zone => ({
        id: zone.id,
        name: zone.name,
        nominalLpm: zone.nominalFlowLpm,
        openMin: this.#openMin(zone, from, to, count),
      })),
      hours: Float64Array.from({ length: count }, (_, n) => hourAt(from + n * STEP_MS, timeZone)),
      legitimateLpm: this.#legitimateLpm(meter),
    })
    const suspectId = verdict.suspect === 'kitchen' ? (kitchen[0]?.id ?? null) : verdict.suspect
    const unexplainedM3 = verdict.unexplainedL === null ? null : verdict.unexplainedL / LITRES_PER_M3
    return {
      meterId: meter.id,
      from,
      to,
      cause: verdict.cause,
      likelihood: verdict.likelihood,
      evidence: verdict.evidence,
      suspectId,
      unexplainedM3,
      quietLpm: verdict.quietLpm,
      moneyPerDay: this.#money(meter, verdict.cause === 'none' ? 0 : (verdict.quietLpm ?? 0) * 1.44, to),
    }
  }

  #legitimateLpm({ nightUseLpm, siteId }: Meter): number {
    return nightUseLpm ?? wasteSettings(this.#room.state, siteId).nightUseLpm
  }

  /** The least moving hour of each of the last nights, by quarters of an hour. */
  async nights(meter: Meter, nights: number): Promise<NightFlow[]> {
    const { clock, books } = this.#room
    const to = Math.floor(clock.now() / STEP_MS) * STEP_MS
    const count = (nights + 1) * 96
    const from = to - count * STEP_MS
    const [litres = new Float64Array(count)] = await this.#litres([meter], from, count)
    const timeZone = books.timeZoneOf(meter.siteId)
    const legitimateM3PerH = this.#legitimateLpm(meter) * 0.06
    const byNight = new Map<string, number[]>()
    for (const [n, value] of litres.entries()) {
      const at = from + n * STEP_MS
      const hour = hourAt(at, timeZone)
      if (hour < NIGHT_FROM_HOUR || hour >= NIGHT_TO_HOUR) continue
      const date = dateOf(at, timeZone)
      byNight.set(date, [...(byNight.get(date) ?? []), (value / LITRES_PER_M3) * 4])
    }
    return [...byNight].slice(-nights).map(([date, flows]) => {
      const minimumM3PerH = minimumNightFlow(flows, 15)
      const lost = minimumM3PerH === null ? null : nightLeak(minimumM3PerH, legitimateM3PerH)
      return {
        date,
        minimumM3PerH,
        legitimateM3PerH,
        leakM3PerH: lost?.leakM3PerH ?? null,
        monthlyM3: lost?.monthlyM3 ?? null,
      }
    })
  }

  #isKitchen(areaId: string | null): boolean {
    const area = areaId === null ? undefined : this.#room.state.areas.get(areaId)
    return area !== undefined && /kitchen|厨房|后厨/i.test(`${area.id} ${area.name.zh} ${area.name.en}`)
  }

  /** Litres by quarters of an hour, straight from the store: finer than the books. */
  async #litres(meters: readonly Meter[], from: number, count: number): Promise<Float64Array[]> {
    const { state, series } = this.#room
    const edges = Array.from({ length: count + 1 }, (_, n) => from + n * STEP_MS)
    const real = meters.filter(({ pointId }) => pointId !== null)
    const uses = await series.deltas(
      real.map(({ pointId }) => ({
        point: pointId ?? 0,
        facts: state.points.get(pointId ?? 0)?.counter ?? null,
      })),
      edges,
    )
    const byId = new Map(real.map((meter, n) => [meter.id, uses[n]?.use]))
    return meters.map(({ id, ratio = 1 }) => {
      const use = byId.get(id) ?? new Float64Array(count).fill(Number.NaN)
      return use.map(value => value * ratio * LITRES_PER_M3)
    })
  }

  /** Minutes of each step in which this zone's valve was told to be open. */
  #openMin(zone: Zone, from: number, to: number, count: number): Float64Array {
    const open = new Float64Array(count)
    const runs = this.#room.state.runs
      .between(from - DAY_MS, to, RUNS_MAX)
      .filter(run => run.zoneId === zone.id && run.openedAt !== null)
    for (const run of runs) {
      const openedAt = run.openedAt ?? to
      const start = Math.max(from, openedAt)
      // What it was told, not when a stuck valve was seen to shut.
      const end = Math.min(to, run.closedAt ?? to, openedAt + run.plannedS * 1000)
      for (let at = start; at < end; ) {
        const step = Math.floor((at - from) / STEP_MS)
        const next = Math.min(end, from + (step + 1) * STEP_MS)
        open[step] = (open[step] ?? 0) + (next - at) / 60_000
        at = next
      }
    }
    return open
  }

  /** Money of m³ a day at the price of now; null without one. */
  #money(meter: Meter, m3PerDay: number, at: number): number | null {
    const { state, books } = this.#room
    const grid: Grid = books.gridFor(meter.siteId, at - 1, at)
    const { price } = pricesOn(
      grid,
      meter.medium,
      state.tariffs.list({ siteId: meter.siteId }),
      kindsAt(state, meter.siteId),
    )
    const now = price[Math.min(grid.count - 1, Math.max(0, indexAt(grid, at)))] ?? Number.NaN
    return Number.isNaN(now) ? null : now * m3PerDay
  }
}

function added(parts: readonly Float64Array[], count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, n) =>
    parts.reduce((sum, part) => sum + (part[n] as number), 0),
  )
}

function hourAt(at: number, timeZone: string): number {
  const { hour, minute } = localTime(at, timeZone)
  return hour + minute / 60
}
