/** Forecast services by their answers, and what is used when none of them answers. */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WATERING_SETTINGS_DEFAULTS } from '../../../core/contract/watering.ts'
import { siteDays } from '../../../core/irrigation/days.ts'
import { manualDay } from '../../../core/irrigation/manual-day.ts'
import type { StateStore } from '../../../core/ports.ts'
import { keepSettings } from '../../../server/irrigation/settings.ts'
import { WeatherDesk } from '../../../server/irrigation/weather-desk.ts'
import { LatestReadings } from '../../../server/latest-values.ts'
import { AddressGuard } from '../../../server/notify/address-guard.ts'
import { openStateStore } from '../../../server/store/state-sqlite.ts'
import { metNorway } from '../../../server/weather/met-norway.ts'
import { openMeteo } from '../../../server/weather/open-meteo.ts'
import { qweather } from '../../../server/weather/qweather.ts'
import { silentLog } from '../../support/silent-log.ts'
import { VirtualClock } from '../../support/virtual-clock.ts'
import { installLawn, noSeries } from './lawn.ts'

const PLACE = { timeZone: 'Asia/Shanghai' }
const DAY_MS = 86_400_000
/** 1 March, noon in Shanghai. */
const NOON = Date.parse('2026-03-01T04:00:00Z')

const NOTHING = { tMaxC: null, tMinC: null, rainMm: null, et0Mm: null }

const METEO = {
  daily_units: { wind_speed_10m_mean: 'm/s' },
  daily: {
    time: ['2026-03-01', '2026-03-02'],
    temperature_2m_max: [14.2, null],
    temperature_2m_min: [3.1, 4],
    precipitation_sum: [0, 11.5],
    precipitation_probability_max: [5, 90],
    relative_humidity_2m_mean: [60, 82],
    wind_speed_10m_mean: [4, 5],
    shortwave_radiation_sum: [15.1, 4.2],
    et0_fao_evapotranspiration: [2.61, 0.9],
  },
}

describe('answers', () => {
  test('Open-Meteo: a hole stays a hole, wind comes down to two metres', () => {
    const [first, second] = openMeteo.read(METEO, PLACE)
    expect(first).toMatchObject({ date: '2026-03-01', tMaxC: 14.2, rainMm: 0, et0Mm: 2.61 })
    expect(first?.windMs).toBeCloseTo(2.99, 2)
    expect(second).toMatchObject({ tMaxC: null, rainMm: 11.5, rainChancePct: 90 })
    const kmh = { ...METEO, daily_units: { wind_speed_10m_mean: 'km/h' } }
    expect(openMeteo.read(kmh, PLACE)[0]?.windMs).toBeCloseTo(0.83, 2)
  })

  test('QWeather: numbers as texts, kilometres an hour', () => {
    const day = { fxDate: '2026-03-01', tempMax: '14', tempMin: '3', humidity: '60', precip: '0.0' }
    const [first] = qweather.read(
      { code: '200', daily: [{ ...day, windSpeedDay: '18', windSpeedNight: '9' }] },
      PLACE,
    )
    expect(first).toMatchObject({ tMaxC: 14, tMinC: 3, humidityPct: 60, rainMm: 0, et0Mm: null })
    expect(first?.windMs).toBeCloseTo(2.805, 3)
    expect(() => qweather.read({ code: '401' }, PLACE)).toThrow('401')
  })

  test('MET Norway: hours become the site’s days, a day with few of them is left out', () => {
    const hour = (at: number, air_temperature: number, precipitation_amount: number) => ({
      time: new Date(at).toISOString(),
      data: {
        instant: { details: { air_temperature, relative_humidity: 70, wind_speed: 4 } },
        next_1_hours: { details: { precipitation_amount } },
      },
    })
    const midnight = Date.parse('2026-02-28T16:00:00Z')
    const timeseries = Array.from({ length: 27 }, (_, n) => hour(midnight + n * 3_600_000, n, 0.5))
    const days = metNorway.read({ properties: { timeseries } }, PLACE)
    expect(days).toMatchObject([{ date: '2026-03-01', tMinC: 0, tMaxC: 23, rainMm: 12, humidityPct: 70 }])
  })

  test.each([openMeteo, qweather, metNorway])(
    '$name says what is wrong with an answer that is none',
    dialect => {
      expect(() => dialect.read({ error: true }, PLACE)).toThrow(/the answer has no/)
    },
  )
})

