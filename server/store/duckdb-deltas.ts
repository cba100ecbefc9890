/**
 * Counter use out of DuckDB. The engine reads everything and returns little: where a register only rose, and not
 * faster than it can, the readings between two edges change nothing about the use, so it leaves them out and returns
 * those next to an edge and those around an odd step. `counterUse` then applies the rules, one implementation for all.
 */
import { BIGINT, DOUBLE, LIST, listValue, USMALLINT } from '@duckdb/node-api'
import type { PeriodUse, PointId, Reading } from '../../core/contract/reading.ts'
import { type CounterReading, counterUse } from '../../core/points/counter.ts'
import type { CounterQuery } from '../../core/ports.ts'
import type { DuckDbFile } from './duckdb-file.ts'
import { SUSPECT } from './duckdb-hours.ts'

const HOUR_MS = 3_600_000
/** Where the readings on both sides of the edges are looked for first; only what is not found there costs a scan. */
const NEAR_MS = 26 * HOUR_MS
/** Up to so many edges are compared one by one; more are put on a common grid. */
const FEW_EDGES = 16
/** The engine's arithmetic and ours may differ in the last bit: a step this close to the limit counts as odd there. */
const CAREFUL = 1 - 1e-9

/** The readings of each counter that matter, from the one before the first edge to the one after the last. */
export async function duckDbDeltas(
  file: DuckDbFile,
  last: ReadonlyMap<PointId, Reading>,
  counters: readonly CounterQuery[],
  edges: readonly number[],
): Promise<PeriodUse[][]> {
  const [first = 0, end = 0] = [edges[0], edges.at(-1)]
  const alive = counters.filter(({ point }) => (last.get(point)?.at ?? Number.NEGATIVE_INFINITY) > first)
  const from = await nearest(file, alive, first, 'before')
  const beyond = alive.filter(({ point }) => (last.get(point)?.at ?? 0) > end)
  const to = await nearest(file, beyond, end, 'after')
  const readings = await tellingReadings(file, alive, edges, from, to)
  return counters.map(({ point, facts }) => counterUse(readings.get(point) ?? [], edges, facts))
}

/** For each point the time of its newest reading at or before an edge, or of its oldest at or after it. */
async function nearest(
  file: DuckDbFile,
  counters: readonly CounterQuery[],
  edge: number,
  side: 'before' | 'after',
): Promise<Map<PointId, number>> {
  const found = new Map<PointId, number>()
  for (const reachMs of [NEAR_MS, Number.MAX_SAFE_INTEGER - Math.abs(edge)]) {
    const missing = counters.filter(({ point }) => !found.has(point))
    if (missing.length === 0) break
    const [from, to] = side === 'before' ? [edge - reachMs, edge] : [edge, edge + reachMs]
    const [points = [], times = []] = await file.read(
      { from, to: to + 1, points: missing.map(({ point }) => point) },
      source => `SELECT point, ${side === 'before' ? 'max' : 'min'}(at_ms)::DOUBLE FROM ${source}
       WHERE point IN (SELECT unnest($points)) AND at_ms BETWEEN $from::BIGINT AND $to::BIGINT AND quality <> ${SUSPECT}
       GROUP BY point`,
      {
        points: listValue(missing.map(({ point }) => point)),
        from: BigInt(from),
        to: BigInt(to),
      },
      { points: LIST(USMALLINT) },
    )
    for (const [row, point] of points.entries()) found.set(point as PointId, times[row] as number)
  }
  return found
}

async function tellingReadings(
  file: DuckDbFile,
  counters: readonly CounterQuery[],
  edges: readonly number[],
  since: ReadonlyMap<PointId, number>,
  until: ReadonlyMap<PointId, number>,
): Promise<Map<PointId, CounterReading[]>> {
  const readings = new Map<PointId, CounterReading[]>()
  if (counters.length === 0) return readings
  const [first = 0, end = 0] = [edges[0], edges.at(-1)]
  const froms = counters.map(({ point }) => since.get(point) ?? first)
  const tos = counters.map(({ point }) => until.get(point) ?? end)
  const [from, to] = [Math.min(...froms), Math.max(...tos)]
  const columns = await file.read(
    { from, to: to + 1, points: counters.map(({ point }) => point) },
    source => telling(source, passesEdge(edges, from)),
    {
      points: listValue(counters.map(({ point }) => point)),
      froms: listValue(froms.map(BigInt)),
      tos: listValue(tos.map(BigInt)),
      rates: listValue(counters.map(({ facts }) => ((facts?.maxPerHour ?? 1e300) / HOUR_MS) * CAREFUL)),
      from: BigInt(from),
      to: BigInt(to),
    },
    { points: LIST(USMALLINT), froms: LIST(BIGINT), tos: LIST(BIGINT), rates: LIST(DOUBLE) },
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
  WITH asked AS (
    SELECT unnest($points) AS point, unnest($froms) AS since, unnest($tos) AS until, unnest($rates) AS rate
  ), steps AS (
    SELECT r.point, r.at_ms, r.value, rate,
      lag(r.at_ms) OVER w AS before_at, lag(r.value) OVER w AS before_value, lead(r.at_ms) OVER w AS next_at
    FROM ${source} r JOIN asked ON r.point = asked.point
    WHERE r.at_ms BETWEEN since AND until AND r.at_ms BETWEEN $from::BIGINT AND $to::BIGINT AND quality <> ${SUSPECT}
    WINDOW w AS (PARTITION BY r.point ORDER BY r.at_ms)
  )
  SELECT point, before_at::DOUBLE, before_value, at_ms::DOUBLE, value FROM steps
  WHERE before_at IS NULL OR next_at IS NULL OR value < before_value
    OR value - before_value > rate * (at_ms - before_at) OR ${passes}
  ORDER BY point, at_ms`

/** SQL for "an edge lies in (before_at, at]"; on a grid also for some steps that pass no edge, which does no harm. */
function passesEdge(edges: readonly number[], earliest: number): string {
  const [first = 0, ...rest] = edges
  const gridMs = rest.reduce((common, edge) => greatestCommon(common, edge - first), 0)
  if (edges.length <= FEW_EDGES || gridMs < HOUR_MS / 60)
    return `(${edges.map(edge => `(before_at < ${edge} AND at_ms >= ${edge})`).join(' OR ')})`
  const zero = first - gridMs * (Math.ceil((first - earliest) / gridMs) + 1)
  return `(at_ms - ${zero}) // ${gridMs} <> (before_at - ${zero}) // ${gridMs}`
}

function greatestCommon(a: number, b: number): number {
  return b === 0 ? a : greatestCommon(b, a % b)
}
