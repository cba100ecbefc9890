/** Calendars of days off. */
import type { HolidayYear, holidayRoutes } from '../../../core/contract/energy-tariff.ts'
import { Problem } from '../../../core/contract/error.ts'
import { nameOf } from '../../../core/contract/schema.ts'
import { BUILT_IN_HOLIDAYS } from '../../../core/energy/calendar.ts'
import type { HandlersOf } from '../call.ts'
import type { AppDependencies } from '../dependencies.ts'

export function energyHolidayHandlers({ state, meters }: AppDependencies): HandlersOf<typeof holidayRoutes> {
  const ownYears = {
    get(id: string) {
      const year = state.holidays.get(id)
      return year === undefined || year.siteId === null ? undefined : { ...year, siteId: year.siteId }
    },
  }

  return {
    listHolidays: ({ homeSiteId }) =>
      [...state.holidays.list({ siteId: homeSiteId() }), ...BUILT_IN_HOLIDAYS].toSorted(
        (a, b) => b.year - a.year,
      ),

    putHolidays({ body, homeSiteId, audit }) {
      const siteId = homeSiteId()
      const off = body.off.map(day => ({ ...day, name: nameOf(day.name) }))
      const year: HolidayYear = { ...body, off, id: `${siteId}.${body.year}`, siteId }
      const dates = [...off.map(({ date }) => date), ...body.work]
      const wrong = dates.find(date => !date.startsWith(`${body.year}-`))
      if (wrong !== undefined) throw new Problem('request.invalid', `${wrong} is not in ${body.year}`)
      const twice = dates.find((date, n) => dates.indexOf(date) !== n)
      if (twice !== undefined) throw new Problem('request.invalid', `${twice} is there twice`)
      audit.target = year.id
      audit.before = state.holidays.get(year.id) ?? null
      state.holidays.put(year)
      meters.changed?.()
      return year
    },

    deleteHolidays({ params, own }) {
      state.holidays.remove(own(ownYears, params.id).id)
      meters.changed?.()
      return {}
    },
  }
}
