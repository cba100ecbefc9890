/**
 * Which device a topic is about, and where its orders go.
 *
 * FullTopic can be set, so prefix and name may stand in another order: what is neither prefix nor last word is the device.
 * Prefixes can be renamed, and then only a device's announcement tells of them.
 */
import type { DialectMemory } from '../codec.ts'
import type { Fields } from '../json.ts'

export type Prefix = 'tele' | 'stat' | 'cmnd'

export interface Place {
  readonly prefix: Prefix
  readonly device: string
  readonly leaf: string
}

/** From an announcement. */
interface Announced {
  readonly model?: string
  readonly sleeps?: true
  /** Where it listens, up to the command. */
  readonly orders?: string
}

export const LEAF = /^(SENSOR|STATE|LWT|STATUS\d*|INFO[123]|RESULT|POWER\d*|DEEPSLEEP)$/
const PREFIXES: readonly Prefix[] = ['cmnd', 'stat', 'tele']
const PLACES_MAX = 20_000
const WORD_MAX_CHARS = 120

export class Places {
  readonly #memory: DialectMemory
  /** Devices of which it is known where they listen. */
  readonly #placed = new Set<string>()
  /** Topics come again and again; each is taken apart once. */
  readonly #places = new Map<string, Place | undefined>()

  constructor(memory: DialectMemory) {
    this.#memory = memory
  }

  /** Undefined for a topic that is none of Tasmota's. */
  at(topic: string): Place | undefined {
    if (this.#places.has(topic)) return this.#places.get(topic)
    const place = this.#find(topic)
    if (this.#places.size >= PLACES_MAX) this.#places.clear()
    this.#places.set(topic, place)
    return place
  }

  /** What was announced of a device. */
  of(device: string): Announced {
    return (this.#memory.get(`device ${device}`) as Announced | undefined) ?? {}
  }

  /** The topic of a command to a device. */
  orderTo(device: string, command: string): string {
    return `${this.of(device).orders ?? `cmnd/${device}/`}${command}`
  }

  sleeper(device: string): void {
    this.#memory.put(`device ${device}`, { ...this.of(device), sleeps: true })
  }

  /** Remembers where a device that is set differently listens: beside where it speaks. */
  heard(topic: string, { prefix, device }: Place): void {
    if (this.#placed.has(device)) return
    if (this.#placed.size >= PLACES_MAX) this.#placed.clear()
    this.#placed.add(device)
    if (this.of(device).orders !== undefined || topic.startsWith(`${prefix}/${device}/`)) return
    const parts = topic.split('/')
    const at = parts.indexOf(prefix)
    if (at < 0) return
    const orders = [...parts.slice(0, at), 'cmnd', ...parts.slice(at + 1, -1), ''].join('/')
    this.#memory.put(`device ${device}`, { ...this.of(device), orders })
  }

  /** Takes `tasmota/discovery/<mac>/config`; the device it is about, or undefined when it says too little. */
  announced({
    t: topic,
    ft: full,
    tp: prefixes,
    md: model,
    dslp: sleep,
  }: Fields): { device: string; model?: string } | undefined {
    if (typeof topic !== 'string' || typeof full !== 'string' || !Array.isArray(prefixes)) return undefined
    if (topic === '' || !full.includes('%prefix%') || full.length > WORD_MAX_CHARS) return undefined
    const named = full.replaceAll('%topic%', topic)
    const withPrefix = (prefix: string) => `${named.replaceAll('%prefix%', prefix)}/`.replace('//', '/')
    const device = withPrefix('')
      .split('/')
      .filter(part => part !== '')
      .join('/')
    const words = PREFIXES.map((prefix, n) => (typeof prefixes[n] === 'string' ? prefixes[n] : prefix))
    PREFIXES.forEach((prefix, n) => {
      const word = words[n] ?? prefix
      if (word !== prefix) this.#memory.put(`at ${withPrefix(word)}`, { prefix, device })
    })
    const known = this.of(device)
    const told: Announced = {
      ...known,
      orders: withPrefix(words[0] ?? 'cmnd'),
      ...(typeof model === 'string' && model !== '' ? { model: model.slice(0, WORD_MAX_CHARS) } : {}),
      ...(typeof sleep === 'number' && sleep > 0 ? { sleeps: true } : {}),
    }
    this.#memory.put(`device ${device}`, told)
    this.#places.clear()
    return told.model === undefined ? { device } : { device, model: told.model }
  }

  #find(topic: string): Place | undefined {
    const end = topic.lastIndexOf('/') + 1
    const leaf = topic.slice(end)
    const renamed = this.#memory.get(`at ${topic.slice(0, end)}`) as Omit<Place, 'leaf'> | undefined
    if (renamed !== undefined)
      return renamed.prefix === 'cmnd' || LEAF.test(leaf) ? { ...renamed, leaf } : undefined
    const parts = topic.split('/')
    const prefix = parts.find((part): part is Prefix => part === 'tele' || part === 'stat' || part === 'cmnd')
    if (prefix === undefined || (prefix !== 'cmnd' && !LEAF.test(leaf))) return undefined
    const device = parts
      .slice(0, -1)
      .filter(part => part !== prefix)
      .join('/')
    return device === '' ? undefined : { prefix, device, leaf }
  }
}
