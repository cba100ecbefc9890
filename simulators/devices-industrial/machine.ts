/** What every simulated industrial device offers: bytes on topics, for one MQTT connection. */

export interface MachineFrame {
  readonly topic: string
  readonly payload: Uint8Array
}

export interface Machine {
  /** The MQTT connection it speaks through. */
  readonly connection: string
  /** Filters of the topics on which it is told something. */
  readonly orders: readonly string[]
  /** Left with the broker for the case that the connection breaks. */
  will?(): MachineFrame
  /** Said when the connection stands; times are ms since 1970. */
  connected?(at: number): MachineFrame[]
  /** A report of all it senses, as the packets of its protocol. */
  report(at: number): MachineFrame[]
  /** What it answers to a message on one of its order topics. */
  hear?(topic: string, payload: Uint8Array, at: number): MachineFrame[]
}
