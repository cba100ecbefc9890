/** Ways to tell somebody. One file each, one line here. */
import type { Notifier } from '../../core/ports.ts'
import { createWebhook } from './webhook.ts'

/** `allow`: hosts in private networks that may be called, comma separated. */
export function notifiers(allow: string): readonly Notifier[] {
  return [createWebhook(allow)]
}
