/**
 * A backup is a folder like the data folder: the state and, where the store is Steward's own, the readings. It has its
 * name only when it is whole. Going back means putting it in the place of the data folder while Steward is stopped.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Backup } from '../core/contract/backup.ts'
import { Problem } from '../core/contract/error.ts'
import type { Clock, SeriesStore, StateStore } from '../core/ports.ts'

const UNFINISHED = '.unfinished'
/** What a backup may hold, and a restore puts back. */
const PARTS = ['state.sqlite', 'series'] as const
/** Beside the state, and void without it. */
const JOURNALS = ['state.sqlite-wal', 'state.sqlite-shm']

export interface BackupParts {
  readonly data: string
  readonly state: Pick<StateStore, 'backup'>
  readonly series: Pick<SeriesStore, 'backup'>
  readonly clock: Clock
}

export interface BackupService {
  list(): Backup[]
  /** Throws a `Problem` while another is being made. */
  create(): Promise<Backup>
}

export function createBackups({ data, state, series, clock }: BackupParts): BackupService {
  const folder = join(data, 'backups')
  let busy = false
  return {
    list: () =>
      (existsSync(folder) ? readdirSync(folder) : [])
        .filter(name => !name.endsWith(UNFINISHED))
        .sort()
        .reverse()
        .map(name => described(folder, name)),
    async create() {
      if (busy) throw new Problem('thing.conflict', 'a backup is being made')
      busy = true
      const name = new Date(clock.now()).toISOString().replaceAll(':', '-').slice(0, 19)
      const unfinished = join(folder, name + UNFINISHED)
      try {
        mkdirSync(unfinished, { recursive: true, mode: 0o700 })
        // Readings first: the state may know more than they hold, never less.
        await series.backup?.(join(unfinished, 'series'))
        await state.backup(join(unfinished, 'state.sqlite'))
        renameSync(unfinished, join(folder, name))
        return described(folder, name)
      } finally {
        rmSync(unfinished, { recursive: true, force: true })
        busy = false
      }
    },
  }
}

/** Puts a backup in the place of what is there, which is kept in a folder beside it; answers with that folder. */
export function restoreBackup(data: string, from: string, clock: Clock): string {
  if (!existsSync(join(from, 'state.sqlite'))) throw new Error(`${from} is no backup: it has no state.sqlite`)
  const aside = join(data, `before-restore-${clock.now()}`)
  mkdirSync(aside, { mode: 0o700 })
  for (const part of [...PARTS, ...JOURNALS])
    if (existsSync(join(data, part))) renameSync(join(data, part), join(aside, part))
  for (const part of PARTS)
    if (existsSync(join(from, part))) cpSync(join(from, part), join(data, part), { recursive: true })
  return aside
}

function described(folder: string, name: string): Backup {
  const path = join(folder, name)
  const { mtimeMs } = statSync(path)
  return { name, at: Math.round(mtimeMs), bytes: ownBytes(path), readings: existsSync(join(path, 'series')) }
}

function ownBytes(path: string): number {
  const info = statSync(path)
  if (!info.isDirectory()) return info.nlink > 1 ? 0 : info.size
  return readdirSync(path).reduce((sum, name) => sum + ownBytes(join(path, name)), 0)
}
