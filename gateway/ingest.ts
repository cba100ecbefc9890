/** Packet -> codec -> directory -> quality -> batch -> durable. The promise of `take` is the acknowledgement. */

import type { RejectionCode } from '../core/contract/error.ts'
import { METRICS } from '../core/contract/metric.ts'
import { type Decoded, isRejected, type PointId, type Reading } from '../core/contract/reading.ts'
import { qualify, type Timing } from '../core/points/quality.ts'
import type { Clock, DeviceDirectory, ReadingSink, RejectionSink } from '../core/ports.ts'
import type { Message, Packet } from './codecs/codec.ts'
import type { Dialects } from './codecs/index.ts'
import {
  BATCH_MAX_READINGS,
  BATCH_WAIT_MS,
  QUEUE_MAX_READINGS,
  STORE_RETRY_FIRST_MS,
  STORE_RETRY_LONGEST_MS,
  STORE_RETRY_MAX_MS,
} from './limits.ts'

const PAYLOAD_SHOWN_CHARS = 512
const LATENCY_WINDOW_MS = 60_000
const LATENCIES_MAX = 10_000

export interface IngestParts {
  readonly clock: Clock
  readonly directory: DeviceDirectory
  readonly sink: ReadingSink
  readonly rejections: RejectionSink
  readonly dialects: Dialects
  /** Sends what a dialect asks back. */
  readonly ask: (message: Message) => void
}

interface Waiting {
  readonly readings: readonly Reading[]
  readonly resolve: () => void
  readonly reject: (reason: unknown) => void
}

export class Ingest {
  readonly #parts: IngestParts
  readonly #timings = new Map<PointId, Timing>()
  readonly #rejected: Record<string, number> = {}
  readonly #latencies: { at: number; ms: number }[] = []
  #packets = 0
  #waiting: Waiting[] = []
  #queued = 0
  #flushing: Promise<void> | null = null
  /** When the store was first seen to fail, steady, and how long to wait before it is asked again. */
  #downSince: number | null = null
  #pauseMs = STORE_RETRY_FIRST_MS

  constructor(parts: IngestParts) {
    this.#parts = parts
  }

