/** Forward only, in order, one transaction each. A released migration is never edited: add the next one. */
import { nouns } from './0001-nouns.ts'
import { announcements } from './0002-announcements.ts'
import { mappings } from './0003-mappings.ts'
import { energy } from './0004-energy.ts'
import { cabinets } from './0005-cabinets.ts'
import { duty } from './0006-duty.ts'
import { watering } from './0007-watering.ts'
import { safety } from './0008-safety.ts'
import { reports } from './0009-reports.ts'
import { inspections } from './0010-inspections.ts'

export interface Migration {
  readonly name: string
  readonly sql: string
}

/** The file's `user_version` is how many of these it has had. */
export const MIGRATIONS: readonly Migration[] = [
  { name: '0001-nouns', sql: nouns },
  { name: '0002-announcements', sql: announcements },
  { name: '0003-mappings', sql: mappings },
  { name: '0004-energy', sql: energy },
  { name: '0005-cabinets', sql: cabinets },
  { name: '0006-duty', sql: duty },
  { name: '0007-watering', sql: watering },
  { name: '0008-safety', sql: safety },
  { name: '0009-reports', sql: reports },
  { name: '0010-inspections', sql: inspections },
]
