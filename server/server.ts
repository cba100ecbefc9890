/** Builds this room: the stores, the road of a reading, the services, the API and the live view. */
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import type { Command } from '../core/contract/command.ts'
import type { Config } from '../core/contract/config.ts'
import type { ConnectedClient, MqttDoor } from '../core/contract/credential.ts'
import type { PointId } from '../core/contract/reading.ts'
import type {
  Announcement,
  Clock,
  Collection,
  CommandRoad,
  CredentialBook,
  GatewayStatus,
  MappingBook,
  RawPacket,
  ReadingSink,
  RejectionSink,
} from '../core/ports.ts'
import { type Access, createAccess } from './access/access.ts'
import { watchCredentials } from './access/credential-watch.ts'
import { type AlarmEngine, createAlarmEngine } from './alarms/engine.ts'
import { watchOutages } from './alarms/outages.ts'
import { type Recovery, recover } from './alarms/recovery.ts'
import { createBackups } from './backup.ts'
import { createChangeFeed } from './change-feed.ts'
import { type Coldchain, createColdchain } from './coldchain/coldchain.ts'
import { createConfiguration } from './configuration/service.ts'
import { createDeviceService } from './devices.ts'
import { Directory } from './directory.ts'
import { UseBooks } from './energy/books.ts'
import { createEnergy, type Energy } from './energy/energy.ts'
import { createMeterService } from './energy/meters.ts'
import { createApp } from './http/app.ts'
import type { PairingRoom, RecordingRoom } from './http/dependencies.ts'
import { createIrrigation, type Irrigation } from './irrigation/irrigation.ts'
import { startHousekeeping } from './jobs/housekeeping.ts'
import { LatestReadings } from './latest-values.ts'
import { attachLive, type Live } from './live.ts'
import { createMappings, type Mappings } from './mappings.ts'
import { announceAlarms } from './notify/announcer.ts'
import { createDispatcher, type Dispatcher } from './notify/dispatcher.ts'
import { startEscalator } from './notify/escalator.ts'
import type { SirenRoad } from './notify/index.ts'
import { createPipeline } from './pipeline.ts'
import { createRejections, type Rejections } from './rejections.ts'
import { createReportService } from './reports/report-service.ts'
import type { ChangeFeed, Logger } from './services.ts'
import { firstSite } from './site.ts'
import { watchStore } from './store/store-watch.ts'
import { openStores, type Stores } from './stores.ts'
import { type Vitals, watchVitals } from './vitals.ts'

export interface ServerOptions {
  readonly config: Config
  readonly clock: Clock
  readonly log: Logger
  readonly dashboardFolder: string
}

/** As much of the gateway as this room uses. */
export interface GatewayRoad {
  readonly commands: CommandRoad
  status(): GatewayStatus
  door(): MqttDoor
  clients(): ConnectedClient[]
  disconnect(credentialId: string): void
  /** Reads a packet that gave nothing when it came, as history; says whether it was understood. */
  again(packet: RawPacket): Promise<boolean>
  recheck(): void
  readonly pairing: PairingRoom
  readonly recorder: RecordingRoom
  /** To the MQTT clients that listen at this moment. */
  publish(message: { readonly topic: string; readonly payload: string }): void
}

export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

export interface Server {
  readonly directory: Directory
  readonly sink: ReadingSink
  readonly rejections: RejectionSink
  readonly credentials: CredentialBook
  /** The newest measured time of a point that is known. */
  newestAt(point: PointId): number | undefined
  readonly commands: Collection<Command>
  readonly announcements: Collection<Announcement>
  readonly mappings: MappingBook
  /** For the first administrator, printed on the console; null once there is one. */
  readonly setupCode: string | null
  /** Hands over the road of commands; every valve that may be open is told to close before this returns. */
  attach(gateway: GatewayRoad): void
  /** Answers with the port. `upgrade` gets what asks for MQTT over WebSocket. */
  listen(upgrade: Upgrade): Promise<number>
  /** No more browsers, no new runs; readings still come in. */
  quiesce(): Promise<void>
  /** Flushes and closes the stores. */
  close(): Promise<void>
}

/** Rejects with one clear line when a store cannot be opened; nothing is left open then. */
export async function openServer(options: ServerOptions): Promise<Server> {
  const { config, clock, log } = options
  const stores = await openStores(config, clock, log)
  try {
    const site = firstSite(stores.state, config, clock)
    log.info({ site: site.id, store: config.store.split(':')[0] }, 'stores are open')
    return await build(options, stores, site.id)
  } catch (error) {
    stores.state.close()
    await stores.series.close()
    throw error
  }
}

/** What is built before the gateway is known. */
interface Parts extends ServerOptions, Stores {
  readonly changes: ChangeFeed
  readonly coldchain: Coldchain
  readonly latest: LatestReadings
  readonly directory: Directory
  readonly alarms: AlarmEngine
  readonly dispatcher: Dispatcher
  /** Filled when the gateway is there. */
  readonly sirens: { road?: SirenRoad }
  readonly rejections: Rejections
  readonly mappings: Mappings
  readonly access: Access
  readonly stored: () => number
  readonly vitals: Vitals
  readonly recovery: Recovery
  readonly books: UseBooks
  readonly energy: Energy
  readonly siteId: string
}

