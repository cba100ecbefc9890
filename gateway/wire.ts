/**
 * One connection as the broker sees it. In: frames are checked and metered before anything buffers them. Out: what the
 * socket has not taken yet is known, so that one who does not read is noticed and delays nobody.
 */
import { Duplex } from 'node:stream'
import { type FrameSink, Frames } from './frames.ts'
import { BACKLOG_MAX_BYTES, FRAME_MAX_BYTES, HOLD_MS } from './limits.ts'

/** What may take a PUBLISH before the broker sees it. */
export interface FastLane {
  publish: FrameSink['publish']
  left: FrameSink['left']
  /** After each chunk. */
  rested(): void
}

export interface WireGate {
  /** Called with the publishes of each chunk; true holds the reading back for a moment, and is asked again. */
  hold(publishes: number): boolean
  /** ms, steady. */
  monotonic(): number
}

/** Where a connection comes from, as far as that is known before it says anything. */
export interface Origin {
  readonly address: string
  /** Over TLS. */
  readonly secure: boolean
  /** The name in its certificate, which an authority of ours has signed; null without one. */
  readonly certified: string | null
}

type Done = (error?: Error | null) => void

export class Wire extends Duplex {
  readonly origin: Origin
  readonly #stream: Duplex
  readonly #gate: WireGate
  readonly #frames: Frames
  readonly #lane: FastLane
  #held: NodeJS.Timeout | undefined
  /** The broker has not seen all that came before: nothing may overtake it, a SUBSCRIBE for example. */
  #unread = false
  /** When the write that the socket has not taken yet was given to it. */
  #writingSince: number | null = null

  constructor(stream: Duplex, origin: Origin, gate: WireGate, lane: FastLane) {
    // The broker waits in a queue of 100 for a stream that says it is full. This one never says so: see `frozen`.
    super({ writableHighWaterMark: 64 * (BACKLOG_MAX_BYTES + FRAME_MAX_BYTES) })
    this.origin = origin
    this.#stream = stream
    this.#gate = gate
    this.#lane = lane
    this.#frames = new Frames({
      publish: (flags, bytes, start, end) => !this.#unread && lane.publish(flags, bytes, start, end),
      left: () => lane.left(),
      rest: bytes => {
        this.#unread = true
        if (!this.push(bytes)) stream.pause()
      },
    })
    stream.on('data', (chunk: Buffer) => this.#take(chunk))
    stream.on('end', () => this.push(null))
    stream.on('error', error => this.destroy(error))
    stream.on('close', () => this.destroy())
    stream.pause()
  }

  /** True when far too much waits for the socket, or when it has taken nothing for `stallMs`. */
  frozen(stallMs: number): boolean {
    if (this.writableLength > BACKLOG_MAX_BYTES) return true
    return this.#writingSince !== null && this.#gate.monotonic() - this.#writingSince >= stallMs
  }

  /** All that has come: Node gives one piece at a time, and the broker asks only once for many. */
  override read(size?: number | null): Buffer | null {
    const first = super.read(size ?? undefined)
    // It works through what it reads at once, in the same turn.
    if (this.#unread) queueMicrotask(() => (this.#unread = this.readableLength > 0))
    if (first === null || typeof size === 'number') return first
    const pieces = [first]
    for (let next = super.read(); next !== null; next = super.read()) pieces.push(next)
    return pieces.length === 1 ? first : Buffer.concat(pieces)
  }

  override _read(): void {
    if (this.#held === undefined) this.#stream.resume()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    this.#send(chunk, done)
  }

  /** Many small packets leave as one. */
  override _writev(chunks: { chunk: Buffer }[], done: Done): void {
    this.#send(Buffer.concat(chunks.map(({ chunk }) => chunk)), done)
  }

  override _final(done: Done): void {
    this.#stream.end(() => done())
  }

  override _destroy(error: Error | null, done: Done): void {
    clearTimeout(this.#held)
    this.#stream.destroy()
    done(error)
  }

  #take(chunk: Buffer): void {
    if (this.destroyed) return
    const before = this.#frames.publishes
    const fault = this.#frames.take(chunk)
    if (fault !== undefined) {
      this.destroy(new Error(fault))
      return
    }
    this.#lane.rested()
    this.#meter(this.#frames.publishes - before)
  }

  #meter(publishes: number): void {
    if (!this.#gate.hold(publishes)) return
    this.#stream.pause()
    this.#held = setTimeout(() => {
      this.#held = undefined
      this.#meter(0)
      if (this.#held === undefined) this.#stream.resume()
    }, HOLD_MS)
  }

  #send(bytes: Buffer, done: Done): void {
    this.#writingSince = this.#gate.monotonic()
    this.#stream.write(bytes, error => {
      this.#writingSince = null
      done(error)
    })
  }
}
