/** A store with its own spool folder, and questions to the server itself. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Reading } from '../../../core/contract/reading.ts'
import type { SeriesStore } from '../../../core/ports.ts'
import { type InfluxOptions, openInfluxStore } from '../../../server/store/series-influx.ts'
import { silentLog } from '../../support/silent-log.ts'
import { VirtualClock } from '../../support/virtual-clock.ts'

const clock = new VirtualClock()
export const T0 = Date.parse('2026-03-01T00:00:00Z')

export class InfluxRig {
  readonly folder = mkdtempSync(join(tmpdir(), 'steward-influx-'))
  readonly #options: Pick<InfluxOptions, 'url'> & Partial<InfluxOptions>
  #store: SeriesStore | undefined

  constructor(options: Pick<InfluxOptions, 'url'> & Partial<InfluxOptions>) {
    this.#options = options
  }

  get store(): SeriesStore {
    if (this.#store === undefined) throw new Error('not open')
    return this.#store
  }

  async open(): Promise<SeriesStore> {
    this.#store = await openInfluxStore({ spoolFolder: this.folder, clock, log: silentLog, ...this.#options })
    return this.#store
  }

  /** The lines of one of the files beside the spool. */
  lines(name: 'refused.jsonl' | 'dropped.jsonl'): { point: number; readings: number; reason: string }[] {
    return readFileSync(join(this.folder, name), 'utf8')
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
  }

  async drained(): Promise<void> {
    const spooled = async () => (await this.store.stats()).spooled
    await expect.poll(spooled, { timeout: 15_000, interval: 50 }).toBe(0)
  }

  async end(): Promise<void> {
    await this.#store?.close()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** Points 1 to 5 in turn, a millisecond apart. */
export const batchOf = (count: number, from = T0): Reading[] =>
  Array.from({ length: count }, (_, n) => ({
    point: (n % 5) + 1,
    at: from + n,
    value: n / 7,
    quality: 'good',
  }))
