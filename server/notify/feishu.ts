/**
 * Feishu (飞书) or Lark custom bot: POST of an interactive card. With a secret the body has `timestamp` (seconds, as text)
 * and `sign`: base64 of HMAC-SHA-256 over nothing, with `timestamp + "\n" + secret` as the key. The answer is 200 also for
 * errors; `code` 0 is success, 19021 a wrong signature or a clock that is off, 11232 too often.
 * Source: Feishu open platform, 自定义机器人使用指南.
 */
import { createHmac } from 'node:crypto'
import type { Notifier } from '../../core/ports.ts'
import { AddressGuard } from './address-guard.ts'
import { postJson } from './outward-call.ts'
import { cutToBytes, wordingOf } from './wording.ts'

/** A body may have 20 KB. */
const TEXT_BYTES_MAX = 6000

/** `now`: ms since 1970, for the signature; a bot takes no older one than an hour. */
export function createFeishu(allow: string, now: () => number): Notifier {
  const guard = new AddressGuard(allow)
  return {
    type: 'feishu',
    async notify({ url, secret }, message, timeoutMs) {
      const words = wordingOf(message)
      const ids = (message.more?.named ?? []).flatMap(({ contact }) => contact?.feishu ?? [])
      const named = ids.map(id => `<at id=${id}></at>`).join(' ')
      const content = [cutToBytes(words.lines.join('\n'), TEXT_BYTES_MAX), named].filter(Boolean).join('\n')
      const document = {
        ...signatureOf(secret, now()),
        msg_type: 'interactive',
        card: {
          config: { wide_screen_mode: true },
          header: {
            title: { tag: 'plain_text', content: words.title },
            template: colourOf(message.event, message.test),
          },
          elements: [{ tag: 'div', text: { tag: 'lark_md', content } }, ...actionsOf(words)],
        },
      }
      const answer = (await postJson(guard, new URL(url), document, timeoutMs)) as Said
      // Older bots say StatusCode.
      const code = answer.code ?? answer.StatusCode
      if (code !== 0) throw new Error(`Feishu ${code}: ${answer.msg ?? answer.StatusMessage ?? ''}`)
    },
  }
}

function actionsOf({ acknowledgeUrl, acknowledgeWord, openUrl, openWord }: ReturnType<typeof wordingOf>) {
  const button = (content: string, url: string, type: string) => ({
    tag: 'button',
    text: { tag: 'plain_text', content },
    url,
    type,
  })
  const actions = [
    ...(acknowledgeUrl === null ? [] : [button(acknowledgeWord, acknowledgeUrl, 'primary')]),
    ...(openUrl === null ? [] : [button(openWord, openUrl, 'default')]),
  ]
  return actions.length === 0 ? [] : [{ tag: 'action', actions }]
}

const CALM: ReadonlySet<string> = new Set(['returned', 'closed', 'acknowledged'])
function colourOf(event: string, test: boolean): string {
  if (test) return 'blue'
  return CALM.has(event) ? 'green' : 'red'
}

function signatureOf(secret: string | null, at: number) {
  if (!secret) return {}
  const timestamp = String(Math.floor(at / 1000))
  return { timestamp, sign: createHmac('sha256', `${timestamp}\n${secret}`).update('').digest('base64') }
}

interface Said {
  readonly code?: number
  readonly msg?: string
  readonly StatusCode?: number
  readonly StatusMessage?: string
}
