/**
 * DingTalk (钉钉) custom robot: POST to the address with `timestamp` (ms) and `sign` added, where sign is the base64 of
 * HMAC-SHA-256 over `timestamp + "\n" + secret` with the secret as key. An action card carries the buttons. The answer is
 * always 200; `errcode` 0 is success, 310000 a wrong signature or keyword. A robot takes 20 messages a minute.
 * Source: DingTalk open platform, 自定义机器人接入.
 */
import { createHmac } from 'node:crypto'
import type { Notifier } from '../../core/ports.ts'
import { AddressGuard } from './address-guard.ts'
import { postJson } from './outward-call.ts'
import { cutToBytes, wordingOf } from './wording.ts'

/** A body may have 20,000 bytes. */
const TEXT_BYTES_MAX = 6000

/** `now`: ms since 1970, for the signature; a robot takes no older one than an hour. */
export function createDingtalk(allow: string, now: () => number): Notifier {
  const guard = new AddressGuard(allow)
  return {
    type: 'dingtalk',
    async notify({ url, secret }, message, timeoutMs) {
      const mobiles = (message.more?.named ?? []).flatMap(({ contact }) => contact?.dingtalk ?? [])
      const words = wordingOf(message)
      const at = { atMobiles: mobiles, isAtAll: false }
      const buttons = buttonsOf(words)
      const named = mobiles.map(mobile => `@${mobile}`)
      // A card names nobody, so where somebody is to be named it is written as text with the links in it.
      const document =
        buttons.length > 0 && mobiles.length === 0
          ? { msgtype: 'actionCard', actionCard: cardOf(words, buttons) }
          : {
              msgtype: 'markdown',
              markdown: { title: words.title, text: markdownOf(words, buttons, named) },
              at,
            }
      const answer = (await postJson(guard, signed(url, secret, now()), document, timeoutMs)) as Said
      if (answer.errcode !== 0) throw new Error(`DingTalk ${answer.errcode}: ${answer.errmsg ?? ''}`)
    },
  }
}

type Words = ReturnType<typeof wordingOf>
interface Button {
  readonly title: string
  readonly actionURL: string
}

function buttonsOf({ acknowledgeUrl, acknowledgeWord, openUrl, openWord }: Words): Button[] {
  return [
    ...(acknowledgeUrl === null ? [] : [{ title: acknowledgeWord, actionURL: acknowledgeUrl }]),
    ...(openUrl === null ? [] : [{ title: openWord, actionURL: openUrl }]),
  ]
}

function cardOf({ title, lines }: Words, btns: readonly Button[]) {
  const text = cutToBytes([`### ${title}`, ...lines].join('\n\n'), TEXT_BYTES_MAX)
  return { title, text, btnOrientation: '1', btns }
}

function markdownOf({ title, lines }: Words, buttons: readonly Button[], named: readonly string[]): string {
  const text = cutToBytes([`### ${title}`, ...lines].join('\n\n'), TEXT_BYTES_MAX)
  const links = buttons.map(one => `[${one.title}](${one.actionURL})`).join(' · ')
  return [text, links, named.join(' ')].filter(Boolean).join('\n\n')
}

function signed(address: string, secret: string | null, at: number): URL {
  const url = new URL(address)
  if (!secret) return url
  url.searchParams.set('timestamp', String(at))
  url.searchParams.set('sign', createHmac('sha256', secret).update(`${at}\n${secret}`).digest('base64'))
  return url
}

interface Said {
  readonly errcode?: number
  readonly errmsg?: string
}
