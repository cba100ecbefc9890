/**
 * E-mail (SMTP, RFC 5321): to the channel's recipients, or to the person meant. The message id is the delivery's, so a
 * mail program shows a repeat only once.
 */
import type { Channel } from '../../core/contract/channel.ts'
import { type Notification, type Notifier, Undeliverable } from '../../core/ports.ts'
import { AddressGuard } from './address-guard.ts'
import { sendMail } from './mail-road.ts'
import { wordingOf } from './wording.ts'

export function createEmail(allow: string): Notifier {
  const guard = new AddressGuard(allow)
  return {
    type: 'email',
    async notify(channel, message, timeoutMs) {
      const words = wordingOf(message)
      const links = [
        ...(words.acknowledgeUrl === null ? [] : [[words.acknowledgeWord, words.acknowledgeUrl] as const]),
        ...(words.openUrl === null ? [] : [[words.openWord, words.openUrl] as const]),
      ]
      const mail = {
        to: recipientsOf(channel, message),
        subject: words.title,
        text: [words.title, '', ...words.lines, '', ...links.map(([word, url]) => `${word}: ${url}`)].join(
          '\n',
        ),
        html: htmlOf(words.title, words.lines, links),
      }
      const urgent = message.alarm.priority === 'critical' && !message.test
      await sendMail(guard, channel, mail, timeoutMs, { messageId: message.id, urgent })
    },
  }
}

function recipientsOf({ to = [] }: Channel, { more }: Notification): readonly string[] {
  if (to.length > 0) return to
  const own = more?.person?.contact?.email
  if (own == null) throw new Undeliverable('the person has no e-mail address')
  return [own]
}

/** Plain enough for every mail program: no pictures, no styles from elsewhere. */
function htmlOf(
  title: string,
  lines: readonly string[],
  links: readonly (readonly [word: string, url: string])[],
): string {
  const buttons = links.map(
    ([word, url], index) =>
      `<a href="${inHtml(url)}" style="display:inline-block;margin:0 12px 12px 0;padding:14px 24px;border-radius:8px;text-decoration:none;font-size:18px;${index === 0 ? 'background:#1c2022;color:#fff' : 'border:1px solid #1c2022;color:#1c2022'}">${inHtml(word)}</a>`,
  )
  const text = lines.map(line => `<p style="margin:0 0 8px">${inHtml(line)}</p>`)
  return `<div style="font:16px/1.5 sans-serif;color:#1c2022"><h1 style="font-size:20px">${inHtml(title)}</h1>${text.join('')}<p style="margin:20px 0 0">${buttons.join('')}</p></div>`
}

function inHtml(text: string): string {
  return text.replace(/[&<>"]/g, sign => `&#${sign.charCodeAt(0)};`)
}
