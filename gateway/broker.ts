/** The built-in broker: aedes with the sign-in, the topic rules and the limits that it does not bring along. */
import type { IncomingMessage } from 'node:http'
import { Duplex } from 'node:stream'
import { Aedes, type AuthenticateError, type Client, type PublishPacket } from 'aedes'
import type { Credential, CredentialBook } from '../core/ports.ts'
import { mayPublish, maySubscribe } from './access.ts'
import { FrameGuard } from './frame-guard.ts'
import type { Ingest } from './ingest.ts'

const CONNECT_TIMEOUT_MS = 10_000
const DRAIN_TIMEOUT_MS = 10_000
const KEEPALIVE_MAX_S = 3600
const QUEUE_MAX_PACKETS = 1000
const CLIENT_ID_MAX_CHARS = 128
const SUBSCRIPTIONS_MAX = 100
/** A subscriber that has let this much pile up is not reading any more. */
const FROZEN_BYTES = 1024 * 1024
const CLIENTS_MAX = 20_000
const SIGN_IN_TRIES_MAX = 10
const SIGN_IN_WINDOW_MS = 60_000
const SIGN_IN_NAMES_MAX = 10_000
const BAD_CREDENTIALS = 4

interface Known {
  readonly credential: Credential
  subscriptions: number
}

export interface BrokerParts {
  readonly credentials: CredentialBook
  readonly ingest: Ingest
  readonly now: () => number
  readonly onError: (error: Error, clientId: string | null) => void
}

export interface Broker {
  /** Serves one connection, whatever it came in by. */
  handle(stream: Duplex, address: string, request?: IncomingMessage): void
  publish(topic: string, payload: string): void
  clients(): number
  disconnect(credentialId: string): void
  close(): Promise<void>
}

export async function createBroker({ credentials, ingest, now, onError }: BrokerParts): Promise<Broker> {
  const known = new Map<Client, Known>()
  const wills = new WeakMap<Client, string>()
  const addresses = new WeakMap<object, string>()
  /** Who a client id belongs to while it is connected, so that nobody else can take it over. */
  const owners = new Map<string, string>()
  const failures = new Map<string, { count: number; since: number }>()

  const aedes = await Aedes.createBroker({
    connectTimeout: CONNECT_TIMEOUT_MS,
    drainTimeout: DRAIN_TIMEOUT_MS,
    keepaliveLimit: KEEPALIVE_MAX_S,
    queueLimit: QUEUE_MAX_PACKETS,
    maxClientsIdLength: CLIENT_ID_MAX_CHARS,
    preConnect(client, packet, done) {
      if (packet.will) wills.set(client, packet.will.topic)
      done(null, aedes.connectedClients < CLIENTS_MAX && (packet.keepalive ?? 0) > 0)
    },
    authenticate(client, username, password, done) {
      const credential = guarded(() => signIn(client, username, password))
      if (credential) done(null, true)
      else done(refusal(), false)
    },
    authorizePublish(client, packet, done) {
      if (client === null) return done(null)
      receive(client, packet).then(
        () => done(null),
        (error: Error) => done(error),
      )
    },
    authorizeSubscribe(client, subscription, done) {
      const entry = known.get(client)
      const allowed =
        entry !== undefined &&
        entry.subscriptions < SUBSCRIPTIONS_MAX &&
        guarded(() => maySubscribe(entry.credential, subscription.topic))
      if (!entry || !allowed) return done(null, null)
      entry.subscriptions += 1
      done(null, subscription)
    },
    authorizeForward(client, packet) {
      if (client.conn.writableLength <= FROZEN_BYTES) return packet
      client.conn.destroy()
      return null
    },
  })
  aedes.on('clientDisconnect', forget)
  aedes.on('clientError', (client, error) => onError(error, client.id))
  aedes.on('connectionError', (client, error) => {
    forget(client)
    onError(error, null)
  })
  aedes.on('unsubscribe', (topics, client) => {
    const entry = known.get(client)
    if (entry) entry.subscriptions = Math.max(0, entry.subscriptions - topics.length)
  })

  function signIn(client: Client, username: string | undefined, password: Buffer | undefined) {
    if (!username || password === undefined) return undefined
    const key = `${addresses.get(client.conn) ?? ''} ${username}`
    if (throttled(key)) return undefined
    const credential = credentials.verify(username, password.toString('utf8'))
    if (credential === undefined) {
      failed(key)
      return undefined
    }
    const will = wills.get(client)
    if (will !== undefined && !mayPublish(credential, will)) return undefined
    const owner = owners.get(client.id)
    if (owner !== undefined && owner !== credential.id) return undefined
    owners.set(client.id, credential.id)
    known.set(client, { credential, subscriptions: 0 })
    return credential
  }

  function throttled(key: string): boolean {
    const failure = failures.get(key)
    return (
      failure !== undefined && failure.count >= SIGN_IN_TRIES_MAX && now() - failure.since < SIGN_IN_WINDOW_MS
    )
  }

  function failed(key: string): void {
    const before = failures.get(key)
    const fresh = before === undefined || now() - before.since >= SIGN_IN_WINDOW_MS
    if (failures.size >= SIGN_IN_NAMES_MAX) failures.clear()
    failures.set(key, fresh ? { count: 1, since: now() } : { ...before, count: before.count + 1 })
  }

  async function receive(client: Client, { topic, payload, qos, retain }: PublishPacket): Promise<void> {
    const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload
    // A client's own publish with the retain flag is live; only a broker's replay is old.
    const packet = { topic, payload: bytes, retained: false, receivedAt: now() }
    const entry = known.get(client)
    if (entry === undefined || !mayPublish(entry.credential, topic)) {
      ingest.reject(
        'topic.forbidden',
        `not this client's topic${retain ? ', retained' : ''}`,
        packet,
        client.id,
      )
      throw new Error('topic forbidden')
    }
    await ingest.take(packet, client.id, qos)
  }

  function forget(client: Client): void {
    if (!known.delete(client)) return
    for (const other of known.keys()) if (other.id === client.id) return
    owners.delete(client.id)
  }

  return {
    handle(stream, address, request) {
      const guard = new FrameGuard()
      stream.on('error', () => guard.destroy())
      stream.on('close', () => guard.destroy())
      guard.on('error', () => stream.destroy())
      const guardedStream = Duplex.from({
        readable: stream.pipe(guard) as NodeJS.ReadableStream,
        writable: stream as NodeJS.WritableStream,
      } as never)
      guardedStream.on('error', () => stream.destroy())
      guardedStream.on('close', () => stream.destroy())
      addresses.set(guardedStream, address)
      aedes.handle(guardedStream, request as IncomingMessage)
    },
    publish(topic, payload) {
      const packet = {
        cmd: 'publish',
        topic,
        payload: Buffer.from(payload),
        qos: 1,
        retain: false,
        dup: false,
      }
      aedes.publish(packet as PublishPacket, error => error && onError(error, null))
    },
    clients: () => aedes.connectedClients,
    disconnect(credentialId) {
      for (const [client, { credential }] of known) if (credential.id === credentialId) client.close()
    },
    close: () => new Promise(resolve => aedes.close(() => resolve())),
  }
}

/** A hook that throws would end the process. */
function guarded<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}

function refusal(): AuthenticateError {
  return Object.assign(new Error('wrong credentials'), { returnCode: BAD_CREDENTIALS }) as AuthenticateError
}
