/** The registry as a sheet: one device a row, columns a person can edit. */
import type { Device, DeviceKind, Ledger } from '../contract/device.ts'
import type { Area, Site } from '../contract/site.ts'

/** Column -> field of the ledger, in the order of the sheet. */
export const LEDGER_COLUMNS = {
  serial: 'serial',
  maker: 'maker',
  installed_on: 'installedOn',
  warranty_until: 'warrantyUntil',
  calibrated_to: 'calibratedTo',
  calibrated_on: 'calibratedOn',
  calibration_due_on: 'calibrationDueOn',
  tested_on: 'testedOn',
  test_due_on: 'testDueOn',
  life_ends_on: 'lifeEndsOn',
  battery_changed_on: 'batteryChangedOn',
  service_due_on: 'serviceDueOn',
  responsible: 'responsible',
  note: 'note',
} as const satisfies Readonly<Record<string, keyof Ledger>>
export type LedgerColumn = keyof typeof LEDGER_COLUMNS

export const COLUMNS = [
  'id',
  'site',
  'area',
  'name_zh',
  'name_en',
  'kind',
  'status',
  'silent_after_s',
  'dialect',
  'address',
  'model',
  ...(Object.keys(LEDGER_COLUMNS) as LedgerColumn[]),
] as const
export type Column = (typeof COLUMNS)[number]
export type Row = Readonly<Record<Column, string>>

/** Between the levels of a place: `Kitchen / Cold store`. */
const LEVEL = ' / '

/** As much of an installation as a sheet speaks of. */
export interface Registry {
  readonly sites: readonly Pick<Site, 'id'>[]
  readonly areas: readonly Area[]
  readonly devices: readonly Device[]
}

export type NewDevice = Pick<Device, 'id' | 'siteId' | 'codec' | 'address'>

/** What a row makes of a device. */
export interface Edit {
  readonly id: string
  /** Set for a device that is not there yet. */
  readonly added: NewDevice | null
  readonly change: {
    readonly name?: Device['name']
    readonly kind?: DeviceKind
    readonly status?: 'active' | 'disabled'
    readonly areaId?: string | null
    readonly silentAfterS?: number
    readonly ledger?: Ledger
  }
}

/** One row for each device, in the order of their ids. */
export function rowsOf({ areas, devices }: Registry): Row[] {
  return [...devices]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map(device => rowOf(device, areaPath(areas, device.areaId)))
}

export function rowOf(device: Device, area: string): Row {
  const ledger = Object.entries(LEDGER_COLUMNS).map(([column, field]) => [
    column,
    device.ledger?.[field] ?? '',
  ])
  return {
    id: device.id,
    site: device.siteId,
    area,
    name_zh: device.name.zh,
    name_en: device.name.en,
    kind: device.kind,
    status: device.status,
    silent_after_s: String(device.silentAfterS),
    dialect: device.codec,
    address: device.address,
    model: device.model ?? '',
    ...(Object.fromEntries(ledger) as Record<LedgerColumn, string>),
  }
}

/** The names of a place from the outermost on, in Chinese; empty for none. */
export function areaPath(areas: readonly Area[], id: string | null, language: 'zh' | 'en' = 'zh'): string {
  const names: string[] = []
  const seen = new Set<string>()
  for (let here = id; here !== null && !seen.has(here); ) {
    seen.add(here)
    const area = areas.find(one => one.id === here)
    if (area === undefined) break
    names.unshift(area.name[language])
    here = area.parentId
  }
  return names.join(LEVEL)
}
