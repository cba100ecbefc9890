/**
 * Readings in InfluxDB 1.x (Enterprise clusters and engines with the same API too), for sites that outgrow one machine.
 *
 * Layout: measurement `reading`; tag `point`, the point's number; fields `value` (float) and `quality` (integer, the
 * position in QUALITIES); times in ms.
 *
 * A batch is acknowledged once InfluxDB has it in its own synced log, or, while InfluxDB is away, once it is synced into
 * the spool on this disk; the spool is written back in order when InfluxDB returns, and is not seen by queries before.
 * Point + time is never there twice: InfluxDB replaces. Unlike the embedded store the first value therefore wins only
 * over a repeat of the newest reading or within one batch; an older repeat replaces its value, which is the same one
 * when a device sends a message again.
 */
import {
  type Bucket,
  type PeriodUse,
  type PointId,
  QUALITIES,
  type Reading,
} from '../../core/contract/reading.ts'
import { type CounterReading, counterUse } from '../../core/points/counter.ts'
import type { Clock, CounterQuery, SeriesStats, SeriesStore } from '../../core/ports.ts'
import type { Logger } from '../services.ts'
import { AppendQueue, isStorable } from './append-queue.ts'
import { lockFolder } from './folder-lock.ts'
import { InfluxServer, MEASUREMENT, type Series } from './influx-server.ts'
import { InfluxWriter } from './influx-write.ts'
import { Spool } from './spool.ts'

const DEFAULT_LIMIT = 10_000
const LIMITS = { commitReadings: 20_000, waitingReadings: 500_000 }
/** Readings of one counter fetched at a time. */
const PAGE = 50_000
/** InfluxDB keeps ns in 64 bits: years 1677 to 2262. */
const FARTHEST_MS = 9_223_372_036_854
const SUSPECT = QUALITIES.indexOf('suspect')

export interface InfluxOptions {
  /** `influx://user:password@host:8086/database` */
  readonly url: string
  readonly spoolFolder: string
  readonly clock: Clock
  readonly log: Logger
  /** Bytes; the spool's own limit when left out. */
  readonly spoolLimitBytes?: number
}

/** Starts whether InfluxDB is there or not. Rejects for a bad address or an unusable spool folder. */
export async function openInfluxStore(options: InfluxOptions): Promise<SeriesStore> {
  const server = new InfluxServer(options.url)
  const release = lockFolder(options.spoolFolder)
  try {
    const store = new InfluxStore(server, options, release)
    await store.load().catch(error => options.log.warn({ error: String(error) }, 'InfluxDB is away at start'))
    return store
  } catch (error) {
    release()
    throw error
  }
}

class InfluxStore implements SeriesStore {
  readonly #server: InfluxServer
  readonly #spool: Spool
  readonly #writer: InfluxWriter
  readonly #queue: AppendQueue
  readonly #last = new Map<PointId, Reading>()
  readonly #release: () => void
  readonly #log: Logger
  /** Whether the newest readings over there are known. */
  #loaded = false

  constructor(server: InfluxServer, options: InfluxOptions, release: () => void) {
    this.#server = server
    this.#log = options.log
    this.#spool = new Spool(options.spoolFolder, options.log, options.spoolLimitBytes)
    for (const reading of this.#spool.all()) keepNewest(this.#last, reading)
    this.#writer = new InfluxWriter(server, this.#spool, options.spoolFolder, this.#last, options.log)
    this.#queue = new AppendQueue(batch => this.#writer.commit(batch), LIMITS)
    this.#release = release
  }

  async load(): Promise<void> {
    if (this.#loaded) return
    await this.#server.prepare()
    const [series = []] = await this.#server.query([
      `SELECT last(value), quality FROM ${MEASUREMENT} GROUP BY point`,
    ])
    for (const reading of toReadings(series)) keepNewest(this.#last, reading)
    this.#loaded = true
  }

  append(batch: readonly Reading[]): Promise<void> {
    if (batch.every(isStorable)) return this.#queue.append(batch)
    this.#log.warn(
      { reading: batch.find(one => !isStorable(one)) },
      'a reading that is no number is not kept',
    )
    return this.#queue.append(batch.filter(isStorable))
  }

