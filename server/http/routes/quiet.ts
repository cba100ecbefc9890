import { randomUUID } from 'node:crypto'
import { type Actor, can } from '../../../core/access/can.ts'
import { Problem } from '../../../core/contract/error.ts'
import type { QuietRequest, quietRoutes } from '../../../core/contract/quiet.ts'
import type { RuleStanding } from '../../../core/contract/rule.ts'
import type { HandlersOf, Visit } from '../call.ts'
import type { AppDependencies } from '../dependencies.ts'
import { signedIn } from '../second-person.ts'

const WAITS_MS = 10 * 60_000
const WAITING_MAX = 100

type Asked = Omit<QuietRequest, 'id' | 'by' | 'at' | 'expiresAt'>

/** Requests live ten minutes and are kept in memory: after a restart somebody asks again. */
export function quietHandlers(deps: AppDependencies): HandlersOf<typeof quietRoutes> {
  const { state, clock, alarms, directory } = deps
  const waiting = new Map<string, QuietRequest>()

  function current(): QuietRequest[] {
    for (const [id, { expiresAt, alarmId }] of waiting) {
      const over = alarmId !== null && state.alarms.get(alarmId)?.closedAt !== null
      if (over || expiresAt <= clock.now()) waiting.delete(id)
    }
    return [...waiting.values()]
  }
  const pending = { get: (id: string) => current().find(one => one.id === id) }
  const known = { get: (id: string) => directory.byId(id) }

  /** A later request about the same takes the place of an earlier one. */
  function wait(asked: Asked, { identity, actor }: Visit): QuietRequest {
    if (identity.sessionId === null) throw new Problem('access.forbidden', 'a person asks, no script')
    for (const old of current()) if (isSame(old, asked)) waiting.delete(old.id)
    if (waiting.size >= WAITING_MAX)
      throw new Problem('request.too-many', 'too many wait for a second person', { seconds: 600 })
    const at = clock.now()
    const request = { ...asked, id: randomUUID(), by: actor.name, at, expiresAt: at + WAITS_MS }
    waiting.set(request.id, request)
    return request
  }

  /** Who agrees: the person at another screen, or the one who types a password at this one. */
  async function secondOf(
    request: QuietRequest,
    { identity, actor }: Visit,
    typed: { username: string; password: string } | undefined,
    address: string,
  ): Promise<Actor> {
    if (identity.sessionId === null) throw new Problem('access.forbidden', 'a script is no second person')
    const second = typed === undefined ? actor : await signedIn(deps, typed, address)
    if (second.name === request.by)
      throw new Problem('access.forbidden', 'the second person is somebody other than the one who asked')
    if (!can(second, 'alarm.shelve', request.siteId))
      throw new Problem('access.forbidden', `${second.name} may not shelve alarms here`)
    return second
  }

  /** Rules in force of a device, all of them unless some are named. */
  function standingsOf(deviceId: string, ruleIds: readonly string[] | undefined): RuleStanding[] {
    const points = new Set(directory.pointsOf(deviceId).map(({ id }) => id))
    const own = alarms.standings().filter(({ pointId }) => pointId !== null && points.has(pointId))
    const meant = ruleIds === undefined ? own : own.filter(({ ruleId }) => ruleIds.includes(ruleId))
    if (meant.length === 0 || meant.length < (ruleIds?.length ?? 0))
      throw new Problem('thing.not-found', `${deviceId} has no such rule in force`)
    return meant
  }

  return {
    requestShelf({ params, body, audit, ...visit }) {
      const alarm = visit.own(state.alarms, params.id)
      if (alarm.closedAt !== null) throw new Problem('alarm.not-open', `alarm ${alarm.id} is closed`)
      if (!alarm.lifeSafety) throw new Problem('request.invalid', 'one person may shelve this alarm')
      const { id: alarmId, siteId, name } = alarm
      const asked: Asked = { what: 'shelve', siteId, alarmId, deviceId: null, ruleIds: [], name, ...body }
      const request = wait(asked, visit)
      audit.before = null
      return request
    },

    listOutOfService: ({ visible }) =>
      visible(alarms.standings('out-of-service')).flatMap(({ outOfService, ruleId, siteId, active }) => {
        const rule = state.rules.get(ruleId)
        const deviceId = rule && state.points.get(rule.pointId)?.deviceId
        if (outOfService === null || rule === undefined || deviceId === undefined) return []
        const { name, lifeSafety } = rule
        return [{ ruleId, siteId, deviceId, name, lifeSafety, active, ...outOfService }]
      }),

    takeOutOfService({ params, body, audit, ...visit }) {
      const device = visit.own(known, params.id)
      const ruleIds = standingsOf(device.id, body.ruleIds).map(({ ruleId }) => ruleId)
      audit.before = null
      if (!ruleIds.some(id => state.rules.get(id)?.lifeSafety)) {
        alarms.takeOut(ruleIds, { by: visit.actor.name, second: null, ...body })
        audit.after = { ...body, ruleIds }
        return { request: null }
      }
      const { id: deviceId, siteId } = device
      const only = ruleIds.length === 1 ? state.rules.get(ruleIds[0] as string)?.name : undefined
      const name = body.ruleIds === undefined ? device.name : (only ?? device.name)
      const { minutes, note } = body
      const asked: Asked = {
        what: 'out-of-service',
        siteId,
        alarmId: null,
        deviceId,
        ruleIds,
        name,
        minutes,
        note,
      }
      return { request: wait(asked, visit) }
    },

    putIntoService({ params, body, audit, own, actor }) {
      const device = own(known, params.id)
      const out = standingsOf(device.id, body.ruleIds).filter(({ outOfService }) => outOfService !== null)
      alarms.putBack(
        out.map(({ ruleId }) => ruleId),
        actor.name,
      )
      audit.before = out.map(({ ruleId, outOfService }) => ({ ruleId, ...outOfService }))
      return {}
    },

    listQuietRequests: ({ visible }) => visible(current()),

    async confirmQuiet({ params, body, audit, request: http, ...visit }) {
      const asked = visit.own(pending, params.id)
      const second = await secondOf(asked, visit, body.seconder, http.ip)
      waiting.delete(asked.id)
      const { by, minutes, note, alarmId, deviceId, ruleIds } = asked
      audit.target = alarmId ?? deviceId ?? asked.id
      if (alarmId === null) {
        alarms.takeOut(ruleIds, { by, second: second.name, minutes, note })
        audit.after = { ...asked, seconder: second.name }
        return { alarm: null }
      }
      const alarm = alarms.shelve(alarmId, by, minutes, note, second.name)
      audit.after = { ...alarm, seconder: second.name }
      return { alarm }
    },

    withdrawQuiet({ params, own }) {
      waiting.delete(own(pending, params.id).id)
      return {}
    },
  }
}

function isSame(a: Asked, b: Asked): boolean {
  if (a.what !== b.what || a.alarmId !== b.alarmId) return false
  return a.ruleIds.length === b.ruleIds.length && a.ruleIds.every(id => b.ruleIds.includes(id))
}
