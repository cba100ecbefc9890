/**
 * A Sparkplug B edge node with one device behind it: a cold room with a thermometer, a door and a drain valve that shuts
 * itself.
 *
 * `spBv1.0/<group>/NBIRTH|NDATA|NDEATH/<node>`, `.../DBIRTH|DDATA/<node>/<device>`; data carries aliases only.
 * `spBv1.0/<group>/NCMD/<node>`           "Node Control/Rebirth": everything is said again
 * `spBv1.0/<group>/DCMD/<node>/<device>`  "Drain/Valve" and "Drain/Duration"
 *
 * Source: Sparkplug 3.0.0, chapters 4 to 6.
 */
import type { Machine, MachineFrame } from './machine.ts'
import { type Metric, payloadOf, TYPES, valuesIn } from './sparkplug-wire.ts'

export interface SparkplugNodeOptions {
  readonly group: string
  readonly node: string
  readonly device: string
  readonly climate: (at: number) => { readonly temperatureC: number; readonly doorOpen: boolean }
}

const NEVER = Number.POSITIVE_INFINITY
const BD_SEQ: Metric = { name: 'bdSeq', type: TYPES.uint64, value: 0 }

export class SparkplugNode implements Machine {
  readonly connection: string
  readonly orders: readonly string[]
  /** How often it was born. */
  births = 0
  valveOpen = false
  readonly #options: SparkplugNodeOptions
  #seq = 0
  #durationS = 0
  #shutsAt = NEVER

  constructor(options: SparkplugNodeOptions) {
    this.#options = options
    this.connection = `sparkplug-${options.node}`
    this.orders = [this.#topic('NCMD'), this.#topic('DCMD', options.device)]
  }

  will(): MachineFrame {
    return { topic: this.#topic('NDEATH'), payload: payloadOf(0, [BD_SEQ]) }
  }

  connected(at: number): MachineFrame[] {
    this.births += 1
    this.#seq = 0
    const rebirth: Metric = { name: 'Node Control/Rebirth', type: TYPES.boolean, value: false }
    return [
      { topic: this.#topic('NBIRTH'), payload: payloadOf(at, [BD_SEQ, rebirth], this.#next()) },
      {
        topic: this.#topic('DBIRTH', this.#options.device),
        payload: payloadOf(at, this.#metrics(at), this.#next()),
      },
    ]
  }

  report(at: number): MachineFrame[] {
    if (at >= this.#shutsAt) this.#turn(false, at)
    const unnamed = this.#metrics(at).map(({ name: _, unit: __, ...metric }) => metric)
    return [
      { topic: this.#topic('DDATA', this.#options.device), payload: payloadOf(at, unnamed, this.#next()) },
    ]
  }

  hear(topic: string, payload: Uint8Array, at: number): MachineFrame[] {
    const values = valuesIn(payload)
    if (topic === this.#topic('NCMD')) return values.get('Node Control/Rebirth') ? this.connected(at) : []
    this.#durationS = values.get('Drain/Duration') ?? this.#durationS
    const open = values.get('Drain/Valve')
    if (open !== undefined) this.#turn(open === 1, at)
    return this.report(at)
  }

  /** Without a duration it stays as it is until it is told otherwise. */
  #turn(open: boolean, at: number): void {
    this.valveOpen = open
    this.#shutsAt = open && this.#durationS > 0 ? at + this.#durationS * 1000 : NEVER
  }

  #metrics(at: number): Metric[] {
    const { temperatureC, doorOpen } = this.#options.climate(at)
    return [
      { name: 'Cold Room/Temperature', alias: 1, type: TYPES.float, value: temperatureC, unit: '°C' },
      { name: 'Door/Open', alias: 2, type: TYPES.boolean, value: doorOpen },
      { name: 'Drain/Valve', alias: 3, type: TYPES.boolean, value: this.valveOpen },
      { name: 'Drain/Duration', alias: 4, type: TYPES.int32, value: this.#durationS, unit: 's' },
    ]
  }

  #topic(verb: string, ...below: string[]): string {
    return ['spBv1.0', this.#options.group, verb, this.#options.node, ...below].join('/')
  }

  #next(): number {
    const own = this.#seq
    this.#seq = (own + 1) % 256
    return own
  }
}
