/** One letter to one mail server (SMTP), at the very address that was checked. */
import type { Channel } from '../../core/contract/channel.ts'
import type { Mail } from '../../core/ports.ts'
import type { AddressGuard } from './address-guard.ts'

const SMTP_PORT = 587
const SMTPS_PORT = 465

export interface MailExtras {
  /** The same for every try, so that a mail server can tell a repeat. */
  readonly messageId?: string
  readonly urgent?: boolean
  /** In this language. */
  readonly language?: string
}

/** Rejects with what the server said. `smtps:` speaks TLS at once; `smtp:` changes to it when the server offers it. */
export async function sendMail(
  guard: AddressGuard,
  { url, username, secret, from }: Pick<Channel, 'url' | 'username' | 'secret' | 'from'>,
  mail: Mail,
  timeoutMs: number,
  { messageId, urgent = false, language }: MailExtras = {},
): Promise<void> {
  const server = new URL(url)
  const secure = server.protocol === 'smtps:'
  const to = await guard.open(new URL(`https://${server.host}`))
  // Loaded with the first letter: most starts need none.
  const { createTransport } = await import('nodemailer')
  const transport = createTransport({
    host: to.address,
    port: Number(server.port) || (secure ? SMTPS_PORT : SMTP_PORT),
    secure,
    // A password leaves the own network sealed or not at all.
    requireTLS: !secure && guard.isPublic(to),
    // The name is what the certificate is for; the address is what was checked.
    tls: { servername: server.hostname },
    auth: username ? { user: username, pass: secret ?? '' } : undefined,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  try {
    await transport.sendMail({
      from: from || username || `steward@${server.hostname}`,
      to: [...mail.to],
      subject: mail.subject,
      text: mail.text,
      ...(mail.html === undefined ? {} : { html: mail.html }),
      ...(messageId === undefined ? {} : { messageId: `<${messageId}@steward>` }),
      headers: {
        'auto-submitted': 'auto-generated',
        ...(language === undefined ? {} : { 'content-language': language }),
      },
      priority: urgent ? 'high' : 'normal',
      attachments: (mail.attachments ?? []).map(({ filename, content, contentType }) => ({
        filename,
        content: Buffer.from(content),
        contentType,
      })),
    })
  } finally {
    transport.close()
  }
}
