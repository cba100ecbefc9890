/**
 * What the broker keeps in memory for others: retained messages and the queues of sessions. aedes' own keeping of them
 * knows no limits; these are put in front of it.
 */
import type { Readable } from 'node:stream'
import { OFFLINE_MAX_PACKETS, RETAINED_MAX_TOPICS } from './limits.ts'

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
  outgoingClearMessageId(client: Owner, packet: object): Promise<unknown>
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

/** Puts the limits before a persistence, in place, and answers with what forgets a session. */
export function limitPersistence(persistence: Persistence, { mayKeep, onFull }: SessionRules) {
  const inner = {
    storeRetained: persistence.storeRetained.bind(persistence),
    addSubscriptions: persistence.addSubscriptions.bind(persistence),
    enqueue: persistence.outgoingEnqueueCombi.bind(persistence),
    clear: persistence.outgoingClearMessageId.bind(persistence),
  }
  const retained = new Set<string>()
  const queued = new Map<string, number>()

  persistence.storeRetained = async packet => {
    if (packet.payload.length === 0) retained.delete(packet.topic)
    else if (retained.has(packet.topic) || retained.size < RETAINED_MAX_TOPICS) retained.add(packet.topic)
    else return onFull(packet.topic)
    await inner.storeRetained(packet)
  }
  persistence.addSubscriptions = (client, subscriptions) =>
    inner.addSubscriptions(
      client,
      subscriptions.filter(({ topic }) => mayKeep(client, topic)),
    )
  persistence.outgoingEnqueueCombi = async (subscribers, packet) => {
    const roomy = subscribers.filter(({ clientId }) => (queued.get(clientId) ?? 0) < OFFLINE_MAX_PACKETS)
    if (roomy.length < subscribers.length) onFull(packet.topic)
    for (const { clientId } of roomy) queued.set(clientId, (queued.get(clientId) ?? 0) + 1)
    await inner.enqueue(roomy, packet)
  }
  persistence.outgoingEnqueue = (subscriber, packet) => persistence.outgoingEnqueueCombi([subscriber], packet)
  persistence.outgoingClearMessageId = async (client, packet) => {
    const cleared = await inner.clear(client, packet)
    const left = (queued.get(client.id) ?? 0) - 1
    if (cleared !== undefined && left > 0) queued.set(client.id, left)
    else if (cleared !== undefined) queued.delete(client.id)
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
