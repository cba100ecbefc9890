/**
 * Keeps the first value of a point + time in a database that would replace it.
 *
 * The newest time of each point over there is kept in memory: what is newer cannot be there yet and costs nothing. Only
 * the rest (sent again, late) is asked for, all points of ten minutes in one statement.
 */
import type { PointId, Reading } from '../../core/contract/reading.ts'
import { type InfluxServer, MEASUREMENT, type Series } from './influx-server.ts'

/** Candidates this far apart are asked for separately: readings between them come over the wire for nothing. */
const WINDOW_MS = 10 * 60_000
/** Statements in one question. */
const STATEMENTS = 100

const keyOf = (point: PointId, at: number) => `${point} ${at}`

export class Repeats {
  readonly #server: InfluxServer
  #newest: Map<PointId, number> | undefined
  count = 0

  constructor(server: InfluxServer) {
    this.#server = server
  }

  /** The newest time of each point over there, from the newest rows. */
  begin(rows: Iterable<Pick<Reading, 'point' | 'at'>>): void {
    this.#newest ??= new Map(Array.from(rows, ({ point, at }) => [point, at]))
  }

  get begun(): boolean {
    return this.#newest !== undefined
  }

  /** Those that are not there yet, each point + time once. Rejects when the server is away. */
  async fresh(readings: readonly Reading[]): Promise<readonly Reading[]> {
    const { newer, others } = this.#sort(readings)
    if (others.length === 0) return newer
    const seen = new Set(newer.map(({ point, at }) => keyOf(point, at)))
    const candidates = others.filter(
      ({ point, at }) => !seen.has(keyOf(point, at)) && seen.add(keyOf(point, at)),
    )
    const unsure = candidates.filter(({ point, at }) => at !== this.#newest?.get(point))
    const stored = await this.#stored(unsure)
    return newer.concat(unsure.filter(({ point, at }) => !stored.has(keyOf(point, at))))
  }

  /** These are over there now; `asked` is what they were taken from. */
  kept(fresh: readonly Reading[], asked: readonly Reading[]): void {
    this.count += asked.length - fresh.length
    for (const { point, at } of fresh)
      if (at > (this.#newest?.get(point) ?? Number.NEGATIVE_INFINITY)) this.#newest?.set(point, at)
  }

  #sort(readings: readonly Reading[]) {
    const newest = new Map<PointId, number>()
    const newer: Reading[] = []
    const others: Reading[] = []
    for (const reading of readings) {
      const known = newest.get(reading.point) ?? this.#newest?.get(reading.point)
      if (known !== undefined && reading.at <= known) others.push(reading)
      else {
        newer.push(reading)
        newest.set(reading.point, reading.at)
      }
    }
    return { newer, others }
  }

  async #stored(candidates: readonly Reading[]): Promise<Set<string>> {
    const stored = new Set<string>()
    const statements = windows(candidates).map(statementOf)
    for (let start = 0; start < statements.length; start += STATEMENTS) {
      const answers = await this.#server.query(statements.slice(start, start + STATEMENTS))
      for (const { tags, values } of answers.flat() as Series[])
        for (const [at] of values) stored.add(keyOf(Number(tags?.point), at as number))
    }
    return stored
  }
}

function windows(candidates: readonly Reading[]): Reading[][] {
  const found: Reading[][] = []
  for (const reading of candidates.toSorted((a, b) => a.at - b.at)) {
    const window = found.at(-1)
    if (window?.[0] !== undefined && reading.at - window[0].at <= WINDOW_MS) window.push(reading)
    else found.push([reading])
  }
  return found
}

function statementOf(window: readonly Reading[]): string {
  const points = [...new Set(window.map(({ point }) => point))].join('|')
  const [from, to] = [window[0]?.at, window.at(-1)?.at]
  return `SELECT value FROM ${MEASUREMENT} WHERE point =~ /^(${points})$/ AND time >= ${from}ms AND time <= ${to}ms GROUP BY point`
}
