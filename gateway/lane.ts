/**
 * The fast lane: a PUBLISH of a client that has signed in, on a topic that is its own and that nobody listens to, goes
 * straight to the ingest and is acknowledged from there. Everything else, and everything odd, is the broker's: what this
 * leaves alone behaves as if it were not there. MQTT 3.1.1, 3.3 and 4.6.
 */
import type { Client } from 'aedes'
import type { Clock } from '../core/ports.ts'
import type { Receipt } from './group-commit.ts'
import type { Ingest } from './ingest.ts'
import type { Routes } from './routes.ts'

const RETAIN = 1
const PUBACK = 0x40
const NO_ID = 0

export interface LaneParts {
  readonly ingest: Ingest
  readonly clock: Clock
  /** Writes to the client. */
  readonly write: (bytes: Buffer) => void
  /** Ends the connection: what was not acknowledged is sent again over the next one. */
  readonly end: (error: Error) => void
}

/** aedes' own timer of a client's keep-alive, which its types do not show. */
interface KeptAlive {
  readonly _keepaliveTimer: NodeJS.Timeout | null
}

export class Lane implements Receipt {
  readonly #parts: LaneParts
  /** Acknowledgements of ours that the client still waits for. */
  #owed = 0
  /** PUBLISH frames that went to the broker and are not through it. They are answered in the order in which they came. */
  #elsewhere = 0
  #acks: number[] = []
  #whenPaid: (() => void)[] = []
  #used = false
  #open: { readonly client: Client; readonly routes: Routes } | undefined

  constructor(parts: LaneParts) {
    this.#parts = parts
  }

  /** The client has signed in. */
  open(client: Client, routes: Routes): void {
    this.#open = { client, routes }
  }

  /** Takes a PUBLISH with its body in [start, end); false leaves it to the broker. */
  publish(flags: number, bytes: Buffer, start: number, end: number): boolean {
    const qos = (flags >> 1) & 3
    const topicStart = start + 2
    const topicEnd = topicStart + (end - start < 2 ? 0 : bytes.readUInt16BE(start))
    const payloadStart = topicEnd + (qos === 0 ? 0 : 2)
    const messageId = qos === 1 && payloadStart <= end ? bytes.readUInt16BE(topicEnd) : NO_ID
    const sound = payloadStart <= end && (qos === 0 || (qos === 1 && messageId !== NO_ID))
    const usual = sound && (flags & RETAIN) === 0 && this.#elsewhere === 0
    const topic = usual ? this.#open?.routes.find(bytes, topicStart, topicEnd) : undefined
    if (topic === undefined || this.#open === undefined) return false
    const { ingest, clock } = this.#parts
    const payload = bytes.subarray(payloadStart, end)
    const packet = { topic, payload, retained: false, receivedAt: clock.now() }
    if (qos === 1) this.#owed += 1
    ingest.receive(packet, this.#open.client.id, qos === 1 ? this : null, messageId)
    this.#used = true
    return true
  }

  left(): void {
    this.#elsewhere += 1
  }

  /** After each chunk: what the lane took shows that the client is alive. */
  rested(): void {
    if (!this.#used) return
    this.#used = false
    const client = this.#open?.client as KeptAlive | undefined
    client?._keepaliveTimer?.refresh()
  }

  /** Before the broker answers a PUBLISH: resolves when those before it have been answered. */
  paid(): Promise<void> {
    if (this.#owed === 0) return Promise.resolve()
    return new Promise(resolve => this.#whenPaid.push(resolve))
  }

  /** The broker has answered a PUBLISH that was left to it. */
  passed(): void {
    this.#elsewhere -= 1
  }

  durable(messageId: number): void {
    this.#owed -= 1
    // All that one commit made durable is told in one write.
    if (this.#acks.push(messageId) === 1) queueMicrotask(() => this.#acknowledge())
  }

  lost(error: Error): void {
    this.#owed -= 1
    this.#parts.end(error)
    this.#allPaid()
  }

  #acknowledge(): void {
    const acks = this.#acks
    this.#acks = []
    const bytes = Buffer.allocUnsafe(4 * acks.length)
    let at = 0
    for (const id of acks) {
      bytes[at++] = PUBACK
      bytes[at++] = 2
      bytes[at++] = id >> 8
      bytes[at++] = id & 255
    }
    this.#parts.write(bytes)
    this.#allPaid()
  }

  #allPaid(): void {
    if (this.#owed === 0) for (const resolve of this.#whenPaid.splice(0)) resolve()
  }
}
