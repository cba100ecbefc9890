/** Everything that was announced, found by the topics it speaks on. Kept in the dialect's memory, so it outlives a restart. */
import type { DialectMemory } from '../codec.ts'
import type { Availability, Entity } from './entity.ts'
import { compileTemplate, type Template } from './template.ts'

export interface Speaker {
  readonly entity: Entity
  readonly template: Template | undefined
}

export interface Watched extends Availability {
  readonly device: string
  readonly compiled: Template | undefined
}

const KEY = 'config '

export class Entities {
  readonly #memory: DialectMemory
  readonly #speakers = new Map<string, Speaker[]>()
  readonly #watched = new Map<string, Watched[]>()
  readonly #byDevice = new Map<string, Entity[]>()

  constructor(memory: DialectMemory) {
    this.#memory = memory
    for (const key of memory.keys())
      if (key.startsWith(KEY)) for (const entity of memory.get(key) as Entity[]) this.#add(entity)
  }

  knows(topic: string): boolean {
    return this.#speakers.has(topic) || this.#watched.has(topic)
  }

  speakersAt(topic: string): readonly Speaker[] {
    return this.#speakers.get(topic) ?? []
  }

  watchedAt(topic: string): readonly Watched[] {
    return this.#watched.get(topic) ?? []
  }

  ofDevice(device: string): readonly Entity[] {
    return this.#byDevice.get(device) ?? []
  }

  /** Replaces what was announced on a topic before. Of several of a kind, all but the first get a channel, for good. */
  announce(topic: string, entities: readonly Entity[]): void {
    const key = KEY + topic
    const before = (this.#memory.get(key) as Entity[] | undefined) ?? []
    for (const entity of before) this.#remove(entity)
    const placed = entities.map(entity => {
      const known = before.find(one => one.label === entity.label && one.metric === entity.metric)
      const channel = known === undefined ? this.#freeChannel(entity) : known.channel
      const one = channel === undefined ? entity : { ...entity, channel }
      this.#add(one)
      return one
    })
    if (placed.length > 0) this.#memory.put(key, placed)
    else this.#memory.forget(key)
  }

  #freeChannel({ device, metric, label }: Entity): string | undefined {
    const taken = new Set(
      this.ofDevice(device)
        .filter(one => one.metric === metric)
        .map(({ channel }) => channel),
    )
    if (!taken.has(undefined)) return undefined
    let channel = label
    for (let number = 2; taken.has(channel); number += 1) channel = `${label} ${number}`
    return channel
  }

  #add(entity: Entity): void {
    const template = entity.template === undefined ? undefined : compileTemplate(entity.template)
    push(this.#speakers, entity.topic, { entity, template })
    push(this.#byDevice, entity.device, entity)
    for (const one of entity.availability ?? []) {
      if (this.watchedAt(one.topic).some(({ device }) => device === entity.device)) continue
      const compiled = one.template === undefined ? undefined : compileTemplate(one.template)
      push(this.#watched, one.topic, { ...one, device: entity.device, compiled })
    }
  }

  #remove(entity: Entity): void {
    drop(this.#speakers, entity.topic, one => one.entity === entity)
    drop(this.#byDevice, entity.device, one => one === entity)
    if (this.ofDevice(entity.device).length > 0) return
    for (const { topic } of entity.availability ?? [])
      drop(this.#watched, topic, ({ device }) => device === entity.device)
  }
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}

function drop<T>(map: Map<string, T[]>, key: string, gone: (value: T) => boolean): void {
  const left = (map.get(key) ?? []).filter(value => !gone(value))
  if (left.length === 0) map.delete(key)
  else map.set(key, left)
}
