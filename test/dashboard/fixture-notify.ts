/** Answers about who is told, for the fixture server. */
import type { ChannelView, DeliveryView } from '../../core/contract/channel.ts'
import type { EscalationPlan } from '../../core/contract/escalation.ts'
import type { ReplayReply } from '../../core/contract/replay.ts'
import type { Duty, Roster } from '../../core/contract/roster.ts'
import { dutiesBetween } from '../../core/notify/duty.ts'

const DAY = 86_400_000
const ZONE = 'Asia/Shanghai'

/** Undefined for a path that is about something else. */
export function notifyAnswer(path: string, now: number): unknown {
  switch (path) {
    case '/people':
      return [{ id: 'u1', name: 'admin', role: 'administrator', email: true, push: 1 }]
    case '/rosters':
      return [ROSTER]
    case '/duties':
      return dutiesBetween(ROSTER, now, now + DAY, ZONE) satisfies Duty[]
    case '/responsibilities':
      return [{ id: 'site:main', siteId: 'main', areaId: null, userId: 'u1', deputyId: null }]
    case '/escalations':
      return [PLAN]
    case '/escalations/preview':
      return {
        plan: PLAN.name,
        tellings: [
          { afterS: 0, channel: push(now).name, person: 'admin', heldUntil: null },
          { afterS: 300, channel: push(now).name, person: 'admin', heldUntil: now + DAY / 4 },
        ],
        unreachable: ['admin'],
      }
    case '/channels':
      return [push(now), chat(now)]
    case '/deliveries':
      return [delivery(now, {}), delivery(now, { id: 2, state: 'given-up', lastError: '404', tries: 9 })]
    case '/quiet-requests':
      return []
    case '/me/contact':
      return { id: 'u1', email: null, quiet: null, wecom: null, dingtalk: null, feishu: null }
    case '/rules/file':
      return { yaml: '[]' }
    case '/rules/replay':
      return replayAt(now)
    case '/push/key':
      return { key: 'BA' }
    default:
      return undefined
  }
}

const ROSTER: Roster = {
  id: 'r1',
  siteId: 'main',
  name: { zh: '厨房值班', en: 'Kitchen duty' },
  areaIds: [],
  shifts: [
    { id: 'day', name: { zh: '白班', en: 'Day' }, from: '06:00', to: '18:00' },
    { id: 'night', name: { zh: '夜班', en: 'Night' }, from: '18:00', to: '06:00' },
  ],
  weeks: 1,
  anchor: '2026-03-02',
  slots: [1, 2, 3, 4, 5, 6, 7].map(day => ({ week: 0, day, shiftId: 'day', userIds: ['u1'] })),
  swaps: [],
  createdAt: 0,
}

const PLAN: EscalationPlan = {
  id: 'p1',
  siteId: 'main',
  name: { zh: '先现场后主管', en: 'On the spot first' },
  areaIds: [],
  priorities: ['critical', 'high'],
  steps: [
    { afterS: 0, who: [{ to: 'on-duty' }], channelIds: [] },
    { afterS: 300, who: [{ to: 'role', role: 'manager' }], channelIds: ['c1'] },
  ],
  remindS: 600,
  remindTimes: 3,
  enabled: true,
  createdAt: 0,
}

function push(now: number): ChannelView {
  return {
    id: 'c1',
    siteId: 'main',
    name: { zh: '推送', en: 'Push' },
    type: 'push',
    url: '',
    secret: null,
    minPriority: 'medium',
    enabled: true,
    createdAt: now - DAY,
  }
}

function chat(now: number): ChannelView {
  const hours = [{ days: [1, 2, 3, 4, 5, 6, 7], from: '22:00', to: '06:00' }]
  return {
    ...push(now),
    id: 'c2',
    name: { zh: '厨房群', en: 'Kitchen chat' },
    type: 'dingtalk',
    url: 'https://0x1/0x2',
    secret: 'set',
    quiet: { hours, through: 'high' },
  }
}

function delivery(now: number, more: Partial<DeliveryView>): DeliveryView {
  return {
    id: 1,
    channelId: 'c1',
    alarmId: 'a1',
    event: 'raised',
    createdAt: now - 60_000,
    state: 'delivered',
    tries: 1,
    nextTryAt: null,
    settledAt: now - 59_000,
    lastError: null,
    alarm: { zh: '温度过高', en: 'Too warm' },
    channel: { zh: '推送', en: 'Push' },
    person: 'admin',
    ...more,
  }
}

/** One alarm that stays, one that is new, one that would be gone and was a true failure. */
function replayAt(now: number): ReplayReply {
  const from = now - 90 * DAY
  const episode = (days: number, fate: 'kept' | 'added' | 'gone', missed: 'dealt-with' | null) => {
    const since = now - days * DAY
    return {
      fate,
      missed,
      since,
      raisedAt: since + 60_000,
      returnedAt: since + 3_600_000,
      value: -9,
      peak: -7,
    }
  }
  const series = Array.from({ length: 90 }, (_, day) => ({
    at: from + day * DAY,
    min: -19,
    avg: -18,
    max: -16,
    count: 9,
  }))
  return {
    from,
    to: now,
    readings: 1000,
    complete: true,
    before: 2,
    after: 2,
    missed: 1,
    episodes: [episode(60, 'kept', null), episode(40, 'added', null), episode(20, 'gone', 'dealt-with')],
    series,
  }
}
