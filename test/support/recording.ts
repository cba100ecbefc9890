/** A recording through the product's codecs: a bug report becomes a test by putting its file beside it. */
import { readFileSync } from 'node:fs'
import type { Decoding } from '../../core/contract/reading.ts'
import { packetOfLine } from '../../core/recording/packet-line.ts'
import { createDialects } from '../../gateway/codecs/index.ts'

export interface DecodedPacket {
  readonly at: number
  readonly topic: string
  readonly codec: string | null
  readonly decoding: Decoding
}

/** Every packet of the file in its order, with dialects that remember what came before. Throws at a line that is none. */
export function decodeRecording(path: string): DecodedPacket[] {
  const dialects = createDialects()
  const lines = readFileSync(path, 'utf8').split('\n')
  return lines.flatMap((line, index) => {
    if (line.trim() === '') return []
    const packet = packetOfLine(line)
    if (packet === undefined) throw new Error(`${path}:${index + 1} is no recorded packet`)
    const { at, topic, payloadBase64, retain } = packet
    const payload = Buffer.from(payloadBase64, 'base64')
    return [{ at, topic, ...dialects.decode({ topic, payload, retained: retain, receivedAt: at }) }]
  })
}
