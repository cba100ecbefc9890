import { randomUUID } from 'node:crypto'
import { Problem } from '../../../core/contract/error.ts'
import { nameOf } from '../../../core/contract/schema.ts'
import type { Site } from '../../../core/contract/site.ts'
import type { wateringRoutes } from '../../../core/contract/watering.ts'
import type { WateringCalendar } from '../../../core/contract/watering-program.ts'
import { siteDays } from '../../../core/irrigation/days.ts'
import { manualDay } from '../../../core/irrigation/manual-day.ts'
import { readIcal } from '../../irrigation/ical.ts'
import { keepSettings, readSettings } from '../../irrigation/settings.ts'
import type { HandlersOf, Visit } from '../call.ts'
import type { AppDependencies } from '../dependencies.ts'

type Handlers = HandlersOf<typeof wateringRoutes>
type Keys =
  | 'listCalendars'
  | 'createCalendar'
  | 'changeCalendar'
  | 'deleteCalendar'
  | 'importCalendar'
  | 'getWateringSettings'
  | 'putWateringSettings'
  | 'getWeather'
  | 'putWeatherDay'

const DAY_MS = 86_400_000
const BACK_DAYS = 14
const AHEAD_DAYS = 14

export function wateringWeatherHandlers({ state, watering, clock }: AppDependencies): Pick<Handlers, Keys> {
  /** The site that is named, or the first that is seen. */
  function siteOf(visit: Visit, siteId: string | undefined): Site {
    const id = siteId ?? visit.homeSiteId()
    const site = visit.sees(id) ? state.sites.get(id) : undefined
    if (site === undefined) throw new Problem('thing.not-found', `there is no ${id}`)
    return site
  }

  function kept(visit: Visit, calendar: WateringCalendar): WateringCalendar {
    for (const zoneId of calendar.zoneIds)
      if (visit.own(state.zones, zoneId).siteId !== calendar.siteId)
        throw new Problem('thing.not-found', `there is no zone ${zoneId} at this site`)
    for (const exclusion of calendar.exclusions)
      if (exclusion.type === 'once' && exclusion.from >= exclusion.to)
        throw new Problem('request.invalid', 'a time without watering ends after it begins', [
          { path: '/exclusions', message: 'from must be before to' },
        ])
    state.calendars.put(calendar)
    watering.changed()
    return calendar
  }

  return {
    listCalendars: ({ visible }) => visible(state.calendars.list()),

    createCalendar({ body, ...visit }) {
      const { siteId, name, ...fields } = body
      const site = siteOf(visit, siteId)
      const calendar: WateringCalendar = {
        ...fields,
        id: randomUUID(),
        siteId: site.id,
        name: nameOf(name),
        importedAt: null,
        createdAt: clock.now(),
      }
      const made = kept(visit, calendar)
      visit.audit.before = null
      return made
    },

    changeCalendar({ params, body, ...visit }) {
      const calendar = visit.own(state.calendars, params.id)
      const { siteId: _, ...change } = body as typeof body & { siteId?: string }
      const name = body.name === undefined ? calendar.name : nameOf(body.name)
      return kept(visit, { ...calendar, ...change, name })
    },

    deleteCalendar({ params, own }) {
      state.calendars.remove(own(state.calendars, params.id).id)
      watering.changed()
      return {}
    },

    importCalendar({ params, body, audit, ...visit }) {
      const calendar = visit.own(state.calendars, params.id)
      const timeZone = state.sites.get(calendar.siteId)?.timeZone ?? 'UTC'
      const now = clock.now()
      const { exclusions, events, skipped } = readIcal(body.ical, timeZone, now)
      const weekly = calendar.exclusions.filter(({ type }) => type === 'weekly')
      audit.before = { exclusions: calendar.exclusions.length }
      audit.after = { exclusions: exclusions.length + weekly.length, skipped: skipped.length }
      const filled = kept(visit, {
        ...calendar,
        exclusions: [...weekly, ...exclusions],
        importedAt: now,
      })
      return { calendar: filled, events, skipped }
    },

    getWateringSettings: ({ query, ...visit }) => readSettings(state, siteOf(visit, query.siteId).id),

    putWateringSettings({ query, body, audit, ...visit }) {
      const site = siteOf(visit, query.siteId)
      const { windHeightM: _, ...points } = body.station
      for (const pointId of Object.values(points))
        if (pointId !== null && visit.own(state.points, pointId).siteId !== site.id)
          throw new Problem('thing.not-found', `there is no point ${pointId} at this site`)
      audit.target = site.id
      const before = readSettings(state, site.id)
      audit.before = before
      // Putting off has a route of its own: a form that was opened before must not take it back.
      const { delayedUntil, delayedBy } = before
      keepSettings(state, site.id, { ...body, delayedUntil, delayedBy })
      watering.changed()
      void watering.refreshWeather()
      return readSettings(state, site.id)
    },

    getWeather({ query, ...visit }) {
      const site = siteOf(visit, query.siteId)
      const now = clock.now()
      const days = siteDays(now - BACK_DAYS * DAY_MS, now + (AHEAD_DAYS + 1) * DAY_MS, site)
      return watering.outlook(site, days)
    },

    putWeatherDay({ params, query, body, audit, ...visit }) {
      const site = siteOf(visit, query.siteId)
      const id = `${site.id}:${params.date}`
      const known = state.weatherDays.get(id)
      audit.target = id
      audit.before = known ?? null
      const day = manualDay(site, params.date, body, known)
      if (day.tMinC !== null && day.tMaxC !== null && day.tMinC > day.tMaxC)
        throw new Problem('request.invalid', 'the lowest temperature of a day is not above its highest', [
          { path: '/tMinC', message: `must not be above ${day.tMaxC}` },
        ])
      state.weatherDays.put(day)
      watering.weatherWritten(site, params.date)
      return day
    },
  }
}
