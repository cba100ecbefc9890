/** One database on an InfluxDB 1.x server, through the `influx` package: its address, its limits of time, its faults. */
import { readFileSync } from 'node:fs'
import { InfluxDB, type IPoint } from 'influx'
import { Problem } from '../../core/contract/error.ts'
import { QUALITIES, type Reading } from '../../core/contract/reading.ts'
import { type FaultKind, faultOf } from './influx-fault.ts'
import { firstLine, StoreFault } from './store-fault.ts'

/** A write that takes longer is given up and tried again, which replaces what may have been written by itself. */
const WRITE_TIMEOUT_MS = 5000
/** Reports read a year. */
const QUERY_TIMEOUT_MS = 30_000

export const MEASUREMENT = 'reading'

/** Rows of one series as InfluxDB sends them: the time in ms, then the columns asked for. */
export interface Series {
  readonly tags?: Record<string, string>
  readonly values: readonly (readonly unknown[])[]
}

export type WriteOutcome = 'kept' | Exclude<FaultKind, 'forgotten'>

export interface InfluxAddress {
  /** `influx://user:password@host:8086/database`; `influxs:` for TLS. */
  readonly url: string
  /** A PEM file with the authority that signed the server's certificate, when no system knows it. */
  readonly caPath?: string | null
  readonly writeTimeoutMs?: number
  readonly queryTimeoutMs?: number
}

export class InfluxServer {
  readonly database: string
  /** Host and port, for people; never the password. */
  readonly address: string
  readonly #client: InfluxDB
  readonly #writeTimeoutMs: number
  readonly #queryTimeoutMs: number
  #writeFailure: string | undefined
  #queryFailure: string | undefined
  /** Readings that were older than the database keeps. */
  forgotten = 0

  /** Throws when it is no such address, or the authority cannot be read. */
  constructor({
    url,
    caPath,
    writeTimeoutMs = WRITE_TIMEOUT_MS,
    queryTimeoutMs = QUERY_TIMEOUT_MS,
  }: InfluxAddress) {
    const parsed = new URL(url)
    this.database = decodeURIComponent(parsed.pathname.slice(1))
    if (!/^influxs?:$/.test(parsed.protocol) || parsed.hostname === '' || this.database === '')
      throw new Error('the store address must look like influx://user:password@host:8086/database')
    this.address = parsed.host
    this.#writeTimeoutMs = writeTimeoutMs
    this.#queryTimeoutMs = queryTimeoutMs
    this.#client = new InfluxDB({
      host: parsed.hostname,
      port: Number(parsed.port || 8086),
      protocol: parsed.protocol === 'influxs:' ? 'https' : 'http',
      username: decodeURIComponent(parsed.username) || undefined,
      password: decodeURIComponent(parsed.password) || undefined,
      database: this.database,
      pool: { maxRetries: 0, requestTimeout: queryTimeoutMs, backoff: atOnce },
      ...(caPath && { options: { ca: readAuthority(caPath) } }),
    })
  }

  /** One line about the last failure; undefined while all is well. */
  get failure(): string | undefined {
    return this.#writeFailure ?? this.#queryFailure
  }

  /** Makes the database when it is missing and the user may. Rejects when the server is away. */
  async prepare(): Promise<void> {
    await this.#asking(
      this.#client.createDatabase(this.database).catch(error => {
        // Who may only read and write is given a database that somebody has made.
        if (faultOf(error).status !== 403) throw error
      }),
    )
  }

  /** One list of series for each statement, times in ms. Rejects with a `Problem` of code `store.unavailable`. */
  async query(statements: readonly string[], precision: 'ms' | 'n' = 'ms'): Promise<Series[][]> {
    // In the body, because a proxy bounds the length of an address.
    const raw = await this.#asking(
      this.#client.queryRaw(statements.join('; '), { precision, method: 'POST' }),
    )
    const results = raw.results as { error?: string; series?: Series[] }[]
    const failed = results.find(result => result.error !== undefined)
    if (failed) throw new Problem('store.unavailable', `InfluxDB: ${failed.error}`)
    return results.map(result => result.series ?? [])
  }

  /** Never rejects. 'kept' once the server has it in its log on disk. */
  async write(batch: readonly Reading[]): Promise<WriteOutcome> {
    try {
      await within(this.#writeTimeoutMs, this.#client.writePoints(batch.map(toPoint), { precision: 'ms' }))
      this.isWell()
      return 'kept'
    } catch (error) {
      const { kind, status, text } = faultOf(error, batch.length)
      if (kind === 'forgotten') {
        this.forgotten += Number(/dropped=(\d+)/.exec(text)?.[1] ?? 1)
        this.isWell()
        return 'kept'
      }
      this.#writeFailure = text
      if (status === 404) await this.prepare().catch(() => undefined)
      return kind
    }
  }

  /** Also said by whoever has dealt with a refusal: the server itself is well. */
  isWell(): void {
    this.#writeFailure = undefined
    this.#queryFailure = undefined
  }

  /** A question that only came to nothing says nothing about the writing. */
  async #asking<T>(work: Promise<T>): Promise<T> {
    try {
      const answer = await within(this.#queryTimeoutMs, work)
      this.#queryFailure = undefined
      return answer
    } catch (error) {
      const { text, kind } = faultOf(error)
      if (kind === 'away') this.#queryFailure = text
      throw new Problem('store.unavailable', `InfluxDB at ${this.address}: ${text}`)
    }
  }
}

/** The package puts a host that failed once aside; when to try again is decided here, not there. */
const atOnce = { getDelay: () => 0, next: () => atOnce, reset: () => atOnce }

/** The package's own limit ends with the first byte of an answer: one that is cut off would never end. */
async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${limitMs / 1000} s`)), limitMs)
  })
  work.catch(() => undefined)
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

function readAuthority(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    throw new StoreFault(
      path,
      `the store's authority cannot be read (${firstLine(error)}); see STEWARD_STORE_CA`,
      error,
    )
  }
}

function toPoint({ point, at, value, quality }: Reading): IPoint {
  return {
    measurement: MEASUREMENT,
    tags: { point: String(point) },
    fields: { value, quality: QUALITIES.indexOf(quality) },
    timestamp: at,
  }
}
