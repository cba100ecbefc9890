/**
 * The weather of every site: days as its station saw them, the outlook of its forecast services, and what is usual where
 * neither speaks. Each day says where it comes from.
 */
import type { PointId } from '../../core/contract/reading.ts'
import type { Site } from '../../core/contract/site.ts'
import type { WeatherDay, WeatherOutlook, WeatherVoice } from '../../core/contract/watering-weather.ts'
import { recordedEt0Mm, typicalDay, typicalEt0Mm } from '../../core/irrigation/climate.ts'
import type { Observed } from '../../core/irrigation/conditions.ts'
import { type SiteDay, siteDays } from '../../core/irrigation/days.ts'
import { windAt2m } from '../../core/irrigation/et0.ts'
import { stationDay } from '../../core/irrigation/station-day.ts'
import { et0OfDay } from '../../core/irrigation/weather.ts'
import type { Clock, SeriesStore, StateStore } from '../../core/ports.ts'
import type { AddressGuard } from '../notify/address-guard.ts'
import type { LatestValues, Logger } from '../services.ts'
import type { ForecastDay } from './forecast.ts'
import { askForecast, FORECASTS } from './forecast-services.ts'
import { readSettings } from './settings.ts'
import { hoursOf, rainBetween, type StationPoints, stationOf } from './station.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const REFRESH_MS = 10 * 60_000
const FORECAST_EVERY_MS = HOUR_MS
/** A forecast older than this is still the best that is known, and is called so. */
const FORECAST_FRESH_MS = 12 * HOUR_MS
/** What instruments said longer ago is not now. */
const OBSERVED_HOLDS_MS = HOUR_MS
const BACK_DAYS = 7

interface KeptForecast {
  readonly at: number
  readonly dialect: string
  readonly days: readonly ForecastDay[]
}

interface Rain {
  readonly last24hMm: number | null
  readonly todayMm: number | null
}

export interface WeatherParts {
  readonly state: StateStore
  readonly series: SeriesStore
  readonly latest: LatestValues
  readonly clock: Clock
  readonly log: Logger
  readonly guard: AddressGuard
  /** Something is known that was not. */
  readonly onChange: () => void
}

export class WeatherDesk {
  readonly #parts: WeatherParts
  readonly #rain = new Map<string, Rain>()
  readonly #trouble = new Map<string, string>()
  readonly #askedAt = new Map<string, number>()
  readonly #memory = new Map<string, Known>()
  #timer: NodeJS.Timeout | undefined
  #busy = false
  #stopped = false

  constructor(parts: WeatherParts) {
    this.#parts = parts
  }

  start(): void {
    this.#timer = setInterval(() => void this.refresh(), REFRESH_MS)
    void this.refresh()
  }

