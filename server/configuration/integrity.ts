/** Whether everything that is named will be there, and whether somebody can still sign in. */
import type { ConfigurationFault } from '../../core/contract/configuration.ts'
import type { Point } from '../../core/contract/point.ts'
import type { User } from '../../core/contract/user.ts'
import type { StateStore } from '../../core/ports.ts'
import { governs } from '../access/users.ts'
import type { Document } from './document.ts'
import { collectionOf, NOUNS, type Noun } from './nouns.ts'
import { type FindPoint, inCircles, nonsenseIn } from './sense.ts'

type Puts = ReadonlyMap<Noun, readonly Document[]>
type Removals = ReadonlyMap<Noun, readonly string[]>

/** Field -> the noun it names. */
const NAMES: Readonly<Record<string, string>> = {
  siteId: 'sites',
  areaId: 'areas',
  areaIds: 'areas',
  deviceId: 'devices',
  valveDeviceId: 'devices',
  zoneId: 'zones',
  zoneIds: 'zones',
  supplyId: 'supplies',
  channelIds: 'channels',
  userId: 'users',
  userIds: 'users',
  deputyId: 'users',
  sites: 'sites',
}

export function brokenReferences(
  state: StateStore,
  puts: Puts,
  removals: Removals,
  newPoints: ReadonlyMap<string, Point>,
): ConfigurationFault[] {
  const faults: ConfigurationFault[] = []
  const ids = new Map(NOUNS.map(noun => [noun.name, idsAfter(state, noun, puts, removals)]))
  const sites = sitesAfter(state, puts)
  const point = pointsAfter(state, newPoints, sites)
  for (const noun of NOUNS)
    for (const document of documentsAfter(state, noun, puts, removals)) {
      const id = String(document[noun.key ?? 'id'])
      const broken = new Set(
        namesIn(document, noun).filter(([target, name]) => ids.get(target)?.has(name) === false),
      )
      for (const [target, name] of broken)
        faults.push({
          file: `${noun.name}.yaml`,
          id,
          message: `names ${name}, which is not among the ${target}`,
        })
      if (broken.size > 0) continue
      const strayed = namesIn(document, noun).find(([target, name]) =>
        isElsewhere(sites.get(`${target}/${name}`), document.siteId),
      )
      const message =
        strayed !== undefined
          ? `names ${strayed[1]}, which is at another site`
          : nonsenseIn(noun.name, document, point)
      if (message !== null) faults.push({ file: `${noun.name}.yaml`, id, message })
    }
  for (const noun of NOUNS)
    if (noun.parents === noun.name && puts.has(noun))
      for (const id of inCircles(everyAfter(state, noun, puts, removals)))
        faults.push({ file: `${noun.name}.yaml`, id, message: 'is inside itself' })
  for (const [name, { deviceId }] of newPoints)
    if (ids.get('devices')?.has(deviceId) !== true)
      faults.push({ file: 'points.yaml', id: name, message: `there is no device ${deviceId}` })
  if (!hasAdministrator(state, puts))
    faults.push({ file: 'users.yaml', id: '', message: 'no administrator with a password would be left' })
  return faults
}

/** `areas/hall` -> its site, for everything that is at one. */
function sitesAfter(state: StateStore, puts: Puts): ReadonlyMap<string, unknown> {
  const sites = new Map<string, unknown>()
  for (const noun of NOUNS)
    for (const { id, siteId } of everyAfter(state, noun, puts, new Map()))
      sites.set(`${noun.name}/${id}`, siteId)
  return sites
}

function isElsewhere(there: unknown, here: unknown): boolean {
  return typeof there === 'string' && typeof here === 'string' && there !== here
}

/** A point stands where its device will. */
function pointsAfter(
  state: StateStore,
  newPoints: ReadonlyMap<string, Point>,
  sites: ReadonlyMap<string, unknown>,
): FindPoint {
  const points = new Map([...state.points.list(), ...newPoints.values()].map(point => [point.id, point]))
  return id => {
    const point = points.get(id)
    const siteId = point && sites.get(`devices/${point.deviceId}`)
    return point && typeof siteId === 'string' ? { ...point, siteId } : point
  }
}

function everyAfter(state: StateStore, noun: Noun, puts: Puts, removals: Removals): Document[] {
  const stored = collectionOf(state, noun).list()
  const all = new Map(stored.map(document => [document.id, document]))
  for (const id of removals.get(noun) ?? []) all.delete(id)
  for (const document of puts.get(noun) ?? []) all.set(document.id, document)
  return [...all.values()]
}

/** Only what this import touches is looked at: what was broken before is not its fault. */
function documentsAfter(state: StateStore, noun: Noun, puts: Puts, removals: Removals): Document[] {
  const touched = puts.get(noun) ?? []
  if (removals.size === 0) return [...touched]
  // Something goes: nobody who stays may name it.
  const gone = new Set(removals.get(noun))
  const changed = new Map(touched.map(document => [document.id, document]))
  return collectionOf(state, noun)
    .list()
    .filter(({ id }) => !gone.has(id) && !changed.has(id))
    .filter(document => namesIn(document, noun).some(([target, name]) => isRemoved(removals, target, name)))
    .concat(touched)
}

function isRemoved(removals: Removals, target: string, name: string): boolean {
  return [...removals].some(([noun, ids]) => noun.name === target && ids.includes(name))
}

function idsAfter(state: StateStore, noun: Noun, puts: Puts, removals: Removals): Set<string> {
  return new Set(everyAfter(state, noun, puts, removals).map(({ id }) => id))
}

/** Every [noun, id] that a document names. */
function namesIn(value: unknown, noun: Noun, key = ''): [string, string][] {
  if (Array.isArray(value)) return value.flatMap(one => namesIn(one, noun, key))
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([field, inner]) => namesIn(inner, noun, field))
  const target = key === 'parentId' ? noun.parents : Object.hasOwn(NAMES, key) ? NAMES[key] : undefined
  return target === undefined || typeof value !== 'string' || value === '' || value === '*'
    ? []
    : [[target, value]]
}

function hasAdministrator(state: StateStore, puts: Puts): boolean {
  const changed = new Map<string, Document>()
  for (const [noun, documents] of puts)
    if (noun.name === 'users') for (const document of documents) changed.set(document.id, document)
  const now = state.users.list()
  // Before the first run nobody can sign in, and the first run makes somebody.
  if (!now.some(governs)) return true
  return now.some(user => governs((changed.get(user.id) as unknown as User | undefined) ?? user))
}
