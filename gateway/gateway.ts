/** The gateway room: everything that speaks MQTT, behind one door. */
import type { IncomingMessage } from 'node:http'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { createWebSocketStream, WebSocketServer } from 'ws'
import type { Command } from '../core/contract/command.ts'
import type { Config } from '../core/contract/config.ts'
import type { ConnectedClient, MqttDoor } from '../core/contract/credential.ts'
import { Problem } from '../core/contract/error.ts'
import type { Pairing as PairingStatus } from '../core/contract/pairing.ts'
import type { PointId } from '../core/contract/reading.ts'
import type {
  Announcement,
  Clock,
  Collection,
  CommandRoad,
  CredentialBook,
  DeviceDirectory,
  GatewayStatus,
  MappingBook,
  ReadingSink,
  RejectionSink,
} from '../core/ports.ts'
import { type Broker, createBroker } from './broker.ts'
import type { OutsideBroker } from './client.ts'
import type { Message, Packet } from './codecs/codec.ts'
import { createDialects } from './codecs/index.ts'
import { Commands } from './commands.ts'
import { Ingest } from './ingest.ts'
import { DRAIN_MAX_MS, FRAME_MAX_BYTES, SOCKETS_MAX_MS } from './limits.ts'
import { Pairing, type PairingOrder, STRANGER } from './pairing.ts'
import { Recorder } from './recorder.ts'
import { openTls, type TlsListener } from './tls.ts'
import type { Origin } from './wire.ts'

export interface GatewayParts {
  readonly config: Config
  readonly clock: Clock
  readonly log: {
    info?(fields: object, message: string): void
    warn(fields: object, message: string): void
    debug(fields: object, message: string): void
  }
  readonly directory: DeviceDirectory
  readonly sink: ReadingSink
  readonly rejections: RejectionSink
  readonly credentials: CredentialBook
  /** The newest measured time of a point that an earlier run knew. */
  readonly newestAt?: (point: PointId) => number | undefined
  readonly commands: Collection<Command>
  readonly announcements: Collection<Announcement>
  readonly mappings?: MappingBook
}

export interface Gateway {
  /** Rejects with one line that names the setting when a port is taken. With an outside broker there are no ports. */
  listen(): Promise<{ mqttPort: number | null; mqttsPort: number | null }>
  /** Takes a WebSocket upgrade of somebody else's HTTP server. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  readonly commands: CommandRoad
  /**
   * Reads a packet that gave nothing when it came. What it says now is history of the time it came. Resolves when that
   * is durable, with whether it was understood.
   */
  again(packet: Packet): Promise<boolean>
  /** Takes a packet of Steward's own as if a client had sent it. Resolves when it is durable. */
  hear(packet: Packet): Promise<void>
  /** To the clients that listen at this moment; nothing is kept for others. */
  publish(message: Message): void
  status(): GatewayStatus
  /** Where devices connect; the ports are known once it listens. */
  door(): MqttDoor
  /** Everybody who is connected over MQTT now. */
  clients(): ConnectedClient[]
  /** Ends every connection of a credential that was revoked. */
  disconnect(credentialId: string): void
  /** Ends the connections whose credential does not hold any more: another program may have changed it. */
  recheck(): void
  readonly recorder: Pick<Recorder, 'list' | 'start' | 'stop' | 'read' | 'remove'>
  /** Devices without a credential, for some minutes. */
  readonly pairing: {
    /** Throws a `Problem` when another broker decides who may connect. */
    open(order: PairingOrder): void
    /** Sends them away. */
    close(): void
    status(): PairingStatus | null
  }
  /** Takes nothing more in and waits, at most 10 s, for what is on its way to the disk. */
  close(): Promise<void>
}

