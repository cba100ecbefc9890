/** A mail server that asks for a password, keeps letters as they came, and refuses whom it does not know. */
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

export interface Letter {
  readonly from: string
  readonly to: readonly string[]
  readonly raw: string
}

export class MailServer {
  readonly letters: Letter[] = []
  /** Hangs up in the middle of the letter, so many times. */
  drops = 0
  readonly #server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    onAuth: ({ username, password }, _, done) =>
      username === 'steward' && password === 'right'
        ? done(null, { user: username })
        : done(new Error('535 wrong password')),
    onRcptTo: ({ address }, _, done) =>
      address.startsWith('nobody') ? done(new Error('550 no such mailbox')) : done(),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', chunk => chunks.push(chunk))
      stream.on('end', () => {
        if (this.drops-- > 0) return done(new Error('451 try again later'))
        const { mailFrom, rcptTo } = session.envelope
        this.letters.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(one => one.address),
          raw: Buffer.concat(chunks).toString('utf8'),
        })
        done()
      })
    },
  })

  async listen(): Promise<string> {
    await new Promise<void>(done => this.#server.listen(0, '127.0.0.1', () => done()))
    return `smtp://127.0.0.1:${(this.#server.server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    await new Promise<void>(done => this.#server.close(() => done()))
  }
}

/** The text part of a letter, whatever it was packed in. */
export function textOf(raw: string): string {
  const decoded = [...raw.matchAll(/\r\n\r\n([\s\S]*?)(?=\r\n--|$)/g)].map(([, part = '']) => {
    const joined = part.replace(/=\r\n/g, '')
    if (/^[A-Za-z0-9+/=\r\n]+$/.test(joined.trim())) return Buffer.from(joined, 'base64').toString('utf8')
    const bytes = joined.replace(/=([0-9A-F]{2})/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    )
    return Buffer.from(bytes, 'latin1').toString('utf8')
  })
  return decoded.join('\n')
}