  /** Resolves when what the packet said is durable, or when it is worthless and counted. Rejects when the store is down. */
  async take(packet: Packet, clientId: string, qos: number): Promise<void> {
    const started = this.#parts.clock.monotonic()
    this.#packets += 1
    const { codec, decoding } = this.#parts.dialects.decode(packet)
    if (codec === null || isRejected(decoding)) {
      if (isRejected(decoding)) this.#ask(decoding.asks)
      const fault = isRejected(decoding) ? decoding.rejected : { code: 'topic.unknown' as const, message: '' }
      return this.reject(fault.code, fault.message, packet, clientId)
    }
    if (qos === 0 && this.full())
      return this.reject('queue.full', 'too many readings are waiting for the store', packet, clientId)
    const readings = decoding.flatMap(decoded => this.#readings(codec, decoded, packet, clientId))
    if (readings.length > 0) await this.#durable(readings)
    this.#timed(started)
  }

  /** Counts a packet that gave nothing and keeps it for the devices page. */
  reject(
    code: RejectionCode,
    message: string,
    { topic, payload, receivedAt }: Packet,
    clientId: string,
  ): void {
    this.#rejected[code] = (this.#rejected[code] ?? 0) + 1
    this.#parts.rejections.reject({
      at: receivedAt,
      code,
      message,
      topic,
      clientId,
      payload: shown(payload),
    })
  }

  /** True when so much waits for the store that nothing more should be read. */
  full(): boolean {
    return this.#queued >= QUEUE_MAX_READINGS
  }

  status() {
    const since = this.#parts.clock.monotonic() - LATENCY_WINDOW_MS
    const sorted = this.#latencies
      .filter(({ at }) => at >= since)
      .map(({ ms }) => ms)
      .sort((a, b) => a - b)
    const rank = (share: number) =>
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
    return {
      packets: this.#packets,
      rejections: { ...this.#rejected },
      queueDepth: this.#queued,
      durableAckMs: sorted.length === 0 ? null : { p50: rank(0.5), p99: rank(0.99), max: rank(1) },
    }
  }

  /** Resolves when nothing is on its way to the store any more. */
  async settled(): Promise<void> {
    while (this.#flushing !== null) await this.#flushing
  }

  #readings(codec: string, decoded: Decoded, packet: Packet, clientId: string): Reading[] {
    const { device, points, refused } = this.#parts.directory.resolve(
      codec,
      decoded,
      packet.topic,
      packet.payload,
    )
    if (refused !== undefined) this.reject(refused, 'the directory refused it', packet, clientId)
    for (const { code, message } of decoded.faults ?? []) this.reject(code, message, packet, clientId)
    this.#ask(decoded.asks)
    if (device === null) return []
    this.#parts.directory.heard(device, decoded, packet.receivedAt)
    const readings: Reading[] = []
    decoded.values.forEach(({ metric, value, at }, index) => {
      const point = points[index]
      if (!point || METRICS[metric].kind === 'text' || typeof value === 'string') return
      const { receivedAt: arrivedAt, retained } = packet
      const untimed = decoded.untimed === true
      const measured = { metric, value: Number(value), arrivedAt, retained, untimed }
      const qualified = qualify(
        at === undefined ? measured : { ...measured, deviceAt: at },
        this.#timings.get(point.id),
      )
      this.#timings.set(point.id, qualified.timing)
      readings.push({ point: point.id, at: qualified.at, value: measured.value, quality: qualified.quality })
    })
    return readings
  }

  #ask(messages: readonly Message[] = []): void {
    for (const message of messages) this.#parts.ask(message)
  }

  #durable(readings: readonly Reading[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ readings, resolve, reject })
      this.#queued += readings.length
      this.#flushing ??= this.#flush().finally(() => {
        this.#flushing = null
      })
    })
  }

  async #flush(): Promise<void> {
    await pause(BATCH_WAIT_MS)
    while (this.#waiting.length > 0) {
      const batch = this.#nextBatch()
      const readings = batch.flatMap(one => one.readings)
      try {
        await this.#persist(readings)
        for (const { resolve } of batch) resolve()
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
      this.#queued -= readings.length
    }
  }

  #nextBatch(): Waiting[] {
    let size = 0
    let count = 0
    for (const { readings } of this.#waiting) {
      if (size >= BATCH_MAX_READINGS) break
      size += readings.length
      count += 1
    }
    return this.#waiting.splice(0, count)
  }

  /**
   * Asks a store that fails again and again, for 10 s from its first failure. From then on each batch is tried once,
   * after the pause: its sender hears of it and neither side turns in a tight circle.
   */
  async #persist(readings: readonly Reading[]): Promise<void> {
    for (;;) {
      try {
        await this.#parts.sink.accept(readings)
        this.#downSince = null
        this.#pauseMs = STORE_RETRY_FIRST_MS
        return
      } catch (error) {
        const now = this.#parts.clock.monotonic()
        this.#downSince ??= now
        const givenUp = now - this.#downSince >= STORE_RETRY_MAX_MS
        await pause(this.#pauseMs)
        this.#pauseMs = Math.min(STORE_RETRY_LONGEST_MS, this.#pauseMs * 2)
        if (givenUp) throw error
      }
    }
  }

  #timed(started: number): void {
    const at = this.#parts.clock.monotonic()
    this.#latencies.push({ at, ms: at - started })
    if (this.#latencies.length > LATENCIES_MAX) this.#latencies.splice(0, LATENCIES_MAX / 2)
  }
}

function pause(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms))
}

function shown(payload: Uint8Array): string {
  const head = Buffer.from(payload.subarray(0, PAYLOAD_SHOWN_CHARS))
  const text = head.toString('utf8')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what tells bytes from text
  const binary = /[\u0000-\u0008\u000e-\u001f\ufffd]/.test(text)
  return (binary ? head.toString('hex') : text).slice(0, PAYLOAD_SHOWN_CHARS)
}
