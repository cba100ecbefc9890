/**
 * Readings in InfluxDB 1.x (Enterprise clusters and engines with the same API too), for sites that outgrow one machine.
 *
 * Layout: measurement `reading`; tag `point`, the point's number; fields `value` (float) and `quality` (integer, the
 * position in QUALITIES); times in ms.
 *
 * A batch is acknowledged once InfluxDB has it in its own synced log, or, while InfluxDB is away, once it is synced into
 * the spool on this disk; the spool is written back in order when InfluxDB returns. Charts and reports do not see what
 * waits there, `since` does: after a crash the alarms judge it again. InfluxDB would replace a value that is repeated
 * with another one; `Repeats` keeps the first.
 */
import { type Bucket, type PointId, QUALITIES, type Reading } from '../../core/contract/reading.ts'
import type { CounterUse } from '../../core/points/counter.ts'
import type { Clock, CounterQuery, SeriesStats, SeriesStore } from '../../core/ports.ts'
import type { Logger } from '../services.ts'
import { AppendQueue, isStorable } from './append-queue.ts'
import { lockFolder } from './folder-lock.ts'
import { influxDeltas } from './influx-deltas.ts'
import { Repeats } from './influx-repeats.ts'
import { type InfluxAddress, InfluxServer, MEASUREMENT, type Series } from './influx-server.ts'
import { InfluxWriter } from './influx-write.ts'
import { Spool } from './spool.ts'

const DEFAULT_LIMIT = 10_000
const LIMITS = { commitReadings: 20_000, waitingReadings: 500_000 }
/** How full the spool is when it is worth a word. */
const SPOOL_FULL_SOON = 0.8
/** The oldest time over there is asked for this often at most. */
const EARLIEST_EVERY_MS = 60_000
/** InfluxDB keeps ns in 64 bits: years 1677 to 2262. */
const FARTHEST_MS = 9_223_372_036_854

export interface InfluxOptions extends InfluxAddress {
  readonly spoolFolder: string
  readonly clock: Clock
  readonly log: Logger
  /** Bytes; the spool's own limit when left out. */
  readonly spoolLimitBytes?: number
}

