/**
 * Web push (RFC 8030, encrypted by RFC 8291, signed by RFC 8292 VAPID): to every browser of the person meant. A browser
 * that is gone (404, 410) is forgotten. One that takes it is enough.
 */

import webPush from 'web-push'
import type { PushSubscription } from '../../core/contract/channel.ts'
import { type Notification, type Notifier, type StateStore, Undeliverable } from '../../core/ports.ts'
import { AddressGuard } from './address-guard.ts'
import { post } from './outward-call.ts'
import { wordingOf } from './wording.ts'

const KEYS = 'push.vapid'
/** Older news of an alarm is worth nothing on a phone that was off. */
const TTL_S = 6 * 3600
/** Push services take 4096 bytes with the encryption's own. */
const LINES_MAX = 4
/** Push services want to know whom to ask about a sender (RFC 8292); without an https address of ours there is nobody. */
const NOBODY = 'mailto:nobody@example.org'

export interface VapidKeys {
  readonly publicKey: string
  readonly privateKey: string
}

/** Made once and kept with the other settings. */
export function vapidKeys(state: Pick<StateStore, 'settings'>): VapidKeys {
  const kept = state.settings.get(KEYS)?.value as VapidKeys | undefined
  if (kept !== undefined) return kept
  const made = webPush.generateVAPIDKeys()
  state.settings.put({ id: KEYS, value: made })
  return made
}

export function createWebPush(
  state: Pick<StateStore, 'settings' | 'pushSubscriptions'>,
  allow: string,
): Notifier {
  const guard = new AddressGuard(allow)
  return {
    type: 'push',
    async notify({ linkBase }, message, timeoutMs) {
      const subject = linkBase?.startsWith('https://') ? linkBase : NOBODY
      const subscriptions = message.more?.person?.subscriptions ?? []
      if (subscriptions.length === 0) throw new Undeliverable('the person has no browser that is told')
      const told = await Promise.allSettled(
        subscriptions.map(async one => {
          const { status } = await post(guard, requestOf(vapidKeys(state), subject, one, message), timeoutMs)
          if (status === 404 || status === 410) {
            state.pushSubscriptions.remove(one.id)
            throw new Undeliverable('the browser has unsubscribed')
          }
          if (status < 200 || status >= 300) throw new Error(`the push service answered ${status}`)
        }),
      )
      if (told.some(({ status }) => status === 'fulfilled')) return
      const reasons = told.map(one => (one as PromiseRejectedResult).reason)
      throw reasons.find(reason => !(reason instanceof Undeliverable)) ?? reasons[0]
    },
  }
}

function requestOf(
  keys: VapidKeys,
  subject: string,
  { endpoint, p256dh, auth, language }: PushSubscription,
  message: Notification,
) {
  const details = webPush.generateRequestDetails(
    { endpoint, keys: { p256dh, auth } },
    JSON.stringify(contentOf(message, language)),
    {
      TTL: TTL_S,
      contentEncoding: 'aes128gcm',
      urgency: message.alarm.priority === 'low' ? 'normal' : 'high',
      vapidDetails: { subject, ...keys },
    },
  )
  const headers = Object.fromEntries(
    Object.entries(details.headers as Record<string, string | number>).map(([key, value]) => [
      key,
      String(value),
    ]),
  )
  return { url: new URL(details.endpoint), body: details.body as Uint8Array, headers }
}

/** What the service worker shows: a path of its own page, never the address of somebody else. */
function contentOf(message: Notification, language: 'zh' | 'en') {
  const words = wordingOf(message, language)
  const count = message.more?.count ?? 1
  const pathOf = (url: string | null) => (url === null ? null : url.replace(/^https?:\/\/[^/]+/, ''))
  return {
    title: words.title,
    body: words.lines.slice(0, LINES_MAX).join('\n'),
    tag: message.test ? 'test' : count > 1 ? 'crowd' : message.alarm.id,
    path: message.test ? '/' : count > 1 ? '/alarms' : `/alarms/${message.alarm.id}`,
    answerPath: pathOf(words.acknowledgeUrl),
    answerWord: words.acknowledgeWord,
    urgent: message.alarm.priority === 'critical',
    quiet: message.event === 'returned' || message.event === 'closed' || message.event === 'acknowledged',
  }
}
