/**
 * Who is told of an alarm, by what, and when next: from the moment it is raised until somebody has answered. Pure: the
 * roster, the plans and the time are arguments, and what is kept between two decisions is a {@link Course}.
 */
import type { Alarm, AlarmEventKind } from '../contract/alarm.ts'
import type { Course, EscalationPlan, Told } from '../contract/escalation.ts'
import { isMachine, type Matter, placesOf, type Telling, tellingsOf, type World } from './audience.ts'

/** What happens where nobody has made a plan: whoever answers for the place and whoever is on duty, at once. */
export const NO_PLAN: Pick<EscalationPlan, 'steps' | 'remindS' | 'remindTimes'> = {
  steps: [{ afterS: 0, who: [{ to: 'responsible' }, { to: 'on-duty' }], channelIds: [] }],
  remindS: 0,
  remindTimes: 0,
}

export interface Decision {
  /** Null when the alarm is closed and nothing needs to be remembered. */
  readonly course: Course | null
  readonly tellings: readonly Telling[]
}

const RAISES: ReadonlySet<AlarmEventKind> = new Set(['raised', 're-raised'])
/** Somebody has it in hand, or nobody should be disturbed by it for now. */
const ENDS: ReadonlySet<AlarmEventKind> = new Set([
  'acknowledged',
  'shelved',
  'suppressed',
  'out-of-service',
  'returned',
])
/** Told to those who were told of the alarm itself. */
const FOLLOWS: ReadonlySet<AlarmEventKind> = new Set([
  'returned',
  'latched',
  'acknowledged',
  'closed',
  'shelf-ending',
])

/** Something happened to an alarm. `by` is the user name of who did it, who need not be told. */
export function follow(
  happened: { readonly kind: AlarmEventKind; readonly by: string | null },
  alarm: Alarm,
  course: Course | undefined,
  matter: Matter,
  world: World,
): Decision {
  const { kind } = happened
  if (RAISES.has(kind)) return begin(alarm, course, matter, world)
  if (kind === 'latched' && course !== undefined) {
    // Over, but somebody has to go there: it is still nobody's.
    const next = alarm.state === 'latch-unack' ? withNext(course, planOf(course, matter, world)) : course
    return { course: next, tellings: followed(happened, course, world) }
  }
  if (course === undefined) return { course: null, tellings: [] }
  const tellings = FOLLOWS.has(kind) || kind === 'shelved' ? followed(happened, course, world) : []
  if (kind === 'closed') return { course: null, tellings }
  return { course: ENDS.has(kind) ? { ...course, dueAt: null } : course, tellings }
}

/** The time of a course has come: the next step, or a reminder. Nothing is told of what somebody has answered. */
export function goOn(course: Course, matter: Matter, world: World): Decision {
  const plan = planOf(course, matter, world)
  let next = course
  const tellings: Telling[] = []
  while (next.dueAt !== null && next.dueAt <= world.now) {
    const step = plan.steps[next.steps]
    if (step === undefined) {
      tellings.push(...again(plan, matter, world))
      next = { ...next, reminders: next.reminders + 1 }
    } else {
      tellings.push(...fresh(tellingsOf(step, matter, world), tellings))
      next = { ...next, steps: next.steps + 1 }
    }
    next = withNext(next, plan, world.now)
  }
  return { course: remember(next, tellings), tellings }
}

function begin(alarm: Alarm, course: Course | undefined, matter: Matter, world: World): Decision {
  const chosen = planFor(matter, world)
  const started: Course = {
    id: alarm.id,
    siteId: alarm.siteId,
    planId: chosen?.id ?? null,
    since: world.now,
    steps: 0,
    reminders: 0,
    dueAt: world.now,
    told: course?.told ?? [],
  }
  const plan = chosen ?? NO_PLAN
  return goOn(withNext(started, plan), matter, world)
}

/** Of the plans for this priority, the one for the nearest place; of several, the first by id. */
export function planFor(
  { areaId, priority, siteId }: Matter,
  { plans, areas }: Pick<World, 'plans' | 'areas'>,
): EscalationPlan | undefined {
  const fitting = plans.filter(
    plan => plan.enabled && plan.siteId === siteId && plan.priorities.includes(priority),
  )
  for (const place of placesOf(areaId, areas)) {
    const here = fitting.find(({ areaIds }) =>
      place === null ? areaIds.length === 0 : areaIds.includes(place),
    )
    if (here !== undefined) return here
  }
  return undefined
}

/** The plan a course began with; when that is gone, what would be chosen now. */
function planOf(course: Course, matter: Matter, world: World) {
  const kept = world.plans.find(({ id, enabled }) => id === course.planId && enabled)
  return kept ?? planFor(matter, world) ?? NO_PLAN
}

function withNext(
  course: Course,
  { steps, remindS, remindTimes }: Pick<EscalationPlan, 'steps' | 'remindS' | 'remindTimes'>,
  now?: number,
): Course {
  const step = steps[course.steps]
  if (step !== undefined) return { ...course, dueAt: course.since + step.afterS * 1000 }
  if (remindS === 0 || course.reminders >= remindTimes) return { ...course, dueAt: null }
  const last = course.since + (steps.at(-1)?.afterS ?? 0) * 1000
  const planned = last + (course.reminders + 1) * remindS * 1000
  // After a long stop one reminder makes up for all that were missed.
  return { ...course, dueAt: now === undefined || planned > now ? planned : now + remindS * 1000 }
}

/** A reminder goes to everybody any step names; programs need none. */
function again(plan: Pick<EscalationPlan, 'steps'>, matter: Matter, world: World): Telling[] {
  const machines = new Set(world.channels.filter(isMachine).map(({ id }) => id))
  const found: Telling[] = []
  for (const step of plan.steps) found.push(...fresh(tellingsOf(step, matter, world), found))
  return found.filter(({ channelId }) => !machines.has(channelId))
}

function followed(
  { kind, by }: { readonly kind: AlarmEventKind; readonly by: string | null },
  { told }: Course,
  { channels, people }: World,
): Telling[] {
  const byId = new Map(channels.map(channel => [channel.id, channel]))
  const doer = people.find(({ username }) => username === by)?.userId
  return told.flatMap(({ channelId, userId }) => {
    const channel = byId.get(channelId)
    if (channel === undefined) return []
    // A shelved alarm is nobody's news, but its siren must stop.
    if (kind === 'shelved' && channel.type !== 'siren') return []
    // Whoever did it knows; and that it closed by itself has been said by "back to normal".
    if (userId !== null && userId === doer) return []
    if (kind === 'closed' && by === null && !isMachine(channel)) return []
    return [{ channelId, userId, named: [], heldUntil: null }]
  })
}

const keyOf = ({ channelId, userId }: Told) => `${channelId} ${userId ?? ''}`

/** Those that are not among the others already. */
function fresh(tellings: readonly Telling[], others: readonly Told[]): Telling[] {
  const known = new Set(others.map(keyOf))
  return tellings.filter(one => !known.has(keyOf(one)))
}

function remember(course: Course, tellings: readonly Telling[]): Course {
  const added = fresh(tellings, course.told).map(({ channelId, userId }) => ({ channelId, userId }))
  return added.length === 0 ? course : { ...course, told: [...course.told, ...added] }
}
