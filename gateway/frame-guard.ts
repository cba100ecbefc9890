/**
 * Stops a frame that is too large before anything buffers it.
 *
 * MQTT 3.1.1, 2.2: one type byte, then the remaining length in one to four bytes of 7 bits, the lowest first.
 */
import { Transform, type TransformCallback } from 'node:stream'

/** The first frame is a CONNECT, from somebody not yet known. */
export const FIRST_FRAME_MAX_BYTES = 4 * 1024
export const FRAME_MAX_BYTES = 256 * 1024

export class FrameGuard extends Transform {
  #body = 0
  #first = true
  /** -1: the next byte is a type byte. */
  #shift = -1
  #length = 0

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const fault = this.#scan(chunk)
    if (fault === undefined) done(null, chunk)
    else done(new Error(fault))
  }

  #scan(chunk: Buffer): string | undefined {
    let at = 0
    while (at < chunk.length) {
      if (this.#body > 0) {
        const step = Math.min(this.#body, chunk.length - at)
        this.#body -= step
        at += step
        continue
      }
      const byte = chunk[at++] as number
      if (this.#shift < 0) {
        this.#shift = 0
        this.#length = 0
        continue
      }
      this.#length += (byte & 127) * 2 ** this.#shift
      if (this.#length > (this.#first ? FIRST_FRAME_MAX_BYTES : FRAME_MAX_BYTES)) return 'frame too large'
      this.#shift += 7
      if (byte < 128) {
        this.#body = this.#length
        this.#first = false
        this.#shift = -1
      } else if (this.#shift > 21) return 'malformed remaining length'
    }
    return undefined
  }
}
