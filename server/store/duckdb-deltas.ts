/**
 * Counter use out of DuckDB. The engine reads everything and returns little: where a register only rose, and not
 * faster than it can, the readings between two edges change nothing about the use, so it leaves them out and returns
 * those next to an edge and those around an odd step. `counterUse` then applies the rules, one implementation for all.
 */
import { BIGINT, DOUBLE, LIST, listValue, USMALLINT } from '@duckdb/node-api'
import type { PointId, Reading } from '../../core/contract/reading.ts'
import { type CounterReading, type CounterUse, counterUse } from '../../core/points/counter.ts'
import type { CounterQuery } from '../../core/ports.ts'
import type { DuckDbFile } from './duckdb-file.ts'
import { type AskedCounter, eachSealed, withLate } from './duckdb-hourly-use.ts'
import { HOUR_MS, SUSPECT } from './duckdb-hours.ts'
import { eachSlotted, withOdd } from './duckdb-slot-use.ts'

/** Where the readings on both sides of the edges are looked for first; only what is not found there costs a scan. */
const NEAR_MS = 26 * HOUR_MS
/** Up to so many edges are compared one by one; more are put on a common grid. */
const FEW_EDGES = 16
/** The engine's arithmetic and ours may differ in the last bit: a step this close to the limit counts as odd there. */
const CAREFUL = 1 - 1e-9

/** Which readings are asked for: around the edges, of these counters. */
interface Question {
  readonly counters: readonly AskedCounter[]
  readonly edges: readonly number[]
  /** [from, to], ms: the edges and what lies near them. */
  readonly from: number
  readonly to: number
}

/** What lies near the edges does not reach beyond both of them. */
interface OpenCounter {
  readonly point: PointId
  readonly readings: readonly CounterReading[]
  readonly isWhole: boolean
  readonly isEnded: boolean
}

const pointsOf = (counters: readonly OpenCounter[]) => counters.map(({ point }) => point)

/** The use of each counter between the edges, in the order asked. */
export async function duckDbDeltas(
  file: DuckDbFile,
  last: ReadonlyMap<PointId, Reading>,
  counters: readonly CounterQuery[],
  edges: readonly number[],
): Promise<CounterUse[]> {
  const [first = 0, end = 0] = [edges[0], edges.at(-1)]
  const newest = (point: PointId) => last.get(point)?.at ?? Number.NEGATIVE_INFINITY
  const alive = counters.filter(({ point }) => newest(point) > first)
  const asked = alive.map(({ point, facts }) => ({
    point,
    rate: ((facts?.maxPerHour ?? 1e300) / HOUR_MS) * CAREFUL,
  }))
  const question = { counters: asked, edges, from: first - NEAR_MS, to: end + NEAR_MS }
  return file.manifest.steady(async () => {
    const uses = new Map<PointId, CounterUse>()
    const facts = new Map(counters.map(one => [one.point, one.facts]))
    const open: OpenCounter[] = []
    await eachCounter(file, question, (point, readings) => {
      const bracketed = bracket(readings, first, end)
      const isWhole = (bracketed[0]?.at ?? Number.POSITIVE_INFINITY) <= first
      const isEnded = (bracketed.at(-1)?.at ?? Number.NEGATIVE_INFINITY) >= end || newest(point) < end
      if (isWhole && isEnded) uses.set(point, counterUse(bracketed, edges, facts.get(point) ?? null))
      else open.push({ point, readings: bracketed, isWhole, isEnded })
    })
    const before = await nearest(file, pointsOf(open.filter(one => !one.isWhole)), first, 'before')
    const after = await nearest(file, pointsOf(open.filter(one => !one.isEnded)), end, 'after')
    for (const { point, readings } of open) {
      const [older, newer] = [before.get(point), after.get(point)]
      const inside = readings.filter(({ at }) => at > (older?.at ?? at - 1) && at < (newer?.at ?? at + 1))
      const all = [...(older ? [older] : []), ...inside, ...(newer ? [newer] : [])]
      uses.set(point, counterUse(all, edges, facts.get(point) ?? null))
    }
    return counters.map(({ point, facts: own }) => uses.get(point) ?? counterUse([], edges, own))
  })
}

/** From the newest at or before the first edge to the oldest at or after the last. */
function bracket(readings: readonly CounterReading[], first: number, end: number): CounterReading[] {
  const from = readings.findLastIndex(({ at }) => at <= first)
  const to = readings.findIndex(({ at }) => at >= end)
  return readings.slice(Math.max(from, 0), to < 0 ? undefined : to + 1)
}

/**
 * Tells of every counter the readings that matter, ascending: from the hours of what is sealed (from its readings where
 * the edges lie closer) and the readings that are hot; from all readings where both are of the same time.
 */
async function eachCounter(
  file: DuckDbFile,
  question: Question,
  tell: (point: PointId, readings: CounterReading[]) => void,
): Promise<void> {
  const { counters, edges, from, to } = question
  if (counters.length === 0) return
  const points = counters.map(({ point }) => point)
  const scope = { from, to: to + 1, points }
  const files = file.manifest.within(scope)
  const slotMs = slotOf(edges)
  const late = await withLate(file, points, files)
  const odd = slotMs === undefined ? late : await withOdd(file, { counters, edges, files, from, to })
  const isMixed = ({ point }: AskedCounter) => late.has(point) || odd.has(point)
  const mixed = counters.filter(isMixed)
  const plain = counters.filter(one => !isMixed(one))
  const all = await tellingReadings(file, file.manifest.source(scope), { ...question, counters: mixed })
  for (const { point } of mixed) tell(point, all.get(point) ?? [])
  const hot = await tellingReadings(file, 'readings', { ...question, counters: plain })
  const sealed = { counters: plain, edges, files, from, to }
  const tellBoth = (point: PointId, readings: readonly CounterReading[]) =>
    tell(point, [...readings, ...(hot.get(point) ?? [])])
  if (slotMs === undefined) await eachSealed(file, sealed, tellBoth)
  else await eachSlotted(file, sealed, slotMs, tellBoth)
}

