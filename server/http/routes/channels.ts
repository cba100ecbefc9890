import { createHash, randomUUID } from 'node:crypto'
import { can } from '../../../core/access/can.ts'
import type {
  Channel,
  ChannelView,
  Contact,
  channelRoutes,
  Delivery,
  DeliveryView,
} from '../../../core/contract/channel.ts'
import { Problem } from '../../../core/contract/error.ts'
import { nameOf } from '../../../core/contract/schema.ts'
import type { StateStore } from '../../../core/ports.ts'
import { vapidKeys } from '../../notify/web-push.ts'
import { peopleOf } from '../../notify/world.ts'
import type { HandlersOf, Visit } from '../call.ts'
import type { AppDependencies } from '../dependencies.ts'
import { checkChannel } from './channel-check.ts'

const DELIVERIES_SHOWN = 200
/** Read to find them among those of other sites. */
const DELIVERIES_SCANNED = 2000
/** Phone, tablet, desk; who changes browsers more often loses the oldest. */
const BROWSERS_MAX = 10

type Handlers = HandlersOf<typeof channelRoutes>
type Reaching =
  | 'getPushKey'
  | 'subscribePush'
  | 'unsubscribePush'
  | 'listPeople'
  | 'getContact'
  | 'setContact'
type OfOthers = 'getContactOf' | 'setContactOf'

export function channelHandlers(deps: AppDependencies): Handlers {
  return { ...ownHandlers(deps), ...reachingHandlers(deps), ...contactHandlers(deps) }
}

function ownHandlers({ state, channels, clock }: AppDependencies): Omit<Handlers, Reaching | OfOthers> {
  return {
    listChannels: ({ visible, actor }) =>
      visible(state.channels.list()).map(one => (can(actor, 'channel.change') ? viewOf(one) : maskedOf(one))),

    createChannel({ body, homeSiteId, audit }) {
      const channel: Channel = {
        ...body,
        id: randomUUID(),
        siteId: homeSiteId(),
        name: nameOf(body.name),
        createdAt: clock.now(),
      }
      checkChannel(state, channel)
      state.channels.put(channel)
      audit.after = maskedOf(channel)
      return viewOf(channel)
    },

    changeChannel({ params, body, own, audit }) {
      const channel = own(state.channels, params.id)
      const name = body.name === undefined ? channel.name : nameOf(body.name)
      const changed: Channel = { ...channel, ...body, name }
      checkChannel(state, changed)
      state.channels.put(changed)
      audit.before = maskedOf(channel)
      audit.after = maskedOf(changed)
      return viewOf(changed)
    },

    deleteChannel({ params, own, audit }) {
      const channel = own(state.channels, params.id)
      state.channels.remove(channel.id)
      audit.before = maskedOf(channel)
      return {}
    },

    testChannel: ({ params, own, identity }) =>
      channels.test(own(state.channels, params.id), identity.user.id),

    listDeliveries({ query, visible }) {
      const seen = new Set(visible(state.channels.list()).map(channel => channel.id))
      return state.deliveries
        .list(query, { limit: DELIVERIES_SCANNED })
        .filter(delivery => seen.has(delivery.channelId))
        .slice(0, DELIVERIES_SHOWN)
        .map(delivery => deliveryView(state, delivery))
    },

    retryDelivery({ params, own, audit }) {
      const row = state.deliveries.list({ id: params.id })[0]
      if (row === undefined) throw new Problem('thing.not-found', `there is no delivery ${params.id}`)
      own(state.channels, row.channelId)
      audit.before = row
      if (row.state !== 'given-up')
        throw new Problem('thing.conflict', 'only what was given up is tried again')
      const now = clock.now()
      // Counted from now: what is tried again is not given up at once.
      const again: Delivery = { ...row, state: 'waiting', createdAt: now, nextTryAt: now, settledAt: null }
      state.deliveries.update(again)
      return again
    },
  }
}

