/**
 * Webhook: one POST of `{ id, event, at, alarm, title, test }` as JSON, signed when the channel has a secret.
 * Redirects are an error, and the connection goes to the very address that was checked.
 */
import { createHmac } from 'node:crypto'
import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { Channel } from '../../core/contract/channel.ts'
import type { Notification, Notifier } from '../../core/ports.ts'
import { AddressGuard, type Resolve } from './address-guard.ts'

/** `resolve` replaces the system's name service. */
export function createWebhook(allow: string, resolve?: Resolve): Notifier {
  const guard = new AddressGuard(allow, resolve)
  return {
    type: 'webhook',
    async notify(channel, message, timeoutMs) {
      const signal = AbortSignal.timeout(timeoutMs)
      const url = new URL(channel.url)
      const late = new Promise<never>((_, reject) =>
        signal.addEventListener('abort', () => reject(new Error(`no answer within ${timeoutMs} ms`))),
      )
      await Promise.race([guard.open(url).then(to => post(url, to, channel, message, signal)), late])
    },
  }
}

function post(
  url: URL,
  to: { address: string; family: number },
  { secret }: Channel,
  message: Notification,
  signal: AbortSignal,
): Promise<void> {
  const { id, event, at, alarm, title, test } = message
  const body = JSON.stringify({ id, event, at, alarm, title, test })
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    'x-steward-delivery': id,
  }
  if (secret)
    headers['x-steward-signature'] = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
  const send = url.protocol === 'https:' ? requestHttps : requestHttp
  return new Promise((resolve, reject) => {
    const request = send(url, {
      method: 'POST',
      headers,
      signal,
      agent: false,
      // Pinned: the name is not asked for again, so it cannot answer differently.
      lookup: (_host, options, done) => (options.all ? done(null, [to]) : done(null, to.address, to.family)),
    })
    request.on('error', reject)
    request.on('response', response => {
      const status = response.statusCode ?? 0
      response.destroy()
      if (status >= 200 && status < 300) resolve()
      else reject(new Error(`the receiver answered ${status}`))
    })
    request.end(body)
  })
}
