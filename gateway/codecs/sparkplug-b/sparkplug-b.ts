/**
 * Sparkplug B, version 3.0 of the specification (and 2.2, whose payload is the same).
 *
 * `spBv1.0/<group>/NBIRTH|NDATA|NDEATH|NCMD/<node>`            of an edge node
 * `spBv1.0/<group>/DBIRTH|DDATA|DDEATH|DCMD/<node>/<device>`   of a device behind it
 * `spBv1.0/STATE/<host>`                                       JSON of host applications: none of our business
 *
 * Payloads are protobuf (payload.ts). A birth names every metric with its unit and its alias; data may carry aliases
 * only, so a birth is remembered, and asked for (`Node Control/Rebirth`, once a minute and node at most) when it is
 * missing, when a sequence number is, and when a node is first heard after a restart of ours. Source: Sparkplug 3.0.0,
 * chapters 4 to 6.
 */
import type { Ask, Decoded, DecodedValue, Decoding, Fault } from '../../../core/contract/reading.ts'
import { instantOf } from '../../../core/points/spoken.ts'
import type { Order } from '../../../core/ports.ts'
import type { Codec, Dialect, DialectMemory, Message, Packet } from '../codec.ts'
import { decodedOf, rejected, reportOf } from '../json.ts'
import { type Birth, bdSeqOf, birthOf, isUnread, type Known, knownIn, namedOf } from './births.ts'
import {
  DATATYPE,
  type Instruction,
  readPayload,
  type SparkplugMetric,
  type SparkplugPayload,
  valueIn,
  writeCommand,
} from './payload.ts'
import { Sessions } from './sessions.ts'

const TOPIC = /^spBv1\.0\/([^/]+)\/([ND])(BIRTH|DATA|DEATH|CMD)\/([^/]+)(?:\/([^/]+))?$/
const HOST_STATE = /^(?:spBv1\.0\/)?STATE\/[^/]+$/
const NAMES_SHOWN = 10
const DIGITS = 12

export const sparkplugB: Dialect = memory => createSparkplugB(memory)

/** `now` stamps commands, ms since 1970. */
export function createSparkplugB(memory: DialectMemory, now: () => number = Date.now): Codec {
  const sessions = new Sessions()
  return {
    name: 'sparkplug-b',
    claims: topic => topic.startsWith('spBv1.0/') || HOST_STATE.test(topic),
    decode(packet) {
      if (HOST_STATE.test(packet.topic)) return []
      const who = addressOf(packet.topic)
      if (who === undefined)
        return { rejected: { code: 'topic.unknown', message: 'no Sparkplug topic of a node or a device' } }
      if (who.verb === 'CMD') return []
      const payload = parsed(packet.payload)
      if (payload === undefined)
        return rejected('frame.broken', 'the payload is no Sparkplug B protobuf', who.address)
      return new Reception(memory, sessions, packet, who, payload).decoding()
    },
    encode: (order, address) => commandOf(order, address, memory.get(address) as Birth | undefined, now()),
  }
}

interface Who {
  readonly group: string
  readonly node: string
  /** `<group>/<node>`. */
  readonly nodeAddress: string
  /** Of the node, or `<group>/<node>/<device>`. */
  readonly address: string
  readonly isNode: boolean
  readonly verb: string
}

function addressOf(topic: string): Who | undefined {
  const [, group, level, verb, node, device] = TOPIC.exec(topic) ?? []
  if (group === undefined || node === undefined || verb === undefined) return undefined
  if ((level === 'N') !== (device === undefined)) return undefined
  const nodeAddress = `${group}/${node}`
  const address = device === undefined ? nodeAddress : `${nodeAddress}/${device}`
  return { group, node, nodeAddress, address, isNode: device === undefined, verb }
}

function parsed(bytes: Uint8Array): SparkplugPayload | undefined {
  try {
    return readPayload(bytes)
  } catch {
    return undefined
  }
}

