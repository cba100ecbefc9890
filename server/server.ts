import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Command } from '../core/contract/command.ts'
import type { Config } from '../core/contract/config.ts'
import type { PointId } from '../core/contract/reading.ts'
import type {
  Announcement,
  Collection,
  CredentialBook,
  MappingBook,
  ReadingSink,
  RejectionSink,
} from '../core/ports.ts'
import { createAccess } from './access/access.ts'
import { createAlarmEngine } from './alarms/engine.ts'
import { recover } from './alarms/recovery.ts'
import { createBackups } from './backup.ts'
import { createChangeFeed } from './change-feed.ts'
import { createColdchain } from './coldchain/coldchain.ts'
import { createConfiguration } from './configuration/service.ts'
import { Directory } from './directory.ts'
import { UseBooks } from './energy/books.ts'
import { createEnergy } from './energy/energy.ts'
import { createMeterService } from './energy/meters.ts'
import { createApp } from './http/app.ts'
import { LatestReadings } from './latest-values.ts'
import { attachLive, type Live } from './live/live.ts'
import { createMappings } from './mappings.ts'
import { createDispatcher } from './notify/dispatcher.ts'
import { createMailer } from './notify/mailer.ts'
import type { GatewayRoad, Parts, ServerOptions, Upgrade } from './parts.ts'
import { createPipeline } from './pipeline.ts'
import { createRejections } from './rejections.ts'
import { createDocuments, type DocumentServices, type Documents } from './reports/documents.ts'
import { type Running, startRunning } from './running.ts'
import { firstSite } from './site.ts'
import { openStores, type Stores } from './stores.ts'
import { watchVitals } from './vitals.ts'

export type { GatewayRoad, ServerOptions, Upgrade } from './parts.ts'

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
  const { state, series, directory, rejections, access } = parts
  let gateway: GatewayRoad | undefined
  let running: Running | undefined
  let app: FastifyInstance | undefined
  let live: Live | undefined
  let documents: Documents | undefined
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
      running = startRunning(parts, road)
    },
    async listen(upgrade) {
      if (gateway === undefined || running === undefined)
        throw new Error('attach the gateway before listening')
      const cold = parts.coldchain.services(parts)
      const mailer = createMailer({ state, allow: parts.config.webhookAllow })
      documents = createDocuments({ ...parts, ...cold, mailer, baselines: parts.energy.baselines })
      app = await openApp({ ...parts, ...cold, ...documents.services }, gateway, running)
      documents.start()
      live = attachLive(app.server, { ...parts, watering: running.irrigation })
      app.server.on('upgrade', (request, socket, head) => {
        const path = request.url?.split('?')[0] ?? ''
        if (path === '/mqtt') upgrade(request, socket, head)
        else if (!path.startsWith('/socket.io')) socket.destroy()
      })
      return listenOn(app, parts.config)
    },
    async quiesce() {
      running?.quiesce()
      await documents?.stop()
      await live?.close()
      await app?.close()
    },
    async close() {
      parts.recovery.stop()
      await running?.stop()
      rejections.stop()
      parts.vitals.stop()
      directory.flush()
      access.credentials.flush()
      await series.close()
      state.close()
    },
  }
}

type Served = Parts & ReturnType<Parts['coldchain']['services']> & DocumentServices

async function openApp(parts: Served, gateway: GatewayRoad, running: Running): Promise<FastifyInstance> {
  const { access, dispatcher } = parts
  const { irrigation: watering, devices, safety, inspections } = running
  return createApp({
    ...parts,
    devices,
    safety,
    inspections,
    watering,
    meters: createMeterService(parts),
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
      credentials: {
        setDisabled: (id, disabled) => access.credentials.setDisabled(id, disabled),
        recheck: () => gateway.recheck(),
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
