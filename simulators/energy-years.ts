/**
 * Two years of a canteen by days: weather, meals and a use of electricity that follows both, with a measure that begins
 * to save on a known day. What it would have used without the measure is known here, and nowhere else.
 */
import { localTime } from '../core/time/zone.ts'
import { createCalendar } from './physics/calendar.ts'
import { Weather } from './physics/weather.ts'
import { Drift, type Random } from './random.ts'

export interface SimulatedDay {
  readonly date: string
  readonly highC: number
  readonly lowC: number
  readonly meals: number
  readonly heads: number
  readonly workday: boolean
  /** kWh as the meter has it. */
  readonly use: number
  /** kWh that the measure kept from being used. */
  readonly saved: number
}

export interface SimulatedYears {
  readonly before: SimulatedDay[]
  readonly after: SimulatedDay[]
  readonly trueSaving: number
}

const PLACE = { latitude: 37.73, longitude: 112.48, elevationM: 780 }
const ZONE = 'Asia/Shanghai'
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** 1 January 2024, midnight in Shanghai: a leap year before, a plain one after. */
const START = Date.parse('2023-12-31T16:00:00Z')
const DAYS_BEFORE = 366
const DAYS_AFTER = 365

/** `isWorkday` is the calendar of the place, by local date. */
export function simulateYears(random: Random, isWorkday: (date: string) => boolean): SimulatedYears {
  const place = placeOf(random)
  const weather = new Weather(PLACE, random.fork('weather'))
  const calendar = createCalendar(ZONE)
  const busy = new Drift(random.fork('busy'), 12 * 86_400, 0.05)
  // What nobody writes down hangs together for some days: a big event, a broken door, a new cook.
  const unexplained = new Drift(random.fork('unexplained'), 3 * 86_400, place.scatter)
  const days: SimulatedDay[] = []
  let trueSaving = 0
  for (let day = 0; day < DAYS_BEFORE + DAYS_AFTER; day++) {
    const at = START + day * DAY_MS
    const { highC, lowC } = hottestAndColdest(weather, calendar, at)
    const { year, month, day: dayOfMonth } = localTime(at, ZONE)
    const date = `${year}-${String(month).padStart(2, '0')}-${String(dayOfMonth).padStart(2, '0')}`
    const workday = isWorkday(date)
    const share = (workday ? 1 : place.restPart) * Math.exp(busy.step(86_400))
    const meals = Math.max(0, Math.round(place.meals * share * (1 + 0.03 * random.normal())))
    const mean = (highC + lowC) / 2
    const plain =
      place.base +
      place.perMeal * meals +
      place.perHeating * Math.max(0, place.heatingC - mean) +
      place.perCooling * Math.max(0, mean - place.coolingC)
    const without = plain * Math.exp(unexplained.step(86_400)) * (1 + 0.02 * random.normal())
    const saved = day < DAYS_BEFORE ? 0 : without * place.savedPart
    if (day >= DAYS_BEFORE) trueSaving += saved
    days.push({
      date,
      highC,
      lowC,
      meals,
      heads: Math.round(meals / 2.2),
      workday,
      use: without - saved,
      saved,
    })
  }
  return { before: days.slice(0, DAYS_BEFORE), after: days.slice(DAYS_BEFORE), trueSaving }
}

/** No two places are alike; all are canteens. */
function placeOf(random: Random) {
  const meals = random.between(300, 2500)
  return {
    meals,
    restPart: random.between(0.2, 0.7),
    base: meals * random.between(0.1, 0.25),
    perMeal: random.between(0.25, 0.5),
    perHeating: meals * random.between(0.001, 0.012),
    perCooling: meals * random.between(0.004, 0.03),
    heatingC: random.between(11, 17),
    coolingC: random.between(20, 25),
    scatter: random.between(0.02, 0.06),
    savedPart: random.between(0.04, 0.2),
  }
}

function hottestAndColdest(weather: Weather, calendar: ReturnType<typeof createCalendar>, from: number) {
  let highC = Number.NEGATIVE_INFINITY
  let lowC = Number.POSITIVE_INFINITY
  for (let hour = 1; hour <= 24; hour++) {
    weather.step(3600, calendar(from + hour * HOUR_MS))
    highC = Math.max(highC, weather.temperatureC)
    lowC = Math.min(lowC, weather.temperatureC)
  }
  return { highC, lowC }
}