  stop(): void {
    this.#stopped = true
    clearInterval(this.#timer)
  }

  /** Reads stations and asks services that are due. Never rejects. */
  async refresh(): Promise<void> {
    if (this.#busy) return
    this.#busy = true
    try {
      for (const site of this.#parts.state.sites.list()) {
        await this.#attempt(`station:${site.id}`, () => this.#readStation(site))
        if (this.#stopped) return
        await this.#askServices(site)
        // The state may be closed by now.
        if (this.#stopped) return
      }
      this.forget()
    } finally {
      this.#busy = false
    }
  }

  /** What is kept has changed: it is read anew. */
  forget(): void {
    this.#memory.clear()
    this.#parts.onChange()
  }

  /** Every day asked for, by date: observed, foretold, or usual; ET0 is never missing. */
  days(site: Site, days: readonly SiteDay[]): Map<string, WeatherDay> {
    const now = this.#parts.clock.now()
    const { stored, forecast, records } = this.#known(site.id)
    const found = new Map<string, WeatherDay>()
    for (const day of days) {
      const past = day.end <= now
      const seen = stored.get(day.date)
      const foretold = this.#foretold(site, forecast, day, now)
      const et0 = recordedEt0Mm(records, day.dayOfYear) ?? typicalEt0Mm(site.latitude, day.dayOfYear)
      const best = past ? (seen ?? foretold) : todayOf(seen, foretold, this.#rain.get(site.id))
      if (best === undefined) found.set(day.date, typicalDay(site.id, day.date, et0))
      else found.set(day.date, best.et0Mm === null ? { ...best, et0Mm: et0, et0By: 'typical' } : best)
    }
    return found
  }

  /** For the page: days, who says so, and today's sun. */
  outlook(site: Site, days: readonly SiteDay[]): WeatherOutlook {
    const now = this.#parts.clock.now()
    const today = days.find(day => now >= day.start && now < day.end)
    const found = this.days(site, days)
    const minute = (at: number | null | undefined) =>
      at == null || today === undefined ? null : Math.round((at - today.start) / 60_000)
    return {
      siteId: site.id,
      days: days.flatMap(({ date }) => found.get(date) ?? []),
      today: today?.date ?? '',
      voices: this.voices(site),
      sunriseMin: minute(today?.sun.rise),
      sunsetMin: minute(today?.sun.set),
    }
  }

  /** What the instruments say now. */
  observed(site: Site): Observed | null {
    const { clock, latest } = this.#parts
    const now = clock.now()
    const station = this.#station(site)
    const fresh = (point: PointId | null): number | null => {
      const reading = point === null ? undefined : latest.get(point)
      return reading === undefined || now - reading.at > OBSERVED_HOLDS_MS ? null : reading.value
    }
    const wind = fresh(station.wind)
    return {
      at: now,
      airC: fresh(station.temperature),
      windMs: wind === null || station.windHeightM === 2 ? wind : windAt2m(wind, station.windHeightM),
      rain24hMm: this.#rain.get(site.id)?.last24hMm ?? null,
    }
  }

  /** Null: no gauge. */
  rainToday(siteId: string): number | null {
    return this.#rain.get(siteId)?.todayMm ?? null
  }

  voices(site: Site): WeatherVoice[] {
    const { state, latest } = this.#parts
    const station = this.#station(site)
    const points = [station.temperature, station.rain, station.wind, station.humidity, station.solar]
    const heard = points.flatMap(point => (point === null ? [] : (latest.get(point)?.at ?? [])))
    const trouble = (key: string) => this.#trouble.get(key) ?? ''
    const voices: WeatherVoice[] = []
    if (points.some(point => point !== null))
      voices.push({
        source: 'station',
        dialect: null,
        lastAt: heard.length === 0 ? null : Math.max(...heard),
        ok:
          trouble(`station:${site.id}`) === '' &&
          this.#parts.clock.now() - Math.max(...heard, 0) < 2 * HOUR_MS,
        detail: trouble(`station:${site.id}`),
      })
    const kept = this.#known(site.id).forecast
    for (const { dialect, enabled } of readSettings(state, site.id).forecasts) {
      if (!enabled) continue
      const detail = trouble(`${dialect}:${site.id}`)
      const lastAt = kept?.dialect === dialect ? kept.at : null
      voices.push({ source: 'forecast', dialect, lastAt, ok: detail === '' && lastAt !== null, detail })
    }
    return voices
  }

  #station(site: Site): StationPoints {
    return stationOf(this.#parts.state, site.id, readSettings(this.#parts.state, site.id).station)
  }

  async #readStation(site: Site): Promise<void> {
    const { state, series, clock } = this.#parts
    const station = this.#station(site)
    if (Object.values(station).every(value => typeof value !== 'number' || value === station.windHeightM))
      return
    const now = clock.now()
    const days = siteDays(now - BACK_DAYS * DAY_MS, now, site)
    for (const [n, day] of days.entries()) {
      const id = `${site.id}:${day.date}`
      const known = state.weatherDays.get(id)
      // Days that are over are read once more on the day after, when everything has arrived.
      if (n < days.length - 2 && known?.source === 'station') continue
      const hours = await hoursOf(series, station, day, now)
      const rainMm = await rainBetween(state, series, station.rain, day.start, Math.min(day.end, now))
      const made = stationDay(site.id, hours, rainMm, day, site, station.windHeightM)
      if (made !== null) state.weatherDays.put(withHand(made, known))
      if (n === days.length - 1) {
        const last24hMm = await rainBetween(state, series, station.rain, now - DAY_MS, now)
        this.#rain.set(site.id, { last24hMm, todayMm: rainMm })
      }
    }
  }

  async #askServices(site: Site): Promise<void> {
    const { state, clock, guard } = this.#parts
    const now = clock.now()
    const asked = this.#askedAt.get(site.id) ?? Number.NEGATIVE_INFINITY
    if (now - asked < FORECAST_EVERY_MS) return
    for (const { dialect, url, enabled } of readSettings(state, site.id).forecasts) {
      const reader = FORECASTS.find(({ name }) => name === dialect)
      if (!enabled || reader === undefined) continue
      this.#askedAt.set(site.id, now)
      const answered = await this.#attempt(`${dialect}:${site.id}`, async () => {
        const answer = await askForecast(guard, addressOf(url, site))
        const kept: KeptForecast = { at: clock.now(), dialect, days: reader.read(answer, site) }
        state.settings.put({ id: `forecast:${site.id}`, value: kept })
      })
      if (answered) return
    }
  }

  async #attempt(key: string, work: () => Promise<void>): Promise<boolean> {
    try {
      await work()
      this.#trouble.delete(key)
      return true
    } catch (error) {
      const line = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
      if (this.#trouble.get(key) !== line)
        this.#parts.log.warn({ weather: key, error: line }, 'weather: no answer')
      this.#trouble.set(key, line)
      return false
    }
  }

  #known(siteId: string): Known {
    const remembered = this.#memory.get(siteId)
    if (remembered !== undefined) return remembered
    const stored = new Map(this.#parts.state.weatherDays.list({ siteId }).map(day => [day.date, day]))
    const known = { stored, forecast: this.#forecast(siteId), records: recordsOf([...stored.values()]) }
    this.#memory.set(siteId, known)
    return known
  }

  #forecast(siteId: string): KeptForecast | undefined {
    return this.#parts.state.settings.get(`forecast:${siteId}`)?.value as KeptForecast | undefined
  }

  #foretold(site: Site, kept: KeptForecast | undefined, day: SiteDay, now: number): WeatherDay | undefined {
    const found = kept?.days.find(({ date }) => date === day.date)
    if (kept === undefined || found === undefined) return undefined
    const reckoned = et0OfDay(found, site, day.dayOfYear)
    return {
      ...found,
      id: `${site.id}:${day.date}`,
      siteId: site.id,
      et0Mm: found.et0Mm ?? reckoned?.et0Mm ?? null,
      et0By: found.et0Mm === null ? (reckoned?.et0By ?? null) : 'given',
      source: now - kept.at <= FORECAST_FRESH_MS ? 'forecast' : 'last-known',
    }
  }
}

