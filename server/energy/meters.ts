/** Meters over time: what they used, what it cost, and how that compares with the same stretch before. */
import type { Meter, MeterStatus, MeterUse, Tariff } from '../../core/contract/energy.ts'
import type { Metric } from '../../core/contract/metric.ts'
import type { Point } from '../../core/contract/point.ts'
import type { PeriodUse } from '../../core/contract/reading.ts'
import { costOf } from '../../core/energy/cost.ts'
import { HALF_HOUR_MS } from '../../core/energy/tariff.ts'
import type { Clock, CounterQuery, SeriesStore, StateStore } from '../../core/ports.ts'
import { dayStart, edgesOf, instantAt, localTime, monthStart, type Period } from '../../core/time/zone.ts'
import type { LatestValues, MeterService } from '../services.ts'

const RATE_METRICS: readonly Metric[] = ['power_active', 'water_flow']
/** The page of meters is asked for again and again; the sums it shows move slowly. */
const STATUS_HOLDS_MS = 30_000
const DAY_MS = 86_400_000

export interface MeterParts {
  readonly state: StateStore
  readonly series: SeriesStore
  readonly latest: LatestValues
  readonly clock: Clock
}

export function createMeterService(parts: MeterParts): MeterService {
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
    use: (meter, from, to, per) => useOf(parts, meter, from, to, per),
  }
}

/** Per period of the site's calendar, each split by band where the tariff has times of use. */
async function useOf(
  parts: MeterParts,
  meter: Meter,
  from: number,
  to: number,
  per: Period,
): Promise<MeterUse[]> {
  const { state, series, clock } = parts
  const timeZone = timeZoneOf(state, meter.siteId)
  const tariffs = state.tariffs.list({ siteId: meter.siteId })
  const periods = edgesOf(from, Math.min(to, clock.now()), per, timeZone)
  const fine = hasTimesOfUse(tariffs, meter) ? halfHours(periods) : priceDays(periods, per, timeZone)
  const [uses = []] = await series.deltas([counterOf(state, meter)], fine)
  return grouped(periods, uses).map(({ at, parts: uses }) =>
    costOf(at, uses, { meterId: meter.id, medium: meter.medium, tariffs, timeZone }),
  )
}

function hasTimesOfUse(tariffs: readonly Tariff[], meter: Meter): boolean {
  return tariffs.some(tariff => tariff.medium === meter.medium && tariff.periods.length > 0)
}

/** A price may change on any date, so a month is never priced as one piece. */
function priceDays(periods: readonly number[], per: Period, timeZone: string) {
  return per === 'month' ? edgesOf(periods[0] ?? 0, periods.at(-1) ?? 0, 'day', timeZone) : periods
}

/** The half hours between the first and the last edge; every edge of a period is one of them. */
function halfHours(edges: readonly number[]): number[] {
  const fine = new Set(edges)
  for (let at = edges[0] ?? 0; at < (edges.at(-1) ?? 0); at += HALF_HOUR_MS) fine.add(at)
  return [...fine].sort((a, b) => a - b)
}

/** Fine uses under the period each falls into. */
function grouped(edges: readonly number[], uses: readonly PeriodUse[]): { at: number; parts: PeriodUse[] }[] {
  const periods = edges.slice(0, -1).map(at => ({ at, parts: [] as PeriodUse[] }))
  let n = 0
  for (const use of uses) {
    while (n + 1 < periods.length && use.at >= (periods[n + 1]?.at ?? 0)) n += 1
    periods[n]?.parts.push(use)
  }
  return periods
}

async function statusOf(parts: MeterParts): Promise<MeterStatus[]> {
  const { state, latest } = parts
  const meters = state.meters.list()
  const bySite = Map.groupBy(meters, meter => meter.siteId)
  const sums = await Promise.all([...bySite].map(([siteId, ofSite]) => sumsOf(parts, siteId, ofSite)))
  const found = new Map(sums.flatMap(sum => [...sum]))
  return Promise.all(
    meters.map(async meter => {
      const point = meter.pointId === null ? undefined : state.points.get(meter.pointId)
      const register = meter.pointId === null ? undefined : latest.get(meter.pointId)
      const sum = found.get(meter.id)
      return {
        meter,
        unit: point?.unit ?? '',
        register: register?.value ?? null,
        registerAt: register?.at ?? null,
        rate: rateOf(state, latest, point),
        today: sum?.today ?? null,
        yesterdaySoFar: sum?.yesterdaySoFar ?? null,
        month: sum?.month ?? null,
        monthCost: await monthCost(parts, meter),
        lastMonthSoFar: sum?.lastMonthSoFar ?? null,
      }
    }),
  )
}

type Sums = Pick<MeterStatus, 'today' | 'yesterdaySoFar' | 'month' | 'lastMonthSoFar'>

/** One question to the store for each stretch, for all meters of a site at once. */
async function sumsOf(
  parts: MeterParts,
  siteId: string,
  meters: readonly Meter[],
): Promise<Map<string, Sums>> {
  const { state, series, clock } = parts
  const now = clock.now()
  const timeZone = timeZoneOf(state, siteId)
  const queries = meters.map(meter => counterOf(state, meter))
  const between = async (from: number, to: number) =>
    (await series.deltas(queries, [from, to])).map(([period]) => period?.use ?? null)
  const today = dayStart(now, timeZone)
  const yesterday = dayStart(today - DAY_MS / 2, timeZone)
  const month = monthStart(now, timeZone)
  const { year, month: number } = localTime(now, timeZone)
  const lastMonth = instantAt({ year, month: number - 1, day: 1 }, timeZone)
  const lastMonthEnd = Math.min(lastMonth + (now - month), month)
  const [a, b, c, d] = await Promise.all([
    between(today, now),
    between(yesterday, yesterday + (now - today)),
    between(month, now),
    between(lastMonth, lastMonthEnd),
  ])
  return new Map(
    meters.map((meter, n) => [
      meter.id,
      {
        today: a[n] ?? null,
        yesterdaySoFar: b[n] ?? null,
        month: c[n] ?? null,
        lastMonthSoFar: d[n] ?? null,
      },
    ]),
  )
}

async function monthCost(parts: MeterParts, meter: Meter): Promise<number | null> {
  const now = parts.clock.now()
  const from = monthStart(now, timeZoneOf(parts.state, meter.siteId))
  const [month] = await useOf(parts, meter, from, now, 'month')
  return month?.cost ?? null
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

function timeZoneOf(state: StateStore, siteId: string): string {
  return state.sites.get(siteId)?.timeZone ?? 'UTC'
}
