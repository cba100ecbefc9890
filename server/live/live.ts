/**
 * The live view: browsers join a site over socket.io, get a snapshot, then what changed, a few times a second at most.
 *
 * Nothing is sent, on either transport, to who is not signed in: the handshake itself is refused.
 */
import type { Server as HttpServer, IncomingMessage } from 'node:http'
import { Server } from 'socket.io'
import { can } from '../../core/access/can.ts'
import type { ClientEvents, ServerEvents } from '../../core/contract/live.ts'
import type { Identity } from '../access/access.ts'
import { proofOf, sameOrigin } from '../http/proof.ts'
import { LiveFeed } from './feed.ts'
import { LIVE_LIMITS, type LiveDependencies, type LiveLimits, type LiveSocket } from './limits.ts'
import { snapshotOf } from './snapshot.ts'

export interface Live {
  /** Sockets that have been let in. */
  count(): number
  close(): Promise<void>
}

type LiveServer = Server<ClientEvents, ServerEvents>

export function attachLive(http: HttpServer, deps: LiveDependencies, limits: LiveLimits = LIVE_LIMITS): Live {
  const io: LiveServer = new Server(http, {
    serveClient: false,
    maxHttpBufferSize: LIVE_LIMITS.messageBytes,
    // Other upgrades, MQTT among them, have an owner of their own.
    destroyUpgrade: false,
    pingInterval: 10_000,
    pingTimeout: 10_000,
    connectTimeout: 10_000,
    perMessageDeflate: false,
    allowRequest: (request, answer) => {
      const refusal = refusalOf(request, deps, io.engine.clientsCount)
      answer(refusal, refusal === null)
    },
  })
  const feeds = new Map<LiveSocket, LiveFeed>()

  io.on('connection', socket => {
    const identity = identityOf(socket, deps)
    if (identity === undefined) return void socket.disconnect(true)
    const feed = new LiveFeed(socket, deps, limits)
    feeds.set(socket, feed)
    welcome(socket, feed, deps)
    socket.once('disconnect', () => feeds.delete(socket))
  })

  const unsubscribe = deps.changes.subscribe(change => {
    for (const feed of feeds.values()) feed.take(change)
  })
  const sending = setInterval(() => flushAll(feeds, deps), limits.sendEveryMs)
  const checking = setInterval(() => signOutEnded(feeds, deps), limits.recheckMs)

  return {
    count: () => feeds.size,
    async close() {
      clearInterval(sending)
      clearInterval(checking)
      unsubscribe()
      for (const socket of feeds.keys()) drop(socket)
      io.engine.close()
    },
  }
}

/** Null when the handshake may go on. */
function refusalOf(request: IncomingMessage, { access }: LiveDependencies, connected: number): string | null {
  if (!sameOrigin(request.headers)) return 'this page belongs to another site'
  if (access.identify(proofOf(request.headers)) === undefined) return 'sign in first'
  return connected >= LIVE_LIMITS.sockets ? 'too many live connections' : null
}

/** Asked again and again: a session, a token or a role may end while the socket is open. */
function identityOf(socket: LiveSocket, { access }: LiveDependencies): Identity | undefined {
  return access.identify(proofOf(socket.request.headers))
}

function welcome(socket: LiveSocket, feed: LiveFeed, deps: LiveDependencies): void {
  let joins = 0
  let since = deps.clock.monotonic()
  socket.on('join', (siteId: unknown) => {
    const now = deps.clock.monotonic()
    if (now - since > 60_000) [joins, since] = [0, now]
    joins += 1
    if (joins > LIVE_LIMITS.joinsPerMinute) return void socket.disconnect(true)
    const identity = identityOf(socket, deps)
    const site = typeof siteId === 'string' ? deps.state.sites.get(siteId) : undefined
    if (site === undefined || identity === undefined || !can(identity.actor, 'site.read', site.id)) return
    if (!feed.hasRoom()) return drop(socket)
    // Empties what had waited: the snapshot is newer than all of it.
    feed.join(site.id)
    try {
      socket.emit('snapshot', snapshotOf(site, deps))
    } catch (error) {
      deps.log.error({ error, site: site.id }, 'a snapshot failed')
      drop(socket)
    }
  })
}

function flushAll(feeds: Map<LiveSocket, LiveFeed>, deps: LiveDependencies): void {
  for (const [socket, feed] of feeds) {
    try {
      if (!feed.flush()) drop(socket)
    } catch (error) {
      deps.log.error({ error }, 'a live socket failed')
      drop(socket)
    }
  }
}

function signOutEnded(feeds: Map<LiveSocket, LiveFeed>, deps: LiveDependencies): void {
  for (const [socket, feed] of feeds) {
    const identity = identityOf(socket, deps)
    const allowed =
      identity !== undefined && (feed.siteId === null || can(identity.actor, 'site.read', feed.siteId))
    if (allowed) continue
    socket.emit('signed-out')
    socket.disconnect(true)
  }
}

/**
 * Ends a connection without asking the other side, who may be frozen and would keep it, and what waits in it, for half
 * a minute. A living page comes again by itself.
 */
function drop(socket: LiveSocket): void {
  const { transport } = socket.conn as unknown as { transport: { socket?: { terminate?(): void } } }
  if (transport.socket?.terminate !== undefined) transport.socket.terminate()
  else socket.conn.close(true)
}
