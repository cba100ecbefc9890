/** Documents as they stand in the files: without what is volatile or secret, their fields in one order. */
import { isMap, isScalar, parseDocument, stringify } from 'yaml'
import type { CounterFacts, Point } from '../../core/contract/point.ts'
import type { StateStore } from '../../core/ports.ts'
import type { Document } from './document.ts'
import { documentsOf, NOUNS, type Noun } from './nouns.ts'
import { pointName, References } from './references.ts'

export const POINTS = 'points'
/** Robots of chat services: their address is the key. */
const ADDRESS_IS_SECRET: ReadonlySet<unknown> = new Set(['wecom', 'dingtalk', 'feishu'])
const LINE_CHARS = 120

export type Fields = Readonly<Record<string, unknown>>
/** Key -> fields, in the order of the keys. */
export type Table = ReadonlyMap<string, Fields>

/** What a noun is made of now, as its file says it. */
export function tableOf(state: StateStore, noun: Noun): Table {
  const references = new References(state)
  const rows = [...documentsOf(state, noun)].map(
    ([key, document]) => [key, fieldsOf(noun, document, references)] as const,
  )
  return new Map(rows.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** The fields of a document that are configuration. */
export function fieldsOf(noun: Noun, document: Document, references: References): Fields {
  const hidden = new Set(['id', noun.key, ...noun.leftOut, ...secretsOf(noun, document)])
  const known = Object.keys(noun.schema.properties).filter(field => !hidden.has(field))
  return Object.fromEntries(
    known.flatMap(field =>
      document[field] === undefined ? [] : [[field, sorted(references.outward(document[field], field))]],
    ),
  )
}

/** Fields of this document that are left out because they are secret. */
export function secretsOf(noun: Noun, document: Fields): readonly string[] {
  if (noun.name !== 'channels') return []
  const url = String(document.url ?? '')
  const carries = ADDRESS_IS_SECRET.has(document.type) || /\/\/[^/]*@|[?&]/.test(url)
  return carries ? ['secret', 'url'] : ['secret']
}

/** What somebody has said about points: names, and facts about their counters. */
export function pointsTable(state: StateStore): Table {
  const devices = documentsOf(state, nounOf('devices'))
  const rows = state.points
    .list()
    .filter(({ deviceId }) => devices.has(deviceId))
    .flatMap(point => {
      const fields = pointFields(point)
      return Object.keys(fields).length === 0 ? [] : [[pointName(point), fields] as const]
    })
  return new Map(rows.sort(([a], [b]) => (a < b ? -1 : 1)))
}

export function pointFields({ name, counter }: Pick<Point, 'name' | 'counter'>): Fields {
  const said = counter !== null && !isUsual(counter)
  return { ...(name && { name: sorted(name) }), ...(said && { counter: sorted(counter) }) } as Fields
}

export const USUAL_COUNTER: CounterFacts = { modulus: null, noise: 0, maxPerHour: null }

function isUsual({ modulus, noise, maxPerHour, swaps = [] }: CounterFacts): boolean {
  return modulus === null && noise === 0 && maxPerHour === null && swaps.length === 0
}

export function nounOf(name: string): Noun {
  const noun = NOUNS.find(one => one.name === name)
  if (noun === undefined) throw new Error(`no noun ${name}`)
  return noun
}

/** Every file of the configuration. One that would be empty is there all the same: it says that there is nothing. */
export function exportFiles(state: StateStore): Record<string, string> {
  const tables = [
    ...NOUNS.map(noun => [noun.name, tableOf(state, noun)] as const),
    [POINTS, pointsTable(state)] as const,
  ]
  return Object.fromEntries(tables.map(([name, table]) => [`${name}.yaml`, fileOf(name, table)]))
}

function fileOf(name: string, table: Table): string {
  const head = `# Steward: ${name}. Written by "steward export", read by "steward import".\n`
  const body = stringify(Object.fromEntries(table), {
    lineWidth: LINE_CHARS,
    aliasDuplicateObjects: false,
  })
  return head + body
}

/** Throws one line that says where a file is not what it should be. */
export function parseFile(text: string): Map<string, Fields> {
  const document = parseDocument(text, { uniqueKeys: true })
  const [fault] = document.errors
  if (fault !== undefined) throw new Error(fault.message.split('\n')[0] ?? 'no YAML')
  const { contents } = document
  if (contents === null || (isScalar(contents) && contents.value === null)) return new Map()
  if (!isMap(contents)) throw new Error('must be a list of "name: fields"')
  const plain = document.toJS({ maxAliasCount: 0 }) as Record<string, unknown>
  return new Map(
    Object.entries(plain).map(([key, fields]) => {
      if (typeof fields !== 'object' || fields === null || Array.isArray(fields))
        throw new Error(`${key}: must have fields`)
      return [key, sorted(fields) as Fields]
    }),
  )
}

/** The same with the keys of every object in the order of the alphabet, so that two spellings of one thing are one. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map(key => [key, sorted((value as Record<string, unknown>)[key])]),
  )
}
