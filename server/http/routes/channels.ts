import { randomUUID } from 'node:crypto'
import type { Channel, ChannelView, channelRoutes } from '../../../core/contract/channel.ts'
import { nameOf } from '../../../core/contract/schema.ts'
import type { HandlersOf } from '../call.ts'
import type { AppDependencies } from '../dependencies.ts'

const DELIVERIES_SHOWN = 200
/** Read to find them among those of other sites. */
const DELIVERIES_SCANNED = 2000

export function channelHandlers(deps: AppDependencies): HandlersOf<typeof channelRoutes> {
  const { state, channels, clock } = deps
  return {
    listChannels: ({ visible }) => visible(state.channels.list()).map(viewOf),

    createChannel({ body, homeSiteId }) {
      const channel: Channel = {
        ...body,
        id: randomUUID(),
        siteId: homeSiteId(),
        name: nameOf(body.name),
        createdAt: clock.now(),
      }
      state.channels.put(channel)
      return viewOf(channel)
    },

    changeChannel({ params, body, own }) {
      const channel = own(state.channels, params.id)
      const name = body.name === undefined ? channel.name : nameOf(body.name)
      const changed: Channel = { ...channel, ...body, name }
      state.channels.put(changed)
      return viewOf(changed)
    },

    deleteChannel({ params, own }) {
      state.channels.remove(own(state.channels, params.id).id)
      return {}
    },

    testChannel: ({ params, own }) => channels.test(own(state.channels, params.id)),

    listDeliveries({ visible }) {
      const seen = new Set(visible(state.channels.list()).map(channel => channel.id))
      return state.deliveries
        .list({}, { limit: DELIVERIES_SCANNED })
        .filter(delivery => seen.has(delivery.channelId))
        .slice(0, DELIVERIES_SHOWN)
    },
  }
}

/** The secret is never shown again, only that there is one. */
function viewOf(channel: Channel): ChannelView {
  return { ...channel, secret: channel.secret === null ? null : 'set' }
}
