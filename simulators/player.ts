/**
 * Plays a virtual site on a real broker: one MQTT client for each bridge and each device of its own, with wills, births
 * and orders, at the real pace or faster.
 */
import mqtt, { type MqttClient } from 'mqtt'
import type { Clock } from '../core/ports.ts'
import type { Frame } from './devices/dialect.ts'
import type { Connection, SiteMessage, VirtualSite } from './site.ts'

export interface PlayerOptions {
  readonly url: string
  /** How a connection signs in, by its id (see `site.connections`). */
  readonly credentials: (connection: string) => SignIn
  /** Virtual seconds in a real one. At 1 the site's clock follows `clock`, so that its timestamps are now. */
  readonly speed?: number
  readonly clock?: Clock
  readonly log?: PlayerLog
}

export interface SignIn {
  readonly username?: string
  readonly password?: string
  readonly clientId: string
}

/** What it has to tell; any structured logger will do. */
export interface PlayerLog {
  debug(fields: object, message: string): void
  warn(fields: object, message: string): void
}

export interface Player {
  /** Resolves when every client is connected and hears its orders, or after {@link READY_TIMEOUT_MS}. */
  readonly ready: Promise<void>
  readonly counts: { sent: number; dropped: number; ordersHeard: number; connected: number }
  /** Says goodbye on every connection and closes it. */
  stop(): Promise<void>
}

const TICK_MS = 250
const RECONNECT_MS = 2000
const CONNECT_TIMEOUT_MS = 10_000
/** Unacknowledged messages of one client; a radio has no more memory, what comes on top is lost. */
const IN_FLIGHT_MAX = 200
/** A longer gap (the machine slept) is lived through without a word. */
const SILENT_GAP_MS = 600_000
const QUIET_STEP_S = 60
const STOP_TIMEOUT_MS = 3000
/** How long the start waits for all clients; those that are late go on trying. */
const READY_TIMEOUT_MS = 10_000

const systemClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() }

const silentLog: PlayerLog = { debug: () => {}, warn: () => {} }

/**
 * Starts to play; `site` must not be advanced by anybody else until `stop()`. What is said before a client is
 * connected is lost, as with real ones; a client that is not goes on trying.
 */
export function playOverMqtt(site: VirtualSite, options: PlayerOptions): Player {
  const { speed = 1, clock = systemClock, log = silentLog } = options
  const counts = { sent: 0, dropped: 0, ordersHeard: 0, connected: 0 }
  const lines = site.connections.map(connection => openLine(connection, site, options, counts))
  const byId = new Map(lines.map(line => [line.id, line]))
  const ready = allReady(lines).then(all => {
    if (!all) log.warn({ ...counts, of: lines.length }, 'not every simulated device is connected')
  })
  const unlisten = site.onMessage(message => byId.get(message.connection)?.send(message))
  const pace = createPace(site, speed, clock)
  const timer = setInterval(() => follow(site, pace(), speed), TICK_MS)
  return {
    ready,
    counts,
    async stop() {
      clearInterval(timer)
      unlisten()
      await Promise.all(lines.map(line => line.close()))
    },
  }
}

async function allReady(lines: readonly Line[]): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>(resolve => {
    timer = setTimeout(() => resolve(false), READY_TIMEOUT_MS)
  })
  const ready = Promise.all(lines.map(line => line.ready)).then(() => true)
  return Promise.race([ready, late]).finally(() => clearTimeout(timer))
}

/** Where virtual time should be now. */
function createPace(site: VirtualSite, speed: number, clock: Clock): () => number {
  if (speed === 1) return () => clock.now()
  const virtualStart = site.now()
  const realStart = clock.monotonic()
  return () => virtualStart + (clock.monotonic() - realStart) * speed
}

function follow(site: VirtualSite, target: number, speed: number): void {
  const gapMs = target - site.now()
  if (gapMs > SILENT_GAP_MS * Math.max(1, speed)) site.advanceQuietly(target, QUIET_STEP_S, () => {})
  else if (gapMs > 0) site.advance(gapMs)
}

interface Line {
  readonly id: string
  readonly ready: Promise<void>
  send(message: SiteMessage): void
  close(): Promise<void>
}

function openLine(
  connection: Connection,
  site: VirtualSite,
  { url, credentials, log = silentLog }: PlayerOptions,
  counts: Player['counts'],
): Line {
  const { will, birth, orders } = connection
  let inFlight = 0
  let up = false
  const client = mqtt.connect(url, {
    ...credentials(connection.id),
    reconnectPeriod: RECONNECT_MS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    keepalive: 30,
    resubscribe: false,
    will: { topic: will.topic, payload: Buffer.from(will.payload), qos: will.qos, retain: will.retain },
  })
  const publish = ({ topic, qos, retain }: Pick<Frame, 'topic' | 'qos' | 'retain'>, payload: Uint8Array) => {
    if (!client.connected || inFlight >= IN_FLIGHT_MAX) {
      counts.dropped++
      return
    }
    inFlight++
    client.publish(topic, Buffer.from(payload), { qos, retain }, error => {
      inFlight--
      if (error) counts.dropped++
      else counts.sent++
    })
  }
  const ready = new Promise<void>(resolve => {
    client.on('connect', () => {
      counts.connected++
      up = true
      if (orders.length > 0) client.subscribe([...orders], { qos: 1 }, () => resolve())
      else resolve()
      for (const frame of birth) publish(frame, Buffer.from(frame.payload))
    })
  })
  client.on('close', () => {
    // Also told of tries that came to nothing.
    if (up) counts.connected--
    up = false
  })
  // A broker that is away is tried again every RECONNECT_MS.
  client.on('error', error =>
    log.debug({ connection: connection.id, reason: error.message }, 'no connection'),
  )
  client.on('message', (topic, payload) => {
    if (site.command(topic, payload)) counts.ordersHeard++
  })
  return {
    id: connection.id,
    ready,
    send: message => publish(message, message.payload),
    close: () => closeClient(client, will),
  }
}

/** A clean end does not fire the will, so the farewell is said first. */
async function closeClient(client: MqttClient, will: Frame): Promise<void> {
  const farewell = client.connected
    ? client.publishAsync(will.topic, will.payload, { qos: will.qos, retain: will.retain }).catch(() => {})
    : Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>(resolve => {
    timer = setTimeout(resolve, STOP_TIMEOUT_MS)
  })
  await Promise.race([farewell, late])
  clearTimeout(timer)
  await client.endAsync(true)
}
