/** The store as everybody reads it keeps every promise of a store, with a calibration on every point that changes nothing. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe } from 'vitest'
import { calibratedSeries } from '../../../server/coldchain/calibrated-series.ts'
import { openDuckDbStore } from '../../../server/store/series-duckdb.ts'
import { seriesStoreContract } from '../../contract/series-store.ts'
import { silentLog } from '../../support/silent-log.ts'

/** In the middle of the contract's hours, so that stretches before, over and after it are asked for. */
const DATES = ['2026-03-01T00:00:01Z', '2026-03-01T06:00:00Z', '2026-03-02T12:00:00Z'].map(text =>
  Date.parse(text),
)
const NOTHING = {
  of: () => DATES.map(at => ({ at, errorC: 0, dueAt: null, by: 'lab' })),
  correct: <T>(reading: T) => ({ ...reading }),
  correctAll: <T>(readings: T) => readings,
}

describe('DuckDB behind calibrations: the contract', () =>
  seriesStoreContract(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'steward-calibrated-'))
    const clear = async () => rmSync(folder, { recursive: true, force: true })
    return {
      open: async () => calibratedSeries(await openDuckDbStore({ folder, log: silentLog }), NOTHING),
      clear,
      end: clear,
    }
  }))
