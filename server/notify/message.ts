/** Turns rows of the outbox into one message: what a person reads, and the links to answer with. */
import type { Alarm } from '../../core/contract/alarm.ts'
import type { Channel, Delivery } from '../../core/contract/channel.ts'
import type { Name } from '../../core/contract/schema.ts'
import { isMachine } from '../../core/notify/audience.ts'
import { type MessageMore, type Notification, type StateStore, Undeliverable } from '../../core/ports.ts'
import { alarmTexts, tellingTexts } from '../../core/text/alarms.ts'
import { notifyTexts } from '../../core/text/notify.ts'
import { safetyTexts } from '../../core/text/safety.ts'
import { fillBoth } from '../../core/text/text.ts'
import { LINK_MS, signLink } from './acknowledge-link.ts'
import { crowdLines, linesOf } from './lines.ts'
import { ASKING, NEEDS_PERSON } from './outbox.ts'
import { addresseeOf } from './world.ts'

const TITLES: Readonly<Record<string, Name>> = {
  ...tellingTexts,
  escalated: notifyTexts.escalatedTitle,
  reminder: notifyTexts.reminderTitle,
}

/** One row is told by itself; several become one message that says how many. Rows are of one recipient, oldest first. */
export function messageOf(
  state: StateStore,
  channel: Channel,
  rows: readonly [Delivery, ...Delivery[]],
  now: number,
): Notification {
  const [row] = rows
  const alarm = requiredAlarm(state, row.alarmId)
  const base = { id: `${alarm.id}.${row.id}`, event: row.event, at: row.createdAt, alarm, test: false }
  if (isMachine(channel) && channel.type === 'webhook')
    return { ...base, title: titleOf(state, row.event, alarm) }
  if (rows.length === 1) {
    const more = moreOf(state, channel, row, now, linesOf(state, row, alarm, now), 1, alarm)
    return { ...base, title: titleOf(state, row.event, alarm), more }
  }
  const alarms = [...new Set(rows.map(({ alarmId }) => alarmId))].map(id => requiredAlarm(state, id))
  const waiting = alarms.filter(needsPerson)
  const site = state.sites.get(channel.siteId)?.name ?? alarmTexts.steward
  const asks = rows.some(({ event }) => ASKING.has(event)) && waiting.length > 0
  const title = fillBoth(asks ? notifyTexts.crowd : notifyTexts.crowdOver, { site, count: alarms.length })
  const lines = crowdLines(state, alarms, waiting.length)
  return { ...base, title, more: moreOf(state, channel, row, now, lines, alarms.length, undefined) }
}

export function titleOf(state: StateStore, event: string, alarm: Alarm): Name {
  const text = Object.hasOwn(TITLES, event) ? TITLES[event] : undefined
  const device = alarm.deviceId === null ? undefined : state.devices.get(alarm.deviceId)
  const title = fillBoth(text ?? tellingTexts.raised, {
    device: device?.name ?? alarmTexts.steward,
    alarm: alarm.name,
  })
  return alarm.exercise === undefined ? title : fillBoth(safetyTexts.drillMark, { title })
}

export function needsPerson(alarm: Alarm): boolean {
  return alarm.closedAt === null && alarm.shelvedUntil === null && NEEDS_PERSON.has(alarm.state)
}

/** What every human channel gets besides the title. `alarm` is the one it may be answered for, if it is one. */
function moreOf(
  state: StateStore,
  channel: Channel,
  row: Delivery,
  now: number,
  lines: MessageMore['lines'],
  count: number,
  alarm: Alarm | undefined,
): MessageMore {
  const userId = row.userId ?? null
  const person = userId === null ? null : addresseeOf(state, userId)
  if (person === undefined) throw new Undeliverable('the person is no user any more')
  const base = channel.linkBase?.replace(/\/+$/, '')
  const open = base && (alarm === undefined ? `${base}/alarms` : `${base}/alarms/${alarm.id}`)
  const claim = { alarmId: row.alarmId, channelId: channel.id, userId, expiresAt: now + LINK_MS }
  const answerable = base !== undefined && alarm !== undefined && ASKING.has(row.event) && needsPerson(alarm)
  return {
    language: channel.language ?? person?.language ?? state.sites.get(channel.siteId)?.language ?? 'zh',
    lines,
    count,
    openUrl: open ?? null,
    acknowledgeUrl: answerable ? `${base}/answer?t=${signLink(state, claim)}` : null,
    person,
    named: (row.named ?? []).flatMap(id => addresseeOf(state, id) ?? []),
    others: othersOf(state, channel, row.alarmId),
  }
}

/** Other alarms told here that nobody has answered: a siren goes on for them. */
function othersOf(state: StateStore, { id, siteId }: Channel, but: string): number {
  if (state.channels.get(id)?.type !== 'siren') return 0
  return state.courses
    .list({ siteId })
    .filter(course => course.id !== but && course.told.some(({ channelId }) => channelId === id))
    .filter(course => {
      const alarm = state.alarms.get(course.id)
      return alarm !== undefined && needsPerson(alarm)
    }).length
}

function requiredAlarm(state: StateStore, id: string): Alarm {
  const alarm = state.alarms.get(id)
  if (alarm === undefined) throw new Undeliverable('the alarm is gone')
  return alarm
}
