/** Every dialect Steward understands. A new one is one file, one line here, one fixture. */

import type { Decoding } from '../../core/contract/reading.ts'
import type { Announcement, Collection, MappingBook } from '../../core/ports.ts'
import { KeptMemory } from '../dialect-memory.ts'
import { alink } from './alink.ts'
import { bleGateway } from './ble-gateway.ts'
import type { Codec, Dialect, Packet } from './codec.ts'
import { dtu } from './dtu/dtu.ts'
import { esphome } from './esphome.ts'
import { homeAssistant } from './home-assistant/codec.ts'
import { chirpstack } from './lorawan/chirpstack.ts'
import { ttn } from './lorawan/ttn.ts'
import { mapped } from './mapped.ts'
import { plain } from './plain.ts'
import { shellyGen1 } from './shelly-gen1.ts'
import { shellyGen2 } from './shelly-gen2/codec.ts'
import { sparkplugB } from './sparkplug-b/sparkplug-b.ts'
import { tasmota } from './tasmota/codec.ts'
import { thingsboard } from './thingsboard.ts'
import { wirenBoard } from './wiren-board.ts'
import { zigbee2mqtt } from './zigbee2mqtt/codec.ts'

/** The first that claims a topic decodes it, so what claims few topics stands before what claims many. */
const DIALECTS: Readonly<Record<string, Dialect>> = {
  plain: () => plain,
  'sparkplug-b': sparkplugB,
  dtu,
  chirpstack,
  ttn,
  tasmota,
  'shelly-gen2': shellyGen2,
  'shelly-gen1': shellyGen1,
  'ble-gateway': () => bleGateway,
  'wiren-board': wirenBoard,
  alink,
  thingsboard: () => thingsboard,
  zigbee2mqtt,
  'home-assistant': homeAssistant,
  // Last: it claims whatever ends in /status.
  esphome: () => esphome,
}

const TOPICS_REMEMBERED = 20_000

export interface Dialects {
  /** Decodes a packet with the first codec that claims its topic. Never throws; a codec's fault is a rejection. */
  decode(packet: Packet): { readonly codec: string | null; readonly decoding: Decoding }
  byName(name: string): Codec | undefined
}

/** All dialects with their memories; without `kept`, what they learn is gone with the process. */
export function createDialects(kept?: Collection<Announcement>, mappings?: MappingBook): Dialects {
  /** Which codec claims a topic changes only with what a dialect has learnt. */
  const byTopic = new Map<string, Codec | null>()
  const learnt = () => byTopic.clear()
  const codecs = Object.entries(DIALECTS).map(([name, dialect]) =>
    dialect(new KeptMemory(name, kept, learnt)),
  )
  if (mappings !== undefined) {
    codecs.unshift(mapped(mappings))
    mappings.onChange(learnt)
  }
  const codecFor = (topic: string) => {
    const known = byTopic.get(topic)
    if (known !== undefined) return known
    const codec = codecs.find(({ claims }) => claims(topic)) ?? null
    if (byTopic.size >= TOPICS_REMEMBERED) byTopic.clear()
    byTopic.set(topic, codec)
    return codec
  }
  return {
    byName: name => codecs.find(codec => codec.name === name),
    decode(packet) {
      const codec = codecFor(packet.topic)
      if (codec === null) return { codec: null, decoding: UNCLAIMED }
      try {
        return { codec: codec.name, decoding: codec.decode(packet) }
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error)
        return { codec: codec.name, decoding: { rejected: { code: 'decoder.failed', message } } }
      }
    },
  }
}

const UNCLAIMED: Decoding = { rejected: { code: 'topic.unknown', message: 'no codec claims this topic' } }
