/**
 * Cuts what comes over a connection into frames, only as far as to know where each begins, how long it says it is, and
 * which are readings. Checked before anything is buffered.
 *
 * MQTT 3.1.1, 2.2: one type byte, then the remaining length in one to four bytes of 7 bits, the lowest first.
 */
import { FIRST_FRAME_MAX_BYTES, FRAME_MAX_BYTES, LANE_FRAME_MAX_BYTES } from './limits.ts'

const CONNECT = 1
const PUBLISH = 3
const HEADER_MAX_BYTES = 5

/** Where the frames go, in the order in which they came. */
export interface FrameSink {
  /** A whole PUBLISH: its flags, and its body in [start, end) of `bytes`, valid during the call. False: not its affair. */
  publish(flags: number, bytes: Buffer, start: number, end: number): boolean
  /** A PUBLISH that is part of the rest begins. */
  left(): void
  /** Everything else, in pieces of any length. */
  rest(bytes: Buffer): void
}

export class Frames {
  /** PUBLISH frames so far. */
  publishes = 0
  readonly #sink: FrameSink
  /** The beginning of a frame whose end has not come. */
  #kept: Buffer | undefined
  /** Bytes still to come of a frame that is passed on in pieces. */
  #body = 0
  #first = true

  constructor(sink: FrameSink) {
    this.#sink = sink
  }

  /** What is wrong with a chunk; undefined when nothing is. What came before the fault has been passed on. */
  take(chunk: Buffer): string | undefined {
    const bytes = this.#kept === undefined ? chunk : Buffer.concat([this.#kept, chunk])
    this.#kept = undefined
    let passed = 0
    let at = Math.min(this.#body, bytes.length)
    this.#body -= at
    let fault: string | undefined
    while (at < bytes.length) {
      const header = headerOf(bytes, at)
      fault = this.#faultOf(bytes, at, header)
      if (fault !== undefined) break
      const end = header === undefined ? Number.POSITIVE_INFINITY : header.body + header.length
      if (header === undefined || (end > bytes.length && this.#worthKeeping(bytes, at, end))) {
        this.#kept = Buffer.from(bytes.subarray(at))
        break
      }
      this.#first = false
      const isPublish = (bytes[at] as number) >> 4 === PUBLISH
      if (isPublish) this.publishes += 1
      if (isPublish) {
        // What stands before it has to be heard before it.
        this.#pass(bytes, passed, at)
        passed = at
        const whole = end <= bytes.length
        if (whole && this.#sink.publish((bytes[at] as number) & 15, bytes, header.body, end)) passed = end
        else this.#sink.left()
      }
      this.#body = Math.max(0, end - bytes.length)
      at = Math.min(end, bytes.length)
    }
    this.#pass(bytes, passed, at)
    return fault
  }

  #pass(bytes: Buffer, from: number, to: number): void {
    if (to > from) this.#sink.rest(from === 0 && to === bytes.length ? bytes : bytes.subarray(from, to))
  }

  /** A small PUBLISH is waited for; a large one is passed on as it comes, so that nobody pays for joining it. */
  #worthKeeping(bytes: Buffer, at: number, end: number): boolean {
    return (bytes[at] as number) >> 4 === PUBLISH && end - at <= LANE_FRAME_MAX_BYTES
  }

  #faultOf(bytes: Buffer, at: number, header: Header | undefined): string | undefined {
    if (this.#first && (bytes[at] as number) >> 4 !== CONNECT) return 'the first packet is no CONNECT'
    if (header === undefined)
      return bytes.length - at >= HEADER_MAX_BYTES ? 'malformed remaining length' : undefined
    return header.length > (this.#first ? FIRST_FRAME_MAX_BYTES : FRAME_MAX_BYTES)
      ? 'frame too large'
      : undefined
  }
}

interface Header {
  /** Where the body begins. */
  readonly body: number
  readonly length: number
}

/** Undefined when the length does not end within the bytes there are, or within the four it may have. */
function headerOf(bytes: Buffer, at: number): Header | undefined {
  let length = 0
  let factor = 1
  for (let next = at + 1; next < at + HEADER_MAX_BYTES && next < bytes.length; next++) {
    const byte = bytes[next] as number
    length += (byte & 127) * factor
    if (byte < 128) return { body: next + 1, length }
    factor *= 128
  }
  return undefined
}
