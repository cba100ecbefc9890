/** Opens the two stores the settings ask for. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../core/contract/config.ts'
import type { Clock, SeriesStore, StateStore } from '../core/ports.ts'
import type { Logger } from './services.ts'
import { openDuckDbStore } from './store/series-duckdb.ts'
import { openStateStore } from './store/state-sqlite.ts'

export interface Stores {
  readonly state: StateStore
  readonly series: SeriesStore
}

/** Rejects with one clear line when the folder cannot be used or a file is damaged; opens neither store then. */
export async function openStores(config: Config, clock: Clock, log: Logger): Promise<Stores> {
  makeFolder(config.data)
  const series = await openSeries(config, clock, log)
  try {
    return { series, state: openStateStore(join(config.data, 'state.sqlite')) }
  } catch (error) {
    await series.close()
    throw error
  }
}

async function openSeries(config: Config, clock: Clock, log: Logger): Promise<SeriesStore> {
  if (config.store === 'duckdb')
    return openDuckDbStore({ folder: join(config.data, 'series'), memoryLimitMb: config.memoryMb, log })
  // 15 MB for those who use it.
  const { openInfluxStore } = await import('./store/series-influx.ts')
  return openInfluxStore({
    url: config.store,
    caPath: config.storeCa,
    spoolFolder: join(config.data, 'spool'),
    spoolLimitBytes: config.spoolMb * 1024 * 1024,
    clock,
    log,
  })
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new Error(
      `the data folder ${folder} cannot be made (${reason}); set STEWARD_DATA to a folder Steward may write to`,
    )
  }
}
