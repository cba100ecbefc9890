/** Group commit: batches that arrive while one commit is running go into the next one together. */
import { Problem } from '../../core/contract/error.ts'
import { QUALITIES, type Reading } from '../../core/contract/reading.ts'

interface Waiting {
  readonly batch: readonly Reading[]
  readonly resolve: () => void
  readonly reject: (reason: unknown) => void
}

export interface AppendLimits {
  /** Readings in one commit, unless one batch alone has more. */
  readonly commitReadings: number
  /** Readings waiting in memory; beyond, `append` refuses. */
  readonly waitingReadings: number
}

export class AppendQueue {
  readonly #commit: (batch: readonly Reading[]) => Promise<void>
  readonly #limits: AppendLimits
  #waiting: Waiting[] = []
  #waitingReadings = 0
  #running: Promise<void> | undefined
  #closed = false

  /** `commit` is never called twice at once. */
  constructor(commit: (batch: readonly Reading[]) => Promise<void>, limits: AppendLimits) {
    this.#commit = commit
    this.#limits = limits
  }

  append(batch: readonly Reading[]): Promise<void> {
    if (this.#closed) return Promise.reject(new Problem('store.unavailable', 'the store is closed'))
    if (batch.length === 0) return Promise.resolve()
    if (this.#waitingReadings > this.#limits.waitingReadings)
      return Promise.reject(new Problem('store.unavailable', 'too many readings wait for the store'))
    return new Promise((resolve, reject) => {
      this.#waiting.push({ batch, resolve, reject })
      this.#waitingReadings += batch.length
      this.#running ??= this.#run()
    })
  }

  /** Resolves when all that was appended has been committed or refused; takes no more. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#running
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#take()
      try {
        await this.#commit(group.length === 1 ? (group[0]?.batch ?? []) : group.flatMap(one => one.batch))
        for (const one of group) one.resolve()
      } catch (error) {
        for (const one of group) one.reject(error)
      }
    }
    this.#running = undefined
  }

  #take(): Waiting[] {
    let readings = 0
    let end = 0
    for (const { batch } of this.#waiting) {
      if (end > 0 && readings + batch.length > this.#limits.commitReadings) break
      readings += batch.length
      end += 1
    }
    this.#waitingReadings -= readings
    return this.#waiting.splice(0, end)
  }
}

/** A reading that no store may be given: it would be refused for ever and keep its whole batch waiting. */
export function isStorable(reading: Reading): boolean {
  const { point, at, value, quality } = reading
  if (!Number.isInteger(point) || point < 1 || point > 65535) return false
  return Number.isSafeInteger(at) && Number.isFinite(value) && QUALITIES.includes(quality)
}
