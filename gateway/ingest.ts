/** Packet -> codec -> directory -> quality -> batch -> durable. The promise of `take` is the acknowledgement. */

import type { RejectionCode } from '../core/contract/error.ts'
import { METRICS } from '../core/contract/metric.ts'
import { type Decoded, isRejected, type PointId, type Reading } from '../core/contract/reading.ts'
import { qualify, type Timing } from '../core/points/quality.ts'
import type { Clock, DeviceDirectory, ReadingSink, RejectionSink } from '../core/ports.ts'
import type { Packet } from './codecs/codec.ts'
import { decode } from './codecs/index.ts'

/** Readings gathered while a commit is on its way, and how long the first waits for company. */
const BATCH_WAIT_MS = 3
const BATCH_MAX_READINGS = 20_000
/** QoS 0 packets are dropped and counted beyond this many readings in waiting; QoS 1 waits for its PUBACK instead. */
const QUEUE_MAX_READINGS = 50_000
const PAYLOAD_SHOWN_CHARS = 512
const LATENCY_WINDOW_MS = 60_000
const LATENCIES_MAX = 10_000

export interface IngestParts {
  readonly clock: Clock
  readonly directory: DeviceDirectory
  readonly sink: ReadingSink
  readonly rejections: RejectionSink
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

  constructor(parts: IngestParts) {
    this.#parts = parts
  }

  /** Resolves when what the packet said is durable, or when it is worthless and counted. Rejects when the store is down. */
  async take(packet: Packet, clientId: string, qos: number): Promise<void> {
    const started = this.#parts.clock.monotonic()
    this.#packets += 1
    const { codec, decoding } = decode(packet)
    if (codec === null || isRejected(decoding)) {
      const fault = isRejected(decoding) ? decoding.rejected : { code: 'topic.unknown' as const, message: '' }
      return this.reject(fault.code, fault.message, packet, clientId)
    }
    if (qos === 0 && this.#queued >= QUEUE_MAX_READINGS)
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
    await new Promise(resolve => setTimeout(resolve, BATCH_WAIT_MS))
    while (this.#waiting.length > 0) {
      const batch: Waiting[] = []
      let size = 0
      while (this.#waiting.length > batch.length && size < BATCH_MAX_READINGS) {
        const next = this.#waiting[batch.length] as Waiting
        batch.push(next)
        size += next.readings.length
      }
      this.#waiting = this.#waiting.slice(batch.length)
      try {
        await this.#parts.sink.accept(batch.flatMap(({ readings }) => readings))
        for (const { resolve } of batch) resolve()
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
      this.#queued -= size
    }
  }

  #timed(started: number): void {
    const at = this.#parts.clock.monotonic()
    this.#latencies.push({ at, ms: at - started })
    if (this.#latencies.length > LATENCIES_MAX) this.#latencies.splice(0, LATENCIES_MAX / 2)
  }
}

function shown(payload: Uint8Array): string {
  const head = Buffer.from(payload.subarray(0, PAYLOAD_SHOWN_CHARS))
  const text = head.toString('utf8')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what tells bytes from text
  const binary = /[\u0000-\u0008\u000e-\u001f\ufffd]/.test(text)
  return (binary ? head.toString('hex') : text).slice(0, PAYLOAD_SHOWN_CHARS)
}
