/**
 * A virtual site on virtual time: the world of a scenario, and the messages its devices send about it.
 *
 * The same scenario, seed, start and calls give the same messages, byte for byte.
 */
import type { Metric } from '../core/contract/metric.ts'
import type { Frame, Voice } from './devices/dialect.ts'
import { garbageFor } from './devices/garbage.ts'
import { dialects } from './devices/index.ts'
import type { Sensed } from './models.ts'
import { createRandom, type Random } from './random.ts'
import type { FaultKind, Scenario, ScenarioDevice } from './scenario.ts'
import { type Inhabitant, World } from './world.ts'

export interface VirtualSiteOptions {
  readonly seed: number
  /** Where virtual time begins, ms since 1970. */
  readonly start: number
  /** The moment the scenario's fault times count from; the beginning when not given. */
  readonly liveAt?: number
  /** The grid of the physics while it is played, s. */
  readonly stepS?: number
  /** False leaves device times out, for a virtual clock that runs ahead of the receiver's. */
  readonly timestamps?: boolean
}

/** A message a device publishes, with the device it is about. */
export interface SiteMessage {
  readonly at: number
  readonly device: string
  readonly connection: string
  readonly topic: string
  readonly payload: Uint8Array
  readonly retain: boolean
  readonly qos: 0 | 1
}

/** One MQTT client of the site: a bridge with everything behind it, or a single device. */
export interface Connection {
  readonly id: string
  readonly devices: readonly string[]
  readonly will: Frame
  readonly birth: readonly Frame[]
  readonly orders: readonly string[]
}

export interface FaultInput {
  readonly device: string
  readonly fault: FaultKind
  /** From now, s; for ever when absent. */
  readonly forS?: number
  readonly amount?: number
}

const DEFAULT_STEP_S = 10
/** Kept for `messages()`; beyond it the oldest are forgotten. */
const MESSAGES_MAX = 100_000
const YEAR_MS = 365 * 86_400_000
const STATES: ReadonlySet<Metric> = new Set<Metric>([
  'door_open',
  'water_leak',
  'smoke_alarm',
  'gas_alarm',
  'valve_open',
  'switch_on',
])
const SWITCHING_KINDS = new Set(['door', 'gas', 'smoke', 'leak', 'valve'])

interface Speaker extends Inhabitant {
  readonly voice: Voice
  readonly garbage: Random
  nextAt: number
  /** The states as last said, to notice a change. */
  states: string
  /** What it repeats while it is stuck. */
  frozen: readonly Sensed[] | null
}

export class VirtualSite {
  readonly scenario: Scenario
  readonly connections: readonly Connection[]
  readonly #options: VirtualSiteOptions
  readonly #stepMs: number
  #world: World
  #speakers: readonly Speaker[]
  readonly #listeners = new Set<(message: SiteMessage) => void>()
  #buffer: SiteMessage[] = []