describe('the desk', () => {
  let folder: string
  let state: StateStore
  let clock: VirtualClock
  let service: Server
  let answers: boolean
  let desk: WeatherDesk

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'steward-weather-'))
    state = openStateStore(join(folder, 'state.sqlite'))
    installLawn(state)
    clock = new VirtualClock(NOON)
    answers = true
    service = createServer((_, reply) => {
      if (answers) reply.setHeader('content-type', 'application/json').end(JSON.stringify(METEO))
      else reply.writeHead(503).end()
    })
    await new Promise<void>(done => service.listen(0, '127.0.0.1', done))
    const { port } = service.address() as AddressInfo
    const url = `http://127.0.0.1:${port}/v1/forecast?latitude={latitude}&longitude={longitude}`
    const forecasts = [{ dialect: 'open-meteo' as const, url, enabled: true }]
    keepSettings(state, 'canteen', { ...WATERING_SETTINGS_DEFAULTS, forecasts })
    desk = new WeatherDesk({
      ...{ state, series: noSeries, latest: new LatestReadings(new Map()), clock, log: silentLog },
      guard: new AddressGuard('127.0.0.1'),
      onChange: () => {},
    })
  })
  afterEach(async () => {
    await new Promise(done => service.close(done))
    state.close()
    rmSync(folder, { recursive: true })
  })

  const site = () => {
    const found = state.sites.get('canteen')
    if (found === undefined) throw new Error('no site')
    return found
  }
  const day = (date: string) =>
    desk.days(site(), siteDays(NOON - 2 * DAY_MS, NOON + 20 * DAY_MS, site())).get(date)

  test('a fresh forecast, then the last one known, then what is usual: each says which it is', async () => {
    await desk.refresh()
    expect(day('2026-03-02')).toMatchObject({ source: 'forecast', rainMm: 11.5, et0Mm: 0.9, et0By: 'given' })
    expect(day('2026-03-09')).toMatchObject({ source: 'climatology', rainMm: null, et0By: 'typical' })
    answers = false
    clock.advance(13 * 3_600_000)
    await desk.refresh()
    expect(day('2026-03-02')).toMatchObject({ source: 'last-known', rainMm: 11.5 })
    expect(desk.voices(site())).toMatchObject([
      { source: 'forecast', ok: false, detail: 'the service answered 503' },
    ])
  })

  test('rain that somebody wrote down today hides none of the frost to come', async () => {
    await desk.refresh()
    state.weatherDays.put(manualDay(site(), '2026-03-01', { ...NOTHING, rainMm: 8 }, undefined))
    desk.forget()
    expect(day('2026-03-01')).toMatchObject({ source: 'manual', rainMm: 8, tMinC: 3.1, et0Mm: 2.61 })
  })

  test('no forecast at all still gives every day an ET0', async () => {
    answers = false
    await desk.refresh()
    expect(day('2026-03-02')?.et0Mm).toBeGreaterThan(0.5)
    expect(day('2026-03-02')?.source).toBe('climatology')
  })

  test('an address in a private network is not asked unless a person allowed it', async () => {
    const guarded = new WeatherDesk({
      ...{ state, series: noSeries, latest: new LatestReadings(new Map()), clock, log: silentLog },
      guard: new AddressGuard(''),
      onChange: () => {},
    })
    await guarded.refresh()
    expect(guarded.voices(site())[0]).toMatchObject({
      ok: false,
      detail: expect.stringContaining('private network'),
    })
  })
})
