/** Packet -> codec -> directory -> quality -> batch -> durable. The receipt of a packet is its acknowledgement. */

import type { RejectedPacket } from '../core/contract/device.ts'
import type { RejectionCode } from '../core/contract/error.ts'
import { METRICS } from '../core/contract/metric.ts'
import type { Point } from '../core/contract/point.ts'
import { type Decoded, type Fault, isRejected, type PointId, type Reading } from '../core/contract/reading.ts'
import { credible, qualify, type Timing, timingOfEarlier } from '../core/points/quality.ts'
import type { Clock, DeviceDirectory, ReadingSink, RejectionSink } from '../core/ports.ts'
import type { Message, Packet } from './codecs/codec.ts'
import type { Dialects } from './codecs/index.ts'
import { GroupCommit, type Receipt } from './group-commit.ts'
import { Latencies } from './latencies.ts'
import {
  PAIRING_DEVICES_MAX,
  PAIRING_DEVICES_PER_S,
  QUEUE_DROPS_READINGS,
  QUEUE_MAX_READINGS,
} from './limits.ts'
import { TokenBucket } from './token-bucket.ts'

/** Kept of a packet that gave nothing, so that it can be read again once somebody has said how. */
const PAYLOAD_KEPT_BYTES = 4096
const UNCLAIMED: Fault = { code: 'topic.unknown', message: '' }
const NOTHING: readonly Reading[] = []

export interface IngestParts {
  readonly clock: Clock
  readonly directory: DeviceDirectory
  readonly sink: ReadingSink
  readonly rejections: RejectionSink
  readonly dialects: Dialects
  /** The newest measured time of a point that an earlier run knew. */
  readonly newestAt?: (point: PointId) => number | undefined
  /** Sends what a dialect asks back. */
  readonly ask: (message: Message) => void
}

export class Ingest {
  /** Hears of every packet before it is read, while somebody records. */
  tap: ((packet: Packet, qos: number) => void) | null = null
  readonly #parts: IngestParts
  readonly #timings = new Map<PointId, Timing>()
  readonly #rejected: Record<string, number> = {}
  readonly #latencies: Latencies
  readonly #commits: GroupCommit
  /** New devices that clients without a credential may bring. */
  readonly #newcomers: TokenBucket
  /** Not yet shown to alarms and screens. */
  #noticed: Reading[] = []
  #packets = 0

  constructor(parts: IngestParts) {
    const { clock, sink } = parts
    this.#parts = parts
    this.#latencies = new Latencies(clock)
    this.#newcomers = new TokenBucket(PAIRING_DEVICES_PER_S, PAIRING_DEVICES_MAX, clock.monotonic())
    this.#commits = new GroupCommit({ clock, sink, onDurable: ms => this.#latencies.add(ms) })
  }

