/** Who is meant by a step of an escalation, and by what they are told. */
import { can } from '../access/can.ts'
import type { Role } from '../access/role.ts'
import type { Priority } from '../contract/alarm-words.ts'
import type { Channel, ChannelType, Contact } from '../contract/channel.ts'
import type { EscalationPlan, EscalationStep, Target, Told } from '../contract/escalation.ts'
import type { Responsibility, Roster } from '../contract/roster.ts'
import type { Area } from '../contract/site.ts'
import { dutiesAt } from './duty.ts'
import { quietUntil, reaches } from './quiet.ts'

/** As much of an alarm as decides who is told of it. */
export interface Matter {
  readonly siteId: string
  readonly areaId: string | null
  readonly priority: Priority
  readonly lifeSafety: boolean
}

/** Somebody who could be told. Disabled users are none. */
export interface Reachable {
  readonly userId: string
  readonly username: string
  readonly role: Role
  readonly sites: readonly string[]
  readonly contact: Contact | null
  /** Browsers that are told. */
  readonly browsers: number
}

/** Everything the decision needs, of one site, as it stands at `now`. */
export interface World {
  readonly now: number
  readonly timeZone: string
  readonly areas: readonly Area[]
  /** Enabled ones. */
  readonly channels: readonly Channel[]
  readonly people: readonly Reachable[]
  readonly rosters: readonly Roster[]
  readonly responsibilities: readonly Responsibility[]
  readonly plans: readonly EscalationPlan[]
}

/** Told person by person; e-mail with fixed recipients is not. */
export function isPersonal(channel: Pick<Channel, 'type' | 'to'>): boolean {
  return channel.type === 'push' || (channel.type === 'email' && (channel.to ?? []).length === 0)
}

/** Read by programs: told of everything at once, one by one, also in quiet hours. */
const MACHINES: ReadonlySet<ChannelType> = new Set(['webhook', 'siren'])
export function isMachine({ type }: Pick<Channel, 'type'>): boolean {
  return MACHINES.has(type)
}

/** The place itself, then what it is part of, then null for the whole site. */
export function placesOf(areaId: string | null, areas: readonly Area[]): (string | null)[] {
  const places: string[] = []
  for (let id = areaId; id !== null && !places.includes(id); ) {
    places.push(id)
    id = areas.find(area => area.id === id)?.parentId ?? null
  }
  return [...places, null]
}

/** Who answers for a place: its own, else that of what it is part of; both names, the responsible one first. */
export function responsibleFor(
  areaId: string | null,
  { areas, responsibilities }: Pick<World, 'areas' | 'responsibilities'>,
): string[] {
  for (const place of placesOf(areaId, areas)) {
    const found = responsibilities.find(one => one.areaId === place)
    const named = [found?.userId, found?.deputyId].filter(id => id != null)
    if (named.length > 0) return named
  }
  return []
}

/** Who has a shift now that covers the place. */
export function onDutyFor(areaId: string | null, world: World): string[] {
  const places = placesOf(areaId, world.areas)
  const covers = ({ areaIds }: Roster) => areaIds.length === 0 || areaIds.some(id => places.includes(id))
  const duties = world.rosters.filter(covers).flatMap(one => dutiesAt(one, world.now, world.timeZone))
  return [...new Set(duties.flatMap(({ userIds }) => userIds))]
}

/** Persons meant, each once. Who may not see the site is never told. */
export function personsOf(who: readonly Target[], matter: Matter, world: World): Reachable[] {
  const { people } = world
  const allowed = people.filter(one => one.sites.includes('*') || one.sites.includes(matter.siteId))
  const ids = new Set(who.flatMap(target => idsOf(target, matter, world, allowed)))
  return allowed.filter(({ userId }) => ids.has(userId))
}

function idsOf(
  target: Target,
  matter: Matter,
  world: World,
  people: readonly Reachable[],
): readonly string[] {
  switch (target.to) {
    case 'responsible':
      return responsibleFor(matter.areaId, world)
    case 'on-duty':
      return onDutyFor(matter.areaId, world)
    case 'user':
      return [target.userId]
    case 'role':
      return people.filter(({ role }) => role === target.role).map(({ userId }) => userId)
    default:
      return people.filter(one => mayAnswer(one, matter.siteId)).map(({ userId }) => userId)
  }
}

function mayAnswer({ username, role, sites }: Reachable, siteId: string): boolean {
  return can({ name: username, role, sites }, 'alarm.acknowledge', siteId)
}

/** One telling: on which channel, to whom (or to whose chat, who is named there), and not before when. */
export interface Telling extends Told {
  readonly named: readonly string[]
  readonly heldUntil: number | null
}

/** What a step tells, to whom. Nobody to be found is everybody: an alarm is never told to nobody. */
export function tellingsOf(step: EscalationStep, matter: Matter, world: World): Telling[] {
  const meant = personsOf(step.who, matter, world)
  const persons =
    meant.length > 0 || step.who.length === 0 ? meant : personsOf([{ to: 'everyone' }], matter, world)
  const onDuty = new Set(onDutyFor(matter.areaId, world))
  const ways = world.channels.filter(
    ({ id, minPriority, siteId }) =>
      siteId === matter.siteId &&
      (step.channelIds.length === 0 ? reaches(matter.priority, minPriority) : step.channelIds.includes(id)),
  )
  return ways.flatMap((channel): Telling[] => {
    const ofChannel = held(channel.quiet, channel, matter, world)
    if (!isPersonal(channel))
      return [
        { channelId: channel.id, userId: null, named: persons.map(one => one.userId), heldUntil: ofChannel },
      ]
    return persons
      .filter(person => canBeReached(person, channel))
      .map(person => {
        const own = onDuty.has(person.userId) ? null : held(person.contact?.quiet, channel, matter, world)
        return { channelId: channel.id, userId: person.userId, named: [], heldUntil: latest(ofChannel, own) }
      })
  })
}

export function canBeReached({ contact, browsers }: Reachable, { type }: Pick<Channel, 'type'>): boolean {
  return type === 'push' ? browsers > 0 : contact?.email != null
}

function held(
  quiet: Channel['quiet'],
  channel: Channel,
  matter: Matter,
  { now, timeZone }: World,
): number | null {
  return isMachine(channel) ? null : quietUntil(quiet, matter, now, timeZone)
}

function latest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b)
}
