/** What the rooms ask of each other where people are told of something. */
import type { Alarm } from '../contract/alarm.ts'
import type { Channel, Contact, PushSubscription } from '../contract/channel.ts'
import type { Language } from '../contract/schema.ts'

/** One way to tell somebody. Resolves when the other side has taken it; rejects with a reason otherwise. */
export interface Notifier {
  readonly type: Channel['type']
  notify(channel: Channel, message: Notification, timeoutMs: number): Promise<void>
}

/** What no further try will change: the browser has unsubscribed, the person has no address. */
export class Undeliverable extends Error {}

export interface Notification {
  /** The same for every try of one telling, so that a receiver can tell a repeat. */
  readonly id: string
  readonly event: string
  readonly at: number
  readonly alarm: Alarm
  /** Ready to show, in both languages. */
  readonly title: { readonly zh: string; readonly en: string }
  readonly test: boolean
  /** More to read, a line each; who is meant; where to open it and where to say "I'm on it". */
  readonly more?: MessageMore
}

export interface MessageMore {
  readonly language: 'zh' | 'en' | 'both'
  readonly lines: { readonly zh: readonly string[]; readonly en: readonly string[] }
  /** How many alarms this one message stands for. */
  readonly count: number
  readonly openUrl: string | null
  /** Opens a page with one button; opening it changes nothing. */
  readonly acknowledgeUrl: string | null
  /** On a personal channel. */
  readonly person: Addressee | null
  /** On a group's channel: those to be named. */
  readonly named: readonly Addressee[]
  /** Other alarms told on this channel that nobody has answered yet. */
  readonly others: number
}

export interface Addressee {
  readonly userId: string
  readonly name: string
  readonly language: Language
  readonly contact: Contact | null
  readonly subscriptions: readonly PushSubscription[]
}

/** Sends a letter that is no alarm: a report, a handover. Rejects with a reason when no mail server is set or it refuses. */
export interface Mailer {
  send(mail: Mail): Promise<void>
}

export interface Mail {
  readonly to: readonly string[]
  readonly subject: string
  readonly text: string
  readonly html?: string
  readonly attachments?: readonly {
    readonly filename: string
    readonly content: Uint8Array
    readonly contentType?: string
  }[]
}