  /** Resolves when what the packet said is durable, or when it is worthless and counted. Rejects when the store is down. */
  take(packet: Packet, clientId: string, qos: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.receive(packet, clientId, { durable: () => resolve(), lost: reject }, 0, qos)
    })
  }

  /**
   * The same without a promise for each packet: `receipt` is told, with `id`; receipts are told in the order of their
   * packets. Null for a sender who waits for nothing, whose packets are dropped and counted when too many wait.
   */
  receive(
    packet: Packet,
    clientId: string,
    receipt: Receipt | null,
    id: number,
    qos = receipt === null ? 0 : 1,
  ): void {
    this.#packets += 1
    this.tap?.(packet, qos)
    if (qos === 0 && this.#commits.queued >= QUEUE_DROPS_READINGS) {
      this.reject('queue.full', 'too many readings are waiting for the store', packet, clientId)
      receipt?.durable(id)
      return
    }
    try {
      const readings = this.#read(packet, clientId)
      this.#notice(readings)
      this.#commits.add(readings, receipt, id)
    } catch (error) {
      // A fault of ours, not the sender's: who waits for an answer sends it again.
      const fault = error instanceof Error ? error : new Error(String(error))
      this.reject('decoder.failed', fault.message, packet, clientId)
      receipt?.lost(fault, id)
    }
  }

  /** Reads a packet that gave nothing when it came: what it says now is history. False when it still says nothing. */
  async again(packet: Packet): Promise<boolean> {
    const { codec, decoding } = this.#parts.dialects.decode(packet)
    if (codec === null || isRejected(decoding)) return false
    const now = { ...packet, receivedAt: this.#parts.clock.now() }
    const readings = decoding.flatMap(decoded => {
      const { device, points } = this.#resolve(codec, decoded, now, '')
      const values = decoded.values.map(value => ({
        ...value,
        at: value.at ?? packet.receivedAt,
        historical: true as const,
      }))
      return device === null ? NOTHING : this.#qualified({ ...decoded, values }, points, now, '')
    })
    if (readings.length === 0) return false
    this.#notice(readings)
    await new Promise<void>((resolve, reject) => {
      this.#commits.add(readings, { durable: () => resolve(), lost: reject }, 0)
    })
    return true
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
      ...kept(payload),
    })
  }

  /** True when so much waits for the store that nothing more should be read. */
  full(): boolean {
    return this.#commits.queued >= QUEUE_MAX_READINGS
  }

  status() {
    return {
      packets: this.#packets,
      rejections: { ...this.#rejected },
      queueDepth: this.#commits.queued,
      durableAckMs: this.#latencies.summary(),
    }
  }

  /** Resolves when nothing is on its way to the store any more. */
  settled(): Promise<void> {
    return this.#commits.settled()
  }

  /** All that come in one turn together. */
  #notice(readings: readonly Reading[]): void {
    if (readings.length === 0) return
    if (this.#noticed.length === 0)
      queueMicrotask(() => {
        this.#parts.sink.notice(this.#noticed)
        this.#noticed = []
      })
    for (const reading of readings) this.#noticed.push(reading)
  }

  #read(packet: Packet, clientId: string): readonly Reading[] {
    const { codec, decoding } = this.#parts.dialects.decode(packet)
    if (codec === null || isRejected(decoding)) {
      if (isRejected(decoding)) this.#ask(decoding.asks)
      const { code, message } = isRejected(decoding) ? decoding.rejected : UNCLAIMED
      this.reject(code, message, packet, clientId)
      return NOTHING
    }
    const [only] = decoding
    if (decoding.length === 1 && only !== undefined) return this.#readings(codec, only, packet, clientId)
    return decoding.flatMap(decoded => this.#readings(codec, decoded, packet, clientId))
  }

  #readings(codec: string, decoded: Decoded, packet: Packet, clientId: string): readonly Reading[] {
    if (packet.stranger === true && !this.#mayMeet(codec, decoded.device))
      return this.#refuse(packet, clientId)
    const { device, points } = this.#resolve(codec, decoded, packet, clientId)
    if (packet.stranger === true && device !== null && device.status !== 'inbox')
      return this.#refuse(packet, clientId)
    if (decoded.faults !== undefined)
      for (const { code, message } of decoded.faults) this.reject(code, message, packet, clientId)
    if (decoded.asks !== undefined) this.#ask(decoded.asks)
    if (device === null) return NOTHING
    this.#parts.directory.heard(device, decoded, packet.receivedAt)
    return this.#qualified(decoded, points, packet, clientId)
  }

  /** One that waits in the inbox, or that nobody has heard: of these strangers may bring so many and no more. */
  #mayMeet(codec: string, address: string): boolean {
    const known = this.#parts.directory.byAddress(codec, address)
    if (known !== undefined) return known.status === 'inbox'
    return this.#newcomers.take(1, this.#parts.clock.monotonic())
  }

  #refuse(packet: Packet, clientId: string): readonly Reading[] {
    this.reject('topic.forbidden', 'without a credential only a new device may speak', packet, clientId)
    return NOTHING
  }

  #resolve(codec: string, decoded: Decoded, packet: Packet, clientId: string) {
    const found = this.#parts.directory.resolve(codec, decoded, packet.topic, packet.payload)
    if (found.refused !== undefined) this.reject(found.refused, 'the directory refused it', packet, clientId)
    return found
  }

  #qualified(
    decoded: Decoded,
    points: readonly (Point | null)[],
    packet: Packet,
    clientId: string,
  ): readonly Reading[] {
    const readings: Reading[] = []
    const { receivedAt: arrivedAt, retained } = packet
    const untimed = decoded.untimed === true
    for (let index = 0; index < decoded.values.length; index++) {
      const { metric, value, at, historical } = decoded.values[index] as Decoded['values'][number]
      const point = points[index]
      if (!point || METRICS[metric].kind === 'text' || typeof value === 'string') continue
      if (historical && at !== undefined && !credible(at, arrivedAt)) {
        this.reject('time.unreadable', 'history of no credible time', packet, clientId)
        continue
      }
      const measured = {
        metric,
        value: Number(value),
        deviceAt: at,
        arrivedAt,
        retained,
        untimed,
        historical,
      }
      const qualified = qualify(measured, this.#timings.get(point.id) ?? this.#earlier(point.id))
      this.#timings.set(point.id, qualified.timing)
      readings.push({ point: point.id, at: qualified.at, value: measured.value, quality: qualified.quality })
    }
    return readings
  }

  /** After a restart: what is older than the newest reading that is stored is still late. */
  #earlier(point: PointId): Timing | undefined {
    const newestAt = this.#parts.newestAt?.(point)
    return newestAt === undefined ? undefined : timingOfEarlier(newestAt)
  }

  #ask(messages: readonly Message[] = []): void {
    for (const message of messages) this.#parts.ask(message)
  }
}

function kept(payload: Uint8Array): Pick<RejectedPacket, 'payload' | 'encoding' | 'cut'> {
  const head = Buffer.from(payload.subarray(0, PAYLOAD_KEPT_BYTES))
  const cut = head.length < payload.length
  const text = head.toString('utf8')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what tells bytes from text
  const binary = /[\u0000-\u0008\u000e-\u001f\ufffd]/.test(text)
  return binary
    ? { payload: head.toString('hex'), encoding: 'hex', cut }
    : { payload: text, encoding: 'text', cut }
}
