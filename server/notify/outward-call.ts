/** One call to somebody else's server: to the very address that was checked, no redirects, a bounded answer. */
import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { AddressGuard } from './address-guard.ts'

/** Robots and push services answer in a line or two. */
const ANSWER_BYTES_MAX = 64 * 1024

interface Call {
  readonly url: URL
  readonly method: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  readonly answerBytesMax: number
}

export interface Post {
  readonly url: URL
  readonly body: string | Uint8Array
  readonly headers?: Readonly<Record<string, string>>
}

export interface Answer {
  readonly status: number
  readonly body: string
}

/** Rejects when there is no whole answer within `timeoutMs`, whatever it says otherwise. */
export function post(guard: AddressGuard, { url, body, headers }: Post, timeoutMs: number): Promise<Answer> {
  const length = { 'content-length': String(Buffer.byteLength(body)) }
  const call = { url, body, headers: { ...headers, ...length }, answerBytesMax: ANSWER_BYTES_MAX }
  return inTime(guard, { ...call, method: 'POST' }, timeoutMs)
}

/** As `post`, for what is only asked; the answer may have `answerBytesMax`. */
export function get(
  guard: AddressGuard,
  asked: Pick<Call, 'url' | 'headers' | 'answerBytesMax'>,
  timeoutMs: number,
): Promise<Answer> {
  return inTime(guard, { ...asked, method: 'GET' }, timeoutMs)
}

/** Looking the name up counts as well. */
function inTime(guard: AddressGuard, call: Call, timeoutMs: number): Promise<Answer> {
  const signal = AbortSignal.timeout(timeoutMs)
  const late = new Promise<never>((_, reject) =>
    signal.addEventListener('abort', () => reject(new Error(`no answer within ${timeoutMs} ms`))),
  )
  return Promise.race([guard.open(call.url).then(to => exchange(call, to, signal)), late])
}

function exchange(
  { url, method, headers, body, answerBytesMax }: Call,
  to: { address: string; family: number },
  signal: AbortSignal,
): Promise<Answer> {
  const request = url.protocol === 'https:' ? requestHttps : requestHttp
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      method,
      headers,
      signal,
      agent: false,
      // Pinned: the name is not asked for again, so it cannot answer differently.
      lookup: (_host, options, done) => (options.all ? done(null, [to]) : done(null, to.address, to.family)),
    })
    sent.on('error', reject)
    sent.on('response', response => {
      const chunks: Buffer[] = []
      let bytes = 0
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (bytes <= answerBytesMax) chunks.push(chunk)
        else response.destroy(new Error('the answer is too long'))
      })
      response.on('error', reject)
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
      )
    })
    sent.end(body)
  })
}

/** As JSON; rejects unless the server answers with a status of success. */
export async function postJson(
  guard: AddressGuard,
  url: URL,
  document: unknown,
  timeoutMs: number,
): Promise<unknown> {
  const body = JSON.stringify(document)
  const answer = await post(guard, { url, body, headers: { 'content-type': 'application/json' } }, timeoutMs)
  requireSuccess(answer.status)
  try {
    return JSON.parse(answer.body)
  } catch {
    throw new Error('the answer is no JSON: is this the address of a robot?')
  }
}

export function requireSuccess(status: number): void {
  if (status < 200 || status >= 300) throw new Error(`the receiver answered ${status}`)
}
