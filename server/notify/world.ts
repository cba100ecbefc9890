/** What a decision about telling needs to know of a site, read from the state as it is now. */

import type { Alarm } from '../../core/contract/alarm.ts'
import type { Matter, Reachable, World } from '../../core/notify/audience.ts'
import type { Addressee, StateStore } from '../../core/ports.ts'

export function worldOf(state: StateStore, siteId: string, now: number): World {
  return {
    now,
    timeZone: state.sites.get(siteId)?.timeZone ?? 'UTC',
    areas: state.areas.list({ siteId }),
    channels: state.channels.list({ siteId, enabled: true }),
    people: peopleOf(state),
    rosters: state.rosters.list({ siteId }),
    responsibilities: state.responsibilities.list({ siteId }),
    plans: state.escalationPlans.list({ siteId }),
  }
}

/** Everybody who may sign in; sites are looked at by whoever asks. */
export function peopleOf(state: StateStore): Reachable[] {
  const browsers = new Map<string, number>()
  for (const { userId } of state.pushSubscriptions.list())
    browsers.set(userId, (browsers.get(userId) ?? 0) + 1)
  return state.users.list({ disabled: false }).map(({ id, username, role, sites }) => ({
    userId: id,
    username,
    role,
    sites,
    contact: state.contacts.get(id) ?? null,
    browsers: browsers.get(id) ?? 0,
  }))
}

export function matterOf(state: StateStore, alarm: Alarm): Matter {
  const device = alarm.deviceId === null ? undefined : state.devices.get(alarm.deviceId)
  const { siteId, priority, lifeSafety } = alarm
  return { siteId, priority, lifeSafety, areaId: device?.areaId ?? null }
}

/** A person with all the ways to reach them; undefined when there is none of that id. */
export function addresseeOf(state: StateStore, userId: string): Addressee | undefined {
  const user = state.users.get(userId)
  if (user === undefined || user.disabled) return undefined
  return {
    userId,
    name: user.displayName || user.username,
    language: user.language,
    contact: state.contacts.get(userId) ?? null,
    subscriptions: state.pushSubscriptions.list({ userId }),
  }
}
