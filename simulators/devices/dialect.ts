/** What every dialect offers: one voice for each device that speaks it. */
import type { Sensed } from '../models.ts'
import type { ScenarioDevice } from '../scenario.ts'

/** One MQTT message as the vendor sends it. */
export interface Frame {
  readonly topic: string
  readonly payload: string
  readonly retain: boolean
  readonly qos: 0 | 1
}

/** What a device understood of a message on one of its command topics. */
export interface Heard {
  /** For the valve or relay: open or shut, and the seconds after which it shuts by itself. */
  readonly order?: { readonly open: boolean; readonly forS: number | null }
  /** What it answers at once, before anything has moved. */
  readonly answers: readonly Frame[]
}

export interface Voice {
  /** Its name in this dialect. */
  readonly address: string
  /** The MQTT connection it speaks through, shared by the devices behind one bridge. */
  readonly connection: string
  /** Filters of the topics on which it takes orders. */
  readonly orders: readonly string[]
  /** Said when it comes on line, retained. */
  readonly birth: readonly Frame[]
  /** The will of its connection. */
  readonly will: Frame
  /** A report of all it senses. */
  report(values: readonly Sensed[], at: number): Frame[]
  /** Something switched just now: what a real one says at once. */
  changed(values: readonly Sensed[], at: number): Frame[]
  /** Undefined for a topic that is none of its business. */
  hear(topic: string, payload: string, at: number): Heard | undefined
}

export interface VoiceContext {
  readonly siteId: string
  readonly timeZone: string
  /** Whether payloads that can say when they were measured do so. */
  readonly timestamps: boolean
  /** When the device was last switched on, ms since 1970. */
  readonly bootedAt: number
}

export type Dialect = (spec: ScenarioDevice, context: VoiceContext) => Voice
