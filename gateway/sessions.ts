/**
 * What the broker keeps in memory for others: retained messages and the queues of sessions. aedes' own keeping of them
 * knows no limits; these are put in front of it.
 */
import type { Readable } from 'node:stream'
import { OFFLINE_MAX_BYTES, OFFLINE_MAX_PACKETS, RETAINED_MAX_BYTES, RETAINED_MAX_TOPICS } from './limits.ts'

interface Kept {
  readonly topic: string
  readonly payload: Uint8Array
}
interface Subscription {
  readonly topic: string
}
interface Subscriber {
  readonly clientId: string
}
interface Owner {
  readonly id: string
}

/** The part of aedes' persistence that grows with what clients send. */
export interface Persistence {
  storeRetained(packet: Kept): Promise<void>
  addSubscriptions(client: Owner, subscriptions: readonly Subscription[]): Promise<void>
  outgoingEnqueue(subscriber: Subscriber, packet: Kept): Promise<void>
  outgoingEnqueueCombi(subscribers: readonly Subscriber[], packet: Kept): Promise<void>
  outgoingClearMessageId(client: Owner, packet: object): Promise<Partial<Kept> | undefined>
  outgoingStream(client: Owner): Readable
  cleanSubscriptions(client: Owner): Promise<void>
  cleanIncoming(client: Owner): Promise<void>
}

export interface SessionRules {
  /** aedes keeps every filter of a SUBSCRIBE, also those it refused: only what is allowed may stay. */
  mayKeep(client: object, filter: string): boolean
  /** Something was not kept because there is no more room for it. */
  onFull(topic: string): void
}

const NOTHING = { packets: 0, bytes: 0 }

/** Puts the limits before a persistence, in place, and answers with what forgets a session. */
export function limitPersistence(persistence: Persistence, { mayKeep, onFull }: SessionRules) {
  const inner = {
    storeRetained: persistence.storeRetained.bind(persistence),
    addSubscriptions: persistence.addSubscriptions.bind(persistence),
    enqueue: persistence.outgoingEnqueueCombi.bind(persistence),
    clear: persistence.outgoingClearMessageId.bind(persistence),
  }
  /** Bytes by topic, and by session. */
  const retained = new Map<string, number>()
  let retainedBytes = 0
  const queued = new Map<string, { packets: number; bytes: number }>()
  const hasRoom = (clientId: string, { payload }: Kept) => {
    const { packets, bytes } = queued.get(clientId) ?? NOTHING
    return packets < OFFLINE_MAX_PACKETS && bytes + payload.length <= OFFLINE_MAX_BYTES
  }

  persistence.storeRetained = async packet => {
    const { topic, payload } = packet
    const before = retained.get(topic)
    const bytes = retainedBytes - (before ?? 0) + payload.length
    const fits = bytes <= RETAINED_MAX_BYTES && (before !== undefined || retained.size < RETAINED_MAX_TOPICS)
    if (payload.length > 0 && !fits) return onFull(topic)
    if (payload.length === 0) retained.delete(topic)
    else retained.set(topic, payload.length)
    retainedBytes = bytes
    await inner.storeRetained(packet)
  }
  persistence.addSubscriptions = (client, subscriptions) =>
    inner.addSubscriptions(
      client,
      subscriptions.filter(({ topic }) => mayKeep(client, topic)),
    )
  persistence.outgoingEnqueueCombi = async (subscribers, packet) => {
    const roomy = subscribers.filter(({ clientId }) => hasRoom(clientId, packet))
    if (roomy.length < subscribers.length) onFull(packet.topic)
    for (const { clientId } of roomy) {
      const { packets, bytes } = queued.get(clientId) ?? NOTHING
      queued.set(clientId, { packets: packets + 1, bytes: bytes + packet.payload.length })
    }
    await inner.enqueue(roomy, packet)
  }
  persistence.outgoingEnqueue = (subscriber, packet) => persistence.outgoingEnqueueCombi([subscriber], packet)
  persistence.outgoingClearMessageId = async (client, packet) => {
    const cleared = await inner.clear(client, packet)
    if (cleared === undefined) return cleared
    const { packets, bytes } = queued.get(client.id) ?? NOTHING
    if (packets > 1)
      queued.set(client.id, { packets: packets - 1, bytes: bytes - (cleared.payload?.length ?? 0) })
    else queued.delete(client.id)
    return cleared
  }

  return async function forget(clientId: string): Promise<void> {
    const client = { id: clientId }
    await persistence.cleanSubscriptions(client)
    await persistence.cleanIncoming(client)
    for await (const packet of persistence.outgoingStream(client))
      await persistence.outgoingClearMessageId(client, packet)
  }
}
