import { Problem } from '../../../core/contract/error.ts'
import type { Site } from '../../../core/contract/site.ts'
import type { wateringRoutes } from '../../../core/contract/watering.ts'
import type { waterRecordRoutes } from '../../../core/contract/watering-history.ts'
import { localDay } from '../../../core/text/format.ts'
import { RecordsDesk } from '../../irrigation/records-desk.ts'
import type { HandlersOf, Visit } from '../call.ts'
import type { AppDependencies } from '../dependencies.ts'
import { parseInstant } from '../instants.ts'
import { attachment } from './reports.ts'

const DAY_MS = 86_400_000
const PLAN_AHEAD_MS = DAY_MS
/** Nobody needs to see further, and every day costs work. */
const PLAN_AHEAD_MAX_MS = 14 * DAY_MS
const RUNS_BACK_MS = 7 * DAY_MS
const RUNS_DEFAULT = 100
const RUNS_SCANNED = 5000
const INCIDENTS_MAX = 200
const ZONE_DAYS_BACK = 60

type Handlers = HandlersOf<typeof waterRecordRoutes> & Pick<HandlersOf<typeof wateringRoutes>, 'listZoneDays'>

export function wateringHistoryHandlers({ state, watering, clock }: AppDependencies): Handlers {
  const records = new RecordsDesk(state, clock)

  function siteOf(visit: Visit, siteId: string | undefined): Site {
    const id = siteId ?? visit.homeSiteId()
    const site = visit.sees(id) ? state.sites.get(id) : undefined
    if (site === undefined) throw new Problem('thing.not-found', `there is no ${id}`)
    return site
  }
  const mapId = (siteId: string) => `grounds-map:${siteId}`

  return {
    listZoneDays({ params, query, own }) {
      const zone = own(state.zones, params.id)
      const timeZone = state.sites.get(zone.siteId)?.timeZone ?? 'UTC'
      const now = clock.now()
      const from = query.from ?? localDay(now - ZONE_DAYS_BACK * DAY_MS, timeZone)
      return state.zoneDays.between(from, query.to ?? localDay(now, timeZone), zone.id)
    },

    listRuns({ query, visible }) {
      const now = clock.now()
      const to = query.to === undefined ? now + PLAN_AHEAD_MS : parseInstant(query.to, 'to')
      const from = query.from === undefined ? now - RUNS_BACK_MS : parseInstant(query.from, 'from')
      const found = state.runs.between(from, to, RUNS_SCANNED)
      const runs = visible(found).filter(
        ({ zoneId }) => query.zoneId === undefined || zoneId === query.zoneId,
      )
      const items = runs.slice(0, query.limit ?? RUNS_DEFAULT)
      const last = runs.length > items.length ? items.at(-1) : undefined
      // There is no cursor to ask with: `next` is the `to` of the next, older page.
      return last === undefined ? { items } : { items, next: String(last.plannedAt) }
    },

    listPlan({ query, sees }) {
      const now = clock.now()
      const to = query.to === undefined ? now + PLAN_AHEAD_MS : parseInstant(query.to, 'to')
      const plan = watering.plan(Math.min(to, now + PLAN_AHEAD_MAX_MS))
      const seen = new Set(state.zones.list().flatMap(zone => (sees(zone.siteId) ? [zone.id] : [])))
      return plan.filter(run => seen.has(run.zoneId))
    },

    getWateringRecords: ({ query, ...visit }) =>
      records.records(siteOf(visit, query.siteId), query.from, query.to),

    getWateringRecordsCsv({ query, reply, ...visit }) {
      const site = siteOf(visit, query.siteId)
      const language = query.language ?? visit.identity.user.language
      const csv = records.csv(site, query.from, query.to, language)
      const name = language === 'zh' ? '绿化用水.csv' : 'grounds-water.csv'
      reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', attachment(name, 'grounds-water.csv'))
      return Buffer.from(csv, 'utf8')
    },

    getWateringSection: ({ query, ...visit }) => records.section(siteOf(visit, query.siteId), query.month),

    listIncidents({ query, visible }) {
      const open = visible(state.incidents.list({ until: null }))
      if (query.open === true) return open
      const over = visible(state.incidents.list()).filter(({ until }) => until !== null)
      return [...open, ...over].sort(openThenNewest).slice(0, INCIDENTS_MAX)
    },

    closeIncident({ params, own, actor }) {
      const incident = own(state.incidents, params.id)
      watering.closeIncident(incident.id, actor.name)
      return state.incidents.get(incident.id) ?? incident
    },

    listSuggestions: ({ visible }) => visible(records.suggestions()),

    acceptSuggestion({ params, own, audit }) {
      own(state.zones, zoneOf(params.id))
      const zone = records.accept(params.id)
      audit.target = params.id
      watering.changed()
      return zone
    },

    dismissSuggestion({ params, own, audit }) {
      own(state.zones, zoneOf(params.id))
      records.dismiss(params.id)
      audit.target = params.id
      return {}
    },

    getGroundsMap({ query, ...visit }) {
      const site = siteOf(visit, query.siteId)
      const picture = state.settings.get(mapId(site.id))?.value
      return { siteId: site.id, picture: typeof picture === 'string' ? picture : null }
    },

    putGroundsMap({ query, body, audit, ...visit }) {
      const site = siteOf(visit, query.siteId)
      audit.target = mapId(site.id)
      audit.before = null
      // A picture has no place in the audit log.
      audit.after = { picture: body.picture === null ? null : body.picture.length }
      if (body.picture === null) state.settings.remove(mapId(site.id))
      else state.settings.put({ id: mapId(site.id), value: body.picture })
      return { siteId: site.id, picture: body.picture }
    },
  }
}

const zoneOf = (suggestion: string) => suggestion.slice(0, suggestion.lastIndexOf(':'))

function openThenNewest(
  a: { readonly since: number; readonly until: number | null },
  b: { readonly since: number; readonly until: number | null },
): number {
  return Number(a.until !== null) - Number(b.until !== null) || b.since - a.since
}
