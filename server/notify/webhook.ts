/**
 * Webhook: one POST of `{ id, event, at, alarm, title, test }` as JSON, signed when the channel has a secret.
 * Redirects are an error, and the connection goes to the very address that was checked.
 */
import { createHmac } from 'node:crypto'
import type { Notifier } from '../../core/ports.ts'
import { AddressGuard, type Resolve } from './address-guard.ts'
import { post, requireSuccess } from './outward-call.ts'

/** `resolve` replaces the system's name service. */
export function createWebhook(allow: string, resolve?: Resolve): Notifier {
  const guard = new AddressGuard(allow, resolve)
  return {
    type: 'webhook',
    async notify({ url, secret }, { id, event, at, alarm, title, test }, timeoutMs) {
      const body = JSON.stringify({ id, event, at, alarm, title, test })
      const headers: Record<string, string> = {
        'content-type': 'application/json',
        'x-steward-delivery': id,
      }
      if (secret)
        headers['x-steward-signature'] = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
      const { status } = await post(guard, { url: new URL(url), body, headers }, timeoutMs)
      requireSuccess(status)
    },
  }
}