function reachingHandlers({ state, clock }: AppDependencies): Pick<Handlers, Reaching> {
  return {
    getPushKey: () => ({ key: vapidKeys(state).publicKey }),

    subscribePush({ body, identity, audit }) {
      const user = person(state, identity)
      const id = createHash('sha256').update(body.endpoint).digest('hex')
      audit.target = user.username
      audit.after = { id }
      state.transaction(() => {
        // A browser tells one person: whoever signed in there last.
        state.pushSubscriptions.put({ ...body, id, userId: user.id, createdAt: clock.now() })
        const all = state.pushSubscriptions.list({ userId: user.id })
        all.sort((a, b) => b.createdAt - a.createdAt)
        for (const old of all.slice(BROWSERS_MAX)) state.pushSubscriptions.remove(old.id)
      })
      return { id }
    },

    unsubscribePush({ params, identity }) {
      const kept = state.pushSubscriptions.get(params.id)
      if (kept?.userId !== identity.user.id) throw new Problem('thing.not-found', 'there is no such browser')
      state.pushSubscriptions.remove(kept.id)
      return {}
    },

    listPeople: visit =>
      peopleOf(state)
        .filter(
          one => visit.actor.sites.includes('*') || one.sites.includes('*') || one.sites.some(visit.sees),
        )
        .filter(one => can({ name: one.username, role: one.role, sites: one.sites }, 'alarm.read'))
        .map(one => {
          const user = state.users.get(one.userId)
          return {
            id: one.userId,
            name: user?.displayName || one.username,
            role: one.role,
            email: one.contact?.email != null,
            push: one.browsers,
          }
        }),

    getContact: ({ identity }) => contactOf(state, person(state, identity).id),

    setContact({ body, identity, audit }) {
      const { id, username } = person(state, identity)
      audit.target = username
      audit.before = contactOf(state, id)
      return changedContact(state, id, body)
    },
  }
}

function contactHandlers({ state }: AppDependencies): Pick<Handlers, OfOthers> {
  /** A person all of whose sites the actor holds too. */
  function ownPerson({ actor }: Visit, id: string): string {
    const user = state.users.get(id)
    const held = user?.sites.every(site => actor.sites.includes('*') || actor.sites.includes(site))
    if (user === undefined || !held) throw new Problem('thing.not-found', `there is no user ${id}`)
    return user.id
  }
  return {
    getContactOf: ({ params, ...visit }) => contactOf(state, ownPerson(visit, params.id)),
    setContactOf({ params, body, audit, ...visit }) {
      const id = ownPerson(visit, params.id)
      audit.before = contactOf(state, id)
      return changedContact(state, id, body)
    },
  }
}

function person(state: StateStore, { user }: Visit['identity']) {
  const found = state.users.get(user.id)
  if (found === undefined) throw new Problem('access.forbidden', 'a token is nobody who could be told')
  return found
}

function contactOf(state: StateStore, id: string): Contact {
  return state.contacts.get(id) ?? { id, email: null, quiet: null, wecom: null, dingtalk: null, feishu: null }
}

function changedContact(state: StateStore, id: string, change: Partial<Omit<Contact, 'id'>>): Contact {
  const contact = { ...contactOf(state, id), ...change }
  state.contacts.put(contact)
  return contact
}

/** The secret is never shown again, only that there is one. */
function viewOf(channel: Channel): ChannelView {
  return { ...channel, secret: channel.secret === null ? null : 'set' }
}

/** A robot's address has its key in it: who may not change it, and the audit log, see only where it leads. */
function maskedOf(channel: Channel): ChannelView {
  const { url } = channel
  return {
    ...viewOf(channel),
    url: URL.canParse(url) ? `${new URL(url).protocol}//${new URL(url).host}` : '',
  }
}

function deliveryView(state: StateStore, delivery: Delivery): DeliveryView {
  const user = delivery.userId == null ? undefined : state.users.get(delivery.userId)
  return {
    ...delivery,
    alarm: state.alarms.get(delivery.alarmId)?.name ?? null,
    channel: state.channels.get(delivery.channelId)?.name ?? null,
    person: user === undefined ? null : user.displayName || user.username,
  }
}
