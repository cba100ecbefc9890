/** The options by which a command reaches a broker, and the connection. */
import { connectAsync, type MqttClient } from 'mqtt'
import { type CommandContext, UsageFault } from './command.ts'

export const MQTT_OPTIONS = {
  url: { type: 'string' },
  username: { type: 'string' },
  user: { type: 'string' },
  password: { type: 'string' },
  'password-stdin': { type: 'boolean' },
} as const

export interface MqttWords {
  readonly url?: string
  readonly username?: string
  readonly user?: string
  readonly password?: string
  readonly 'password-stdin'?: boolean
}

const CONNECT_MS = 10_000

/**
 * Connects once, to this machine's own Steward when no address is given. The password comes from STEWARD_MQTT_PASSWORD or
 * a pipe, because other programs of the machine can read arguments; one that is an argument is taken all the same.
 */
export async function connectTo(context: CommandContext, words: MqttWords): Promise<MqttClient> {
  const url = words.url ?? `mqtt://127.0.0.1:${context.config.mqttPort}`
  if (!/^(mqtts?|wss?):\/\/./.test(url)) throw new UsageFault('--url is an address such as mqtt://host:1883')
  const username = words.username ?? words.user
  const password = words['password-stdin']
    ? await context.readInput()
    : (words.password ?? process.env.STEWARD_MQTT_PASSWORD)
  try {
    return await connectAsync(url, {
      ...(username === undefined ? {} : { username, password: password ?? '' }),
      reconnectPeriod: 0,
      connectTimeout: CONNECT_MS,
    })
  } catch (error) {
    const { host } = new URL(url)
    throw new Error(
      `${host}: ${error instanceof Error && error.message !== '' ? error.message : 'no answer'}`,
    )
  }
}