interface Known {
  readonly stored: ReadonlyMap<string, WeatherDay>
  readonly forecast: KeptForecast | undefined
  readonly records: readonly { dayOfYear: number; et0Mm: number }[]
}

/** Measured days of the site, for what is usual. */
function recordsOf(days: readonly WeatherDay[]): Known['records'] {
  return days.flatMap(({ date, et0Mm, source }) => {
    if (et0Mm === null || source !== 'station') return []
    const start = Date.UTC(Number(date.slice(0, 4)), 0, 1)
    return [{ dayOfYear: Math.round((Date.parse(`${date}T00:00:00Z`) - start) / DAY_MS) + 1, et0Mm }]
  })
}

function addressOf(url: string, { latitude, longitude }: Site): URL {
  return new URL(
    url.replaceAll('{latitude}', latitude.toFixed(3)).replaceAll('{longitude}', longitude.toFixed(3)),
  )
}

/** What somebody wrote down stands where the station has nothing, and for rain in any case: the glass was looked at. */
function withHand(made: WeatherDay, known: WeatherDay | undefined): WeatherDay {
  if (known?.source !== 'manual') return made
  const et0 = known.et0By === 'given' ? { et0Mm: known.et0Mm, et0By: known.et0By } : {}
  return {
    ...made,
    tMaxC: made.tMaxC ?? known.tMaxC,
    tMinC: made.tMinC ?? known.tMinC,
    rainMm: known.rainMm ?? made.rainMm,
    ...et0,
    source: 'manual',
  }
}

/**
 * A day that is not over: the forecast of the whole, with the rain that has fallen if that is more. What somebody wrote
 * down stands, and hides nothing that they said nothing about: frost is still to come in the night.
 */
function todayOf(
  seen: WeatherDay | undefined,
  foretold: WeatherDay | undefined,
  rain: Rain | undefined,
): WeatherDay | undefined {
  if (seen?.source === 'manual') return foretold === undefined ? seen : { ...foretold, ...written(seen) }
  if (foretold === undefined) return seen === undefined ? undefined : { ...seen, et0Mm: null, et0By: null }
  const fallen = rain?.todayMm ?? null
  if (fallen === null || fallen < (foretold.rainMm ?? 0)) return foretold
  return { ...foretold, rainMm: fallen }
}

/** What is known of a day, without what is not. */
function written(day: WeatherDay): Partial<WeatherDay> {
  return Object.fromEntries(Object.entries(day).filter(([, value]) => value !== null))
}
