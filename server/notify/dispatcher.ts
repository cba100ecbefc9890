/**
 * Works the outbox. Each channel has its own lane, so a dead one delays no other; for one recipient the order within an
 * alarm is kept. Every try of one telling has the same id. A crash between the call and its record repeats the call,
 * never loses it.
 */
import type { Channel, Delivery } from '../../core/contract/channel.ts'
import { isMachine } from '../../core/notify/audience.ts'
import { messagesOf, PER_MINUTE, roomOf } from '../../core/notify/flood.ts'
import {
  type Clock,
  type Notification,
  type Notifier,
  type StateStore,
  Undeliverable,
} from '../../core/ports.ts'
import { alarmTexts } from '../../core/text/alarms.ts'
import { fillBoth } from '../../core/text/text.ts'
import type { AlarmService, ChannelService, Logger, Notice } from '../services.ts'
import { notifiers, type SirenRoad } from './index.ts'
import { messageOf, needsPerson } from './message.ts'
import { ASKING } from './outbox.ts'
import { noticeMessage, testMessage } from './test-message.ts'

export const DISPATCH_LIMITS = {
  tryMs: 10_000,
  firstBackOffMs: 1000,
  longestBackOffMs: 5 * 60_000,
  giveUpAfterMs: 24 * 3600_000,
  /** Rows of one channel taken up at a time; what is new waits for no more than these. */
  lane: 100,
  /** Of a channel that people read: a crowd is to become one message. */
  crowd: 1000,
  /** Recipients of one channel that are told at the same time. */
  atOnce: 4,
  everyMs: 200,
  /** Rounds between two looks for what waits for a channel that is gone. */
  orphanRounds: 300,
} as const

const MINUTE_MS = 60_000
const CHANNEL_GONE = 'the channel was removed or switched off'
const NOT_NEEDED = 'it was over before the quiet hours were'

export interface Dispatcher extends ChannelService {
  start(): void
  /** Takes up nothing more and waits for the calls under way, at most one time-out. */
  stop(): Promise<void>
}

export interface DispatcherParts {
  readonly state: StateStore
  readonly clock: Clock
  readonly log: Logger
  readonly alarms: Pick<AlarmService, 'signal'>
  /** The setting `webhookAllow`. */
  readonly allow: string
  /** Where sirens are ordered; undefined while there is no gateway yet. */
  readonly sirens?: () => SirenRoad | undefined
  readonly random?: () => number
  readonly ways?: readonly Notifier[]
}

type Rows = readonly [Delivery, ...Delivery[]]

export function createDispatcher(parts: DispatcherParts): Dispatcher {
  return new OutboxWorker(parts)
}

class OutboxWorker implements Dispatcher {
  readonly #parts: DispatcherParts
  readonly #ways: readonly Notifier[]
  readonly #random: () => number
  readonly #lanes = new Map<string, Promise<void>>()
  /** When each recipient was sent something in the last minute. */
  readonly #sent = new Map<string, number[]>()
  #timer: NodeJS.Timeout | undefined
  #running = false
  #rounds = 0

  constructor(parts: DispatcherParts) {
    this.#parts = parts
    const { state, clock, allow, sirens = () => undefined } = parts
    this.#ways = parts.ways ?? notifiers({ state, allow, sirens, now: () => clock.now() })
    this.#random = parts.random ?? Math.random
  }

  start(): void {
    this.#running = true
    this.#timer = setInterval(() => this.#round(), DISPATCH_LIMITS.everyMs)
    this.#round()
  }

