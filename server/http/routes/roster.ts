import { randomUUID } from 'node:crypto'
import { Problem } from '../../../core/contract/error.ts'
import {
  type Responsibility,
  type Roster,
  type rosterRoutes,
  SWAPS_MAX,
  type Swap,
} from '../../../core/contract/roster.ts'
import { nameOf } from '../../../core/contract/schema.ts'
import {
  addDays,
  DUTY_DAYS_MAX,
  dateOf,
  dutiesBetween,
  peopleOn,
  weekdayOf,
} from '../../../core/notify/duty.ts'
import type { HandlersOf } from '../call.ts'
import type { AppDependencies } from '../dependencies.ts'
import { parseInstant } from '../instants.ts'

const DAY_MS = 86_400_000
/** Swaps older than this say nothing any more. */
const SWAPS_KEPT_DAYS = 400

type Handlers = HandlersOf<typeof rosterRoutes>

export function rosterHandlers(deps: AppDependencies): Handlers {
  return { ...planHandlers(deps), ...swapHandlers(deps), ...placeHandlers(deps) }
}

type Swapping = 'coverShift' | 'swapShifts'
type Placing = 'listResponsibilities' | 'setResponsibility'

function planHandlers({ state, clock }: AppDependencies): Omit<Handlers, Swapping | Placing> {
  function check(roster: Roster): Roster {
    const fault = faultOf(roster)
    if (fault !== null) throw new Problem('request.invalid', fault)
    return roster
  }
  return {
    listRosters: ({ visible }) => visible(state.rosters.list()),

    createRoster({ body, homeSiteId }) {
      const base = { id: randomUUID(), siteId: homeSiteId(), swaps: [], createdAt: clock.now() }
      const roster = check({ ...body, ...base, name: nameOf(body.name) })
      state.rosters.put(roster)
      return roster
    },

    changeRoster({ params, body, own }) {
      const roster = own(state.rosters, params.id)
      const name = body.name === undefined ? roster.name : nameOf(body.name)
      const changed = check({ ...roster, ...body, name })
      state.rosters.put(changed)
      return changed
    },

    deleteRoster({ params, own }) {
      state.rosters.remove(own(state.rosters, params.id).id)
      return {}
    },

    listDuties({ query, visible }) {
      const from = query.from === undefined ? clock.now() : parseInstant(query.from, 'from')
      const to = query.to === undefined ? from + DAY_MS : parseInstant(query.to, 'to')
      if (to - from > DUTY_DAYS_MAX * DAY_MS)
        throw new Problem('request.invalid', `at most ${DUTY_DAYS_MAX} days at once`)
      return visible(state.rosters.list()).flatMap(roster =>
        dutiesBetween(roster, from, to, state.sites.get(roster.siteId)?.timeZone ?? 'UTC'),
      )
    },
  }
}

function swapHandlers({ state, clock }: AppDependencies): Pick<Handlers, Swapping> {
  /** The roster with these dates as said, and what is long over forgotten. */
  function withSwaps(roster: Roster, changes: readonly Swap[], undone: readonly Swap[] = []): Roster {
    const isSame = (a: Pick<Swap, 'date' | 'shiftId'>) => (b: Pick<Swap, 'date' | 'shiftId'>) =>
      a.date === b.date && a.shiftId === b.shiftId
    const oldest = addDays(dateOf(clock.now(), 'UTC'), -SWAPS_KEPT_DAYS)
    const kept = roster.swaps.filter(
      swap => swap.date >= oldest && ![...changes, ...undone].some(isSame(swap)),
    )
    return { ...roster, swaps: [...kept, ...changes].slice(-SWAPS_MAX) }
  }

  return {
    coverShift({ params, body, own, actor }) {
      const roster = own(state.rosters, params.id)
      requireShift(roster, body.shiftId)
      const { date, shiftId, userIds, note = null } = body
      const swap = { date, shiftId, userIds: userIds ?? [], by: actor.name, at: clock.now(), note }
      const changed = userIds === null ? withSwaps(roster, [], [swap]) : withSwaps(roster, [swap])
      state.rosters.put(changed)
      return changed
    },

    swapShifts({ params, body, own, actor }) {
      const roster = own(state.rosters, params.id)
      const { a, b, note = null } = body
      for (const { date, shiftId, userId } of [a, b]) {
        requireShift(roster, shiftId)
        if (!peopleOn(roster, date, shiftId).includes(userId))
          throw new Problem('thing.conflict', `${userId} does not have that shift on ${date}`)
      }
      const done = { by: actor.name, at: clock.now(), note }
      const swapped = ([place, gives, takes]: readonly [typeof a, string, string]): Swap => {
        const others = peopleOn(roster, place.date, place.shiftId).filter(id => id !== gives && id !== takes)
        return { date: place.date, shiftId: place.shiftId, userIds: [...others, takes], ...done }
      }
      const changed = withSwaps(roster, [swapped([a, a.userId, b.userId]), swapped([b, b.userId, a.userId])])
      state.rosters.put(changed)
      return changed
    },
  }
}

function placeHandlers({ state }: AppDependencies): Pick<Handlers, Placing> {
  return {
    listResponsibilities: ({ visible }) => visible(state.responsibilities.list()),

    setResponsibility({ params, body, own, audit }) {
      const ofSite = params.id.startsWith('site:')
      const place = ofSite ? undefined : own(state.areas, params.id)
      const siteId = place?.siteId ?? own({ get: siteOf }, params.id.slice(5)).siteId
      audit.before = state.responsibilities.get(params.id) ?? null
      const said: Responsibility = { id: params.id, siteId, areaId: place?.id ?? null, ...body }
      state.responsibilities.put(said)
      return said
    },
  }

  function siteOf(id: string) {
    const site = state.sites.get(id)
    return site && { id, siteId: id }
  }
}

function requireShift({ shifts }: Roster, shiftId: string): void {
  if (!shifts.some(({ id }) => id === shiftId))
    throw new Problem('thing.not-found', `there is no shift ${shiftId}`)
}

function faultOf({ anchor, shifts, slots, weeks }: Roster): string | null {
  if (weekdayOf(anchor) !== 1) return `${anchor} is no Monday`
  const ids = new Set(shifts.map(({ id }) => id))
  if (ids.size !== shifts.length) return 'two shifts have the same id'
  if (slots.some(({ shiftId }) => !ids.has(shiftId))) return 'a slot names a shift that is not there'
  return slots.some(({ week }) => week >= weeks) ? 'a slot lies beyond the last week' : null
}