/** One packet on its way in. */
class Reception {
  readonly #memory: DialectMemory
  readonly #sessions: Sessions
  readonly #packet: Packet
  readonly #who: Who
  readonly #payload: SparkplugPayload
  readonly #faults: Fault[] = []
  #rebirthNeeded = false

  constructor(
    memory: DialectMemory,
    sessions: Sessions,
    packet: Packet,
    who: Who,
    payload: SparkplugPayload,
  ) {
    this.#memory = memory
    this.#sessions = sessions
    this.#packet = packet
    this.#who = who
    this.#payload = payload
  }

  decoding(): Decoding {
    const { verb, isNode, nodeAddress } = this.#who
    if (verb === 'DEATH' && isNode) return this.#nodeDeath()
    const born = verb === 'BIRTH' && isNode
    if (this.#sessions.follow(nodeAddress, this.#payload.seq, born) !== 'next') this.#rebirthNeeded = true
    if (verb === 'BIRTH') return this.#birth()
    if (verb === 'DEATH') return this.#deviceDeath()
    return this.#data()
  }

  #birth(): Decoding {
    const { isNode } = this.#who
    const { birth, unread } = birthOf(this.#payload.metrics)
    // The devices of a node that is born anew are not there until they are born too.
    if (isNode) for (const device of this.#devices()) this.#bury(device)
    if (!this.#keep(this.#who.address, birth))
      this.#faults.push({ code: 'birth.missing', message: 'its birth is too large to remember' })
    if (unread.length > 0) this.#faults.push(unreadFault(unread))
    // A node that only stands for its devices is nothing anybody would adopt.
    if (isNode && birth.known.length === 0 && this.#faults.length === 0) return []
    const values = this.#payload.metrics.flatMap(metric => this.#value(metric, knownIn(birth, metric)))
    return [this.#report(values, { availability: 'online', ...modelOf(birth) })]
  }

  /** False for a birth that is too large: it is read once and not remembered. */
  #keep(address: string, birth: Birth): boolean {
    try {
      this.#memory.put(address, birth)
      return true
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      this.#memory.forget(address)
      return false
    }
  }

  #data(): Decoding {
    const birth = this.#memory.get(this.#who.address) as Birth | undefined
    const values = birth?.alive ? this.#bornValues(birth) : this.#unbornValues()
    const asks = this.#asks()
    if (values.length === 0 && this.#faults[0] !== undefined) {
      const { code, message } = this.#faults[0]
      return { ...rejected(code, message, this.#who.address), ...asks }
    }
    return [this.#report(values, {}, asks)]
  }

  #bornValues(birth: Birth): DecodedValue[] {
    return this.#payload.metrics.flatMap(metric => {
      const known = knownIn(birth, metric)
      if (known !== undefined && (metric.datatype ?? known.datatype) === known.datatype)
        return this.#value(metric, known)
      // Named and not read, or born under an alias that gives no reading: nothing is missing.
      const expected = known === undefined && (metric.name !== undefined || isUnread(birth, metric))
      if (!expected) this.#missing('a metric is not as its birth said')
      return []
    })
  }

  /** Before a birth only what is whole in itself is read. */
  #unbornValues(): DecodedValue[] {
    const values = this.#payload.metrics.flatMap(metric => {
      const known = namedOf(metric)
      return known?.channel === undefined ? [] : this.#value(metric, known)
    })
    if (values.length < this.#payload.metrics.length) this.#missing('data before its birth')
    return values
  }

  #missing(message: string): void {
    this.#rebirthNeeded = true
    if (this.#faults.length === 0) this.#faults.push({ code: 'birth.missing', message })
  }

  #value(metric: SparkplugMetric, known: Known | undefined): DecodedValue[] {
    const raw = known && valueIn(metric, known.datatype)
    if (known === undefined || raw === undefined || typeof raw === 'string') return []
    const at = instantOf(metric.at ?? this.#payload.at)
    if (metric.historical && at === undefined) return []
    const value = typeof raw === 'boolean' ? raw : converted(raw, known)
    const decoded = decodedOf(known.metric, value, known.channel, at)
    return [metric.historical ? { ...decoded, historical: true } : decoded]
  }

  /** A will of an earlier session may come late: it must carry the number of the birth that is in force. */
  #nodeDeath(): Decoding {
    const { nodeAddress } = this.#who
    const birth = this.#memory.get(nodeAddress) as Birth | undefined
    const bdSeq = bdSeqOf(this.#payload.metrics)
    if (birth?.bdSeq !== undefined && bdSeq !== undefined && birth.bdSeq !== bdSeq) return []
    this.#sessions.forget(nodeAddress)
    const node = birth !== undefined && birth.known.length > 0 ? [nodeAddress] : []
    if (node.length === 0) this.#bury(nodeAddress)
    return [...node, ...this.#devices()].map(address => this.#death(address))
  }

  /** Of a device nobody has heard of there is nothing to say. */
  #deviceDeath(): Decoding {
    const { address } = this.#who
    return this.#memory.get(address) === undefined ? [] : [this.#death(address)]
  }

  #death(address: string): Decoded {
    this.#bury(address)
    return { device: address, values: [], events: [], availability: 'offline' }
  }