/** Starts whether InfluxDB is there or not. Rejects for a bad address or an unusable spool folder. */
export async function openInfluxStore(options: InfluxOptions): Promise<SeriesStore> {
  const server = new InfluxServer(options)
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
  readonly #repeats: Repeats
  readonly #writer: InfluxWriter
  readonly #queue: AppendQueue
  readonly #last: Map<PointId, Reading>
  readonly #release: () => void
  readonly #log: Logger
  readonly #clock: Clock
  #earliest: number | null = null
  #earliestAskedAt = Number.NEGATIVE_INFINITY
  #loading: Promise<void> | undefined

  constructor(
    server: InfluxServer,
    { spoolFolder, spoolLimitBytes, log, clock }: InfluxOptions,
    release: () => void,
  ) {
    this.#server = server
    this.#log = log
    this.#clock = clock
    this.#spool = new Spool(spoolFolder, log, spoolLimitBytes)
    this.#last = new Map(this.#spool.newest)
    this.#repeats = new Repeats(server)
    this.#writer = new InfluxWriter({
      server,
      spool: this.#spool,
      folder: spoolFolder,
      last: this.#last,
      begin: () => this.load(),
      repeats: this.#repeats,
      log,
    })
    this.#queue = new AppendQueue(batch => this.#writer.commit(batch), LIMITS)
    this.#release = release
  }

  /** Learns the newest readings over there, once. Rejects while the server is away. */
  async load(): Promise<void> {
    if (this.#repeats.begun) return
    this.#loading ??= this.#load().finally(() => {
      this.#loading = undefined
    })
    await this.#loading
  }

  async #load(): Promise<void> {
    await this.#server.prepare()
    const [series = []] = await this.#server.query([
      `SELECT last(value), quality FROM ${MEASUREMENT} GROUP BY point`,
    ])
    const newest = toReadings(series)
    for (const reading of newest) keepNewest(this.#last, reading)
    this.#repeats.begin(newest)
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

  deltas(points: readonly CounterQuery[], edges: readonly number[]): Promise<CounterUse[]> {
    return influxDeltas(this.#server, points, edges)
  }

  /**
   * A page never ends between two readings of one moment, so that the next page can start after it. What waits in the
   * spool is part of it: it may be all that is left of the time before a crash.
   */
  async since(at: number, limit = DEFAULT_LIMIT): Promise<Reading[]> {
    const spooled = await this.#spool.since(at)
    const page = await this.#read(`WHERE time > ${ms(at)} LIMIT ${limit}`)
    const end = page.at(-1)?.at
    const whole = end === undefined || page.length < limit
    const rest = whole ? [] : await this.#read(`WHERE time = ${ms(end)}`)
    const stored = whole ? page : page.filter(reading => reading.at < end).concat(rest)
    const waiting = whole ? spooled : spooled.filter(reading => reading.at <= end)
    return firstMoments(stored.concat(waiting).sort(byTime), limit)
  }

  async drop(before: number): Promise<void> {
    await this.#server.query([`DELETE FROM ${MEASUREMENT} WHERE ${until(before)}`])
    for (const [point, { at }] of this.#last) if (at < before) this.#last.delete(point)
    this.#earliestAskedAt = Number.NEGATIVE_INFINITY
  }

  async stats(): Promise<SeriesStats> {
    const { dropped } = this.#spool
    return {
      kind: 'influx',
      healthy: this.#writer.failure === undefined && dropped === 0,
      detail: this.#detail(),
      readings: null,
      bytes: null,
      spooled: this.#spool.size,
      duplicates: this.#repeats.count,
      earliest: await this.#oldest(),
      ...(dropped > 0 && { dropped }),
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

  /** Asked for now and then, and not of a server that does not answer: somebody waits for these words. */
  async #oldest(): Promise<number | null> {
    const now = this.#clock.monotonic()
    if (this.#server.failure !== undefined) return this.#earliest
    if (this.#earliest !== null && now - this.#earliestAskedAt < EARLIEST_EVERY_MS) return this.#earliest
    const [series] = await this.#server.query([`SELECT first(value) FROM ${MEASUREMENT}`]).catch(() => [])
    this.#earliestAskedAt = now
    this.#earliest = (series?.[0]?.values[0]?.[0] as number | undefined) ?? null
    return this.#earliest
  }

  #detail(): string {
    const { address, database, forgotten } = this.#server
    const { size, dropped, fill } = this.#spool
    const { failure, refused, smallerBatch } = this.#writer
    const parts = [`InfluxDB at ${address}, database ${database}`]
    if (failure !== undefined) parts.push(failure)
    if (size > 0) parts.push(`${size} readings wait on this disk`)
    if (dropped > 0)
      parts.push(`the spool is full: the oldest ${dropped} readings were given up (dropped.jsonl)`)
    else if (fill > SPOOL_FULL_SOON) parts.push(`the spool is ${Math.round(fill * 100)} % full`)
    if (refused > 0) parts.push(`${refused} refused and set aside (refused.jsonl)`)
    if (forgotten > 0) parts.push(`${forgotten} were older than the database keeps`)
    if (smallerBatch !== undefined)
      parts.push(`batches of ${smallerBatch}, as the server takes no larger ones`)
    return parts.join('; ')
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

/** At most so many, and the others of the last one's moment. */
function firstMoments(readings: readonly Reading[], limit: number): Reading[] {
  const last = readings[limit - 1]
  if (last === undefined || readings.length === limit) return [...readings]
  const end = readings.findIndex((reading, n) => n >= limit && reading.at > last.at)
  return end < 0 ? [...readings] : readings.slice(0, end)
}

const byTime = (a: Reading, b: Reading) => a.at - b.at || a.point - b.point
const only = (point: PointId) => `point = '${point}'`
const since = (at: number) => `time >= ${ms(at)}`
const until = (at: number) => `time < ${ms(at)}`
const ms = (at: number) => `${Math.ceil(Math.min(Math.max(at, -FARTHEST_MS), FARTHEST_MS))}ms`
