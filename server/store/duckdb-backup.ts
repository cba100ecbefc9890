/** A copy of the readings while readings come in: the hot table as it is at one moment, and the sealed files it goes with. */
import { copyFileSync, linkSync, mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { DuckDbFile } from './duckdb-file.ts'
import { quoted } from './duckdb-manifest.ts'

/**
 * Writes a folder that a store can be opened on. To be called while nothing is being sealed. Sealed files never change, so
 * on the same disk they are the same files.
 */
export async function backUp(file: DuckDbFile, folder: string): Promise<void> {
  const days = join(folder, 'days')
  mkdirSync(days, { recursive: true, mode: 0o700 })
  const own = basename(file.path, '.duckdb')
  await file.keeper.run(`ATTACH ${quoted(join(folder, basename(file.path)))} AS backup`)
  try {
    // One statement sees everything as it was when it began.
    await file.keeper.run(`COPY FROM DATABASE ${own} TO backup`)
  } finally {
    await file.keeper.run('DETACH backup')
  }
  for (const { name } of file.manifest.files)
    for (const ending of ['parquet', 'hours.parquet'])
      linkOrCopy(join(file.manifest.folder, `${name}.${ending}`), join(days, `${name}.${ending}`))
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to)
  } catch {
    copyFileSync(from, to)
  }
}
