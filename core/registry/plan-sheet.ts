/** What an edited sheet would change. Nothing is done here; the same plan is shown and carried out. */
import { DEVICE_KINDS, type Device, type Ledger } from '../contract/device.ts'
import type { SheetChange, SheetFault } from '../contract/registry.ts'
import {
  areaPath,
  COLUMNS,
  type Column,
  type Edit,
  LEDGER_COLUMNS,
  type LedgerColumn,
  type Registry,
  rowOf,
} from './sheet.ts'

export interface SheetPlan {
  readonly edits: readonly Edit[]
  readonly changes: readonly SheetChange[]
  readonly faults: readonly SheetFault[]
}

/** Cells by column; a column that is missing changes nothing. */
export type Cells = Readonly<Partial<Record<string, string>>>

const ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/
const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/
const NAME_MAX = 120
const SILENT_S = [10, 604_800] as const
const TEXT_MAX: Readonly<Partial<Record<LedgerColumn, number>>> = {
  serial: 80,
  maker: 80,
  calibrated_to: 80,
  responsible: 80,
  note: 400,
}
/** The first row of a sheet holds the names of the columns. */
const FIRST_ROW = 2

/** Rows in the order of the sheet. An empty cell of the ledger forgets what was there; any other is left as it is. */
export function planSheet(rows: readonly Cells[], registry: Registry): SheetPlan {
  const faults: SheetFault[] = columnFaults(rows[0] ?? {})
  const changes: SheetChange[] = []
  const edits: Edit[] = []
  const seen = new Set<string>()
  for (const [index, cells] of rows.entries()) {
    const row = new RowReader(index + FIRST_ROW, cells, registry)
    const id = row.id(seen)
    if (id !== undefined) {
      const edit = row.edit(id)
      changes.push(...row.changes)
      if (edit.added !== null || row.changes.length > 0) edits.push(edit)
    }
    faults.push(...row.faults)
  }
  return { edits, changes, faults }
}

function columnFaults(cells: Cells): SheetFault[] {
  return Object.keys(cells)
    .filter(name => !(COLUMNS as readonly string[]).includes(name))
    .map(name => ({ row: 1, column: name, code: 'column.unknown', value: name }))
}

class RowReader {
  readonly faults: SheetFault[] = []
  readonly changes: SheetChange[] = []
  readonly #row: number
  readonly #cells: Cells
  readonly #registry: Registry
  #before: Readonly<Partial<Record<Column, string>>> = {}
  #id = ''

  constructor(row: number, cells: Cells, registry: Registry) {
    this.#row = row
    this.#cells = cells
    this.#registry = registry
  }

  id(seen: Set<string>): string | undefined {
    const id = this.#said('id') ?? ''
    const code =
      id === '' ? 'id.missing' : !ID.test(id) ? 'id.unusable' : seen.has(id) ? 'id.twice' : undefined
    if (code !== undefined) return this.#fault('id', code)
    seen.add(id)
    this.#id = id
    return id
  }

  edit(id: string): Edit {
    const { devices, areas } = this.#registry
    const device = devices.find(one => one.id === id)
    if (device !== undefined) this.#before = rowOf(device, areaPath(areas, device.areaId))
    const siteId = this.#site(device)
    const added = device === undefined && siteId !== undefined ? this.#added(id, siteId) : null
    if (device !== undefined) this.#mustStay('dialect', 'address')
    return {
      id,
      added,
      change: { ...this.#plainFields(device, siteId), ...this.#ledger(device?.ledger ?? {}) },
    }
  }

  #added(id: string, siteId: string): Edit['added'] {
    const codec = this.#said('dialect') || 'plain'
    return { id, siteId, codec, address: this.#said('address') || `${siteId}/${id}` }
  }

  #plainFields(device: Device | undefined, siteId: string | undefined): Edit['change'] {
    const kind = this.#word('kind', DEVICE_KINDS, 'kind.unknown')
    const status = this.#word('status', ['active', 'disabled'] as const, 'status.unknown')
    const silentAfterS = this.#seconds()
    const zh = this.#name('name_zh')
    const en = this.#name('name_en')
    const areaId = this.#area(device?.siteId ?? siteId)
    const before = device?.name
    const name = { zh: zh ?? before?.zh ?? en ?? this.#id, en: en ?? before?.en ?? zh ?? this.#id }
    return {
      ...(zh === undefined && en === undefined ? {} : { name }),
      ...(kind === undefined ? {} : { kind }),
      ...(status === undefined ? {} : { status }),
      ...(silentAfterS === undefined ? {} : { silentAfterS }),
      ...(areaId === undefined ? {} : { areaId }),
    }
  }

  #ledger(before: Ledger): Pick<Edit['change'], 'ledger'> {
    const ledger: Record<string, string> = { ...before }
    let changed = false
    for (const [column, field] of Object.entries(LEDGER_COLUMNS) as [LedgerColumn, keyof Ledger][]) {
      const said = this.#said(column)
      if (said === undefined || said === (before[field] ?? '')) continue
      if (!this.#isUsable(column, said)) continue
      changed = true
      this.#note(column, said)
      if (said === '') delete ledger[field]
      else ledger[field] = said
    }
    return changed ? { ledger } : {}
  }

  #isUsable(column: LedgerColumn, said: string): boolean {
    const longest = TEXT_MAX[column]
    if (longest === undefined ? said === '' || DAY.test(said) : said.length <= longest) return true
    this.#fault(column, longest === undefined ? 'day.unreadable' : 'text.too-long')
    return false
  }

