/**
 * Works the outbox. Each channel has its own lane, so a dead one delays no other; within an alarm the order is kept.
 * Every try of one telling has the same id. A crash between the call and its record repeats the call, never loses it.
 */
import type { Alarm } from '../../core/contract/alarm.ts'
import type { Channel, Delivery } from '../../core/contract/channel.ts'
import type { Clock, Notification, Notifier, StateStore } from '../../core/ports.ts'
import { alarmTexts, tellingTexts } from '../../core/text/alarms.ts'
import { fillBoth } from '../../core/text/text.ts'
import type { AlarmService, ChannelService, Logger } from '../services.ts'
import { notifiers } from './index.ts'

export const DISPATCH_LIMITS = {
  tryMs: 10_000,
  firstBackOffMs: 1000,
  longestBackOffMs: 5 * 60_000,
  giveUpAfterMs: 24 * 3600_000,
  /** Rows of one channel taken up at a time; what is new waits for no more than these. */
  lane: 100,
  everyMs: 200,
  /** Rounds between two looks for what waits for a channel that is gone. */
  orphanRounds: 300,
} as const

const CHANNEL_GONE = 'the channel was removed or switched off'

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
  readonly random?: () => number
  readonly ways?: readonly Notifier[]
}

export function createDispatcher(parts: DispatcherParts): Dispatcher {
  const { state, clock, log, alarms, random = Math.random } = parts
  const ways = parts.ways ?? notifiers(parts.allow)
  const lanes = new Map<string, Promise<void>>()
  let timer: NodeJS.Timeout | undefined
  let running = false
  let rounds = 0

  function round(): void {
    try {
      const ids = new Set(state.channels.list().map(({ id }) => id))
      for (const id of ids) {
        // Asked for channel by channel, so that thousands waiting for a dead one hide nothing.
        const rows = lanes.has(id) ? [] : state.deliveries.due(clock.now(), DISPATCH_LIMITS.lane, id)
        if (rows.length === 0) continue
        // Taken out by a later microtask, never before it is in: a lane of rows that all wait ends at once.
        lanes.set(
          id,
          runLane(id, rows).finally(() => lanes.delete(id)),
        )
      }
      if (rounds++ % DISPATCH_LIMITS.orphanRounds === 0) settleOrphans(ids)
    } catch (error) {
      log.error({ error }, 'the outbox cannot be read')
    }
  }

  function settleOrphans(ids: ReadonlySet<string>): void {
    for (const row of state.deliveries.list({ state: 'waiting' }))
      if (!ids.has(row.channelId) && !lanes.has(row.channelId)) settle(row, 'given-up', CHANNEL_GONE)
  }

  async function runLane(id: string, rows: readonly Delivery[]): Promise<void> {
    try {
      const held = new Set<string>()
      for (const row of rows) {
        if (!running) return
        if (held.has(row.alarmId) || waitsForEarlier(row)) continue
        if (!(await deliver(row))) held.add(row.alarmId)
      }
    } catch (error) {
      log.error({ error, channel: id }, 'a delivery could not be recorded')
    }
  }

  /** An older telling of the same alarm goes first; this one comes up again when that one does. */
  function waitsForEarlier(row: Delivery): boolean {
    const { channelId, alarmId } = row
    const waiting = state.deliveries.list({ channelId, alarmId, state: 'waiting' })
    const first = waiting.at(-1)
    if (first === undefined || first.id >= row.id) return false
    if ((first.nextTryAt ?? 0) > clock.now()) state.deliveries.update({ ...row, nextTryAt: first.nextTryAt })
    return true
  }

  /** False when it has to be tried again. */
  async function deliver(row: Delivery): Promise<boolean> {
    const channel = state.channels.get(row.channelId)
    const alarm = state.alarms.get(row.alarmId)
    if (!channel?.enabled || alarm === undefined) {
      settle(row, 'given-up', CHANNEL_GONE)
      return true
    }
    const tried = { ...row, tries: row.tries + 1 }
    try {
      await tell(channel, messageOf(row, alarm))
      settle(tried, 'delivered', null)
      signal(channel, false)
      return true
    } catch (error) {
      return failed(tried, channel, error instanceof Error ? error.message : String(error))
    }
  }

  function failed(row: Delivery, channel: Channel, reason: string): boolean {
    const now = clock.now()
    if (now - row.createdAt >= DISPATCH_LIMITS.giveUpAfterMs) {
      settle(row, 'given-up', reason)
      log.error({ channel: channel.id, alarm: row.alarmId, reason }, 'gave up telling of an alarm')
      signal(channel, true)
      return true
    }
    const { firstBackOffMs, longestBackOffMs } = DISPATCH_LIMITS
    const most = Math.min(longestBackOffMs, firstBackOffMs * 2 ** Math.min(row.tries, 20))
    // Full jitter: many that failed together do not come back together.
    state.deliveries.update({ ...row, nextTryAt: now + Math.ceil(random() * most), lastError: reason })
    log.warn({ channel: channel.id, alarm: row.alarmId, tries: row.tries, reason }, 'telling failed')
    return false
  }

  function settle(row: Delivery, to: Delivery['state'], lastError: string | null): void {
    state.deliveries.update({ ...row, state: to, nextTryAt: null, settledAt: clock.now(), lastError })
  }

  function signal({ id, siteId, name }: Channel, active: boolean): void {
    const key = `channel.undelivered:${id}`
    if (!active && state.alarms.list({ key, closedAt: null }).length === 0) return
    const said = fillBoth(alarmTexts.undelivered, { channel: name })
    alarms.signal({ source: 'system', key, active, siteId, deviceId: null, name: said, priority: 'high' })
  }

  async function tell(channel: Channel, message: Notification): Promise<void> {
    const way = ways.find(({ type }) => type === channel.type)
    if (way === undefined) throw new Error(`no way to tell "${channel.type}"`)
    await way.notify(channel, message, DISPATCH_LIMITS.tryMs)
  }

  function messageOf(row: Delivery, alarm: Alarm): Notification {
    const device = alarm.deviceId === null ? undefined : state.devices.get(alarm.deviceId)
    const text = Object.hasOwn(tellingTexts, row.event)
      ? tellingTexts[row.event as keyof typeof tellingTexts]
      : tellingTexts.raised
    const title = fillBoth(text, { device: device?.name ?? alarmTexts.steward, alarm: alarm.name })
    return { id: `${alarm.id}.${row.id}`, event: row.event, at: row.createdAt, alarm, title, test: false }
  }

  return {
    start() {
      running = true
      timer = setInterval(round, DISPATCH_LIMITS.everyMs)
      round()
    },
    async stop() {
      running = false
      clearInterval(timer)
      await Promise.all(lanes.values())
    },
    async test(channel) {
      try {
        const at = clock.now()
        const id = `test.${channel.id}.${at}`
        await tell(channel, {
          id,
          event: 'test',
          at,
          alarm: exampleAlarm(channel, at),
          title: tellingTexts.test,
          test: true,
        })
        return { ok: true, detail: 'delivered' }
      } catch (error) {
        return { ok: false, detail: error instanceof Error ? error.message : String(error) }
      }
    },
  }
}

/** What a test message carries; it is kept nowhere. */
function exampleAlarm({ siteId }: Channel, at: number): Alarm {
  const nobody = {
    returnedAt: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    note: null,
    shelvedUntil: null,
  }
  const open = { closedAt: null, closedBy: null, action: null, value: null, limit: null, peak: null }
  const about = {
    ruleId: null,
    pointId: null,
    deviceId: null,
    name: tellingTexts.test,
    priority: 'low',
  } as const
  const flags = { lifeSafety: false, actionRequired: false, state: 'unack', since: at, raisedAt: at } as const
  return { id: 'test', siteId, source: 'system', key: 'test', ...about, ...flags, ...nobody, ...open }
}
