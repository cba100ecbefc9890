import { describe, expect, test } from 'vitest'
import type { Device } from '../../../core/contract/device.ts'
import { type Cells, planSheet } from '../../../core/registry/plan-sheet.ts'
import { type Registry, rowsOf } from '../../../core/registry/sheet.ts'

const device = (id: string, over: Partial<Device> = {}): Device => ({
  id,
  siteId: 'canteen',
  areaId: null,
  name: { zh: id, en: id },
  kind: 'fridge',
  status: 'active',
  codec: 'plain',
  address: `canteen/${id}`,
  model: null,
  silentAfterS: 900,
  availability: null,
  texts: {},
  firstSeenAt: null,
  lastSeenAt: null,
  createdAt: 1,
  ...over,
})
const area = (id: string, parentId: string | null, zh: string, en: string) => ({
  id,
  siteId: 'canteen',
  parentId,
  name: { zh, en },
})
const registry: Registry = {
  sites: [{ id: 'canteen' }],
  areas: [
    area('a1', null, '厨房', 'Kitchen'),
    area('a2', 'a1', '冷库', 'Cold store'),
    area('a3', null, '小卖部', 'Shop'),
    area('a4', 'a3', '冷库', 'Cold store'),
  ],
  devices: [
    device('f2', { areaId: 'a2', ledger: { serial: 'S1', installedOn: '2025-01-31' } }),
    device('f1'),
  ],
}
const plan = (...rows: Cells[]) => planSheet(rows, registry)

test('a sheet that nobody touched changes nothing', () => {
  const rows = rowsOf(registry)
  expect(rows.map(({ id, area, serial }) => [id, area, serial])).toEqual([
    ['f1', '', ''],
    ['f2', '厨房 / 冷库', 'S1'],
  ])
  expect(plan(...rows)).toEqual({ edits: [], changes: [], faults: [] })
})

test('only the cells that differ change, and a column that is left out changes nothing', () => {
  const { edits, changes, faults } = plan({
    id: 'f2',
    kind: 'freezer',
    serial: '',
    calibration_due_on: '2027-03-01',
  })
  expect(faults).toEqual([])
  expect(changes).toEqual([
    { row: 2, id: 'f2', field: 'kind', before: 'fridge', after: 'freezer' },
    { row: 2, id: 'f2', field: 'serial', before: 'S1', after: '' },
    { row: 2, id: 'f2', field: 'calibration_due_on', before: '', after: '2027-03-01' },
  ])
  expect(edits).toEqual([
    {
      id: 'f2',
      added: null,
      change: { kind: 'freezer', ledger: { installedOn: '2025-01-31', calibrationDueOn: '2027-03-01' } },
    },
  ])
})

test('a row with a new id is a new device, of plain JSON unless it says otherwise', () => {
  const { edits } = plan(
    { id: 'n1', name_en: 'New fridge', kind: 'fridge' },
    { id: 'n2', dialect: 'zigbee2mqtt', address: '0x00158d' },
  )
  expect(edits).toEqual([
    {
      id: 'n1',
      added: { id: 'n1', siteId: 'canteen', codec: 'plain', address: 'canteen/n1' },
      change: { name: { zh: 'New fridge', en: 'New fridge' }, kind: 'fridge' },
    },
    {
      id: 'n2',
      added: { id: 'n2', siteId: 'canteen', codec: 'zigbee2mqtt', address: '0x00158d' },
      change: {},
    },
  ])
})

describe('a place', () => {
  test.each(['Kitchen', '小卖部 / 冷库', 'Shop / Cold store', '小卖部'])('%s is found', name => {
    expect(plan({ id: 'f1', area: name }).faults).toEqual([])
  })
  test('a name that two places have is no place', () => {
    expect(plan({ id: 'f1', area: '冷库' }).faults).toMatchObject([{ code: 'area.unknown', value: '冷库' }])
  })
  test('an emptied cell takes the device out of its place', () => {
    expect(plan({ id: 'f2', area: '' }).edits[0]?.change).toEqual({ areaId: null })
  })
})

test.each([
  [{ kind: 'x' }, 'id', 'id.missing'],
  [{ id: 'no spaces' }, 'id', 'id.unusable'],
  [{ id: 'n', site: 'mars' }, 'site', 'site.unknown'],
  [{ id: 'f1', site: 'mars' }, 'site', 'address.fixed'],
  [{ id: 'f1', kind: 'oven' }, 'kind', 'kind.unknown'],
  [{ id: 'f1', status: 'gone' }, 'status', 'status.unknown'],
  [{ id: 'f1', installed_on: '31.01.2025' }, 'installed_on', 'day.unreadable'],
  [{ id: 'f1', silent_after_s: '5' }, 'silent_after_s', 'number.unreadable'],
  [{ id: 'f1', serial: 'x'.repeat(81) }, 'serial', 'text.too-long'],
  [{ id: 'f1', address: 'canteen/f2' }, 'address', 'address.fixed'],
  [{ id: 'f1', colour: 'red' }, 'colour', 'column.unknown'],
] as const)('%j is refused at %s: %s', (cells, column, code) => {
  const { faults } = plan(cells)
  expect(faults).toMatchObject([{ column, code }])
})

test('an id that stands twice is refused the second time', () => {
  expect(plan({ id: 'f1' }, { id: 'f1' }).faults).toMatchObject([{ row: 3, code: 'id.twice' }])
})
