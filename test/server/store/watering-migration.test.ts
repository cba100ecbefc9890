/** Zones, programs and runs from before water balances are whole after an update, and keep what they said. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Value } from 'typebox/value'
import { expect, test } from 'vitest'
import { Program, Run, Zone } from '../../../core/contract/watering.ts'
import { MIGRATIONS } from '../../../server/store/migrations/index.ts'
import { openStateStore } from '../../../server/store/state-sqlite.ts'

const ZONE = {
  ...{ id: 'lawn', siteId: 'main', name: { zh: '草坪', en: 'Lawn' }, valveDeviceId: 'v', valveChannel: null },
  ...{ flowPointId: null, soilPointId: null, areaM2: 200, nominalFlowLpm: 20, plant: 'turf', maxRunS: 1800 },
  ...{ enabled: true, createdAt: 0 },
}
const PROGRAM = {
  ...{
    id: 'p',
    siteId: 'main',
    name: { zh: '早', en: 'Early' },
    days: [1],
    starts: ['05:00'],
    enabled: true,
  },
  ...{ steps: [{ zoneId: 'lawn', runS: 300 }], pausedUntil: null, createdAt: 0 },
}
const RUN = {
  ...{
    id: 'r',
    siteId: 'main',
    zoneId: 'lawn',
    programId: 'p',
    by: 'program:p',
    state: 'done',
    reason: null,
  },
  ...{
    plannedAt: 1000,
    plannedS: 300,
    openedAt: 2000,
    closedAt: 302_000,
    litres: 100,
    litresMeasured: false,
  },
}

test('an older state is filled in by its migration', () => {
  const folder = mkdtempSync(join(tmpdir(), 'steward-migration-'))
  const path = join(folder, 'state.sqlite')
  const before = MIGRATIONS.findIndex(({ name }) => name.endsWith('-watering'))
  const fresh = join(folder, 'fresh.sqlite')
  openStateStore(fresh).close()
  const own = new DatabaseSync(fresh)
  const owner = own.prepare('PRAGMA application_id').get()?.application_id
  own.close()
  const database = new DatabaseSync(path)
  database.exec(`PRAGMA application_id = ${owner}`)
  for (const { sql } of MIGRATIONS.slice(0, before)) database.exec(sql)
  database.exec(`PRAGMA user_version = ${before}`)
  for (const [table, document] of [
    ['zones', ZONE],
    ['programs', PROGRAM],
    ['runs', RUN],
  ] as const)
    database
      .prepare(`INSERT INTO ${table} (id, body) VALUES (?, ?)`)
      .run(document.id, JSON.stringify(document))
  database.close()
  const state = openStateStore(path)
  const [zone, program, run] = [state.zones.get('lawn'), state.programs.get('p'), state.runs.get('r')]
  expect([...Value.Errors(Zone, zone), ...Value.Errors(Program, program), ...Value.Errors(Run, run)]).toEqual(
    [],
  )
  expect(zone).toMatchObject({ ...ZONE, soil: 'loam', supplyId: null })
  expect(program).toMatchObject({ ...PROGRAM, method: 'fixed', missed: 'skip' })
  expect(run).toMatchObject({ ...RUN, slotAt: 1000, wateredS: 300, cycles: [{ at: 1000, runS: 300 }] })
  state.close()
  rmSync(folder, { recursive: true })
})