export function createGateway(parts: GatewayParts): Gateway {
  const { config, clock, log, credentials } = parts
  let broker: Broker | undefined
  let outside: OutsideBroker | undefined
  const servers: Server[] = []
  let tls: TlsListener | undefined
  let ports: { mqttPort: number | null; mqttsPort: number | null } = { mqttPort: null, mqttsPort: null }
  const pairing = new Pairing(clock)
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: FRAME_MAX_BYTES + 5,
    handleProtocols: offered => (offered.has('mqtt') ? 'mqtt' : false),
  })
  const dialects = createDialects(parts.announcements, parts.mappings)
  const publish = (message: Message) => (outside ?? broker)?.publish(message)
  const commands = new Commands({ ...parts, dialects, publish })
  const directory: DeviceDirectory = {
    resolve: (...packet) => parts.directory.resolve(...packet),
    byAddress: (codec, address) => parts.directory.byAddress(codec, address),
    byId: id => parts.directory.byId(id),
    heard(device, decoded, at) {
      parts.directory.heard(device, decoded, at)
      commands.heard(device.id, decoded)
    },
  }
  const ingest = new Ingest({ ...parts, directory, dialects, ask: publish })

  const recorder = new Recorder({
    folder: join(config.data ?? '', 'recordings'),
    clock,
    log,
    tap: tap => {
      ingest.tap = tap
    },
  })

  return {
    commands,
    recorder,
    publish: message => publish(message),
    again: packet => ingest.again(packet),
    hear: packet => ingest.take(packet, 'steward', 1),
    async listen() {
      if (config.mqttUrl !== null) {
        const { connectOutside } = await import('./client.ts')
        outside = connectOutside({
          ...{ url: config.mqttUrl, data: config.data, ingest, clock },
          onError: error => log.warn({ error: error.message }, 'the outside broker'),
          onConnected: () => commands.listening(['#']),
        })
        commands.start()
        return { mqttPort: null, mqttsPort: null }
      }
      broker = await createBroker({
        credentials,
        ingest,
        clock,
        pairing,
        onListening: filters => commands.listening(filters),
        onError: (error, clientId) => log.debug({ error: error.message, clientId }, 'MQTT client fault'),
      })
      const take = (socket: Socket, origin = plainOrigin(socket.remoteAddress)) =>
        broker?.handle(socket, origin)
      // An alarm must not wait 40 ms for a listener's delayed acknowledgement (Nagle's algorithm, RFC 1122 4.2.3.4).
      const plainServer = createServer({ noDelay: true }, socket => take(socket))
      servers.push(plainServer)
      const mqttPort = await listening(plainServer, config.mqttPort, config.host, 'STEWARD_MQTT_PORT')
      const mqttsPort = await listenTls(take)
      commands.start()
      ports = { mqttPort, mqttsPort }
      return ports
    },
    upgrade(request, socket, head) {
      const serving = broker
      if (serving === undefined) return void socket.destroy()
      sockets.handleUpgrade(request, socket, head, ws =>
        serving.handle(createWebSocketStream(ws), plainOrigin(request.socket.remoteAddress), request),
      )
    },
    status: () => ({ ...ingest.status(), clients: (outside ?? broker)?.clients() ?? 0 }),
    door: () => ({
      outside: config.mqttUrl !== null,
      ...ports,
      websocketPath: '/mqtt',
      tls: tls?.status() ?? null,
    }),
    clients: () => broker?.connections() ?? [],
    recheck: () => broker?.recheck(),
    pairing: {
      open(order) {
        if (broker === undefined)
          throw new Problem('thing.conflict', 'another MQTT broker decides who may connect')
        broker.disconnect(STRANGER)
        pairing.open(order)
      },
      close() {
        pairing.close()
        broker?.disconnect(STRANGER)
      },
      status: () => pairing.status(broker?.strangers() ?? 0),
    },
    disconnect: credentialId => broker?.disconnect(credentialId),
    async close() {
      commands.stop()
      for (const server of servers) server.close()
      tls?.close()
      // Publishers first: what they have not heard of being durable they send again.
      await within(broker?.close() ?? Promise.resolve(), SOCKETS_MAX_MS)
      await within(outside?.close() ?? Promise.resolve(), DRAIN_MAX_MS + SOCKETS_MAX_MS)
      await within(ingest.settled(), DRAIN_MAX_MS)
      await within(recorder.close(), SOCKETS_MAX_MS)
      sockets.close()
    },
  }

  async function listenTls(take: (socket: Socket, origin: Origin) => void): Promise<number | null> {
    const { mqttsPort, mqttsCert, mqttsKey, mqttsCa, host } = config
    if (mqttsPort === null) return null
    if (mqttsCert === null || mqttsKey === null)
      throw new Error('STEWARD_MQTTS_PORT needs STEWARD_MQTTS_CERT and STEWARD_MQTTS_KEY')
    tls = openTls({ files: { cert: mqttsCert, key: mqttsKey, ca: mqttsCa ?? null }, clock, log, take })
    return listening(tls.server, mqttsPort, host, 'STEWARD_MQTTS_PORT')
  }
}

function plainOrigin(address = ''): Origin {
  return { address, secure: false, certified: null }
}

function listening(server: Server, port: number, host: string, setting: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', error =>
      reject(new Error(`${setting}: cannot listen on ${host}:${port} (${error.message})`)),
    )
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port))
  })
}

function within(work: Promise<void>, limitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<void>(resolve => {
    timer = setTimeout(resolve, limitMs)
  })
  return Promise.race([work, limit]).finally(() => clearTimeout(timer))
}
