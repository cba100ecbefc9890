/** Ways to tell somebody. One file each, one line here. */
import type { Notifier, StateStore } from '../../core/ports.ts'
import { createDingtalk } from './dingtalk.ts'
import { createEmail } from './email.ts'
import { createFeishu } from './feishu.ts'
import { createSiren, type SirenRoad } from './siren.ts'
import { createWebPush } from './web-push.ts'
import { createWebhook } from './webhook.ts'
import { createWecom } from './wecom.ts'

export type { SirenRoad } from './siren.ts'

export interface NotifierParts {
  readonly state: Pick<StateStore, 'settings' | 'pushSubscriptions'>
  /** Hosts in private networks that may be called, comma separated. */
  readonly allow: string
  /** Where sirens are ordered. */
  readonly sirens: () => SirenRoad | undefined
  /** ms since 1970, for signatures. */
  readonly now: () => number
}

export function notifiers({ state, allow, sirens, now }: NotifierParts): readonly Notifier[] {
  return [
    createWebhook(allow),
    createWebPush(state, allow),
    createEmail(allow),
    createWecom(allow),
    createDingtalk(allow, now),
    createFeishu(allow, now),
    createSiren(sirens),
  ]
}
