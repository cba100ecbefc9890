/** Meters over time: what they used, what it cost, and how that compares with the same stretch before. */
import type { Meter, MeterStatus, MeterUse } from '../../core/contract/energy.ts'
import { MEDIUM_UNIT } from '../../core/contract/energy-words.ts'
import type { Metric } from '../../core/contract/metric.ts'
import type { Point } from '../../core/contract/point.ts'
import { costsOf } from '../../core/energy/cost.ts'
import { type Grid, type GridUse, HALF_HOUR_MS, periodsOn, usesOf } from '../../core/energy/grid.ts'
import { pricesOn } from '../../core/energy/tariff.ts'
import { partsOf } from '../../core/energy/tree.ts'
import type { Clock, CounterQuery, SeriesStore, StateStore } from '../../core/ports.ts'
import { dayStart, instantAt, localTime, monthStart, type Period } from '../../core/time/zone.ts'
import type { LatestValues, MeterService } from '../services.ts'
import { UseBooks } from './books.ts'
import { kindsAt } from './calendars.ts'

const RATE_METRICS: readonly Metric[] = ['power_active', 'water_flow']
/** The page of meters is asked for again and again; the sums it shows move slowly. */
const STATUS_HOLDS_MS = 30_000
const DAY_MS = 86_400_000

export interface MeterParts {
  readonly state: StateStore
  readonly series: SeriesStore
  readonly latest: LatestValues
  readonly clock: Clock
  /** Shared with whatever else looks at the past; made here when nobody hands one over. */
  readonly books?: UseBooks
}

export function createMeterService(given: MeterParts): MeterService {
  const parts = { ...given, books: given.books ?? new UseBooks(given) }
  let held: { readonly until: number; readonly answer: Promise<MeterStatus[]> } | undefined
  return {
    status() {
      const steady = parts.clock.monotonic()
      if (held === undefined || held.until < steady) {
        const answer = statusOf(parts)
        held = { until: steady + STATUS_HOLDS_MS, answer }
        answer.catch(() => {
          held = undefined
        })
      }
      return held.answer
    },
    changed() {
      held = undefined
    },
    use: (meter, from, to, per) => useOf(parts, meter, from, to, per),
  }
}

type Parts = MeterParts & { readonly books: UseBooks }

/** Per period of the site's calendar, each split by band where the tariff has times of use. */
async function useOf(
  { state, books, clock }: Parts,
  meter: Meter,
  from: number,
  to: number,
  per: Period,
): Promise<MeterUse[]> {
  const end = Math.max(from + 1, Math.min(to, clock.now()))
  const grid = books.gridFor(meter.siteId, from, end)
  const tariffs = state.tariffs.list({ siteId: meter.siteId })
  // A month begins before the first day that was asked for.
  const periods = periodsOn(grid, from, end, per)
  const wide = books.gridFor(meter.siteId, periods[0]?.at ?? from, periods.at(-1)?.at ?? end)
  const own = await books.use(meter, wide)
  const places = periodsOn(wide, from, end, per)
  if (!tariffs.some(({ medium }) => medium === meter.medium)) return usesOf(meter.id, wide, own, places)
  return costsOf(
    meter.id,
    wide,
    own,
    pricesOn(wide, meter.medium, tariffs, kindsAt(state, meter.siteId)),
    places,
  )
}

async function statusOf(parts: Parts): Promise<MeterStatus[]> {
  const { state, latest } = parts
  const meters = state.meters.list()
  const bySite = Map.groupBy(meters, meter => meter.siteId)
  const sums = await Promise.all([...bySite].map(([siteId, ofSite]) => sumsOf(parts, siteId, ofSite)))
  const found = new Map(sums.flatMap(sum => [...sum]))
  return meters.map(meter => {
    const point = meter.pointId === null ? undefined : state.points.get(meter.pointId)
    const register = meter.pointId === null ? undefined : latest.get(meter.pointId)
    return {
      meter,
      unit: MEDIUM_UNIT[meter.medium],
      register: register?.value ?? null,
      registerAt: register?.at ?? null,
      rate: rateOf(state, latest, point),
      ...(found.get(meter.id) ?? NOTHING),
    }
  })
}

