/**
 * The readings of counters that matter, out of the hours beside the sealed files and the hot table: two of each hour next
 * to an edge, to a gap or to the end of a file, and all of an hour in which something odd happened. Between those the
 * registers only rose, no faster than they can, and what lies in between changes nothing.
 */
import { DOUBLE, INTEGER, LIST, listValue, USMALLINT } from '@duckdb/node-api'
import type { PointId } from '../../core/contract/reading.ts'
import type { CounterReading } from '../../core/points/counter.ts'
import type { DuckDbFile } from './duckdb-file.ts'
import { HOUR_MS, SUSPECT } from './duckdb-hours.ts'
import type { SealedFile } from './duckdb-manifest.ts'

export interface AskedCounter {
  readonly point: PointId
  /** What it can rise at most, a ms. */
  readonly rate: number
}

export interface SealedQuestion {
  readonly counters: readonly AskedCounter[]
  readonly edges: readonly number[]
  readonly files: readonly SealedFile[]
  /** [from, to], ms. */
  readonly from: number
  readonly to: number
}

/** So many odd hours are looked into at once; a meter that wobbles has thousands. */
const ODD_HOURS_AT_ONCE = 2000

interface HourRow {
  readonly point: PointId
  readonly hour: number
  readonly first: CounterReading
  readonly last: CounterReading
  readonly odd: boolean
}

/** Points with readings in the hot table from a time that is sealed: their hours do not tell everything yet. */
export async function withLate(
  file: DuckDbFile,
  points: readonly PointId[],
  files: readonly SealedFile[],
): Promise<Set<PointId>> {
  const end = files.reduce((most, { to }) => Math.max(most, to), Number.NEGATIVE_INFINITY)
  if (files.length === 0) return new Set()
  const [late = []] = await file.query(
    `SELECT DISTINCT point FROM readings WHERE at_ms < ${end} AND point IN (SELECT unnest($points))`,
    { points: listValue([...points]) },
    { points: LIST(USMALLINT) },
  )
  return new Set(late as PointId[])
}

/** Tells of each counter in turn, ascending; to be called while the list of files holds still. */
export async function eachSealed(
  file: DuckDbFile,
  question: SealedQuestion,
  tell: (point: PointId, readings: CounterReading[]) => void,
): Promise<void> {
  const { counters, files } = question
  const hours = files.length === 0 || counters.length === 0 ? new Map() : await hoursNear(file, question)
  let group: HourRow[] = []
  let points: PointId[] = []
  const flush = async () => {
    const inside = await readingsOf(
      file,
      group.filter(({ odd }) => odd),
      files,
    )
    for (const point of points) tell(point, spread(hours.get(point) ?? [], inside))
    group = []
    points = []
  }
  for (const { point } of counters) {
    const odd = (hours.get(point) ?? []).filter((row: HourRow) => row.odd)
    if (group.length > 0 && group.length + odd.length > ODD_HOURS_AT_ONCE) await flush()
    group.push(...odd)
    points.push(point)
  }
  await flush()
}

function spread(
  rows: readonly HourRow[],
  inside: ReadonlyMap<string, readonly CounterReading[]>,
): CounterReading[] {
  return rows.flatMap(row => {
    if (row.odd) return inside.get(keyOf(row.point, row.hour)) ?? []
    return row.first.at === row.last.at ? [row.first] : [row.first, row.last]
  })
}

async function hoursNear(
  file: DuckDbFile,
  { counters, edges, files, from, to }: SealedQuestion,
): Promise<Map<PointId, HourRow[]>> {
  const near = new Set(edges.flatMap(edge => [hourOf(edge) - 1, hourOf(edge), hourOf(edge) + 1]))
  /** An edge inside of an hour lies between two readings that only the readings themselves can tell. */
  const cut = new Set(edges.filter(edge => edge % HOUR_MS !== 0).map(hourOf))
  const columns = await file.query(
    `WITH asked AS (SELECT unnest($points) AS point, unnest($rates) AS most)
     SELECT h.point, hour_no, first_at::DOUBLE, first_value, last_at::DOUBLE, last_value,
       fell OR rate > most OR hour_no IN (SELECT unnest($cut)) AS odd
     FROM (${file.manifest.hours(files)}) h JOIN asked ON h.point = asked.point
     WHERE hour_no BETWEEN ${hourOf(from)} AND ${hourOf(to)}
       AND (marked OR fell OR rate > most OR hour_no IN (SELECT unnest($near)))
     ORDER BY h.point, hour_no`,
    {
      points: listValue(counters.map(({ point }) => point)),
      rates: listValue(counters.map(({ rate }) => rate)),
      near: listValue([...near]),
      cut: listValue([...cut]),
    },
    { points: LIST(USMALLINT), rates: LIST(DOUBLE), near: LIST(INTEGER), cut: LIST(INTEGER) },
  )
  const [points = [], hours = [], firstAts = [], firsts = [], lastAts = [], lasts = [], odds = []] = columns
  const rows = points.map((point, row) => ({
    point: point as PointId,
    hour: hours[row] as number,
    first: { at: firstAts[row] as number, value: firsts[row] as number },
    last: { at: lastAts[row] as number, value: lasts[row] as number },
    odd: odds[row] as boolean,
  }))
  return Map.groupBy(rows, ({ point }) => point)
}

/** All readings of some hours. */
async function readingsOf(
  file: DuckDbFile,
  hours: readonly HourRow[],
  files: readonly SealedFile[],
): Promise<Map<string, CounterReading[]>> {
  const readings = new Map<string, CounterReading[]>()
  if (hours.length === 0) return readings
  const touched = files.filter(one => hours.some(({ first }) => first.at >= one.from && first.at < one.to))
  const columns = await file.query(
    `WITH asked AS (SELECT unnest($points) AS point, unnest($hours) AS hour_no)
     SELECT r.point, asked.hour_no, r.at_ms::DOUBLE, r.value
     FROM (${file.manifest.readings(touched)}) r
     JOIN asked ON r.point = asked.point AND r.at_ms // ${HOUR_MS} = asked.hour_no
     WHERE quality <> ${SUSPECT} ORDER BY r.point, r.at_ms`,
    { points: listValue(hours.map(({ point }) => point)), hours: listValue(hours.map(({ hour }) => hour)) },
    { points: LIST(USMALLINT), hours: LIST(INTEGER) },
  )
  const [points = [], numbers = [], ats = [], values = []] = columns
  for (const [row, point] of points.entries()) {
    const key = keyOf(point as number, numbers[row] as number)
    const list = readings.get(key) ?? []
    if (list.length === 0) readings.set(key, list)
    list.push({ at: ats[row] as number, value: values[row] as number })
  }
  return readings
}

function hourOf(at: number): number {
  return Math.floor(at / HOUR_MS)
}

function keyOf(point: number, hour: number): string {
  return `${point} ${hour}`
}
