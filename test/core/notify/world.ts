import type { Channel } from '../../../core/contract/channel.ts'
import type { EscalationPlan } from '../../../core/contract/escalation.ts'
import type { Roster } from '../../../core/contract/roster.ts'
import type { Matter, Reachable, World } from '../../../core/notify/audience.ts'

export const both = (text: string) => ({ zh: text, en: text })
/** A Monday. */
export const MONDAY = '2026-03-02'
export const ZONE = 'Asia/Shanghai'
export const at = (wall: string) => Date.parse(`${wall}+08:00`)

export function channel(id: string, more: Partial<Channel> = {}): Channel {
  const how = { type: 'push', url: '', secret: null, minPriority: 'low', enabled: true } as const
  return { id, siteId: 'main', name: both(id), createdAt: 0, ...how, ...more }
}

export function person(userId: string, more: Partial<Reachable> = {}): Reachable {
  return { userId, username: userId, role: 'kitchen', sites: ['main'], contact: null, browsers: 1, ...more }
}

/** Early from 6 to 14, late from 14 to 22, night from 22 to 6: ann, ben and cy, every day. */
export const ROSTER: Roster = {
  id: 'kitchen',
  siteId: 'main',
  name: both('kitchen'),
  areaIds: [],
  shifts: [
    { id: 'early', name: both('early'), from: '06:00', to: '14:00' },
    { id: 'late', name: both('late'), from: '14:00', to: '22:00' },
    { id: 'night', name: both('night'), from: '22:00', to: '06:00' },
  ],
  weeks: 1,
  anchor: MONDAY,
  slots: [1, 2, 3, 4, 5, 6, 7].flatMap(day =>
    (
      [
        ['early', 'ann'],
        ['late', 'ben'],
        ['night', 'cy'],
      ] as const
    ).map(([shiftId, userId]) => ({ week: 0, day, shiftId, userIds: [userId] })),
  ),
  swaps: [],
  createdAt: 0,
}

export const PLAN: EscalationPlan = {
  id: 'plan',
  siteId: 'main',
  name: both('plan'),
  areaIds: [],
  priorities: ['critical', 'high'],
  steps: [
    { afterS: 0, who: [{ to: 'on-duty' }], channelIds: [] },
    { afterS: 300, who: [{ to: 'role', role: 'manager' }], channelIds: [] },
    { afterS: 900, who: [{ to: 'everyone' }], channelIds: [] },
  ],
  remindS: 600,
  remindTimes: 2,
  enabled: true,
  createdAt: 0,
}

export const MATTER: Matter = { siteId: 'main', areaId: 'cold', priority: 'high', lifeSafety: false }

export function world(now: number, more: Partial<World> = {}): World {
  return {
    now,
    timeZone: ZONE,
    areas: [
      { id: 'kitchen', siteId: 'main', parentId: null, name: both('kitchen') },
      { id: 'cold', siteId: 'main', parentId: 'kitchen', name: both('cold') },
    ],
    channels: [channel('push')],
    people: [
      person('ann'),
      person('ben'),
      person('cy'),
      person('boss', { role: 'manager' }),
      person('elsewhere', { sites: ['other'] }),
    ],
    rosters: [ROSTER],
    responsibilities: [],
    plans: [PLAN],
    ...more,
  }
}
