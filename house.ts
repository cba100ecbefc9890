/**
 * The composition root: builds the rooms, hands them to each other, stops them in reverse. The product and its tests
 * start the same house.
 */
import type { Config } from './core/contract/config.ts'
import type { Clock } from './core/ports.ts'
import { createGateway, type Gateway } from './gateway/gateway.ts'
import { openServer, type Server } from './server/server.ts'
import type { Logger } from './server/services.ts'

export interface House {
  readonly server: Server
  readonly gateway: Gateway
  /** For the first administrator; null once there is one. */
  readonly setupCode: string | null
  readonly ports: { readonly http: number; readonly mqtt: number | null; readonly mqtts: number | null }
  /** Takes nothing more in, waits for what is on its way to the disk, closes every valve order, flushes, closes. */
  stop(): Promise<void>
}

export interface HouseOptions {
  readonly config: Config
  readonly log: Logger
  readonly clock?: Clock
  /** Where the built dashboard is. */
  readonly dashboardFolder: string
}

export const systemClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() }

/** Starts Steward. Rejects with an error whose message is the one line a person needs; nothing is left half open then. */
export async function openHouse({
  config,
  log,
  clock = systemClock,
  dashboardFolder,
}: HouseOptions): Promise<House> {
  const server = await openServer({ config, log, clock, dashboardFolder })
  const gateway = createGateway({
    config,
    clock,
    log,
    directory: server.directory,
    sink: server.sink,
    rejections: server.rejections,
    credentials: server.credentials,
    newestAt: point => server.newestAt(point),
    commands: server.commands,
    announcements: server.announcements,
    mappings: server.mappings,
  })
  try {
    // Valves first: the job closes what may be open before anything can ask for more water.
    server.attach(gateway)
    const { mqttPort, mqttsPort } = await gateway.listen()
    const http = await server.listen((request, socket, head) => gateway.upgrade(request, socket, head))
    return {
      server,
      gateway,
      setupCode: server.setupCode,
      ports: { http, mqtt: mqttPort, mqtts: mqttsPort },
      stop: () => stop(server, gateway),
    }
  } catch (error) {
    await stop(server, gateway).catch(() => {})
    throw error
  }
}

async function stop(server: Server, gateway: Gateway): Promise<void> {
  await server.quiesce()
  await gateway.close()
  await server.close()
}
