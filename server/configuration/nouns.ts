/**
 * What the configuration is made of: one line a noun, in the order in which they need each other. What happens by itself
 * (last heard, paused until, calibrations, passwords) is left out of the files and kept as it is by an import.
 */
import type { TObject } from 'typebox'
import { Cabinet } from '../../core/contract/cabinet.ts'
import { Channel } from '../../core/contract/channel.ts'
import { Device } from '../../core/contract/device.ts'
import { Meter, Tariff } from '../../core/contract/energy.ts'
import { Premises } from '../../core/contract/energy-activity.ts'
import { Factor } from '../../core/contract/energy-carbon.ts'
import { Target } from '../../core/contract/energy-target.ts'
import { HolidayYear } from '../../core/contract/energy-tariff.ts'
import { EscalationPlan } from '../../core/contract/escalation.ts'
import { Checklist } from '../../core/contract/inspection.ts'
import { Mapping } from '../../core/contract/mapping.ts'
import { ReportSchedule } from '../../core/contract/report.ts'
import { Responsibility, Roster } from '../../core/contract/roster.ts'
import { Rule } from '../../core/contract/rule.ts'
import { Interlock } from '../../core/contract/safety.ts'
import { Area, Site } from '../../core/contract/site.ts'
import { User } from '../../core/contract/user.ts'
import { Program, Supply, WateringCalendar, Zone } from '../../core/contract/watering.ts'
import type { Collection, StateStore } from '../../core/ports.ts'
import { DUE_UNKNOWN } from '../reports/schedules.ts'
import { CredentialFile } from './credential-file.ts'
import type { Document } from './document.ts'
import { ContactFile, contactsByName, schedulesDueAnew, WeatherFile, weatherBySite } from './reshaped.ts'

type CollectionName = {
  [K in keyof StateStore]: StateStore[K] extends {
    list(): infer T extends { id: string }[]
    put(document: never): void
  }
    ? T extends { id: string }[]
      ? K
      : never
    : never
}[keyof StateStore]

export interface Noun {
  /** Of the file, without its ending. */
  readonly name: string
  readonly collection: CollectionName | ((state: StateStore) => Collection<Document>)
  readonly schema: TObject
  /** Fields that are not configuration. */
  readonly leftOut: readonly string[]
  /** What they are in a document that is new. */
  readonly fresh: (now: number) => object
  /** Its key in the file, when that is not the id. */
  readonly key?: string
  /** The key is the name of somebody who signs in. */
  readonly isPersonal?: true
  /** Where `parentId` points. */
  readonly parents?: string
  /** Only these are configuration; undefined for all. */
  readonly counts?: (document: Document) => boolean
  /** What becomes of one that the file does not have any more: removed, kept, or these fields are set. */
  readonly missing: 'remove' | 'keep' | object
}

const created = (now: number) => ({ createdAt: now })
const changed = (now: number) => ({ createdAt: now, changedAt: now + 1 })

