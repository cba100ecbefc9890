/** Watering as the API shows it. The nouns are in the watering-*.ts files beside this one. */
import { type Static, Type } from 'typebox'
import { Command } from './command.ts'
import { routes } from './route.ts'
import { Id, Instant, nullable, oneOf, record } from './schema.ts'
import { waterRecordRoutes } from './watering-history.ts'
import {
  CalendarChange,
  CalendarInput,
  ICAL_BYTES_MAX,
  IcalImport,
  LocalDate,
  Program,
  ProgramChange,
  ProgramInput,
  WateringCalendar,
} from './watering-program.ts'
import { Incident } from './watering-record.ts'
import { PlannedRun, Run } from './watering-run.ts'
import { ManualWeather, WateringSettings, WeatherDay, WeatherOutlook } from './watering-weather.ts'
import { Moisture, Supply, SupplyInput, Zone, ZoneChange, ZoneDay, ZoneInput } from './watering-zone.ts'

export * from './watering-history.ts'
export * from './watering-program.ts'
export * from './watering-record.ts'
export * from './watering-run.ts'
export * from './watering-weather.ts'
export * from './watering-zone.ts'

const Lamp = oneOf(['open', 'closed', 'unknown'])

/** What a zone is doing: what was commanded, what the valve says, what the water says; and how dry it is. */
export const ZoneStatus = Type.Object({
  zone: Zone,
  commanded: Lamp,
  reported: Lamp,
  reportedAt: nullable(Instant),
  /** By its own meter, else by its supply's; null when nothing tells, or when another zone of that meter is open. */
  flowLpm: nullable(Type.Number()),
  flowAt: nullable(Instant),
  /** Its meter shows the water of another zone too, just now. */
  flowShared: Type.Boolean(),
  /** Orders to its valve carry the device's own off-timer; null when it cannot be told to open. */
  closesItself: nullable(Type.Boolean()),
  soilMoisture: nullable(Type.Number()),
  soilAt: nullable(Instant),
  moisture: nullable(Moisture),
  run: nullable(Run),
  lastRun: nullable(Run),
  /** The next start that waters, and the next one whatever becomes of it. */
  nextAt: nullable(Instant),
  next: nullable(PlannedRun),
  /** Open ones. */
  incidents: Type.Array(Incident),
})
export type ZoneStatus = Static<typeof ZoneStatus>

/** An outlet that opens something, and whether it closes by itself, as in a zone's status. */
export const Valve = Type.Object({
  deviceId: Id,
  channel: nullable(Type.String()),
  closesItself: nullable(Type.Boolean()),
})
export type Valve = Static<typeof Valve>

/** A draft and what it will do in 14 days; what the other programs do is taken into account. */
export const ProgramPreview = Type.Object({
  runs: Type.Array(PlannedRun),
  litres: Type.Number(),
  cost: nullable(Type.Number()),
  /** As a plain timer. */
  timerLitres: Type.Number(),
  /** Starts that do not fit before their end or beside the others. */
  unfit: Type.Integer(),
})
export type ProgramPreview = Static<typeof ProgramPreview>

export const TellStop = Type.Object({ commands: Type.Array(Command), failed: Type.Integer() })

const ById = record({ id: Id })
const AtSite = record({ siteId: Type.Optional(Id) })
const RUN_S = Type.Integer({ minimum: 10, maximum: 14_400 })
const HOURS = Type.Integer({ minimum: 0, maximum: 336 })
const READ = { method: 'GET', action: 'watering.read' } as const
const change = <const M extends 'POST' | 'PUT' | 'PATCH' | 'DELETE'>(method: M) =>
  ({ method, action: 'watering.change' }) as const
const OPERATE = { method: 'POST', action: 'watering.operate' } as const

const zoneRoutes = routes({
  listZones: {
    ...READ,
    path: '/zones',
    summary: 'Zones and what each is doing',
    reply: Type.Array(ZoneStatus),
  },
  listValves: {
    ...READ,
    path: '/valves',
    summary: 'Outlets that a zone or a supply can have, and whether each closes by itself',
    reply: Type.Array(Valve),
  },
  createZone: { ...change('POST'), path: '/zones', summary: 'Add a zone', body: ZoneInput, reply: Zone },
  changeZone: {
    ...change('PATCH'),
    path: '/zones/:id',
    summary: 'Change a zone',
    params: ById,
    body: ZoneChange,
    reply: Zone,
  },
  deleteZone: {
    ...change('DELETE'),
    path: '/zones/:id',
    summary: 'Remove a zone and its steps of programs; its records stay',
    params: ById,
    reply: Type.Object({}),
  },
  listZoneDays: {
    ...READ,
    path: '/zones/:id/days',
    summary: 'The water balance day by day; local dates, `to` included',
    params: ById,
    query: record({ from: Type.Optional(LocalDate), to: Type.Optional(LocalDate) }),
    reply: Type.Array(ZoneDay),
  },
  runZone: {
    ...OPERATE,
    path: '/zones/:id/run',
    summary: 'Water one zone now, for so long',
    params: ById,
    body: record({ runS: RUN_S }),
    reply: Run,
  },
  stopZone: {
    ...OPERATE,
    path: '/zones/:id/stop',
    summary: 'Close this zone now',
    params: ById,
    reply: TellStop,
  },
  stopAll: { ...OPERATE, path: '/watering/stop', summary: 'Close every valve now', reply: TellStop },
  delayZone: {
    ...OPERATE,
    path: '/zones/:id/delay',
    summary: 'Start nothing in this zone for so many hours, or until the end of today; 0 hours resumes',
    params: ById,
    body: record({ hours: Type.Optional(HOURS), today: Type.Optional(Type.Boolean()) }),
    reply: Zone,
  },
  delayAll: {
    ...OPERATE,
    path: '/watering/delay',
    summary: 'Start nothing at the site for so many hours, or until the end of today; 0 hours resumes',
    body: record({
      hours: Type.Optional(HOURS),
      today: Type.Optional(Type.Boolean()),
      siteId: Type.Optional(Id),
    }),
    reply: WateringSettings,
  },
})

