/**
 * Works out what the files would change, and finds everything that is wrong with them, before anything is touched.
 */
import { randomUUID } from 'node:crypto'
import { Value } from 'typebox/value'
import type { ConfigurationChange, ConfigurationFault } from '../../core/contract/configuration.ts'
import { METRICS } from '../../core/contract/metric.ts'
import { CounterFacts, type Point } from '../../core/contract/point.ts'
import type { Rule } from '../../core/contract/rule.ts'
import { Name } from '../../core/contract/schema.ts'
import type { StateStore } from '../../core/ports.ts'
import { differences } from './differences.ts'
import type { Document } from './document.ts'
import {
  type Fields,
  fieldsOf,
  POINTS,
  parseFile,
  pointFields,
  secretsOf,
  type Table,
  tableOf,
  USUAL_COUNTER,
} from './documents.ts'
import { brokenReferences } from './integrity.ts'
import { documentsOf, NOUNS, type Noun } from './nouns.ts'
import { parsePointName, pointName, References } from './references.ts'

export interface Plan {
  readonly changes: readonly ConfigurationChange[]
  readonly faults: readonly ConfigurationFault[]
  readonly notes: readonly string[]
  /** What each collection is made of afterwards; only those that have a file. */
  readonly puts: ReadonlyMap<Noun, readonly Document[]>
  readonly removals: ReadonlyMap<Noun, readonly string[]>
  readonly points: readonly Point[]
}

/** Answers with faults instead of throwing; a plan with faults must not be carried out. */
export function planImport(state: StateStore, files: Readonly<Record<string, string>>, now: number): Plan {
  return new Planner(state, now).plan(files)
}

class Planner {
  readonly #state: StateStore
  readonly #now: number
  readonly #changes: ConfigurationChange[] = []
  readonly #faults: ConfigurationFault[] = []
  readonly #notes: string[] = []
  readonly #puts = new Map<Noun, Document[]>()
  readonly #removals = new Map<Noun, string[]>()
  readonly #pointIds: Map<string, number>
  readonly #newPoints = new Map<string, Point>()
  readonly #changedPoints = new Map<string, Point>()
  readonly #userIds: Map<string, string>
  readonly #pointNames: ReadonlyMap<number, string>
  #nextPoint: number
  #fromTemplates = 0
  readonly #withoutPassword: string[] = []

  constructor(state: StateStore, now: number) {
    this.#state = state
    this.#now = now
    const points = state.points.list()
    this.#pointIds = new Map(points.map(point => [pointName(point), point.id]))
    this.#pointNames = new Map(points.map(point => [point.id, pointName(point)]))
    this.#nextPoint = Math.max(0, ...points.map(({ id }) => id)) + 1
    this.#userIds = new Map(state.users.list().map(({ username, id }) => [username, id]))
  }