/** For each point its newest reading at or before an edge, or its oldest at or after it, however far away. */
async function nearest(
  file: DuckDbFile,
  points: readonly PointId[],
  edge: number,
  side: 'before' | 'after',
): Promise<Map<PointId, CounterReading>> {
  if (points.length === 0) return new Map()
  const [from, to] = side === 'before' ? [Number.MIN_SAFE_INTEGER, edge] : [edge, Number.MAX_SAFE_INTEGER - 1]
  const word = side === 'before' ? 'max' : 'min'
  const source = file.manifest.source({ from, to: to + 1, points })
  const [found = [], times = [], values = []] = await file.query(
    `SELECT point, ${word}(at_ms)::DOUBLE, arg_${word}(value, at_ms) FROM ${source}
     WHERE point IN (SELECT unnest($points)) AND at_ms BETWEEN $from::BIGINT AND $to::BIGINT AND quality <> ${SUSPECT}
     GROUP BY point`,
    { points: listValue([...points]), from: BigInt(from), to: BigInt(to) },
    { points: LIST(USMALLINT) },
  )
  return new Map(
    found.map((point, row) => [point as PointId, { at: times[row] as number, value: values[row] as number }]),
  )
}

async function tellingReadings(
  file: DuckDbFile,
  source: string,
  { counters, edges, from, to }: Question,
): Promise<Map<PointId, CounterReading[]>> {
  const readings = new Map<PointId, CounterReading[]>()
  if (counters.length === 0) return readings
  const columns = await file.query(
    telling(source, passesEdge(edges, from)),
    {
      points: listValue(counters.map(({ point }) => point)),
      rates: listValue(counters.map(({ rate }) => rate)),
      from: BigInt(from),
      to: BigInt(to),
    },
    { points: LIST(USMALLINT), rates: LIST(DOUBLE), from: BIGINT, to: BIGINT },
  )
  const [points = [], beforeAts = [], beforeValues = [], ats = [], values = []] = columns
  for (const [row, point] of points.entries()) {
    const list = readings.get(point as PointId) ?? []
    if (list.length === 0) readings.set(point as PointId, list)
    const beforeAt = beforeAts[row] as number | null
    if (beforeAt !== null && list.at(-1)?.at !== beforeAt)
      list.push({ at: beforeAt, value: beforeValues[row] as number })
    list.push({ at: ats[row] as number, value: values[row] as number })
  }
  return readings
}

/** Every reading that matters with the one before it. */
const telling = (source: string, passes: string) => `
  WITH asked AS (SELECT unnest($points) AS point, unnest($rates) AS rate),
  steps AS (
    SELECT r.point, r.at_ms, r.value, rate,
      lag(r.at_ms) OVER w AS before_at, lag(r.value) OVER w AS before_value, lead(r.at_ms) OVER w AS next_at
    FROM ${source} r JOIN asked ON r.point = asked.point
    WHERE r.at_ms BETWEEN $from AND $to AND quality <> ${SUSPECT}
    WINDOW w AS (PARTITION BY r.point ORDER BY r.at_ms)
  )
  SELECT point, before_at::DOUBLE, before_value, at_ms::DOUBLE, value FROM steps
  WHERE before_at IS NULL OR next_at IS NULL OR value < before_value
    OR value - before_value > rate * (at_ms - before_at) OR ${passes}
  ORDER BY point, at_ms`

/** SQL for "an edge lies in (before_at, at]"; on a grid also for some steps that pass no edge, which does no harm. */
function passesEdge(edges: readonly number[], earliest: number): string {
  const [first = 0] = edges
  const gridMs = gridOf(edges)
  if (edges.length <= FEW_EDGES || gridMs < HOUR_MS / 60)
    return `(${edges.map(edge => `(before_at < ${edge} AND at_ms >= ${edge})`).join(' OR ')})`
  const zero = first - gridMs * (Math.ceil((first - earliest) / gridMs) + 1)
  return `(at_ms - ${zero}) // ${gridMs} <> (before_at - ${zero}) // ${gridMs}`
}

/** The length of equal slots less than an hour long that the edges cut time into; undefined where they are not so close. */
function slotOf(edges: readonly number[]): number | undefined {
  const [first = 0, end = 0] = [edges[0], edges.at(-1)]
  const gridMs = gridOf(edges)
  const isDense = edges.length > FEW_EDGES && (end - first) / gridMs <= 2 * edges.length
  return isDense && gridMs < HOUR_MS ? gridMs : undefined
}

/** The longest step that leads from the first edge to every other. */
function gridOf([first = 0, ...rest]: readonly number[]): number {
  return rest.reduce((common, edge) => greatestCommon(common, edge - first), 0)
}

function greatestCommon(a: number, b: number): number {
  return b === 0 ? a : greatestCommon(b, a % b)
}