  range(point: PointId, from: number, to: number, limit = DEFAULT_LIMIT): Promise<Reading[]> {
    return this.#read(
      `WHERE ${only(point)} AND ${since(from)} AND ${until(to)} GROUP BY point LIMIT ${limit}`,
    )
  }

  async buckets(point: PointId, from: number, to: number, count: number): Promise<Bucket[]> {
    const widthMs = (to - from) / count
    const widthNs = BigInt(Math.ceil(widthMs * 1e6))
    const offsetNs = (BigInt(Math.round(from)) * 1_000_000n) % widthNs
    const [series = []] = await this.#server.query(
      [
        `SELECT min(value), mean(value), max(value), count(value) FROM ${MEASUREMENT} WHERE ${only(point)}
         AND ${since(from)} AND ${until(to)} GROUP BY time(${widthNs}ns, ${offsetNs}ns) fill(none)`,
      ],
      'n',
    )
    return (series[0]?.values ?? []).map(row => {
      const [atNs, min, avg, max, readings] = row as [number, number, number, number, number]
      const index = Math.round((atNs / 1e6 - from) / widthMs)
      return { at: Math.round(from + index * widthMs), min, avg, max, count: readings }
    })
  }

  async last(): Promise<Map<PointId, Reading>> {
    await this.load()
    return new Map(this.#last)
  }

  async before(point: PointId, at: number): Promise<Reading | undefined> {
    const [series = []] = await this.#server.query([
      `SELECT last(value), quality FROM ${MEASUREMENT} WHERE ${only(point)} AND ${until(at)} GROUP BY point`,
    ])
    return toReadings(series)[0]
  }

  /** Rules and interpolation are `counterUse`; the readings come over the wire, one counter after the other. */
  async deltas(points: readonly CounterQuery[], edges: readonly number[]): Promise<PeriodUse[][]> {
    const uses: PeriodUse[][] = []
    for (const { point, facts } of points)
      uses.push(counterUse(await this.#bracketed(point, edges), edges, facts))
    return uses
  }

  /** A page never ends between two readings of one moment, so that the next page can start after it. */
  async since(at: number, limit = DEFAULT_LIMIT): Promise<Reading[]> {
    const page = await this.#read(`WHERE time > ${ms(at)} LIMIT ${limit}`)
    const end = page.at(-1)?.at
    if (end === undefined || page.length < limit) return page.sort(byTime)
    const rest = await this.#read(`WHERE time = ${ms(end)}`)
    return page
      .filter(reading => reading.at < end)
      .concat(rest)
      .sort(byTime)
  }

  async drop(before: number): Promise<void> {
    await this.#server.query([`DELETE FROM ${MEASUREMENT} WHERE ${until(before)}`])
    for (const [point, { at }] of this.#last) if (at < before) this.#last.delete(point)
  }

  async stats(): Promise<SeriesStats> {
    const first = await this.#server.query([`SELECT first(value) FROM ${MEASUREMENT}`]).catch(() => [])
    const spooled = this.#spool.size
    const waiting = spooled > 0 ? `, ${spooled} readings wait on this disk` : ''
    const refused = this.#writer.refused > 0 ? `, ${this.#writer.refused} refused and set aside` : ''
    const trouble = this.#server.failure === undefined ? '' : ` (${this.#server.failure})`
    return {
      kind: 'influx',
      healthy: this.#server.failure === undefined && spooled === 0,
      detail: `InfluxDB at ${this.#server.address}, database ${this.#server.database}${waiting}${refused}${trouble}`,
      readings: null,
      bytes: null,
      spooled,
      duplicates: this.#writer.duplicates,
      earliest: (first[0]?.[0]?.values[0]?.[0] as number | undefined) ?? null,
    }
  }

  async close(): Promise<void> {
    await this.#queue.close()
    await this.#writer.close()
    this.#release()
  }

  async #read(rest: string): Promise<Reading[]> {
    const columns = rest.includes('GROUP BY') ? 'value, quality' : 'value, quality, point'
    const [series = []] = await this.#server.query([`SELECT ${columns} FROM ${MEASUREMENT} ${rest}`])
    return toReadings(series)
  }

  async #bracketed(point: PointId, edges: readonly number[]): Promise<CounterReading[]> {
    const [first = 0, end = 0] = [edges[0], edges.at(-1)]
    const believed = `FROM ${MEASUREMENT} WHERE ${only(point)} AND quality != ${SUSPECT}`
    const [before = [], after = []] = await this.#server.query([
      `SELECT last(value) ${believed} AND time <= ${ms(first)}`,
      `SELECT first(value) ${believed} AND ${since(end)}`,
    ])
    const readings: CounterReading[] = toCounterReadings(before)
    for (let from = first + 1; from < end; ) {
      const page = toCounterReadings(
        (
          await this.#server.query([
            `SELECT value ${believed} AND ${since(from)} AND ${until(end)} LIMIT ${PAGE}`,
          ])
        )[0],
      )
      for (const reading of page) readings.push(reading)
      from = page.length < PAGE ? end : (page.at(-1)?.at ?? end) + 1
    }
    return readings.concat(toCounterReadings(after))
  }
}

function keepNewest(last: Map<PointId, Reading>, reading: Reading): void {
  if (reading.at > (last.get(reading.point)?.at ?? Number.NEGATIVE_INFINITY)) last.set(reading.point, reading)
}

function toReadings(series: readonly Series[]): Reading[] {
  return series.flatMap(({ tags, values }) =>
    values.map(([at, value, quality, point]) => ({
      point: Number(tags?.point ?? point),
      at: at as number,
      value: value as number,
      quality: QUALITIES[quality as number] ?? 'suspect',
    })),
  )
}

function toCounterReadings(series: readonly Series[] = []): CounterReading[] {
  return (series[0]?.values ?? []).map(([at, value]) => ({ at: at as number, value: value as number }))
}

const byTime = (a: Reading, b: Reading) => a.at - b.at || a.point - b.point
const only = (point: PointId) => `point = '${point}'`
const since = (at: number) => `time >= ${ms(at)}`
const until = (at: number) => `time < ${ms(at)}`
const ms = (at: number) => `${Math.ceil(Math.min(Math.max(at, -FARTHEST_MS), FARTHEST_MS))}ms`
