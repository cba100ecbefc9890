/**
 * Bytes on the disk for a reading: a kitchen and its meters, a reading a minute, some weeks. Steward before and after it
 * has put the days in order; InfluxDB as it is and after it has been stopped and started, when it has compacted.
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InfluxDB } from 'influx'
import type { Reading } from '../core/contract/reading.ts'
import { openDuckDbStore } from '../server/store/series-duckdb.ts'
import { isInfluxdInstalled, startInfluxd } from '../test/support/influxd.ts'
import { type BenchLine, compared } from './report.ts'

const BENCH = 'disk'
const PEER = 'InfluxDB'
const POINTS = 100
const DAY_MS = 86_400_000
const START = Date.UTC(2026, 0, 1)
const LEAST_DAYS = 7
const MOST_DAYS = 62
const DAYS_PER_SECOND = 1

export async function run({ seconds }: { seconds: number }): Promise<BenchLine[]> {
  const days = Math.min(MOST_DAYS, Math.max(LEAST_DAYS, Math.floor(seconds * DAYS_PER_SECOND)))
  const { hot, sealed } = await measureSteward(days)
  const line = (system: string, metric: string, value: number) => ({
    bench: BENCH,
    system,
    metric,
    value,
    unit: 'B',
  })
  const own = line('steward', 'a reading, sealed', sealed)
  const lines: BenchLine[] = [line('steward', 'a reading, of the last days', hot), own]
  if (!isInfluxdInstalled()) return lines
  return [...lines, compared(own, line(PEER, 'a reading', await measurePeer(days)), 'lower')]
}

/** Two thirds temperatures with a tenth of a degree, a third registers; nobody reports exactly on the minute. */
function* batches(days: number): Generator<Reading[]> {
  for (let hour = 0; hour < days * 24; hour++) {
    const batch: Reading[] = []
    for (let minute = 0; minute < 60; minute++)
      for (let point = 1; point <= POINTS; point++) {
        const n = hour * 60 + minute
        const at = START + n * 60_000 + ((n * 7919 + point * 104_729) % 1500)
        const wave = 4 + 2 * Math.sin(n / 37 + point) + Math.sin(n * point) / 3
        const value = point % 3 === 0 ? Math.round(n * point * 0.37) / 100 : Math.round(wave * 10) / 10
        batch.push({ point, at, value, quality: 'good' })
      }
    yield batch
  }
}

async function measureSteward(days: number): Promise<{ hot: number; sealed: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'steward-disk-'))
  const log = { debug() {}, info() {}, warn() {}, error() {} }
  const store = await openDuckDbStore({ folder, log })
  let readings = 0
  for (const batch of batches(days)) {
    await store.append(batch)
    readings += batch.length
  }
  const hot = ((await store.stats()).bytes ?? Number.NaN) / readings
  await store.maintain?.(START + (days + 1) * DAY_MS)
  const sealed = bytesOf(join(folder, 'days')) / readings
  await store.close()
  rmSync(folder, { recursive: true })
  return { hot, sealed }
}

async function measurePeer(days: number): Promise<number> {
  const influxd = await startInfluxd()
  const client = new InfluxDB({ host: '127.0.0.1', port: influxd.port, database: 'bench' })
  await client.createDatabase('bench')
  let readings = 0
  for (const batch of batches(days)) {
    await client.writePoints(
      batch.map(({ point, at, value }) => ({
        ...{ measurement: 'reading', tags: { point: String(point) }, fields: { value }, timestamp: at },
      })),
      { precision: 'ms' },
    )
    readings += batch.length
  }
  // At its end it writes what is in its memory; at its start it has it in files.
  await influxd.halt('SIGTERM')
  await influxd.start()
  const bytes = bytesOf(join(influxd.folder, 'data')) + bytesOf(join(influxd.folder, 'wal'))
  await influxd.stop()
  return bytes / readings
}

function bytesOf(path: string): number {
  const info = statSync(path)
  if (!info.isDirectory()) return info.size
  return readdirSync(path).reduce((sum, name) => sum + bytesOf(join(path, name)), 0)
}
