/** Documents of watering that the state keeps beside zones, programs and runs, by the name of their collection. */
import type { WateringCalendar } from '../contract/watering-program.ts'
import type { Incident, ZoneLearning } from '../contract/watering-record.ts'
import type { WeatherDay } from '../contract/watering-weather.ts'
import type { Supply, ZoneDay } from '../contract/watering-zone.ts'

export interface WateringNouns {
  readonly supplies: Supply
  readonly calendars: WateringCalendar
  readonly incidents: Incident
  readonly learnings: ZoneLearning
  readonly zoneDays: ZoneDay
  readonly weatherDays: WeatherDay
}
