/**
 * Reads the frames that pass, only as far as to know where each begins and how long it says it is.
 *
 * MQTT 3.1.1, 2.2: one type byte, then the remaining length in one to four bytes of 7 bits, the lowest first.
 */
import { FIRST_FRAME_MAX_BYTES, FRAME_MAX_BYTES } from './limits.ts'

const CONNECT = 1
const PUBLISH = 3

export class FrameGuard {
  /** PUBLISH frames that began in what was scanned. */
  publishes = 0
  #body = 0
  #first = true
  /** -1: the next byte is a type byte. */
  #shift = -1
  #length = 0

  /** What is wrong with a chunk, said before anything buffers it; undefined when nothing is. */
  scan(chunk: Uint8Array): string | undefined {
    let at = 0
    while (at < chunk.length) {
      if (this.#body > 0) {
        const step = Math.min(this.#body, chunk.length - at)
        this.#body -= step
        at += step
        continue
      }
      const byte = chunk[at++] as number
      const fault = this.#shift < 0 ? this.#type(byte >> 4) : this.#lengthByte(byte)
      if (fault !== undefined) return fault
    }
    return undefined
  }

  #type(type: number): string | undefined {
    if (this.#first && type !== CONNECT) return 'the first packet is no CONNECT'
    if (type === PUBLISH) this.publishes += 1
    this.#shift = 0
    this.#length = 0
    return undefined
  }

  #lengthByte(byte: number): string | undefined {
    this.#length += (byte & 127) * 2 ** this.#shift
    if (this.#length > (this.#first ? FIRST_FRAME_MAX_BYTES : FRAME_MAX_BYTES)) return 'frame too large'
    this.#shift += 7
    if (byte >= 128) return this.#shift > 21 ? 'malformed remaining length' : undefined
    this.#body = this.#length
    this.#first = false
    this.#shift = -1
    return undefined
  }
}
