/**
 * WeCom (企业微信) group robot: POST of `{ "msgtype": "text", "text": { "content", "mentioned_list" } }` to the address
 * with the robot's key. Content at most 2048 bytes. The answer is always 200; `errcode` 0 is success, 45009 too often.
 * Source: WeCom developer documentation, 群机器人配置说明.
 */
import type { Notifier } from '../../core/ports.ts'
import { AddressGuard } from './address-guard.ts'
import { postJson } from './outward-call.ts'
import { cutToBytes, wordingOf } from './wording.ts'

const CONTENT_BYTES_MAX = 2048

export function createWecom(allow: string): Notifier {
  const guard = new AddressGuard(allow)
  return {
    type: 'wecom',
    async notify({ url }, message, timeoutMs) {
      const { title, lines, openUrl, openWord, acknowledgeUrl, acknowledgeWord } = wordingOf(message)
      const links = [
        ...(acknowledgeUrl === null ? [] : [`${acknowledgeWord}: ${acknowledgeUrl}`]),
        ...(openUrl === null ? [] : [`${openWord}: ${openUrl}`]),
      ]
      const room = CONTENT_BYTES_MAX - Buffer.byteLength(`\n${links.join('\n')}`)
      const content = [cutToBytes([title, ...lines].join('\n'), room), ...links].join('\n')
      const mentioned_list = (message.more?.named ?? []).flatMap(({ contact }) => contact?.wecom ?? [])
      const document = { msgtype: 'text', text: { content, mentioned_list } }
      const answer = (await postJson(guard, new URL(url), document, timeoutMs)) as Said
      if (answer.errcode !== 0) throw new Error(`WeCom ${answer.errcode}: ${answer.errmsg ?? ''}`)
    },
  }
}

interface Said {
  readonly errcode?: number
  readonly errmsg?: string
}
