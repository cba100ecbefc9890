/**
 * The readings of counters that matter where edges lie closer than the hours kept beside the sealed files: the first and
 * the last of each slot between two edges. What lies between these only rose, no faster than it can, and changes nothing;
 * points of which the hours tell otherwise are read whole by whoever asks.
 */
import { DOUBLE, type DuckDBListValue, LIST, listValue, USMALLINT } from '@duckdb/node-api'
import type { PointId } from '../../core/contract/reading.ts'
import type { CounterReading } from '../../core/points/counter.ts'
import type { DuckDbFile } from './duckdb-file.ts'
import type { SealedQuestion } from './duckdb-hourly-use.ts'
import { HOUR_MS, SUSPECT } from './duckdb-hours.ts'
import type { Columns, SealedFile } from './duckdb-manifest.ts'

/** Readings in a slot, on average, that are few. */
const FEW_A_SLOT = 3
/** Counters told of before everybody else has a turn. */
const TOLD_AT_ONCE = 16

/** Points with an hour in which their register fell, or rose faster than it can. */
export async function withOdd(file: DuckDbFile, question: SealedQuestion): Promise<Set<PointId>> {
  const { counters, files, from, to } = question
  if (files.length === 0) return new Set()
  const [odd = []] = await file.query(
    `WITH asked AS (SELECT unnest($points) AS point, unnest($rates) AS most)
     SELECT DISTINCT h.point FROM (${file.manifest.hours(files)}) h JOIN asked ON h.point = asked.point
     WHERE hour_no BETWEEN ${Math.floor(from / HOUR_MS)} AND ${Math.floor(to / HOUR_MS)} AND (fell OR rate > most)`,
    {
      points: listValue(counters.map(({ point }) => point)),
      rates: listValue(counters.map(({ rate }) => rate)),
    },
    { points: LIST(USMALLINT), rates: LIST(DOUBLE) },
  )
  return new Set(odd as PointId[])
}

/** Tells of each counter in turn, ascending; to be called while the list of files holds still. */
export async function eachSlotted(
  file: DuckDbFile,
  question: SealedQuestion,
  slotMs: number,
  tell: (point: PointId, readings: CounterReading[]) => void,
): Promise<void> {
  const { counters, files } = question
  const [points = [], ...lists] =
    files.length === 0 || counters.length === 0 ? [] : await listed(file, question, slotMs)
  const rowOf = new Map(points.map((point, row) => [point as PointId, row]))
  for (const [n, { point }] of counters.entries()) {
    const row = rowOf.get(point)
    if (n % TOLD_AT_ONCE === TOLD_AT_ONCE - 1) await new Promise(resolve => setImmediate(resolve))
    tell(point, row === undefined ? [] : readingsOf(lists.map(list => numbersOf(list[row]))))
  }
}

/**
 * By point, lists of times and values in turn. Counters that hardly speak more often than there are slots are read as
 * they are: to find the first and the last of each slot costs three times as much as to read them.
 */
async function listed(
  file: DuckDbFile,
  { counters, edges, files, from, to }: SealedQuestion,
  slotMs: number,
): Promise<Columns> {
  const values = { points: listValue(counters.map(({ point }) => point)) }
  const types = { points: LIST(USMALLINT) }
  const wantedOf = (some: readonly SealedFile[]) => `FROM (${file.manifest.readings(some)})
    WHERE point IN (SELECT unnest($points)) AND at_ms BETWEEN ${from} AND ${to} AND quality <> ${SUSPECT}`
  // One day tells how often they speak; a wrong guess costs time, nothing else.
  const sample = files.slice(0, 1)
  const [counts = []] = await file.query(`SELECT count(*)::DOUBLE ${wantedOf(sample)}`, values, types)
  const sampledMs = Math.min(to, sample[0]?.to ?? to) - Math.max(from, sample[0]?.from ?? from)
  const slots = counters.length * Math.ceil(sampledMs / slotMs)
  const wanted = wantedOf(files)
  if ((counts[0] as number) <= slots * FEW_A_SLOT)
    return file.query(
      `SELECT point, list(read_at), list(value) FROM (
         SELECT point, at_ms::DOUBLE AS read_at, value ${wanted} ORDER BY point, at_ms
       ) GROUP BY point`,
      values,
      types,
    )
  const first = edges[0] ?? 0
  /** Before everything that is asked for, a whole number of slots before the first edge: division rounds towards zero. */
  const zero = first - slotMs * Math.ceil((first - from) / slotMs + 1)
  return file.query(
    `SELECT point, list(first_at), list(first_value), list(last_at), list(last_value) FROM (
       SELECT point, min(at_ms)::DOUBLE AS first_at, arg_min(value, at_ms) AS first_value,
         max(at_ms)::DOUBLE AS last_at, arg_max(value, at_ms) AS last_value
       ${wanted} GROUP BY point, (at_ms - ${zero}) // ${slotMs} ORDER BY point, first_at
     ) GROUP BY point`,
    values,
    types,
  )
}

const numbersOf = (list: unknown) => (list as DuckDBListValue).items as number[]

/**
 * The engine lists what each of its threads has in the order it was given, one thread's after the other's: a few runs at
 * most, which are cheap to sort; to have it sort them costs more than all the rest.
 */
function readingsOf(lists: readonly number[][]): CounterReading[] {
  const readings: CounterReading[] = []
  let isAscending = true
  let newestAt = Number.NEGATIVE_INFINITY
  for (let row = 0; row < (lists[0]?.length ?? 0); row++)
    for (let n = 0; n < lists.length; n += 2) {
      const at = lists[n]?.[row] as number
      // The last of a slot that has one only is its first.
      if (at === newestAt) continue
      isAscending &&= at > newestAt
      newestAt = at
      readings.push({ at, value: lists[n + 1]?.[row] as number })
    }
  return isAscending ? readings : readings.sort((a, b) => a.at - b.at)
}
