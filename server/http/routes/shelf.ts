import { randomUUID } from 'node:crypto'
import { type Actor, can } from '../../../core/access/can.ts'
import { Problem } from '../../../core/contract/error.ts'
import type { ShelfRequest, shelfRoutes } from '../../../core/contract/shelf.ts'
import type { HandlersOf, Visit } from '../call.ts'
import type { AppDependencies } from '../dependencies.ts'

const WAITS_MS = 10 * 60_000
const WAITING_MAX = 100

/** Requests live ten minutes and are kept in memory: after a restart somebody asks again. */
export function shelfHandlers({
  state,
  clock,
  alarms,
  access,
}: AppDependencies): HandlersOf<typeof shelfRoutes> {
  const waiting = new Map<string, ShelfRequest>()

  function current(): ShelfRequest[] {
    for (const [id, { expiresAt, alarmId }] of waiting) {
      const over = state.alarms.get(alarmId)?.closedAt !== null
      if (over || expiresAt <= clock.now()) waiting.delete(id)
    }
    return [...waiting.values()]
  }
  const pending = { get: (id: string) => current().find(one => one.id === id) }

  /** Who agrees: the person at another screen, or the one who types a password at this one. */
  async function secondOf(
    request: ShelfRequest,
    { identity, actor }: Visit,
    typed: { username: string; password: string } | undefined,
    address: string,
  ): Promise<Actor> {
    if (identity.sessionId === null) throw new Problem('access.forbidden', 'a script is no second person')
    const second = typed === undefined ? actor : await signedIn(typed, address)
    if (second.name === request.by)
      throw new Problem('access.forbidden', 'the second person is somebody other than the one who asked')
    if (!can(second, 'alarm.shelve', request.siteId))
      throw new Problem('access.forbidden', `${second.name} may not shelve alarms here`)
    return second
  }

  async function signedIn(typed: { username: string; password: string }, address: string): Promise<Actor> {
    const user = access.users.byName(typed.username)
    const right = user !== undefined && (await access.checkPassword(user, typed.password, address))
    if (!right || user.disabled) throw new Problem('session.wrong-credentials', 'wrong user name or password')
    return { name: user.username, role: user.role, sites: user.sites }
  }

  return {
    requestShelf({ params, body, own, actor, identity, audit }) {
      const alarm = own(state.alarms, params.id)
      if (identity.sessionId === null) throw new Problem('access.forbidden', 'a person asks, no script')
      if (alarm.closedAt !== null) throw new Problem('alarm.not-open', `alarm ${alarm.id} is closed`)
      if (!alarm.lifeSafety) throw new Problem('request.invalid', 'one person may shelve this alarm')
      if (current().length >= WAITING_MAX)
        throw new Problem('request.too-many', 'too many wait for a second person', { seconds: 600 })
      const at = clock.now()
      const about = { siteId: alarm.siteId, alarmId: alarm.id, alarm: alarm.name, by: actor.name }
      const request = { id: randomUUID(), ...about, ...body, at, expiresAt: at + WAITS_MS }
      for (const old of current()) if (old.alarmId === alarm.id) waiting.delete(old.id)
      waiting.set(request.id, request)
      audit.before = null
      return request
    },

    listShelfRequests: ({ visible }) => visible(current()),

    async confirmShelf({ params, body, audit, request: http, ...visit }) {
      const asked = visit.own(pending, params.id)
      const second = await secondOf(asked, visit, body.seconder, http.ip)
      waiting.delete(asked.id)
      audit.target = asked.alarmId
      const alarm = alarms.shelve(asked.alarmId, asked.by, asked.minutes, asked.note, second.name)
      audit.after = { ...alarm, seconder: second.name }
      return alarm
    },

    withdrawShelf({ params, own }) {
      waiting.delete(own(pending, params.id).id)
      return {}
    },
  }
}