  #site(device: Device | undefined): string | undefined {
    const said = this.#said('site') || device?.siteId || this.#registry.sites[0]?.id
    if (device !== undefined) {
      if (said !== device.siteId) this.#fault('site', 'address.fixed')
      return device.siteId
    }
    return this.#registry.sites.some(({ id }) => id === said) ? said : this.#fault('site', 'site.unknown')
  }

  /** By its whole path or, when only one place is called so, by its last name, in either language. */
  #area(siteId: string | undefined): string | null | undefined {
    const said = this.#said('area')
    if (said === undefined || said === (this.#before.area ?? '')) return undefined
    const own = this.#registry.areas.filter(area => area.siteId === siteId)
    const named = said === '' ? [] : own.filter(area => isCalled(own, area.id, said))
    if (said !== '' && named.length !== 1) return this.#fault('area', 'area.unknown')
    this.#note('area', said)
    return named[0]?.id ?? null
  }

  #name(column: 'name_zh' | 'name_en'): string | undefined {
    const said = this.#said(column)
    if (said === undefined || said === '' || said === this.#before[column]) return undefined
    if (said.length > NAME_MAX) return this.#fault(column, 'text.too-long')
    this.#note(column, said)
    return said
  }

  #seconds(): number | undefined {
    const said = this.#said('silent_after_s')
    if (said === undefined || said === '' || said === this.#before.silent_after_s) return undefined
    const seconds = Number(said)
    if (!Number.isInteger(seconds) || seconds < SILENT_S[0] || seconds > SILENT_S[1])
      return this.#fault('silent_after_s', 'number.unreadable')
    this.#note('silent_after_s', said)
    return seconds
  }

  #word<T extends string>(
    column: 'kind' | 'status',
    words: readonly T[],
    code: SheetFault['code'],
  ): T | undefined {
    const said = this.#said(column)
    if (said === undefined || said === '' || said === this.#before[column]) return undefined
    const word = words.find(one => one === said)
    if (word === undefined) return this.#fault(column, code)
    this.#note(column, said)
    return word
  }

  /** What a device is called by its dialect is not for a sheet to change. */
  #mustStay(...columns: Column[]): void {
    for (const column of columns) {
      const said = this.#said(column)
      if (said !== undefined && said !== '' && said !== this.#before[column])
        this.#fault(column, 'address.fixed')
    }
  }

  #said(column: Column): string | undefined {
    return this.#cells[column]?.trim()
  }

  #note(field: Column, after: string): void {
    this.changes.push({ row: this.#row, id: this.#id, field, before: this.#before[field] ?? null, after })
  }

  #fault(column: Column, code: SheetFault['code']): undefined {
    this.faults.push({ row: this.#row, column, code, value: this.#said(column)?.slice(0, 80) ?? '' })
  }
}

function isCalled(areas: Registry['areas'], id: string, said: string): boolean {
  const area = areas.find(one => one.id === id)
  return [areaPath(areas, id, 'zh'), areaPath(areas, id, 'en'), area?.name.zh, area?.name.en].includes(said)
}
