/** Plays simulated industrial devices on a real broker: one MQTT client for each connection. */
import mqtt, { type MqttClient } from 'mqtt'
import type { SignIn } from '../player.ts'
import type { Machine, MachineFrame } from './machine.ts'

export interface MachinePlayerOptions {
  readonly url: string
  readonly credentials: (connection: string) => SignIn
  readonly everyMs: number
}

export interface MachinePlayer {
  /** Resolves when all are connected and hear their orders. */
  readonly ready: Promise<void>
  stop(): Promise<void>
}

const RECONNECT_MS = 500

/** Each machine reports every `everyMs`, from the moment it is connected; one that is cut off tries again. */
export function playMachines(machines: readonly Machine[], options: MachinePlayerOptions): MachinePlayer {
  const { url, credentials, everyMs } = options
  const lines = machines.map(machine => {
    const will = machine.will?.()
    const client = mqtt.connect(url, {
      ...credentials(machine.connection),
      reconnectPeriod: RECONNECT_MS,
      resubscribe: false,
      ...(will === undefined
        ? {}
        : { will: { ...will, payload: Buffer.from(will.payload), qos: 1, retain: false } }),
    })
    const say = (frames: readonly MachineFrame[] = []) => {
      for (const { topic, payload } of frames)
        if (client.connected) client.publish(topic, Buffer.from(payload), { qos: 1 })
    }
    client.on('error', () => {})
    client.on('message', (topic, payload) => say(machine.hear?.(topic, payload, Date.now())))
    const timer = setInterval(() => client.connected && say(machine.report(Date.now())), everyMs)
    return { client, timer, ready: listening(client, machine, say) }
  })
  return {
    ready: Promise.all(lines.map(({ ready }) => ready)).then(() => {}),
    async stop() {
      for (const { timer } of lines) clearInterval(timer)
      await Promise.all(lines.map(({ client }) => client.endAsync(true)))
    },
  }
}

/** Orders are heard before the birth is said, for the birth invites them. */
function listening(
  client: MqttClient,
  machine: Machine,
  say: (frames?: readonly MachineFrame[]) => void,
): Promise<void> {
  return new Promise(resolve => {
    client.on('connect', () => {
      const born = () => {
        say(machine.connected?.(Date.now()))
        resolve()
      }
      if (machine.orders.length === 0) born()
      else client.subscribe([...machine.orders], { qos: 1 }, born)
    })
  })
}
