/** What is kept in another shape than the files show it in: contacts by a person's id, weather among the settings, when a report is due. */
import { Type } from 'typebox'
import { Contact } from '../../core/contract/channel.ts'
import { PointId } from '../../core/contract/reading.ts'
import type { ReportSchedule } from '../../core/contract/report.ts'
import { Id, nullable } from '../../core/contract/schema.ts'
import { WATERING_SETTINGS_DEFAULTS, WateringSettings } from '../../core/contract/watering-weather.ts'
import type { Collection, StateStore } from '../../core/ports.ts'
import { keepSettings, readSettings } from '../irrigation/settings.ts'
import { DUE_UNKNOWN } from '../reports/schedules.ts'
import type { Document } from './document.ts'

/** A person is a random id here and the name they sign in with in the files. */
export const ContactFile = Type.Object({ ...Contact.properties, id: Type.String() })

export function contactsByName(state: StateStore): Collection<Document> {
  const idOf = (username: string) => state.users.list({ username })[0]?.id
  const shown = (contact: Contact | undefined): Document | undefined => {
    const username = contact && state.users.get(contact.id)?.username
    return username === undefined ? undefined : { ...contact, id: username }
  }
  return {
    get: username => shown(state.contacts.get(idOf(username) ?? '')),
    list: () => state.contacts.list().flatMap(contact => shown(contact) ?? []),
    put(document) {
      const id = idOf(document.id)
      if (id === undefined) throw new Error(`there is nobody called ${document.id}`)
      state.contacts.put({ ...(document as unknown as Contact), id })
    },
    remove: username => state.contacts.remove(idOf(username) ?? ''),
  }
}

const STATION_POINTS = ['temperature', 'humidity', 'wind', 'solar', 'rain'] as const

/** As the API has it, except that what is a point says so in its name, as everywhere in the files. */
export const WeatherFile = Type.Object({
  id: Id,
  siteId: Id,
  ...WateringSettings.properties,
  station: Type.Object({
    ...Object.fromEntries(STATION_POINTS.map(name => [`${name}PointId`, nullable(PointId)])),
    windHeightM: WateringSettings.properties.station.properties.windHeightM,
  }),
})

export function weatherBySite(state: StateStore): Collection<Document> {
  const shown = (siteId: string): Document => {
    const settings = readSettings(state, siteId)
    const points = STATION_POINTS.map(name => [`${name}PointId`, settings.station[name]])
    const { windHeightM } = settings.station
    return { ...settings, id: siteId, siteId, station: { ...Object.fromEntries(points), windHeightM } }
  }
  return {
    get: siteId => (state.sites.get(siteId) === undefined ? undefined : shown(siteId)),
    list: () => state.sites.list().map(({ id }) => shown(id)),
    put({ id, siteId: _, station: named, ...settings }) {
      const fields = named as Record<string, number | null>
      const points = STATION_POINTS.map(name => [name, fields[`${name}PointId`] ?? null])
      const windHeightM = fields.windHeightM ?? WATERING_SETTINGS_DEFAULTS.station.windHeightM
      keepSettings(state, id, {
        ...(settings as unknown as WateringSettings),
        station: { ...Object.fromEntries(points), windHeightM },
      })
    },
    remove: () => false,
  }
}

/** Whenever a file has changed a schedule, what is due when is worked out again. */
export function schedulesDueAnew({ reportSchedules }: StateStore): Collection<Document> {
  const shown = (schedule: ReportSchedule | undefined) => schedule as Document | undefined
  return {
    get: id => shown(reportSchedules.get(id)),
    list: () => reportSchedules.list() as unknown as Document[],
    put: document =>
      reportSchedules.put({ ...(document as unknown as ReportSchedule), nextAt: DUE_UNKNOWN, tries: 0 }),
    remove: id => reportSchedules.remove(id),
  }
}