  plan(files: Readonly<Record<string, string>>): Plan {
    const tables = this.#read(files)
    // Users first: others name them. Points are made as they are named.
    for (const name of tables.get('users')?.keys() ?? [])
      if (!this.#userIds.has(name)) this.#userIds.set(name, randomUUID())
    for (const noun of NOUNS) {
      const table = tables.get(noun.name)
      if (table !== undefined) this.#compare(noun, table)
    }
    const named = tables.get(POINTS)
    if (named !== undefined) this.#comparePoints(named)
    const points = new Map([...this.#newPoints, ...this.#changedPoints])
    if (this.#fromTemplates > 0)
      this.#notes.push(
        `${this.#fromTemplates} rules of the devices' templates are not in the files and stay; write "enabled: false" to silence one`,
      )
    if (this.#withoutPassword.length > 0)
      this.#notes.push(
        `${this.#withoutPassword.join(', ')}: cannot connect before they have a new password (under Devices, Access)`,
      )
    this.#faults.push(...brokenReferences(this.#state, this.#puts, this.#removals, points))
    return {
      changes: this.#changes,
      faults: this.#faults,
      notes: this.#notes,
      puts: this.#puts,
      removals: this.#removals,
      points: [...points.values()],
    }
  }

  #read(files: Readonly<Record<string, string>>): Map<string, Table> {
    const known = new Set([...NOUNS.map(({ name }) => name), POINTS])
    const tables = new Map<string, Table>()
    for (const [file, text] of Object.entries(files)) {
      const name = file.replace(/\.yaml$/, '')
      if (!known.has(name)) {
        this.#fault(file, '', `no such file belongs here; the files are ${[...known].join(', ')}`)
        continue
      }
      try {
        tables.set(name, parseFile(text))
      } catch (error) {
        this.#fault(file, '', error instanceof Error ? error.message : String(error))
      }
    }
    if (tables.size === 0 && this.#faults.length === 0) this.#fault('', '', 'there is no file to read')
    return tables
  }

  #compare(noun: Noun, wanted: Table): void {
    const before = tableOf(this.#state, noun)
    const documents = documentsOf(this.#state, noun)
    for (const [key, fields] of wanted) {
      const found = differences(before.get(key) ?? {}, fields)
      if (before.has(key) && found.length === 0) continue
      const document = this.#document(noun, key, fields, documents.get(key))
      if (document === undefined) continue
      this.#put(noun, document)
      const change = before.has(key) ? 'changed' : 'added'
      this.#changes.push({ noun: noun.name, id: key, change, fields: found })
      if (change === 'added') this.#remind(noun, key, document)
    }
    for (const [key, document] of documents) if (!wanted.has(key)) this.#missing(noun, key, document)
  }

  /** What the file says, with what files never say as it is here. Undefined when it cannot be. */
  #document(noun: Noun, key: string, fields: Fields, known: Document | undefined): Document | undefined {
    const file = `${noun.name}.yaml`
    const allowed = new Set(Object.keys(noun.schema.properties))
    for (const field of ['id', noun.key ?? 'id', ...noun.leftOut]) allowed.delete(field)
    const strange = Object.keys(fields).find(field => !allowed.has(field))
    if (strange !== undefined) {
      this.#fault(file, key, `unknown field "${strange}"`)
      return undefined
    }
    if (noun.isPersonal && !this.#userIds.has(key)) {
      this.#fault(file, key, 'is nobody who signs in')
      return undefined
    }
    const inward = References.inward(fields, this.#pointsIn(file, key, fields), this.#userIds) as Fields
    const id = noun.key === undefined ? key : (this.#userIds.get(key) ?? randomUUID())
    const kept = known ?? this.#occupied(noun, id)
    const hidden = kept && secretsOf(noun, kept).filter(field => field in kept && !(field in fields))
    const document: Document = {
      ...noun.fresh(this.#now),
      ...pick(kept, [...noun.leftOut, ...(hidden ?? [])]),
      ...(noun.name === 'channels' && kept === undefined && !('url' in fields) && { url: '' }),
      ...inward,
      ...(noun.leftOut.includes('changedAt') && { changedAt: this.#now + 1 }),
      ...(noun.key !== undefined && { [noun.key]: key }),
      id,
    }
    const fault = Value.Errors(noun.schema, document)[0]
    if (fault === undefined) return document
    const where = fault.instancePath.replaceAll('/', '.').replace(/^\./, '')
    this.#fault(file, key, where === '' ? fault.message : `${where} ${fault.message}`)
    return undefined
  }

  /** A device of that id that waits in the inbox, for example: it is the one that is meant. */
  #occupied(noun: Noun, id: string): Document | undefined {
    if (noun.counts === undefined) return undefined
    return (this.#state.devices.get(id) as unknown as Document | undefined) ?? undefined
  }

  /** The numbers of the points that are named; those that are not there yet get one. */
  #pointsIn(file: string, key: string, fields: Fields): ReadonlyMap<string, number> {
    for (const name of References.named(fields).points) {
      if (this.#pointIds.has(name)) continue
      const parts = parsePointName(name)
      if (parts === undefined) this.#fault(file, key, `"${name}" is no point: write device/metric`)
      else this.#makePoint(name, parts)
    }
    return this.#pointIds
  }

  #makePoint(name: string, parts: Pick<Point, 'deviceId' | 'metric' | 'channel'>): Point {
    const { unit, kind } = METRICS[parts.metric]
    const point: Point = {
      ...parts,
      id: this.#nextPoint,
      siteId: '',
      name: null,
      unit,
      kind,
      counter: kind === 'counter' ? USUAL_COUNTER : null,
      createdAt: this.#now,
    }
    this.#nextPoint += 1
    this.#pointIds.set(name, point.id)
    this.#newPoints.set(name, point)
    this.#changes.push({ noun: POINTS, id: name, change: 'added', fields: [] })
    return point
  }

  #comparePoints(wanted: Table): void {
    const here = new Map(this.#state.points.list().map(point => [pointName(point), point]))
    const configured = new Set(
      [...here].filter(([, { deviceId }]) => this.#isConfigured(deviceId)).map(([name]) => name),
    )
    for (const name of new Set([...wanted.keys(), ...configured])) {
      const fields = wanted.get(name) ?? {}
      const parts = parsePointName(name)
      const known = here.get(name) ?? this.#newPoints.get(name) ?? (parts && this.#makePoint(name, parts))
      if (known === undefined) {
        this.#fault('points.yaml', name, 'is no point: write device/metric')
        continue
      }
      const found = differences(pointFields(known), fields)
      if (found.length === 0) continue
      const point = this.#pointOf(name, known, fields)
      if (point === undefined) continue
      this.#changedPoints.set(name, point)
      this.#newPoints.delete(name)
      if (here.has(name)) this.#changes.push({ noun: POINTS, id: name, change: 'changed', fields: found })
    }
  }

  #pointOf(name: string, known: Point, fields: Fields): Point | undefined {
    const strange = Object.keys(fields).find(field => field !== 'name' && field !== 'counter')
    const named = fields.name ?? null
    const counter = fields.counter ?? (known.kind === 'counter' ? USUAL_COUNTER : null)
    const message =
      strange !== undefined
        ? `unknown field "${strange}"`
        : named !== null && !Value.Check(Name, named)
          ? 'name must have zh and en'
          : counter !== null && (known.kind !== 'counter' || !Value.Check(CounterFacts, counter))
            ? 'counter is not right'
            : undefined
    if (message === undefined)
      return { ...known, name: named as Point['name'], counter: counter as Point['counter'] }
    this.#fault('points.yaml', name, message)
    return undefined
  }

  #isConfigured(deviceId: string): boolean {
    const status = this.#state.devices.get(deviceId)?.status
    return status === 'active' || status === 'disabled'
  }

  #missing(noun: Noun, key: string, document: Document): void {
    if (noun.missing === 'keep') {
      if (noun.name === 'sites')
        this.#notes.push(`the site ${key} is not in the files; a site and its history are never removed`)
      return
    }
    if (noun.name === 'rules' && isTemplates(document as unknown as Rule, this.#pointNames)) {
      this.#fromTemplates += 1
      return
    }
    if (noun.missing === 'remove') {
      const list = this.#removals.get(noun) ?? []
      this.#removals.set(noun, [...list, document.id])
      this.#changes.push({ noun: noun.name, id: key, change: 'removed', fields: [] })
      return
    }
    const put = { ...document, ...noun.missing }
    const references = new References(this.#state)
    const fields = differences(fieldsOf(noun, document, references), fieldsOf(noun, put, references))
    // It is so already.
    if (fields.length === 0) return
    this.#put(noun, put)
    this.#changes.push({ noun: noun.name, id: key, change: 'disabled', fields })
  }

  #remind(noun: Noun, key: string, document: Document): void {
    if (noun.name === 'users') this.#notes.push(`${key} cannot sign in before "steward user password ${key}"`)
    if (noun.name === 'credentials') this.#withoutPassword.push(key)
    if (noun.name === 'channels' && ['webhook', 'push', 'siren'].every(type => type !== document.type))
      this.#notes.push(`the channel ${key} needs its secret: it is not in the files`)
  }

  #put(noun: Noun, document: Document): void {
    this.#puts.set(noun, [...(this.#puts.get(noun) ?? []), document])
  }

  #fault(file: string, id: string, message: string): void {
    this.#faults.push({ file, id, message })
  }
}

/** Brought by the template of its device's kind and edited by nobody: it would come back with the next point. */
function isTemplates(
  { id, pointId, createdAt, changedAt }: Rule,
  points: ReadonlyMap<number, string>,
): boolean {
  const device = points.get(pointId)?.split('/')[0]
  return createdAt === changedAt && device !== undefined && id.startsWith(`${device}.`)
}

function pick(document: Document | undefined, fields: readonly string[]): object {
  if (document === undefined) return {}
  return Object.fromEntries(
    fields.flatMap(field => (document[field] === undefined ? [] : [[field, document[field]]])),
  )
}
