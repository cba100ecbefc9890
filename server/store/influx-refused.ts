/**
 * Readings that the server will never take (a field of another type under our name, a limit on tag values): they must
 * not block those behind them, so they are set aside in `refused.jsonl` in the spool's folder, one JSON object a line.
 */
import { readFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { Problem } from '../../core/contract/error.ts'
import type { Reading } from '../../core/contract/reading.ts'
import type { Logger } from '../services.ts'

/** About 500,000 readings. Then nothing more is set aside: it waits in the spool until somebody has looked. */
const FILE_BYTES = 64 * 1024 * 1024
const NEWLINE = 10

export class Refused {
  readonly #path: string
  readonly #log: Logger
  #bytes: number
  /** Lines in the file, those of earlier runs too. */
  count: number

  constructor(folder: string, log: Logger) {
    this.#path = join(folder, 'refused.jsonl')
    this.#log = log
    const file = readIfThere(this.#path)
    this.#bytes = file.length
    this.count = file.reduce((lines, byte) => lines + (byte === NEWLINE ? 1 : 0), 0)
  }

  /** Resolves when they are on the disk; rejects when the file is full or the disk does not take them. */
  async setAside(readings: readonly Reading[], reason: string | undefined): Promise<void> {
    if (this.#bytes > FILE_BYTES)
      throw new Problem(
        'store.unavailable',
        `${this.#path} is full of refused readings; look at it and move it away`,
      )
    const lines = readings.map(reading => `${JSON.stringify({ ...reading, reason })}\n`).join('')
    const file = await open(this.#path, 'a', 0o600)
    try {
      await file.appendFile(lines)
      await file.datasync()
    } finally {
      await file.close()
    }
    this.#bytes += Buffer.byteLength(lines)
    this.count += readings.length
    this.#log.error(
      { reading: readings[0], readings: readings.length, reason },
      'InfluxDB refuses readings; they are set aside in refused.jsonl',
    )
  }
}

function readIfThere(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0)
    throw error
  }
}
