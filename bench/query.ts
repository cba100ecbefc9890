/**
 * What people look at, asked of both stores over the same readings in the same run: a year of one point in 500
 * buckets, a raw day, the last value of every point, and the daily use of 100 counters over the year, all of readings
 * that are older than the last days. Also how fast they take readings in, at three batch sizes.
 *
 * InfluxDB is asked as the `influx` package's users do: GROUP BY time, last() GROUP BY, and for use the difference of
 * last() per day, which knows nothing of resets (Steward's answer does).
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InfluxDB } from 'influx'
import type { Reading } from '../core/contract/reading.ts'
import type { SeriesStore } from '../core/ports.ts'
import { openDuckDbStore } from '../server/store/series-duckdb.ts'
import { isInfluxdInstalled, startInfluxd } from '../test/support/influxd.ts'
import { type BenchLine, compared, median } from './report.ts'

const BENCH = 'query'
const PEER = 'influx + InfluxDB'
const POINTS = 200
const COUNTERS = 100
const DAY_MS = 86_400_000
const YEAR_DAYS = 365
const END = Date.UTC(2026, 0, 1)
const START = END - YEAR_DAYS * DAY_MS
const DAY = START + 200 * DAY_MS
const LOAD_BATCH = 20_000
const BATCHES = [50, 1000, 20_000]
/** The part of the time that goes into filling; the peer fills as many readings, however long that takes it. */
const FILL_PART = 0.4
/** About what InfluxDB takes in a second on a small machine, to scale the data to the time there is. */
const PEER_PER_S = 200_000
const LEAST_READINGS = 200_000
const MOST_READINGS = 20_000_000
const REPEATS = 7

interface Subject {
  readonly name: string
  write(batch: readonly Reading[]): Promise<void>
  /** Whatever it does with what is old, done now. */
  settle(): Promise<void>
  day(point: number): Promise<unknown>
  yearChart(point: number): Promise<unknown>
  lastOfAll(): Promise<unknown>
  dailyUse(edges: readonly number[]): Promise<unknown>
  close(): Promise<void>
}

/** Runs for about `seconds`. Without influxd installed the peer is left out, with a note. */
export async function run(options: { seconds: number }): Promise<BenchLine[]> {
  const readings = Math.min(MOST_READINGS, Math.max(LEAST_READINGS, options.seconds * FILL_PART * PEER_PER_S))
  const perPoint = Math.floor(readings / POINTS)
  const steward = await measure(await openSteward(), perPoint)
  if (!isInfluxdInstalled()) {
    console.error('influxd is not installed: no peer to compare with (apt-get install influxdb)')
    return steward
  }
  const peer = await measure(await openPeer(), perPoint)
  return [...steward, ...peer.map((line, n) => withRatio(steward[n], line))]
}

function withRatio(steward: BenchLine | undefined, peer: BenchLine): BenchLine {
  if (steward === undefined || peer.unit === 'readings') return peer
  return compared(steward, peer, peer.unit === 'ms' ? 'lower' : 'higher')
}

async function measure(subject: Subject, perPoint: number): Promise<BenchLine[]> {
  const line = (metric: string, value: number, unit: string): BenchLine => ({
    bench: BENCH,
    system: subject.name,
    metric,
    value,
    unit,
  })
  try {
    const edges = Array.from({ length: YEAR_DAYS + 1 }, (_, day) => START + day * DAY_MS)
    const lines = [line('stored', await fill(subject, perPoint), 'readings')]
    await subject.settle()
    lines.push(line('raw day of a point', await timed(n => subject.day((n % POINTS) + 1)), 'ms'))
    lines.push(
      line('year of a point, 500 buckets', await timed(n => subject.yearChart((n % POINTS) + 1)), 'ms'),
    )
    lines.push(line('last value of every point', await timed(() => subject.lastOfAll()), 'ms'))
    lines.push(line('daily use of 100 counters, a year', await timed(() => subject.dailyUse(edges)), 'ms'))
    for (const size of BATCHES)
      lines.push(line(`durable, batches of ${size}`, await appendRate(subject, size), '1/s'))
    return lines
  } finally {
    await subject.close()
  }
}

