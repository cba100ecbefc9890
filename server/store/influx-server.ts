/** One database on an InfluxDB 1.x server, through the `influx` package: its address, and telling its failures apart. */
import { InfluxDB, type IPoint } from 'influx'
import { Problem } from '../../core/contract/error.ts'
import { QUALITIES, type Reading } from '../../core/contract/reading.ts'
import { firstLine } from './store-fault.ts'

const REQUEST_TIMEOUT_MS = 10_000
/** A back-fill that is refused is written in halves; this bounds how long that can go on for one batch. */
export const WRITE_READINGS = 5000

export const MEASUREMENT = 'reading'

/** Rows of one series as InfluxDB sends them: the time in ms, then the columns asked for. */
export interface Series {
  readonly tags?: Record<string, string>
  readonly values: readonly (readonly unknown[])[]
}

/** away: nothing was kept, try later · refused: the server will never take this as it is. */
export type WriteOutcome = 'kept' | 'away' | 'refused'

export class InfluxServer {
  readonly database: string
  /** Host and port, for people; never the password. */
  readonly address: string
  readonly #client: InfluxDB
  /** One line about the last failure. */
  failure: string | undefined

  /** `influx://user:password@host:8086/database`; `influxs:` for TLS. Throws when it is no such address. */
  constructor(url: string) {
    const parsed = new URL(url)
    this.database = decodeURIComponent(parsed.pathname.slice(1))
    if (!/^influxs?:$/.test(parsed.protocol) || parsed.hostname === '' || this.database === '')
      throw new Error('the store address must look like influx://user:password@host:8086/database')
    this.address = parsed.host
    this.#client = new InfluxDB({
      host: parsed.hostname,
      port: Number(parsed.port || 8086),
      protocol: parsed.protocol === 'influxs:' ? 'https' : 'http',
      username: decodeURIComponent(parsed.username) || undefined,
      password: decodeURIComponent(parsed.password) || undefined,
      database: this.database,
      pool: { maxRetries: 0, requestTimeout: REQUEST_TIMEOUT_MS, backoff: atOnce },
    })
  }

  /** Makes the database when it is missing. Rejects when the server is away. */
  async prepare(): Promise<void> {
    await this.#asking(() => this.#client.createDatabase(this.database))
  }

  /** One list of series for each statement, times in ms. Rejects with a `Problem` of code `store.unavailable`. */
  async query(statements: readonly string[], precision: 'ms' | 'n' = 'ms'): Promise<Series[][]> {
    const raw = await this.#asking(() => this.#client.queryRaw(statements.join('; '), { precision }))
    const results = raw.results as { error?: string; series?: Series[] }[]
    const failed = results.find(result => result.error !== undefined)
    if (failed) throw new Problem('store.unavailable', `InfluxDB: ${failed.error}`)
    return results.map(result => result.series ?? [])
  }

  /** Never rejects. 'kept' once the server has it in its log on disk. */
  async write(batch: readonly Reading[]): Promise<WriteOutcome> {
    try {
      await this.#client.writePoints(batch.map(toPoint), { precision: 'ms' })
      this.failure = undefined
      return 'kept'
    } catch (error) {
      const status = (error as { res?: { statusCode?: number } }).res?.statusCode
      // Older than the database keeps: it would be forgotten at once anyway, and the rest of the batch was written.
      if (status === 400 && /beyond retention policy/.test(String(error))) return 'kept'
      this.failure = firstLine(error)
      if (status === 404) await this.prepare().catch(() => undefined)
      return status === 400 || status === 413 ? 'refused' : 'away'
    }
  }

  async #asking<T>(work: () => Promise<T>): Promise<T> {
    try {
      const answer = await work()
      this.failure = undefined
      return answer
    } catch (error) {
      this.failure = firstLine(error)
      throw new Problem('store.unavailable', `InfluxDB at ${this.address}: ${this.failure}`)
    }
  }
}

/** The package puts a host that failed once aside; when to try again is decided here, not there. */
const atOnce = { getDelay: () => 0, next: () => atOnce, reset: () => atOnce }

function toPoint({ point, at, value, quality }: Reading): IPoint {
  return {
    measurement: MEASUREMENT,
    tags: { point: String(point) },
    fields: { value, quality: QUALITIES.indexOf(quality) },
    timestamp: at,
  }
}