  constructor(scenario: Scenario, options: VirtualSiteOptions) {
    const { start, liveAt = start, stepS = DEFAULT_STEP_S } = options
    this.scenario = scenario
    this.#options = { ...options, liveAt }
    this.#stepMs = stepS * 1000
    this.#world = new World(scenario, { seed: options.seed, start, liveAt })
    this.#speakers = this.#giveVoices()
    this.connections = connectionsOf(this.#speakers)
    this.#noteStates()
  }

  get world(): World {
    return this.#world
  }

  /**
   * Begins again at an earlier time, so that a past can be told; faults still count from the same moment. Throws when
   * anything has been lived through already, for it would be forgotten.
   */
  rewindTo(start: number): void {
    if (this.now() !== this.#options.start) throw new Error('this site has begun to live')
    const { seed, liveAt = start } = this.#options
    this.#world = new World(this.scenario, { seed, start, liveAt })
    this.#speakers = this.#giveVoices()
    this.#noteStates()
  }

  #giveVoices(): Speaker[] {
    const { seed, timestamps = true } = this.#options
    const { id: siteId, timeZone } = this.scenario.site
    const random = createRandom(seed).fork('voices')
    const start = this.now()
    return this.#world.inhabitants.map(one => {
      const own = random.fork(one.spec.id)
      const bootedAt = start - Math.round(own.between(0.05, 1.5) * YEAR_MS)
      const voice = dialects[one.spec.speaks](one.spec, { siteId, timeZone, timestamps, bootedAt })
      return {
        ...one,
        voice,
        garbage: own,
        nextAt: firstAfter(start, one.spec, own),
        states: '',
        frozen: null,
      }
    })
  }

  now(): number {
    return this.world.now()
  }

  /** Name in its dialect of a device. */
  addressOf(device: string): string | undefined {
    return this.#speakers.find(({ spec }) => spec.id === device)?.voice.address
  }

  /** Lets so much virtual time pass; the messages of it go to the listeners, or are kept for {@link messages}. */
  advance(ms: number): void {
    this.world.advanceTo(this.now() + ms, this.#stepMs, at => this.#speak(at))
  }

  /** Lets time pass on a coarser grid without a word, for history; `seen` is called after every step. */
  advanceQuietly(until: number, stepS: number, seen: (now: number) => void): void {
    this.world.advanceTo(until, stepS * 1000, seen)
    for (const speaker of this.#speakers)
      speaker.nextAt = firstAfter(this.now(), speaker.spec, speaker.garbage)
    this.#noteStates()
  }

  /** The messages since the last call, when nobody listens. */
  messages(): SiteMessage[] {
    const messages = this.#buffer
    this.#buffer = []
    return messages
  }

  /** Hands every message over as it is sent; the answer ends it. */
  onMessage(listener: (message: SiteMessage) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** A message on a command topic. False when no device here listens to it. */
  command(topic: string, payload: string | Uint8Array): boolean {
    const text = typeof payload === 'string' ? payload : Buffer.from(payload).toString()
    for (const speaker of this.#speakers) {
      const heard = speaker.voice.hear(topic, text, this.now())
      if (heard === undefined) continue
      if (this.world.faultNow(speaker.spec.id, 'silent') > 0) return true
      if (heard.order !== undefined) this.world.order(speaker.spec.id, heard.order.open, heard.order.forS)
      this.#send(speaker, heard.answers, this.now())
      return true
    }
    return false
  }

  /** Makes something go wrong from now on. Throws for a device that is not here. */
  inject({ device, fault, forS, amount = 1 }: FaultInput): void {
    const from = this.now()
    const to = forS === undefined ? Number.POSITIVE_INFINITY : from + forS * 1000
    this.world.inject({ device, fault, from, to, amount })
  }

  #speak(at: number): void {
    for (const speaker of this.#speakers) {
      const { spec, voice } = speaker
      const changed = SWITCHING_KINDS.has(spec.kind) && this.#switched(speaker)
      if (!changed && at < speaker.nextAt) continue
      while (speaker.nextAt <= at) speaker.nextAt += spec.everyS * 1000
      const values = this.#sensed(speaker)
      this.#send(speaker, changed ? voice.changed(values, at) : voice.report(values, at), at)
    }
  }

  #sensed(speaker: Speaker): readonly Sensed[] {
    const stuck = this.world.faultNow(speaker.spec.id, 'stuck') > 0
    if (!stuck) speaker.frozen = null
    const values = speaker.frozen ?? speaker.model.read()
    if (stuck) speaker.frozen = values
    return values
  }

  #switched(speaker: Speaker): boolean {
    if (speaker.frozen !== null) return false
    const states = statesOf(speaker.model.read())
    if (states === speaker.states) return false
    speaker.states = states
    return true
  }

  #noteStates(): void {
    for (const speaker of this.#speakers) speaker.states = statesOf(speaker.model.read())
  }

  #send(speaker: Speaker, frames: readonly Frame[], at: number): void {
    const { id } = speaker.spec
    if (this.world.faultNow(id, 'silent') > 0) return
    const broken = this.world.faultNow(id, 'garbage') > 0
    for (const { topic, payload, retain, qos } of frames) {
      const bytes = broken ? garbageFor(payload, speaker.garbage) : Buffer.from(payload)
      this.#emit({ at, device: id, connection: speaker.voice.connection, topic, payload: bytes, retain, qos })
    }
  }

  #emit(message: SiteMessage): void {
    for (const listener of this.#listeners) listener(message)
    if (this.#listeners.size > 0) return
    this.#buffer.push(message)
    if (this.#buffer.length > MESSAGES_MAX) this.#buffer.splice(0, this.#buffer.length - MESSAGES_MAX)
  }
}

/** Builds a virtual site from a scenario. */
export function createVirtualSite(scenario: Scenario, options: VirtualSiteOptions): VirtualSite {
  return new VirtualSite(scenario, options)
}

/** Devices do not all speak in the same second. */
function firstAfter(now: number, { everyS }: ScenarioDevice, random: Random): number {
  return now + Math.round(random.next() * Math.min(everyS, 60) * 1000)
}

function statesOf(values: readonly Sensed[]): string {
  let states = ''
  for (const { metric, value } of values) if (STATES.has(metric)) states += `${metric}=${value};`
  return states
}

function connectionsOf(speakers: readonly Speaker[]): Connection[] {
  const names = [...new Set(speakers.map(({ voice }) => voice.connection))]
  return names.flatMap(id => {
    const own = speakers.filter(({ voice }) => voice.connection === id)
    const [first] = own
    if (first === undefined) return []
    const births = own.flatMap(({ voice }) => voice.birth)
    return [
      {
        id,
        devices: own.map(({ spec }) => spec.id),
        will: first.voice.will,
        birth: births.filter((birth, i) => births.findIndex(({ topic }) => topic === birth.topic) === i),
        orders: own.flatMap(({ voice }) => voice.orders),
      },
    ]
  })
}
