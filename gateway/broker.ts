/** The built-in broker: aedes with the sign-in, the topic rules and the limits that it does not bring along. */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { Aedes, type AuthenticateError, type Client, type PublishPacket } from 'aedes'
import type { ConnectedClient } from '../core/contract/credential.ts'
import type { RejectionCode } from '../core/contract/error.ts'
import type { Clock, CredentialBook } from '../core/ports.ts'
import { Clients } from './clients.ts'
import type { Message } from './codecs/codec.ts'
import type { Ingest } from './ingest.ts'
import { Lane } from './lane.ts'
import * as limits from './limits.ts'
import { type Pairing, STRANGER } from './pairing.ts'
import { limitPersistence, type Persistence } from './sessions.ts'
import { TokenBucket } from './token-bucket.ts'
import { type Origin, Wire } from './wire.ts'

const BAD_CREDENTIALS = 4
/** `mayHear` lets nobody hear the broker's own topics. */
const UNHEARD = '$unheard'

export interface BrokerParts {
  readonly credentials: CredentialBook
  readonly ingest: Ingest
  readonly clock: Clock
  readonly pairing: Pairing
  readonly onError: (error: Error, clientId: string | null) => void
  /** Somebody begins to listen; `filters` are those that were granted. */
  readonly onListening: (filters: readonly string[]) => void
}

export interface Broker {
  /** Serves one connection, whatever it came in by. */
  handle(stream: Duplex, origin: Origin, request?: IncomingMessage): void
  /** To those who listen now. Nothing is kept for others: an order that comes hours late opens a valve by surprise. */
  publish(message: Message): void
  clients(): number
  /** Connected without a credential. */
  strangers(): number
  /** One entry for each connection that has signed in. */
  connections(): ConnectedClient[]
  /** Ends every connection of a credential. */
  disconnect(credentialId: string): void
  /** Ends the connections whose credential has been revoked or changed since, whoever did it. */
  recheck(): void
  /** Ends every connection. Wills are not published: it is Steward that goes, not they. */
  close(): Promise<void>
}

export async function createBroker(parts: BrokerParts): Promise<Broker> {
  const broker = new GuardedAedes(parts)
  await broker.open()
  return broker
}

/** What aedes has and its types do not say. */
type OpenedAedes = Omit<Aedes, 'on'> & {
  readonly persistence: Persistence
  listen(): Promise<void>
  on(event: string, listener: (...args: never[]) => void): void
}

class GuardedAedes implements Broker {
  readonly #parts: BrokerParts
  readonly #clients: Clients
  readonly #aedes: OpenedAedes
  readonly #wires = new Set<Wire>()
  readonly #lanes = new WeakMap<object, Lane>()
  readonly #timers: NodeJS.Timeout[] = []
  #forgetSession: (clientId: string) => Promise<void> = async () => {}
  #closing = false

