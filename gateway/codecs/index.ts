/** Every dialect Steward understands. A new one is one file, one line here, one fixture. */
import type { Decoding } from '../../core/contract/reading.ts'
import type { Codec, Packet } from './codec.ts'
import { plain } from './plain.ts'
import { tasmota } from './tasmota.ts'
import { zigbee2mqtt } from './zigbee2mqtt.ts'

export const codecs: readonly Codec[] = [plain, zigbee2mqtt, tasmota]

/** Decodes a packet with the first codec that claims its topic. Never throws; a codec's fault is a rejection. */
export function decode(packet: Packet): { readonly codec: string | null; readonly decoding: Decoding } {
  const codec = codecs.find(({ claims }) => claims(packet.topic))
  if (codec === undefined)
    return {
      codec: null,
      decoding: { rejected: { code: 'topic.unknown', message: 'no codec claims this topic' } },
    }
  try {
    return { codec: codec.name, decoding: codec.decode(packet) }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { codec: codec.name, decoding: { rejected: { code: 'decoder.failed', message } } }
  }
}
