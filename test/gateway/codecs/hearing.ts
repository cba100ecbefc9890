/** A dialect in a test: what it makes of one packet after another. */
import { type Decoded, isRejected } from '../../../core/contract/reading.ts'
import { createDialects, type Dialects } from '../../../gateway/codecs/index.ts'

export class Hearing {
  readonly dialects: Dialects
  now = Date.parse('2026-03-02T12:00:00Z')

  constructor(dialects: Dialects = createDialects()) {
    this.dialects = dialects
  }

  /** Text as it is, anything else as JSON. */
  decoding(topic: string, body: unknown, retained = false) {
    const payload = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
    return this.dialects.decode({ topic, payload, retained, receivedAt: this.now })
  }

  /** What it said about devices; nothing when it was refused. */
  parts(topic: string, body: unknown): readonly Decoded[] {
    const { decoding } = this.decoding(topic, body)
    return isRejected(decoding) ? [] : decoding
  }

  /** The code of a refusal, or `metric` and `metric@channel` -> value. */
  values(topic: string, body: unknown): string | Record<string, unknown> {
    const { decoding } = this.decoding(topic, body)
    if (isRejected(decoding)) return decoding.rejected.code
    return Object.fromEntries(
      decoding
        .flatMap(part => part.values)
        .map(v => [v.channel === undefined ? v.metric : `${v.metric}@${v.channel}`, v.value]),
    )
  }
}
