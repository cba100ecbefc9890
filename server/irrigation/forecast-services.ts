/** Every forecast dialect, one line each, and the asking of one. */
import type { AddressGuard } from '../notify/address-guard.ts'
import { get } from '../notify/outward-call.ts'
import { metNorway } from '../weather/met-norway.ts'
import { openMeteo } from '../weather/open-meteo.ts'
import { qweather } from '../weather/qweather.ts'
import type { ForecastDialect } from './forecast.ts'

export const FORECASTS: readonly ForecastDialect[] = [openMeteo, qweather, metNorway]

/** Some weeks of hours are a few hundred kilobytes. */
const ANSWER_BYTES_MAX = 2 * 1024 * 1024
const TIMEOUT_MS = 20_000
/** MET Norway refuses who does not say who asks. */
const USER_AGENT = 'Steward irrigation (open source)'

/** The answer as JSON. Rejects with one line when there is none; redirects are not followed. */
export async function askForecast(guard: AddressGuard, url: URL): Promise<unknown> {
  const headers = { accept: 'application/json', 'user-agent': USER_AGENT }
  const answer = await get(guard, { url, headers, answerBytesMax: ANSWER_BYTES_MAX }, TIMEOUT_MS)
  if (answer.status !== 200) throw new Error(`the service answered ${answer.status}`)
  try {
    return JSON.parse(answer.body)
  } catch {
    throw new Error('the answer is no JSON')
  }
}