const supplyRoutes = routes({
  listSupplies: {
    ...READ,
    path: '/supplies',
    summary: 'Pipes, master valves and pumps',
    reply: Type.Array(Supply),
  },
  createSupply: {
    ...change('POST'),
    path: '/supplies',
    summary: 'Add a supply',
    body: record({ ...SupplyInput.properties, siteId: Type.Optional(Id) }),
    reply: Supply,
  },
  changeSupply: {
    ...change('PATCH'),
    path: '/supplies/:id',
    summary: 'Change a supply',
    params: ById,
    body: Type.Partial(SupplyInput, { additionalProperties: false }),
    reply: Supply,
  },
  deleteSupply: {
    ...change('DELETE'),
    path: '/supplies/:id',
    summary: 'Remove a supply; its zones stay',
    params: ById,
    reply: Type.Object({}),
  },
  restoreSupply: {
    ...OPERATE,
    path: '/supplies/:id/restore',
    summary: 'It was isolated and is mended: let its zones water again',
    params: ById,
    reply: Supply,
  },
})

const programRoutes = routes({
  listPrograms: { ...READ, path: '/programs', summary: 'Programs', reply: Type.Array(Program) },
  createProgram: {
    ...change('POST'),
    path: '/programs',
    summary: 'Add a program',
    body: ProgramInput,
    reply: Program,
  },
  changeProgram: {
    ...change('PATCH'),
    path: '/programs/:id',
    summary: 'Change a program',
    params: ById,
    body: ProgramChange,
    reply: Program,
  },
  deleteProgram: {
    ...change('DELETE'),
    path: '/programs/:id',
    summary: 'Remove a program',
    params: ById,
    reply: Type.Object({}),
  },
  pauseProgram: {
    ...OPERATE,
    path: '/programs/:id/pause',
    summary: 'Start nothing of this program for so many hours, or until the end of today; 0 hours resumes',
    params: ById,
    body: record({ hours: Type.Optional(HOURS), today: Type.Optional(Type.Boolean()) }),
    reply: Program,
  },
  previewProgram: {
    method: 'POST',
    action: 'watering.read',
    path: '/programs/preview',
    summary: 'What a program would do in the next 14 days, beside the others',
    /** `id` when it is to take the place of the one that is there. */
    body: record({ ...ProgramInput.properties, id: Type.Optional(Id) }),
    reply: ProgramPreview,
  },
})

const calendarRoutes = routes({
  listCalendars: {
    ...READ,
    path: '/calendars',
    summary: 'Times without watering',
    reply: Type.Array(WateringCalendar),
  },
  createCalendar: {
    ...change('POST'),
    path: '/calendars',
    summary: 'Add a calendar of times without watering',
    body: CalendarInput,
    reply: WateringCalendar,
  },
  changeCalendar: {
    ...change('PATCH'),
    path: '/calendars/:id',
    summary: 'Change a calendar',
    params: ById,
    body: CalendarChange,
    reply: WateringCalendar,
  },
  deleteCalendar: {
    ...change('DELETE'),
    path: '/calendars/:id',
    summary: 'Remove a calendar',
    params: ById,
    reply: Type.Object({}),
  },
  importCalendar: {
    ...change('POST'),
    path: '/calendars/:id/import',
    summary: 'Replace its single dates by those of an iCalendar file',
    params: ById,
    body: record({ ical: Type.String({ minLength: 1, maxLength: ICAL_BYTES_MAX }) }),
    reply: IcalImport,
  },
})

const weatherRoutes = routes({
  getWateringSettings: {
    ...READ,
    path: '/watering/settings',
    summary: 'Limits, station and forecast services of a site',
    query: AtSite,
    reply: WateringSettings,
  },
  putWateringSettings: {
    ...change('PUT'),
    path: '/watering/settings',
    summary: 'Change them; until when watering is put off is kept as it is',
    query: AtSite,
    body: WateringSettings,
    reply: WateringSettings,
  },
  getWeather: {
    ...READ,
    path: '/weather',
    summary: 'Two weeks back and 14 days ahead, and who says so',
    query: AtSite,
    reply: WeatherOutlook,
  },
  putWeatherDay: {
    ...change('PUT'),
    path: '/weather/:date',
    summary: 'Write a day’s weather down by hand',
    params: record({ date: LocalDate }),
    query: AtSite,
    body: ManualWeather,
    reply: WeatherDay,
  },
})

export const wateringRoutes = {
  ...zoneRoutes,
  ...supplyRoutes,
  ...programRoutes,
  ...calendarRoutes,
  ...weatherRoutes,
  ...waterRecordRoutes,
}
