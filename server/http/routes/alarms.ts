import { can } from '../../../core/access/can.ts'
import { ALARM_STATES, type Alarm, type AlarmState, type alarmRoutes } from '../../../core/contract/alarm.ts'
import { Problem } from '../../../core/contract/error.ts'
import { keepPicture } from '../../pictures.ts'
import type { HandlersOf, Visit } from '../call.ts'
import type { AppDependencies } from '../dependencies.ts'

const ALARMS_DEFAULT = 100
/** Alarms of other sites looked past for one page; the page is shorter then, and its cursor goes on. */
const SCAN_MAX = 5000
const SCAN_STEP = 500

export function alarmHandlers(deps: AppDependencies): HandlersOf<typeof alarmRoutes> {
  const { state, alarms } = deps

  /** Who may deal with alarms of a site. */
  const handsOf = (siteId: string) =>
    state.users
      .list()
      .filter(
        ({ username, role, sites, disabled }) =>
          !disabled && can({ name: username, role, sites }, 'alarm.acknowledge', siteId),
      )

  /** Newest first, at most `limit` of those the actor sees. */
  function pageOf(visit: Visit, asked: string, where: Partial<Alarm>, limit: number, cursor?: string) {
    const items: Alarm[] = []
    let before = cursor
    for (let scanned = 0; scanned < SCAN_MAX; scanned += SCAN_STEP) {
      const some = state.alarms.newest(where, SCAN_STEP, before)
      for (const alarm of some) {
        before = alarm.id
        if (!visit.sees(alarm.siteId) || (asked === 'closed' && alarm.closedAt === null)) continue
        items.push(alarm)
        if (items.length === limit) return { items, next: before }
      }
      if (some.length < SCAN_STEP) return { items }
    }
    return before === undefined ? { items } : { items, next: before }
  }

  return {
    listAlarms({ query, ...visit }) {
      const asked = query.state ?? 'open'
      const where: Partial<Alarm> = {}
      if (asked === 'open') where.closedAt = null
      if (isState(asked)) where.state = asked
      if (query.deviceId !== undefined) where.deviceId = query.deviceId
      return pageOf(visit, asked, where, query.limit ?? ALARMS_DEFAULT, query.cursor)
    },

    getAlarm({ params, own }) {
      const alarm = own(state.alarms, params.id)
      return { alarm, events: state.alarmEvents.list({ alarmId: alarm.id }) }
    },

    acknowledgeAlarm: ({ params, body, own, actor }) =>
      alarms.acknowledge(own(state.alarms, params.id).id, actor.name, body.note),

    closeAlarm: ({ params, body, own, actor }) =>
      alarms.close(own(state.alarms, params.id).id, actor.name, body),

    noteAlarm({ params, body, own, actor }) {
      const alarm = own(state.alarms, params.id)
      const note = body.note?.trim() || undefined
      if (note === undefined && body.picture === undefined)
        throw new Problem('request.invalid', 'neither a note nor a picture')
      const pictureId =
        body.picture === undefined ? undefined : keepPicture(deps, alarm.siteId, actor.name, body.picture).id
      return alarms.amend(alarm.id, actor.name, { note, pictureId })
    },

    assignAlarm({ params, body, own, actor }) {
      const alarm = own(state.alarms, params.id)
      if (body.username !== null && !handsOf(alarm.siteId).some(({ username }) => username === body.username))
        throw new Problem('thing.not-found', `${body.username} may not deal with alarms here`)
      alarms.amend(alarm.id, actor.name, { assignedTo: body.username })
      return state.alarms.get(alarm.id) ?? alarm
    },

    listHands: ({ params, own }) =>
      handsOf(own(state.alarms, params.id).siteId).map(({ username, displayName }) => ({
        username,
        displayName,
      })),

    shelveAlarm: ({ params, body, own, actor }) =>
      alarms.shelve(own(state.alarms, params.id).id, actor.name, body.minutes, body.note),

    unshelveAlarm: ({ params, own, actor }) => alarms.unshelve(own(state.alarms, params.id).id, actor.name),
  }
}

function isState(word: string): word is AlarmState {
  return (ALARM_STATES as readonly string[]).includes(word)
}