type Sums = Pick<MeterStatus, 'today' | 'yesterdaySoFar' | 'month' | 'monthCost' | 'lastMonthSoFar'>
const NOTHING: Sums = {
  today: null,
  yesterdaySoFar: null,
  month: null,
  monthCost: null,
  lastMonthSoFar: null,
}

/** One question to the books for all meters of a site; the stretches end in the middle of a half hour. */
async function sumsOf(parts: Parts, siteId: string, meters: readonly Meter[]): Promise<Map<string, Sums>> {
  const { state, books, clock } = parts
  const now = clock.now()
  const timeZone = books.timeZoneOf(siteId)
  const today = dayStart(now, timeZone)
  const yesterday = dayStart(today - DAY_MS / 2, timeZone)
  const month = monthStart(now, timeZone)
  const { year, month: number } = localTime(now, timeZone)
  const lastMonth = instantAt({ year, month: number - 1, day: 1 }, timeZone)
  const lastMonthEnd = Math.min(lastMonth + (now - month), month)
  const grid = books.gridFor(siteId, lastMonth, now)
  const uses = await books.uses(meters, grid)
  const tariffs = state.tariffs.list({ siteId })
  const kinds = kindsAt(state, siteId)
  return new Map(
    meters.map((meter, n) => {
      const own = uses[n] as GridUse
      const [cost] = costsOf(meter.id, grid, own, pricesOn(grid, meter.medium, tariffs, kinds), [
        { at: month, index: Math.round((month - grid.from) / HALF_HOUR_MS) },
        { at: now, index: grid.count },
      ])
      return [
        meter.id,
        {
          today: partOf(grid, own, today, now),
          yesterdaySoFar: partOf(grid, own, yesterday, yesterday + (now - today)),
          month: partOf(grid, own, month, now),
          monthCost: cost?.cost ?? null,
          lastMonthSoFar: partOf(grid, own, lastMonth, lastMonthEnd),
        },
      ]
    }),
  )
}

/** Use between two instants; of a half hour that an end cuts, its part by time, except where it is still running. */
export function partOf({ from, count }: Grid, { use }: GridUse, start: number, end: number): number | null {
  const last = (end - from) / HALF_HOUR_MS
  let sum = 0
  let known = false
  for (let n = Math.floor((start - from) / HALF_HOUR_MS); n < Math.min(count, last); n++) {
    const value = use[n] as number
    if (Number.isNaN(value)) continue
    const running = Number.isNaN(use[n + 1] as number) || n + 1 >= count
    sum += n + 1 > last && !running ? value * (last - n) : value
    known = true
  }
  return known ? sum : null
}

function rateOf(state: StateStore, latest: LatestValues, point: Point | undefined): number | null {
  if (point === undefined) return null
  const beside = state.points
    .list({ deviceId: point.deviceId })
    .find(({ metric }) => RATE_METRICS.includes(metric))
  return beside === undefined ? null : (latest.get(beside.id)?.value ?? null)
}

export function counterOf(state: StateStore, { pointId }: Pick<Meter, 'pointId'>): CounterQuery {
  const point = pointId === null ? undefined : state.points.get(pointId)
  return { point: pointId ?? 0, facts: point?.counter ?? null }
}

/** True when a formula names this meter, however far down. */
export function isMadeOf(state: StateStore, meter: Meter, id: string, depth = 0): boolean {
  if (meter.formula === undefined || meter.formula === null || depth > 8) return false
  return partsOf(meter.formula).some(({ meterId }) => {
    const part = state.meters.get(meterId)
    return meterId === id || (part !== undefined && isMadeOf(state, part, id, depth + 1))
  })
}