  async stop(): Promise<void> {
    this.#running = false
    clearInterval(this.#timer)
    await Promise.all(this.#lanes.values())
  }

  test(channel: Channel, userId?: string): Promise<{ ok: boolean; detail: string }> {
    return this.#now(channel, at => testMessage(this.#parts.state, channel, userId ?? null, at))
  }

  say(channel: Channel, notice: Notice, userId?: string): Promise<{ ok: boolean; detail: string }> {
    return this.#now(channel, at => noticeMessage(this.#parts.state, channel, notice, userId ?? null, at))
  }

  async #now(channel: Channel, messageAt: (at: number) => Notification) {
    try {
      const message = messageAt(this.#parts.clock.now())
      await this.#wayOf(channel).notify(channel, message, DISPATCH_LIMITS.tryMs)
      return { ok: true, detail: 'delivered' }
    } catch (error) {
      return { ok: false, detail: reasonOf(error) }
    }
  }

  #round(): void {
    const { state, clock, log } = this.#parts
    try {
      const channels = state.channels.list()
      const ids = new Set(channels.map(({ id }) => id))
      for (const channel of channels) {
        const { id } = channel
        // Asked for channel by channel, so that thousands waiting for a dead one hide nothing.
        const limit = isMachine(channel) ? DISPATCH_LIMITS.lane : DISPATCH_LIMITS.crowd
        const rows = this.#lanes.has(id) ? [] : state.deliveries.due(clock.now(), limit, id)
        if (rows.length === 0) continue
        // Taken out by a later microtask, never before it is in: a lane of rows that all wait ends at once.
        this.#lanes.set(
          id,
          this.#runLane(id, rows).finally(() => this.#lanes.delete(id)),
        )
      }
      if (this.#rounds++ % DISPATCH_LIMITS.orphanRounds === 0) this.#settleOrphans(ids)
    } catch (error) {
      log.error({ error }, 'the outbox cannot be read')
    }
  }

  #settleOrphans(ids: ReadonlySet<string>): void {
    for (const row of this.#parts.state.deliveries.list({ state: 'waiting' }))
      if (!ids.has(row.channelId) && !this.#lanes.has(row.channelId)) this.#giveUp(row, CHANNEL_GONE)
  }

  async #runLane(id: string, rows: readonly Delivery[]): Promise<void> {
    const { state, log } = this.#parts
    try {
      const channel = state.channels.get(id)
      if (!channel?.enabled) {
        for (const row of rows) this.#giveUp(row, CHANNEL_GONE)
        return
      }
      const recipients = [...Map.groupBy(rows, ({ userId }) => userId ?? '').values()]
      const worker = async () => {
        for (let own = recipients.shift(); own !== undefined; own = recipients.shift())
          await this.#runRecipient(channel, own)
      }
      await Promise.all(Array.from({ length: DISPATCH_LIMITS.atOnce }, worker))
    } catch (error) {
      log.error({ error, channel: id }, 'a delivery could not be recorded')
    }
  }

  async #runRecipient(channel: Channel, rows: readonly Delivery[]): Promise<void> {
    const held = new Set<string>()
    if (isMachine(channel)) {
      for (const row of rows) {
        if (!this.#running) return
        if (held.has(row.alarmId) || this.#waitsForEarlier(row)) continue
        if (!(await this.#deliver(channel, [row]))) held.add(row.alarmId)
      }
      return
    }
    for (const message of this.#humanMessages(channel, rows)) {
      if (!this.#running) return
      const open = message.filter(({ alarmId }) => !held.has(alarmId))
      const [first, ...rest] = open
      if (first === undefined) continue
      if (!(await this.#deliver(channel, [first, ...rest]))) for (const { alarmId } of open) held.add(alarmId)
    }
  }

  /** What is not needed any more is settled; the rest is told one by one, or as one message when it is a crowd. */
  #humanMessages(channel: Channel, rows: readonly Delivery[]): Delivery[][] {
    const { state, clock } = this.#parts
    const wanted: (Delivery & { lifeSafety: boolean })[] = []
    for (const row of rows) {
      const alarm = state.alarms.get(row.alarmId)
      if (alarm === undefined) this.#giveUp(row, CHANNEL_GONE)
      else if (this.#isPointless(row, needsPerson(alarm))) this.#settle(row, 'skipped', NOT_NEEDED)
      else if (
        rows.some(one => one.id < row.id && one.alarmId === row.alarmId) ||
        !this.#waitsForEarlier(row)
      )
        wanted.push({ ...row, lifeSafety: alarm.lifeSafety })
    }
    const now = clock.monotonic()
    const sent = (this.#sent.get(recipientOf(rows)) ?? []).filter(at => now - at < MINUTE_MS)
    const perMinute = channel.perMinute ?? PER_MINUTE[channel.type as keyof typeof PER_MINUTE] ?? MINUTE_MS
    return messagesOf(wanted, roomOf(sent, perMinute, now))
  }

  /** It happened in the quiet hours and is over now, or is the end of something nobody was told of. */
  #isPointless(row: Delivery, stillOpen: boolean): boolean {
    if (ASKING.has(row.event)) return row.quiet === true && !stillOpen
    const { channelId, alarmId } = row
    const asked = this.#parts.state.deliveries
      .list({ channelId, alarmId }, { before: row.id, limit: 50 })
      .find(one => (one.userId ?? null) === (row.userId ?? null) && ASKING.has(one.event))
    return asked?.state === 'skipped'
  }

  /** An older telling of the same alarm to the same goes first; this one comes up again when that one does. */
  #waitsForEarlier(row: Delivery): boolean {
    const { state, clock } = this.#parts
    const { channelId, alarmId } = row
    const waiting = state.deliveries.list({ channelId, alarmId, state: 'waiting' })
    const first = waiting.findLast(one => (one.userId ?? null) === (row.userId ?? null))
    if (first === undefined || first.id >= row.id) return false
    if ((first.nextTryAt ?? 0) > clock.now()) state.deliveries.update({ ...row, nextTryAt: first.nextTryAt })
    return true
  }

  /** False when it has to be tried again. */
  async #deliver(channel: Channel, rows: Rows): Promise<boolean> {
    const { state, clock } = this.#parts
    const tried = rows.map(row => ({ ...row, tries: row.tries + 1 }))
    try {
      const message = messageOf(state, channel, rows, clock.now())
      await this.#wayOf(channel).notify(channel, message, DISPATCH_LIMITS.tryMs)
      this.#countSent(recipientOf(rows))
      state.transaction(() => {
        for (const row of tried) this.#settle(row, 'delivered', null)
      })
      this.#signal(channel, false)
      return true
    } catch (error) {
      if (error instanceof Undeliverable) {
        for (const row of tried) this.#giveUp(row, error.message)
        return true
      }
      return this.#failed(tried, channel, reasonOf(error))
    }
  }

  #failed(rows: readonly Delivery[], channel: Channel, reason: string): boolean {
    const { state, clock, log } = this.#parts
    const now = clock.now()
    const [late, early] = [rows.filter(isLate), rows.filter(row => !isLate(row))]
    function isLate({ createdAt }: Delivery) {
      return now - createdAt >= DISPATCH_LIMITS.giveUpAfterMs
    }
    for (const row of late) {
      this.#giveUp(row, reason)
      log.error({ channel: channel.id, alarm: row.alarmId, reason }, 'gave up telling of an alarm')
    }
    if (late.length > 0) this.#signal(channel, true)
    const { firstBackOffMs, longestBackOffMs } = DISPATCH_LIMITS
    state.transaction(() => {
      for (const row of early) {
        const most = Math.min(longestBackOffMs, firstBackOffMs * 2 ** Math.min(row.tries, 20))
        // Full jitter: many that failed together do not come back together.
        state.deliveries.update({
          ...row,
          nextTryAt: now + Math.ceil(this.#random() * most),
          lastError: reason,
        })
      }
    })
    const [first] = early
    if (first !== undefined)
      log.warn({ channel: channel.id, alarm: first.alarmId, tries: first.tries, reason }, 'telling failed')
    return early.length === 0
  }

  #giveUp(row: Delivery, reason: string): void {
    this.#settle(row, 'given-up', reason)
  }

  #settle(row: Delivery, to: Delivery['state'], lastError: string | null): void {
    const { lifeSafety: _, ...plain } = row as Delivery & { lifeSafety?: boolean }
    const { state, clock } = this.#parts
    state.deliveries.update({ ...plain, state: to, nextTryAt: null, settledAt: clock.now(), lastError })
  }

  #signal({ id, siteId, name }: Channel, active: boolean): void {
    const { state, alarms } = this.#parts
    const key = `channel.undelivered:${id}`
    if (!active && state.alarms.list({ key, closedAt: null }).length === 0) return
    const said = fillBoth(alarmTexts.undelivered, { channel: name })
    alarms.signal({ source: 'system', key, active, siteId, deviceId: null, name: said, priority: 'high' })
  }

  #countSent(recipient: string): void {
    const now = this.#parts.clock.monotonic()
    const sent = (this.#sent.get(recipient) ?? []).filter(at => now - at < MINUTE_MS)
    this.#sent.set(recipient, [...sent, now])
  }

  #wayOf({ type }: Channel): Notifier {
    const way = this.#ways.find(one => one.type === type)
    if (way === undefined) throw new Error(`no way to tell "${type}"`)
    return way
  }
}

function recipientOf(rows: readonly Delivery[]): string {
  const [row] = rows
  return `${row?.channelId} ${row?.userId ?? ''}`
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