/** Points 1 to 100 are counters, the rest temperatures; all in the order of time, as devices send. */
async function fill(subject: Subject, perPoint: number): Promise<number> {
  const stepMs = Math.floor((END - START) / perPoint)
  let batch: Reading[] = []
  for (let n = 0; n < perPoint; n += 1) {
    for (let point = 1; point <= POINTS; point += 1) batch.push(sample(point, START + n * stepMs + point, n))
    if (batch.length < LOAD_BATCH) continue
    await subject.write(batch)
    batch = []
  }
  if (batch.length > 0) await subject.write(batch)
  return perPoint * POINTS
}

function sample(point: number, at: number, n: number): Reading {
  const value = point <= COUNTERS ? n * (0.1 + point / 1000) : 4 + 2 * Math.sin(n / 40 + point)
  return { point, at, value: Math.round(value * 1000) / 1000, quality: 'good' }
}

async function timed(work: (n: number) => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let n = 0; n <= REPEATS; n += 1) {
    const start = performance.now()
    await work(n)
    if (n > 0) times.push(performance.now() - start)
  }
  return median(times)
}

/** For about a second, one batch after the other. */
async function appendRate(subject: Subject, size: number): Promise<number> {
  const start = performance.now()
  let written = 0
  for (let at = END + size * DAY_MS; performance.now() - start < 1000; at += 1000) {
    await subject.write(
      Array.from({ length: size }, (_, n) => sample((n % POINTS) + 1, at + Math.floor(n / POINTS), n)),
    )
    written += size
  }
  return (written * 1000) / (performance.now() - start)
}

const silent = { debug() {}, info() {}, warn() {}, error() {} }

async function openSteward(): Promise<Subject> {
  const folder = mkdtempSync(join(tmpdir(), 'steward-bench-'))
  const store: SeriesStore = await openDuckDbStore({ folder, log: silent })
  const counters = Array.from({ length: COUNTERS }, (_, n) => ({ point: n + 1, facts: null }))
  return {
    name: 'steward',
    write: batch => store.append(batch),
    settle: () => sealAll(store),
    day: point => store.range(point, DAY, DAY + DAY_MS),
    yearChart: point => store.buckets(point, START, END, 500),
    lastOfAll: () => store.last(),
    dailyUse: edges => store.deltas(counters, edges),
    close: async () => {
      await store.close()
      rmSync(folder, { recursive: true })
    },
  }
}

/** Days into files, and then one month with each turn, as the years go by. */
async function sealAll(store: SeriesStore): Promise<void> {
  for (let month = 0; month <= 12; month += 1) await store.maintain?.(END + 40 * DAY_MS + month)
}

async function openPeer(): Promise<Subject> {
  const influxd = await startInfluxd()
  const client = new InfluxDB({ host: '127.0.0.1', port: influxd.port, database: 'bench' })
  await client.createDatabase('bench')
  const year = `time >= ${START}ms AND time < ${END}ms`
  const widthMs = Math.ceil((END - START) / 500)
  const counters = Array.from({ length: COUNTERS }, (_, n) => n + 1).join('|')
  return {
    name: PEER,
    write: batch =>
      client.writePoints(
        batch.map(({ point, at, value }) => ({
          measurement: 'reading',
          tags: { point: String(point) },
          fields: { value },
          timestamp: at,
        })),
        { precision: 'ms' },
      ),
    settle: async () => {},
    day: point =>
      client.query(
        `SELECT value FROM reading WHERE point = '${point}' AND time >= ${DAY}ms AND time < ${DAY + DAY_MS}ms`,
      ),
    yearChart: point =>
      client.query(
        `SELECT min(value), mean(value), max(value), count(value) FROM reading WHERE point = '${point}' AND ${year}
         GROUP BY time(${widthMs}ms) fill(none)`,
      ),
    lastOfAll: () => client.query('SELECT last(value) FROM reading GROUP BY point'),
    dailyUse: () =>
      client.query(
        `SELECT difference(last(value)) FROM reading WHERE point =~ /^(${counters})$/ AND ${year}
         GROUP BY time(1d), point fill(none)`,
      ),
    close: () => influxd.stop(),
  }
}