export const NOUNS: readonly Noun[] = [
  {
    ...{ name: 'sites', collection: 'sites', schema: Site, leftOut: ['createdAt'], fresh: created },
    missing: 'keep',
  },
  {
    ...{ name: 'areas', collection: 'areas', schema: Area, leftOut: [], fresh: () => ({}) },
    ...{ missing: 'remove', parents: 'areas' },
  },
  {
    ...{ name: 'devices', collection: 'devices', schema: Device },
    leftOut: ['model', 'availability', 'texts', 'firstSeenAt', 'lastSeenAt', 'createdAt'],
    fresh: now => ({
      ...{ model: null, availability: null, texts: {}, firstSeenAt: null, lastSeenAt: null },
      ...created(now),
    }),
    // The inbox is nobody's decision yet; what was ignored or replaced is history.
    counts: ({ status }) => status === 'active' || status === 'disabled',
    missing: { status: 'disabled' },
  },
  {
    ...{ name: 'credentials', collection: 'credentials', schema: CredentialFile },
    leftOut: ['secretHash', 'createdAt', 'issuedAt', 'lastConnectedAt', 'lastAddress'],
    // No password fits an empty hash.
    fresh: now => ({ secretHash: '', ...created(now) }),
    missing: { disabled: true },
  },
  {
    ...{ name: 'users', collection: 'users', schema: User, key: 'username' },
    leftOut: ['passwordHash', 'createdAt'],
    // No password fits an empty hash.
    fresh: now => ({ passwordHash: '', ...created(now) }),
    missing: { disabled: true },
  },
  {
    ...{ name: 'contacts', collection: contactsByName, schema: ContactFile, isPersonal: true },
    ...{ leftOut: [], fresh: () => ({}), missing: 'remove' },
  },
  {
    ...{ name: 'rules', collection: 'rules', schema: Rule, leftOut: ['createdAt', 'changedAt'] },
    // Newer than its making: somebody wrote it, so that no template takes it back.
    ...{ fresh: changed, missing: 'remove' },
  },
  {
    ...{ name: 'channels', collection: 'channels', schema: Channel, leftOut: ['secret', 'createdAt'] },
    ...{ fresh: now => ({ secret: null, ...created(now) }), missing: 'remove' },
  },
  {
    ...{ name: 'supplies', collection: 'supplies', schema: Supply, leftOut: ['isolatedAt', 'createdAt'] },
    ...{ fresh: now => ({ isolatedAt: null, ...created(now) }), missing: 'remove' },
  },
  {
    ...{ name: 'zones', collection: 'zones', schema: Zone, leftOut: ['createdAt'], fresh: created },
    missing: 'remove',
  },
  {
    ...{ name: 'programs', collection: 'programs', schema: Program, leftOut: ['pausedUntil', 'createdAt'] },
    ...{ fresh: now => ({ pausedUntil: null, ...created(now) }), missing: 'remove' },
  },
  {
    ...{ name: 'watering-calendars', collection: 'calendars', schema: WateringCalendar },
    leftOut: ['importedAt', 'createdAt'],
    ...{ fresh: now => ({ importedAt: null, ...created(now) }), missing: 'remove' },
  },
  {
    ...{ name: 'weather', collection: weatherBySite, schema: WeatherFile },
    leftOut: ['delayedUntil', 'delayedBy'],
    ...{ fresh: () => ({ delayedUntil: null, delayedBy: null }), missing: 'keep' },
  },
  {
    ...{ name: 'meters', collection: 'meters', schema: Meter, leftOut: ['createdAt'], fresh: created },
    ...{ missing: 'remove', parents: 'meters' },
  },
  {
    ...{ name: 'tariffs', collection: 'tariffs', schema: Tariff, leftOut: ['createdAt'], fresh: created },
    missing: 'remove',
  },
  {
    ...{ name: 'premises', collection: 'premises', schema: Premises, leftOut: [], fresh: () => ({}) },
    missing: 'remove',
  },
  {
    ...{ name: 'factors', collection: 'factors', schema: Factor, leftOut: [], fresh: () => ({}) },
    missing: 'remove',
  },
  {
    ...{ name: 'holidays', collection: 'holidays', schema: HolidayYear, leftOut: [], fresh: () => ({}) },
    missing: 'remove',
  },
  {
    ...{ name: 'targets', collection: 'targets', schema: Target, leftOut: ['by', 'createdAt'] },
    ...{ fresh: now => ({ by: 'import', ...created(now) }), missing: 'remove' },
  },
  {
    ...{ name: 'report-schedules', collection: schedulesDueAnew, schema: ReportSchedule },
    leftOut: ['by', 'createdAt', 'nextAt', 'sentAt', 'sentPeriod', 'problem', 'tries'],
    fresh: now => ({
      ...{ by: 'import', nextAt: DUE_UNKNOWN, sentAt: null, sentPeriod: null, problem: null, tries: 0 },
      ...created(now),
    }),
    missing: 'remove',
  },
  {
    ...{ name: 'rosters', collection: 'rosters', schema: Roster, leftOut: ['swaps', 'createdAt'] },
    ...{ fresh: now => ({ swaps: [], ...created(now) }), missing: 'remove' },
  },
  {
    ...{ name: 'responsibilities', collection: 'responsibilities', schema: Responsibility, leftOut: [] },
    ...{ fresh: () => ({}), missing: 'remove' },
  },
  {
    ...{ name: 'escalations', collection: 'escalationPlans', schema: EscalationPlan },
    ...{ leftOut: ['createdAt'], fresh: created, missing: 'remove' },
  },
  {
    ...{ name: 'mappings', collection: 'mappings', schema: Mapping, leftOut: ['createdAt', 'changedAt'] },
    ...{ fresh: changed, missing: 'remove' },
  },
  {
    ...{ name: 'cabinets', collection: 'cabinets', schema: Cabinet },
    leftOut: ['calibrations', 'stockSince', 'changedAt'],
    fresh: now => ({ calibrations: [], stockSince: null, changedAt: now }),
    ...{ missing: 'keep' },
  },
  {
    ...{ name: 'interlocks', collection: 'interlocks', schema: Interlock },
    leftOut: ['commandedAt', 'confirmedAt', 'cause', 'commandId', 'createdAt'],
    fresh: now => ({ commandedAt: null, confirmedAt: null, cause: null, commandId: null, ...created(now) }),
    ...{ missing: 'remove' },
  },
  {
    ...{ name: 'checklists', collection: 'checklists', schema: Checklist },
    ...{ leftOut: ['createdAt'], fresh: created, missing: 'remove' },
  },
]

export function collectionOf(state: StateStore, { collection }: Noun): Collection<Document> {
  return typeof collection === 'function'
    ? collection(state)
    : (state[collection] as unknown as Collection<Document>)
}

/** The documents that are configuration, by their key in the file. */
export function documentsOf(state: StateStore, noun: Noun): Map<string, Document> {
  const documents = collectionOf(state, noun)
    .list()
    .filter(noun.counts ?? (() => true))
  return new Map(documents.map(document => [String(document[noun.key ?? 'id']), document]))
}
