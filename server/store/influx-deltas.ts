/**
 * Counter use out of InfluxDB. Where a register only rose between two edges, the readings between them change nothing
 * about the use, so the server says which stretches are of that kind and sends only their first and last readings;
 * `counterUse` then applies the rules, one implementation for all. A stretch with a step back, or with one that is
 * faster than the register can be, comes over the wire in pages.
 */
import type { CounterFacts } from '../../core/contract/point.ts'
import { type PeriodUse, type PointId, QUALITIES } from '../../core/contract/reading.ts'
import { type CounterReading, counterUse } from '../../core/points/counter.ts'
import type { CounterQuery } from '../../core/ports.ts'
import { type InfluxServer, MEASUREMENT, type Series } from './influx-server.ts'

/** Readings of one counter fetched at a time. */
const PAGE = 50_000
/** Stretches asked for at once. */
const STRETCHES = 60
const SUSPECT = QUALITIES.indexOf('suspect')
/** For each of them. */
const STATEMENTS = 3
/** The server's arithmetic and ours may differ in the last bit: a step this close to the limit is looked at here. */
const CAREFUL = 1 - 1e-9

export async function influxDeltas(
  server: InfluxServer,
  counters: readonly CounterQuery[],
  edges: readonly number[],
): Promise<PeriodUse[][]> {
  const uses: PeriodUse[][] = []
  for (const { point, facts } of counters)
    uses.push(counterUse(await telling(server, point, facts, edges), edges, facts))
  return uses
}

/** The readings that matter, ascending: from the newest at or before the first edge to the oldest at or after the last. */
async function telling(
  server: InfluxServer,
  point: PointId,
  facts: CounterFacts | null,
  edges: readonly number[],
): Promise<CounterReading[]> {
  const [first = 0, end = 0] = [edges[0], edges.at(-1)]
  const believed = `FROM ${MEASUREMENT} WHERE point = '${point}' AND quality != ${SUSPECT}`
  const [before = [], after = []] = await server.query([
    `SELECT last(value) ${believed} AND time <= ${first}ms`,
    `SELECT first(value) ${believed} AND time >= ${end}ms`,
  ])
  const readings = toCounterReadings(before)
  const stretches = edges.slice(1).map((to, n) => ({ from: n === 0 ? first + 1 : (edges[n] ?? 0), to }))
  for (let start = 0; start < stretches.length; start += STRETCHES)
    await addStretches(server, believed, stretches.slice(start, start + STRETCHES), facts, readings)
  return readings.concat(toCounterReadings(after))
}

interface Stretch {
  readonly from: number
  readonly to: number
}

async function addStretches(
  server: InfluxServer,
  believed: string,
  stretches: readonly Stretch[],
  facts: CounterFacts | null,
  readings: CounterReading[],
): Promise<void> {
  const told = await server.query(
    stretches.flatMap(({ from, to }) => {
      const within = `${believed} AND time >= ${from}ms AND time < ${to}ms`
      return [
        `SELECT first(value) ${within}`,
        `SELECT last(value) ${within}`,
        `SELECT min(rate), max(rate) FROM (SELECT derivative(value, 1h) AS rate ${within})`,
      ]
    }),
  )
  for (const [n, stretch] of stretches.entries()) {
    const [oldest, newest, rates] = told.slice(n * STATEMENTS, (n + 1) * STATEMENTS)
    if (onlyRose(rates, facts)) {
      const [from] = toCounterReadings(oldest)
      const [to] = toCounterReadings(newest)
      if (from !== undefined) readings.push(from)
      if (to !== undefined && to.at !== from?.at) readings.push(to)
    } else await addAll(server, believed, stretch, readings)
  }
}

/** No answer means that there are fewer than two readings. */
function onlyRose(rates: readonly Series[] = [], facts: CounterFacts | null): boolean {
  const [, least = 0, most = 0] = (rates[0]?.values[0] ?? []) as number[]
  return least >= 0 && most <= (facts?.maxPerHour ?? Number.POSITIVE_INFINITY) * CAREFUL
}

async function addAll(
  server: InfluxServer,
  believed: string,
  { from, to }: Stretch,
  readings: CounterReading[],
): Promise<void> {
  for (let next = from; next < to; ) {
    const [answer] = await server.query([
      `SELECT value ${believed} AND time >= ${next}ms AND time < ${to}ms LIMIT ${PAGE}`,
    ])
    const page = toCounterReadings(answer)
    for (const reading of page) readings.push(reading)
    next = page.length < PAGE ? to : (page.at(-1)?.at ?? to) + 1
  }
}

function toCounterReadings(series: readonly Series[] = []): CounterReading[] {
  return (series[0]?.values ?? []).map(([at, value]) => ({ at: at as number, value: value as number }))
}
