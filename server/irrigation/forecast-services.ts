/** Every forecast dialect, one line each, and the asking of one. */
import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { AddressGuard } from '../notify/address-guard.ts'
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
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  const to = await guard.open(url)
  const request = url.protocol === 'https:' ? requestHttps : requestHttp
  const text = await new Promise<string>((resolve, reject) => {
    const asked = request(url, {
      headers: { accept: 'application/json', 'user-agent': USER_AGENT },
      signal,
      agent: false,
      // Pinned: the name is not asked for again, so it cannot answer differently.
      lookup: (_host, options, done) => (options.all ? done(null, [to]) : done(null, to.address, to.family)),
    })
    asked.on('error', reject)
    asked.on('response', response => {
      const { statusCode = 0 } = response
      if (statusCode !== 200) {
        response.resume()
        reject(new Error(`the service answered ${statusCode}`))
        return
      }
      const chunks: Buffer[] = []
      let bytes = 0
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (bytes <= ANSWER_BYTES_MAX) chunks.push(chunk)
        else response.destroy(new Error('the answer is too long'))
      })
      response.on('error', reject)
      response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
    })
    asked.end()
  })
  try {
    return JSON.parse(text)
  } catch {
    throw new Error('the answer is no JSON')
  }
}
