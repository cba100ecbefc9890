/** What is said on a channel and is no alarm: the test button's message, marked as such, and notices. Kept nowhere. */
import type { Alarm } from '../../core/contract/alarm.ts'
import type { Channel } from '../../core/contract/channel.ts'
import { type Notification, type StateStore, Undeliverable } from '../../core/ports.ts'
import { tellingTexts } from '../../core/text/alarms.ts'
import type { Notice } from '../services.ts'
import { addresseeOf } from './world.ts'

/** `userId`: whoever asks, who is told on a personal channel. */
export function testMessage(
  state: StateStore,
  channel: Channel,
  userId: string | null,
  at: number,
): Notification {
  const person = userId === null ? null : (addresseeOf(state, userId) ?? null)
  const site = state.sites.get(channel.siteId)
  const name = { zh: channel.name.zh, en: channel.name.en }
  if (channel.type === 'push' && (person?.subscriptions.length ?? 0) === 0)
    throw new Undeliverable('you have no browser that is told: switch push on under Settings, Display')
  return {
    id: `test.${channel.id}.${at}`,
    event: 'test',
    at,
    alarm: exampleAlarm(channel, at),
    title: tellingTexts.test,
    test: true,
    more: {
      language: channel.language ?? person?.language ?? site?.language ?? 'zh',
      lines: { zh: [name.zh, site?.name.zh ?? ''], en: [name.en, site?.name.en ?? ''] },
      count: 1,
      openUrl: channel.linkBase ?? null,
      acknowledgeUrl: null,
      person,
      named: [],
      others: 0,
    },
  }
}

/** A notice goes the way of an alarm's message; programs hear the event `notice`. */
export function noticeMessage(
  state: StateStore,
  channel: Channel,
  { title, lines, path }: Notice,
  userId: string | null,
  at: number,
): Notification {
  const base = testMessage(state, channel, userId, at)
  const { more } = base
  if (more === undefined) return base
  const openUrl = channel.linkBase == null ? null : channel.linkBase.replace(/\/+$/, '') + path
  const told = { ...more, lines, openUrl }
  return { ...base, id: `notice.${channel.id}.${at}`, event: 'notice', title, test: false, more: told }
}

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
