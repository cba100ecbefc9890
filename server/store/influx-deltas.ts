/**
 * Counter use out of InfluxDB. Where a register only rose, and not faster than it can, the readings between two edges
 * change nothing about the use. So the server reads everything and says in which days something odd happened; over the
 * wire come those days, and what stands next to the edges. `counterUse` then applies the rules, one implementation for
 * all.
 */
import type { CounterFacts } from '../../core/contract/point.ts'
import { type PointId, QUALITIES } from '../../core/contract/reading.ts'
import { type CounterReading, type CounterUse, counterUse } from '../../core/points/counter.ts'
import type { CounterQuery } from '../../core/ports.ts'
import { type InfluxServer, MEASUREMENT, type Series } from './influx-server.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
/** Readings of one counter fetched at a time. */
const PAGE = 50_000
/** Statements in one question. */
const STATEMENTS = 100
/** So few readings are fetched sooner than asked about. */
const FEW_READINGS = 5000
/** Around an edge as many usual distances of two readings are looked at first. */
const DISTANCES = 4
/** The server's arithmetic and ours may differ in the last bit: a step this close to the limit is looked at here. */
const CAREFUL = 1 - 1e-9
const SUSPECT = QUALITIES.indexOf('suspect')

/** One list of uses for each counter, in the order asked. Rejects when the server is away. */
export async function influxDeltas(
  server: InfluxServer,
  counters: readonly CounterQuery[],
  edges: readonly number[],
): Promise<CounterUse[]> {
  const uses: CounterUse[] = []
  for (const { point, facts } of counters)
    uses.push(counterUse(await new Register(server, point, edges).telling(facts), edges, facts))
  return uses
}

interface Odd {
  readonly readings: number
  /** Beginnings of days in which a step is odd. */
  readonly days: readonly number[]
}

class Register {
  readonly #server: InfluxServer
  readonly #edges: readonly number[]
  readonly #believed: string
  readonly #first: number
  readonly #end: number

  constructor(server: InfluxServer, point: PointId, edges: readonly number[]) {
    this.#server = server
    this.#edges = edges
    this.#believed = `FROM ${MEASUREMENT} WHERE point = '${point}' AND quality != ${SUSPECT}`
    this.#first = edges[0] ?? 0
    this.#end = edges.at(-1) ?? 0
  }

  /** Ascending: from the newest reading at or before the first edge to the oldest at or after the last. */
  async telling(facts: CounterFacts | null): Promise<CounterReading[]> {
    const [before = [], after = []] = await this.#ask([
      `SELECT last(value) ${this.#believed} AND time <= ${this.#first}ms`,
      `SELECT first(value) ${this.#believed} AND time >= ${this.#end}ms`,
    ])
    const odd = await this.#odd(facts)
    const within =
      odd.readings <= FEW_READINGS
        ? await this.#all(this.#first + 1, this.#end)
        : [...(await this.#besideEdges(odd.readings)), ...(await this.#oddDays(odd.days))]
    return ascending([...before, ...within, ...after])
  }

  async #odd(facts: CounterFacts | null): Promise<Odd> {
    const within = `time > ${this.#first}ms AND time < ${this.#end}ms`
    const rates = `SELECT derivative(value, 1h) AS rate ${this.#believed} AND ${within}`
    const [series = []] = await this.#server.query([
      `SELECT min(rate), max(rate), count(rate) FROM (${rates}) WHERE ${within} GROUP BY time(1d) fill(none)`,
    ])
    const rows = (series[0]?.values ?? []) as [number, number, number, number][]
    const most = (facts?.maxPerHour ?? Number.POSITIVE_INFINITY) * CAREFUL
    return {
      readings: rows.reduce((sum, [, , , count]) => sum + count, 0),
      days: rows.filter(([, least, fastest]) => least < 0 || fastest > most).map(([at]) => at),
    }
  }

  /** The newest before each edge and the oldest from it on. */
  async #besideEdges(readings: number): Promise<CounterReading[]> {
    const inner = this.#edges.slice(1, -1)
    const nearMs = Math.max(MINUTE_MS, Math.ceil((DISTANCES * (this.#end - this.#first)) / readings))
    const near = await this.#ask(inner.map(edge => this.#between(edge - nearMs, edge + nearMs)))
    const sides = [this.#first, ...inner, this.#end].flatMap((edge, n) => {
      const found = near[n - 1] ?? []
      const [last, next] = [this.#edges[n - 1] ?? edge, this.#edges[n + 1] ?? edge]
      const newest = found.some(({ at }) => at < edge) ? [] : [this.#one('last', last, edge)]
      const oldest = found.some(({ at }) => at >= edge) ? [] : [this.#one('first', edge, next)]
      return [...newest, ...oldest]
    })
    return [...near.flat(), ...(await this.#ask(sides)).flat()]
  }

  /** A step is counted to the day it ends in, so the day before has its beginning. */
  async #oddDays(days: readonly number[]): Promise<CounterReading[]> {
    const readings: CounterReading[] = []
    for (const day of days)
      for (const reading of await this.#all(
        Math.max(day - DAY_MS, this.#first + 1),
        Math.min(day + DAY_MS, this.#end),
      ))
        readings.push(reading)
    return readings
  }

  async #all(from: number, to: number): Promise<CounterReading[]> {
    const readings: CounterReading[] = []
    for (let next = from; next < to; ) {
      const [page = []] = await this.#ask([`${this.#between(next, to)} LIMIT ${PAGE}`])
      for (const reading of page) readings.push(reading)
      next = page.length < PAGE ? to : (page.at(-1)?.at ?? to) + 1
    }
    return readings
  }

  #between(from: number, to: number): string {
    return `SELECT value ${this.#believed} AND time >= ${from}ms AND time < ${to}ms`
  }

  #one(which: 'first' | 'last', from: number, to: number): string {
    return `SELECT ${which}(value) ${this.#believed} AND time >= ${from}ms AND time < ${to}ms`
  }

  async #ask(statements: readonly string[]): Promise<CounterReading[][]> {
    const answers: CounterReading[][] = []
    for (let start = 0; start < statements.length; start += STATEMENTS)
      for (const series of await this.#server.query(statements.slice(start, start + STATEMENTS)))
        answers.push(toReadings(series))
    return answers
  }
}

function toReadings(series: readonly Series[]): CounterReading[] {
  return (series[0]?.values ?? []).map(([at, value]) => ({ at: at as number, value: value as number }))
}

/** Each moment once. */
function ascending(readings: CounterReading[]): CounterReading[] {
  return readings.sort((a, b) => a.at - b.at).filter(({ at }, n, all) => at !== all[n - 1]?.at)
}