  constructor(parts: BrokerParts) {
    this.#parts = parts
    this.#clients = new Clients(parts, clientId => {
      this.#forgetSession(clientId).catch((error: Error) => parts.onError(error, clientId))
    })
    this.#aedes = new Aedes({ ...aedesLimits, ...this.#hooks() }) as unknown as OpenedAedes
  }

  async open(): Promise<void> {
    await this.#aedes.listen()
    this.#forgetSession = limitPersistence(this.#aedes.persistence, {
      mayKeep: (client, filter) => this.#clients.filters(client as Client).has(filter),
      onFull: topic => this.#reject('queue.full', 'no more room to keep it for others', topic, ''),
    })
    this.#listenToAedes()
    this.#timers.push(setInterval(() => this.#sweep(), limits.STALL_CHECK_MS))
    this.#timers.push(setInterval(() => this.#clients.expireSessions(), limits.SESSION_CHECK_MS))
  }

  handle(stream: Duplex, origin: Origin, request?: IncomingMessage): void {
    // A socket may fail before anybody listens to it.
    stream.on('error', () => stream.destroy())
    if (this.#closing || this.#wires.size >= limits.CONNECTIONS_MAX) return void stream.destroy()
    const monotonic = () => this.#parts.clock.monotonic()
    const lane = new Lane({
      ...this.#parts,
      write: bytes => wire.destroyed || wire.write(bytes),
      end: error => wire.destroy(error),
    })
    const meter = this.#meter(origin.address)
    const hold = (publishes: number) => meter(publishes) || this.#holdsStranger(wire, publishes)
    const wire: Wire = new Wire(stream, origin, { hold, monotonic }, lane)
    this.#wires.add(wire)
    this.#lanes.set(wire, lane)
    wire.on('close', () => this.#wires.delete(wire))
    this.#aedes.handle(wire, request)
  }

  publish({ topic, payload }: Message): void {
    const bytes = Buffer.from(payload)
    const packet = {
      cmd: 'publish' as const,
      topic,
      payload: bytes,
      qos: 0 as const,
      retain: false,
      dup: false,
    }
    this.#aedes.publish(packet, error => error && this.#parts.onError(error, null))
  }

  clients(): number {
    return this.#aedes.connectedClients ?? 0
  }

  strangers(): number {
    return this.#clients.strangers()
  }

  connections(): ConnectedClient[] {
    return this.#clients.connections()
  }

  disconnect(credentialId: string): void {
    // The wire first: not even what has arrived of a publish is taken in.
    for (const client of this.#clients.of(credentialId)) client.conn.destroy()
  }

  recheck(): void {
    for (const client of this.#clients.outdated()) client.conn.destroy()
  }

  async close(): Promise<void> {
    this.#closing = true
    for (const timer of this.#timers) clearInterval(timer)
    await new Promise<void>(resolve => this.#aedes.close(() => resolve()))
    for (const wire of this.#wires) wire.destroy()
  }

  #hooks() {
    return {
      preConnect: (client: Client, packet: Connecting, done: (error: Error | null, ok: boolean) => void) => {
        if (packet.will) this.#clients.wills(client, packet.will.topic)
        const fault = this.#faultOf(packet)
        // Without an error aedes would keep the socket for ever.
        done(fault === undefined ? null : new Error(fault), fault === undefined)
      },
      authenticate: (
        client: Client,
        username: string | undefined,
        password: Buffer | undefined,
        done: (error: AuthenticateError | null, ok: boolean | null) => void,
      ) => {
        if (guarded(() => this.#clients.admit(client, username, password))) done(null, true)
        else done(refusal(), false)
      },
      authorizePublish: (
        client: Client | null,
        packet: PublishPacket,
        done: (error?: Error | null) => void,
      ) => {
        if (client === null) return done(null)
        const lane = this.#lanes.get(client.conn)
        // Now, because it may be gone before its last words are through.
        const stranger = this.#clients.isStranger(client)
        this.#receive(client, packet)
          .then(() => stranger && unhear(packet))
          .then(() => lane?.paid())
          .then(
            () => done(null),
            (error: Error) => done(error),
          )
          // When the broker has written its answer.
          .finally(() => setImmediate(() => lane?.passed()))
      },
      authorizeSubscribe: <S extends { topic: string }>(
        client: Client,
        subscription: S,
        done: (error: null, granted: S | null) => void,
      ) => done(null, guarded(() => this.#clients.grant(client, subscription.topic)) ? subscription : null),
      authorizeForward: <P extends { topic: string }>(client: Client, packet: P) =>
        guarded(() => this.#mayForward(client, packet.topic)) ? packet : null,
    }
  }

  #listenToAedes(): void {
    const aedes = this.#aedes
    aedes.on('clientReady', (client: Client) => {
      const routes = this.#clients.routes(client)
      if (routes !== undefined) this.#lanes.get(client.conn)?.open(client, routes)
    })
    aedes.on('clientDisconnect', (client: Client) => this.#clients.left(client))
    aedes.on('clientError', (client: Client, error: Error) => this.#parts.onError(error, client.id))
    aedes.on('connectionError', (_: Client, error: Error) => this.#parts.onError(error, null))
    // Without a listener a fault of its housekeeping would end the process.
    aedes.on('error', (error: Error) => this.#parts.onError(error, null))
    aedes.on('subscribe', (_: unknown, client: Client) =>
      this.#parts.onListening([...this.#clients.filters(client)]),
    )
    aedes.on('unsubscribe', (topics: string[], client: Client) => this.#clients.unsubscribed(client, topics))
  }

  #faultOf({ clean, clientId }: Connecting): string | undefined {
    if (this.#closing || this.clients() >= limits.CLIENTS_MAX) return 'no room for another client'
    // MQTT 3.1.1, 3.1.3.1: who wants a session must say whose.
    return !clientId && clean === false ? 'a session needs a client id' : undefined
  }

  async #receive(client: Client, { topic, payload, qos, retain }: PublishPacket): Promise<void> {
    if (this.#closing) throw new Error('closing')
    const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload
    const stranger = this.#clients.isStranger(client)
    const may = this.#clients.mayPublish(client, topic)
    if (stranger) this.#parts.pairing.count(may)
    if (!may) {
      this.#reject('topic.forbidden', "not this client's topic", topic, client.id, bytes)
      // A device that is being found may say more than it is asked for; it is not cut off for that.
      if (stranger) return
      throw new Error('topic forbidden')
    }
    // A client's own publish with the retain flag is live; only a broker's replay is old.
    const receivedAt = this.#parts.clock.now()
    const packet = { topic, payload: bytes, retained: false, receivedAt, stranger, retain }
    await this.#parts.ingest.take(packet, client.id, qos)
  }

  #mayForward(client: Client, topic: string): boolean {
    if (!this.#clients.mayHear(client, topic)) return false
    if (!(client.conn as Wire).frozen(limits.STALL_MAX_MS)) return true
    client.conn.destroy()
    return false
  }

  #sweep(): void {
    for (const wire of this.#wires) if (wire.frozen(limits.STALL_MAX_MS)) wire.destroy()
    this.#clients.sweep()
    if (this.#clients.strangers() > 0 && !this.#parts.pairing.isOpen()) this.disconnect(STRANGER)
  }

  /** True when strangers together have sent more than they may. */
  #holdsStranger(wire: Wire, publishes: number): boolean {
    const { client } = wire as { client?: Client }
    if (client === undefined || !this.#clients.isStranger(client)) return false
    return !this.#parts.pairing.allows(publishes)
  }

  /** Reads a flooder later, and everybody when the store does not keep up. */
  #meter(address: string): (publishes: number) => boolean {
    const { clock, ingest } = this.#parts
    const bucket = new TokenBucket(limits.RATE_PER_S, limits.RATE_BURST, clock.monotonic())
    let notedAt = Number.NEGATIVE_INFINITY
    return publishes => {
      const now = clock.monotonic()
      if (bucket.take(publishes, now)) return ingest.full()
      if (now - notedAt >= limits.RATE_NOTED_EVERY_MS) {
        notedAt = now
        this.#reject(
          'rate.exceeded',
          `more than ${limits.RATE_PER_S} packets a second from ${address}`,
          '',
          '',
        )
      }
      return true
    }
  }

  #reject(
    code: RejectionCode,
    message: string,
    topic: string,
    clientId: string,
    payload: Uint8Array = new Uint8Array(),
  ): void {
    const packet = { topic, payload, retained: false, receivedAt: this.#parts.clock.now() }
    this.#parts.ingest.reject(code, message, packet, clientId)
  }
}

const aedesLimits = {
  connectTimeout: limits.CONNECT_TIMEOUT_MS,
  drainTimeout: limits.STALL_MAX_MS,
  keepaliveLimit: limits.KEEPALIVE_MAX_S,
  queueLimit: limits.QUEUE_MAX_PACKETS,
  maxClientsIdLength: limits.CLIENT_ID_MAX_CHARS,
  maxTopicLevels: limits.TOPIC_MAX_LEVELS,
}

interface Connecting {
  readonly clean?: boolean
  readonly clientId?: string
  readonly will?: { readonly topic: string } | undefined
}

/** Nobody is told what a stranger says, and nothing of it is kept: it might be an order. */
function unhear(packet: { topic: string; payload: string | Buffer; retain: boolean }): void {
  Object.assign(packet, { topic: UNHEARD, payload: Buffer.alloc(0), retain: false })
}

/** A hook that throws would end the process. */
function guarded(work: () => boolean): boolean {
  try {
    return work()
  } catch {
    return false
  }
}

function refusal(): AuthenticateError {
  return Object.assign(new Error('wrong credentials'), { returnCode: BAD_CREDENTIALS }) as AuthenticateError
}
