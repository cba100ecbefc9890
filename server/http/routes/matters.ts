import { Problem } from '../../../core/contract/error.ts'
import { KPI_DAYS_MAX, type matterRoutes } from '../../../core/contract/matters.ts'
import type { Site } from '../../../core/contract/site.ts'
import { handoverCard, handoverLines } from '../../../core/matters/handover.ts'
import { handoverTexts } from '../../../core/text/matters.ts'
import { fillBoth } from '../../../core/text/text.ts'
import { Matters } from '../../matters/matters.ts'
import type { HandlersOf, Visit } from '../call.ts'
import type { AppDependencies } from '../dependencies.ts'

const DAYS_DEFAULT = 30

export function matterHandlers(deps: AppDependencies): HandlersOf<typeof matterRoutes> {
  const { state, channels, press } = deps
  const matters = new Matters(deps)

  function siteOf(visit: Visit, asked: string | undefined): Site {
    const id = asked ?? visit.homeSiteId()
    const site = state.sites.get(id)
    if (site === undefined || !visit.sees(id)) throw new Problem('thing.not-found', `there is no ${id}`)
    return site
  }

  const daysOf = (text: string | undefined) =>
    Math.min(Math.max(text === undefined ? DAYS_DEFAULT : Number(text), 1), KPI_DAYS_MAX)

  return {
    listOpenMatters: ({ sees }) => matters.matters(state.sites.list().filter(({ id }) => sees(id))),
    getAlarmHealth: ({ query, ...visit }) => matters.health(siteOf(visit, query.siteId), daysOf(query.days)),
    listTunings: ({ query, ...visit }) => matters.tunings(siteOf(visit, query.siteId), daysOf(query.days)),
    setPromise({ params, body, audit, ...visit }) {
      const before = siteOf(visit, params.id)
      const site = { ...before, promised: body }
      audit.before = before.promised ?? null
      audit.after = body
      state.sites.put(site)
      return site
    },

    getHandover: ({ query, ...visit }) => handoverCard(matters.handover(siteOf(visit, query.siteId))),

    async getHandoverPdf({ query, reply, ...visit }) {
      const language = query.language ?? visit.identity.user.language
      reply.type('application/pdf').header('content-disposition', 'inline; filename="handover.pdf"')
      const card = handoverCard(matters.handover(siteOf(visit, query.siteId)))
      return Buffer.from(await press.print(card, 'pdf', language))
    },

    sendHandover({ body, own, sees, audit }) {
      const channel = own(state.channels, body.channelId)
      const site = state.sites.get(channel.siteId)
      if (site === undefined || !sees(site.id)) throw new Problem('thing.not-found', 'there is no such site')
      audit.before = undefined
      const input = matters.handover(site)
      const title = fillBoth(handoverTexts.noticeTitle, { site: site.name, open: input.matters.length })
      return channels.say(channel, { title, lines: handoverLines(input), path: '/matters/handover' })
    },

    // Whoever hands over need not see how a channel is set up.
    listHandoverChannels: ({ visible }) =>
      visible(state.channels.list({ enabled: true })).map(({ id, name }) => ({ id, name })),
  }
}
