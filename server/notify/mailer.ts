/** Letters that are no alarms (reports, handovers) go by the mail server of the first e-mail channel that is switched on. */
import type { Channel } from '../../core/contract/channel.ts'
import { Problem } from '../../core/contract/error.ts'
import type { Mailer, StateStore } from '../../core/ports.ts'
import { AddressGuard } from './address-guard.ts'
import { sendMail } from './mail-road.ts'

/** A letter may carry a thick report. */
const TIMEOUT_MS = 60_000

export interface MailerParts {
  readonly state: Pick<StateStore, 'channels'>
  /** The setting `webhookAllow`. */
  readonly allow: string
}

export function createMailer({ state, allow }: MailerParts): Mailer {
  const guard = new AddressGuard(allow)
  return {
    async send(mail) {
      const [channel] = mailChannels(state)
      if (channel === undefined)
        throw new Problem('request.invalid', 'no mail server is set: add an e-mail channel under Settings')
      await sendMail(guard, channel, mail, TIMEOUT_MS)
    },
  }
}

function mailChannels(state: Pick<StateStore, 'channels'>): Channel[] {
  return state.channels.list({ type: 'email', enabled: true })
}