  #bury(address: string): void {
    const birth = this.#memory.get(address) as Birth | undefined
    if (birth?.alive) this.#keep(address, { ...birth, alive: false })
  }

  #devices(): string[] {
    const prefix = `${this.#who.nodeAddress}/`
    return [...this.#memory.keys()].filter(key => key.startsWith(prefix))
  }

  #report(values: readonly DecodedValue[], more: Partial<Decoded>, asks = this.#asks()): Decoded {
    return { ...reportOf(this.#who.address, values, [], this.#faults), ...more, ...asks }
  }

  #asks(): { asks?: readonly Ask[] } {
    const { nodeAddress, group, node } = this.#who
    const { receivedAt } = this.#packet
    if (!this.#rebirthNeeded || !this.#sessions.mayAsk(nodeAddress, receivedAt)) return {}
    const rebirth = [{ name: 'Node Control/Rebirth', datatype: DATATYPE.boolean, value: true }]
    return { asks: [{ topic: `spBv1.0/${group}/NCMD/${node}`, payload: writeCommand(rebirth, receivedAt) }] }
  }
}

/** Without the noise of a conversion. */
function converted(raw: number, { offset, factor }: Known): number {
  return factor === 1 && offset === 0 ? raw : Number(((raw + offset) * factor).toPrecision(DIGITS))
}

function modelOf({ model }: Birth): { model?: string } {
  return model === undefined ? {} : { model }
}

function unreadFault(names: readonly string[]): Fault {
  const shown = names.slice(0, NAMES_SHOWN).join(', ')
  const more = names.length > NAMES_SHOWN ? ` and ${names.length - NAMES_SHOWN} more` : ''
  return { code: 'payload.no-metric', message: `no reading is made of ${shown}${more}`.slice(0, 500) }
}

/**
 * A valve or relay is written by the name of its birth. It is opened only when the same folder has a timer that shuts
 * it again, which is set first, in the same packet.
 */
function commandOf(
  { kind, channel, forS }: Order,
  address: string,
  birth: Birth | undefined,
  at: number,
): Message[] | undefined {
  const wanted = kind.startsWith('valve') ? 'valve_open' : 'switch_on'
  const known = birth?.known.find(one => one.metric === wanted && (one.channel ?? null) === channel)
  const [group, node, device] = address.split('/')
  if (known === undefined || known.readOnly) return undefined
  const on = kind === 'valve.open' || kind === 'switch.on'
  const instructions: Instruction[] = [{ name: known.name, datatype: known.datatype, value: on }]
  if (on) {
    if (known.timer === undefined || forS === null) return undefined
    const { name, datatype, perS } = known.timer
    instructions.unshift({ name, datatype, value: Math.ceil(forS * perS) })
  }
  const topic =
    device === undefined ? `spBv1.0/${group}/NCMD/${node}` : `spBv1.0/${group}/DCMD/${node}/${device}`
  return [{ topic, payload: writeCommand(instructions, at) }]
}
