/** A gateway on a free port with everything around it in memory, and raw sockets that speak MQTT by the byte. */
import { connect, type Socket } from 'node:net'
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt'
import type { Command } from '../../core/contract/command.ts'
import type { Device } from '../../core/contract/device.ts'
import type { Point } from '../../core/contract/point.ts'
import type { Reading } from '../../core/contract/reading.ts'
import type { Credential, ReadingSink } from '../../core/ports.ts'
import { createGateway, type Gateway, type GatewayParts } from '../../gateway/gateway.ts'
import { memoryCollection } from '../support/collection.ts'
import { silentLog } from '../support/silent-log.ts'

export const VALVE = {
  id: 'valve-1',
  siteId: 'home',
  codec: 'plain',
  address: 'home/valve-1',
} as Device

export interface Rig {
  readonly gateway: Gateway
  readonly port: number
  readonly stored: Reading[]
  readonly rejected: string[]
  readonly commands: Map<string, Command>
  sign(username: string, options?: IClientOptions): Promise<MqttClient>
  /** A socket with what it was told gathered in `heard`; closed at the end. */
  raw(): Promise<RawSocket>
  stop(): Promise<void>
}

export interface RawSocket {
  readonly socket: Socket
  readonly heard: () => Buffer
  readonly closed: Promise<void>
}

export interface RigOptions {
  readonly sink?: ReadingSink
  readonly parts?: Partial<GatewayParts>
  readonly config?: object
}

/** Everybody publishes and hears what is below `steward/home/<name>`; `hub` speaks for all of the site. */
export function credentialOf(id: string): Credential {
  const all = ['steward/home/#']
  const own = ['steward/home/%u', 'steward/home/%u/status']
  const rights =
    id === 'hub' ? { publish: all, subscribe: all } : { publish: own, subscribe: ['steward/home/%u/set'] }
  return { id, secretHash: '', createdAt: 0, disabled: false, ...rights }
}

export async function startRig({ sink, parts, config }: RigOptions = {}): Promise<Rig> {
  const stored: Reading[] = []
  const rejected: string[] = []
  const commands = new Map<string, Command>()
  const clients: MqttClient[] = []
  const sockets: Socket[] = []
  const gateway = createGateway({
    config: { host: '127.0.0.1', mqttPort: 0, mqttsPort: null, mqttUrl: null, ...config } as never,
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    log: silentLog,
    directory: {
      resolve: (_codec, { values }) => ({
        device: VALVE,
        points: values.map((_, index) => ({ id: index + 1 }) as Point),
      }),
      heard() {},
      byAddress: () => VALVE,
      byId: id => (id === VALVE.id ? VALVE : undefined),
    },
    sink: sink ?? { notice() {}, accept: async batch => void stored.push(...batch) },
    rejections: { reject: ({ code }) => void rejected.push(code) },
    credentials: { verify: (id, secret) => (secret === `secret of ${id}` ? credentialOf(id) : undefined) },
    commands: memoryCollection(commands),
    announcements: memoryCollection(),
    ...parts,
  })
  const port = (await gateway.listen()).mqttPort ?? 0
  return {
    gateway,
    port,
    stored,
    rejected,
    commands,
    async sign(username, options = {}) {
      const secret = { username, password: `secret of ${username}` }
      const client = await connectAsync(`mqtt://127.0.0.1:${port}`, {
        ...secret,
        reconnectPeriod: 0,
        ...options,
      })
      client.on('error', () => {})
      clients.push(client)
      return client
    },
    async raw() {
      const socket = connect(port, '127.0.0.1')
      sockets.push(socket)
      const chunks: Buffer[] = []
      socket.on('data', chunk => chunks.push(Buffer.from(chunk)))
      socket.on('error', () => {})
      const closed = new Promise<void>(resolve => socket.once('close', () => resolve()))
      await new Promise<void>(resolve => socket.once('connect', resolve))
      return { socket, heard: () => Buffer.concat(chunks), closed }
    },
    async stop() {
      for (const socket of sockets) socket.destroy()
      await Promise.all(clients.map(client => client.endAsync(true)))
      await gateway.close()
    },
  }
}

function text(words: string): Buffer {
  const bytes = Buffer.from(words)
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes])
}

/** MQTT 3.1.1, 2.2: type and flags, remaining length, body. */
export function frame(head: number, body: Buffer): Buffer {
  const length: number[] = []
  let left = body.length
  do {
    const more = left > 127 ? 128 : 0
    length.push((left & 127) | more)
    left >>= 7
  } while (left > 0)
  return Buffer.concat([Buffer.from([head, ...length]), body])
}

export interface ConnectWords {
  readonly clientId?: string
  readonly clean?: boolean
  readonly keepaliveS?: number
}

export function connectFrame(
  username: string,
  { clientId = `raw-${username}`, clean = true, keepaliveS = 60 }: ConnectWords = {},
): Buffer {
  const flags = 0xc0 | (clean ? 2 : 0)
  const head = Buffer.concat([text('MQTT'), Buffer.from([4, flags, keepaliveS >> 8, keepaliveS & 255])])
  return frame(0x10, Buffer.concat([head, text(clientId), text(username), text(`secret of ${username}`)]))
}

export function publishFrame(topic: string, payload: string | Buffer, messageId?: number): Buffer {
  const id = messageId === undefined ? Buffer.alloc(0) : Buffer.from([messageId >> 8, messageId & 255])
  return frame(messageId === undefined ? 0x30 : 0x32, Buffer.concat([text(topic), id, Buffer.from(payload)]))
}

export function subscribeFrame(filters: readonly string[], qos = 0): Buffer {
  const body = filters.map(filter => Buffer.concat([text(filter), Buffer.from([qos])]))
  return frame(0x82, Buffer.concat([Buffer.from([0, 1]), ...body]))
}

export function pause(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms))
}

export function closeOf(client: MqttClient): Promise<void> {
  return new Promise(resolve => client.once('close', () => resolve()))
}

export function messageTo(client: MqttClient): Promise<{ topic: string; text: string; retain: boolean }> {
  return new Promise(resolve =>
    client.once('message', (topic, payload, { retain }) =>
      resolve({ topic, text: payload.toString(), retain }),
    ),
  )
}