async function build(options: ServerOptions, stores: Stores, site: string): Promise<Server> {
  const { clock, log, config } = options
  const { state } = stores
  const changes = createChangeFeed(log)
  const coldchain = createColdchain({ ...stores, changes, clock, log })
  const { series } = coldchain
  const latest = new LatestReadings(new Map())
  const directory = new Directory(state, changes, clock)
  const alarms = createAlarmEngine({ state, changes, clock, log, explainer: coldchain.explainer })
  await coldchain.recover()
  const recovery = await recover({ series, latest, alarms, changes, log })
  const sirens: Parts['sirens'] = {}
  const dispatcher = createDispatcher({
    state,
    clock,
    log,
    alarms,
    allow: config.webhookAllow,
    sirens: () => sirens.road,
  })
  const rejections = createRejections(state, log)
  const access = createAccess(state, clock)
  const setupCode = await access.begin(config)
  let stored = 0
  const road = createPipeline({ series, latest, alarms, changes, log, correct: coldchain.correct })
  const sink: ReadingSink = {
    notice: batch => road.notice(batch),
    async accept(batch) {
      await road.accept(batch)
      stored += batch.length
      books.heard(batch)
    },
  }
  const books = new UseBooks({ state, series, latest, clock })
  const parts = {
    ...options,
    state,
    series,
    changes,
    coldchain,
    latest,
    directory,
    alarms,
    dispatcher,
    sirens,
    rejections,
    mappings: createMappings(state, clock),
    access,
    stored: () => stored,
    vitals: watchVitals(clock),
    recovery,
    siteId: site,
    books,
    energy: createEnergy({ state, series, latest, directory, alarms, books, clock, log }),
  }
  return assemble(parts, sink, setupCode)
}

function assemble(parts: Parts, sink: ReadingSink, setupCode: string | null): Server {
  const { state, series, directory, alarms, dispatcher, rejections, access } = parts
  let gateway: GatewayRoad | undefined
  let irrigation: Irrigation | undefined
  let app: FastifyInstance | undefined
  let live: Live | undefined
  let silence = () => {}
  let endHousekeeping = () => {}
  let unwatch = () => {}
  let endSettling = () => {}
  let unwatchCredentials = () => {}
  let endEscalator = () => {}
  let endOutages = () => {}
  return {
    directory,
    sink,
    rejections,
    credentials: access.credentials,
    newestAt: point => parts.latest.get(point)?.at,
    commands: state.commands,
    announcements: state.announcements,
    mappings: parts.mappings,
    setupCode,
    attach(road) {
      gateway = road
      irrigation = createIrrigation({ ...parts, commands: road.commands, allow: parts.config.webhookAllow })
      irrigation.start()
      alarms.start()
      endSettling = parts.energy.settlement.start()
      parts.coldchain.start()
      unwatch = watchStore({ series, alarms, siteId: parts.siteId })
      parts.sirens.road = road
      dispatcher.start()
      unwatchCredentials = watchCredentials(state, () => road.recheck())
      endEscalator = startEscalator(parts)
      endOutages = watchOutages(parts).stop
      endHousekeeping = startHousekeeping({ ...parts, keepDays: parts.config.keepDays })
      silence = announceAlarms({ changes: parts.changes, publish: message => road.publish(message) })
    },
    async listen(upgrade) {
      if (gateway === undefined || irrigation === undefined)
        throw new Error('attach the gateway before listening')
      app = await openApp(parts, gateway, irrigation)
      live = attachLive(app.server, { ...parts, watering: irrigation })
      app.server.on('upgrade', (request, socket, head) => {
        const path = request.url?.split('?')[0] ?? ''
        if (path === '/mqtt') upgrade(request, socket, head)
        else if (!path.startsWith('/socket.io')) socket.destroy()
      })
      return listenOn(app, parts.config)
    },
    async quiesce() {
      silence()
      irrigation?.stop()
      await live?.close()
      await app?.close()
    },
    async close() {
      unwatch()
      endSettling()
      unwatchCredentials()
      endEscalator()
      endOutages()
      parts.recovery.stop()
      endHousekeeping()
      await dispatcher.stop()
      alarms.stop()
      parts.coldchain.stop()
      rejections.stop()
      parts.vitals.stop()
      directory.flush()
      access.credentials.flush()
      await series.close()
      state.close()
    },
  }
}

async function openApp(parts: Parts, gateway: GatewayRoad, watering: Irrigation): Promise<FastifyInstance> {
  const { access, dispatcher } = parts
  const issueCredential = access.credentials.issueForDevice.bind(access.credentials)
  const meters = createMeterService(parts)
  return createApp({
    ...parts,
    ...parts.coldchain.services(parts),
    devices: createDeviceService({ ...parts, issueCredential }),
    watering,
    meters,
    reports: createReportService({ ...parts, meters }),
    channels: dispatcher,
    gatewayStatus: () => gateway.status(),
    machineStatus: parts.vitals.status,
    backups: createBackups({ ...parts, data: parts.config.data }),
    mqtt: {
      door: () => gateway.door(),
      clients: () => gateway.clients(),
      drop: id => gateway.disconnect(id),
    },
    pairing: gateway.pairing,
    recorder: gateway.recorder,
    configuration: createConfiguration({
      ...parts,
      disableCredential(id, disabled) {
        access.credentials.setDisabled(id, disabled)
        if (disabled) gateway.disconnect(id)
      },
    }),
    revoke: id => gateway.disconnect(id),
    decodeAgain: packet => gateway.again(packet),
  })
}

async function listenOn(app: FastifyInstance, { host, httpPort }: Config): Promise<number> {
  try {
    await app.listen({ host, port: httpPort })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'EADDRINUSE')
      throw new Error(`port ${httpPort} is in use; set STEWARD_HTTP_PORT to a free one or stop what uses it`)
    if (code === 'EACCES')
      throw new Error(`port ${httpPort} needs more rights; set STEWARD_HTTP_PORT above 1023`)
    throw error
  }
  return (app.server.address() as AddressInfo).port
}
