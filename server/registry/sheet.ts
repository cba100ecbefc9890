/** The registry as a CSV file: written for spreadsheets, read back with everything they do to it. */
import { parse } from 'csv-parse/sync'
import { stringify } from 'csv-stringify/sync'
import type { Device } from '../../core/contract/device.ts'
import { Problem } from '../../core/contract/error.ts'
import { REGISTRY_LIMITS, type SheetOutcome } from '../../core/contract/registry.ts'
import type { StateStore } from '../../core/ports.ts'
import { type Cells, planSheet } from '../../core/registry/plan-sheet.ts'
import { COLUMNS, type Edit, type Registry, rowsOf } from '../../core/registry/sheet.ts'
import type { DeviceService } from '../services.ts'

/** A cell that a spreadsheet would take for a formula is written with an apostrophe, and read without it. */
const FORMULA = /^'(?=[=+\-@\t\r])/

export function writeSheet(registry: Registry): string {
  return stringify(rowsOf(registry), {
    header: true,
    columns: [...COLUMNS],
    bom: true,
    escape_formulas: true,
    record_delimiter: 'windows',
  })
}

/** Rows by column. Comma, semicolon or tab, as the spreadsheet of the country writes it. Throws a `Problem`. */
export function readSheet(csv: string): Cells[] {
  try {
    return parse(csv, {
      bom: true,
      columns: (names: string[]) => names.map(name => name.trim().toLowerCase()),
      delimiter: [',', ';', '\t'],
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      relax_column_count_less: true,
      max_record_size: 20_000,
      to: REGISTRY_LIMITS.sheetRows,
      cast: value => value.replace(FORMULA, ''),
    }) as Cells[]
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new Problem('request.invalid', `the sheet cannot be read: ${message}`, { field: 'csv' })
  }
}

export interface SheetParts {
  readonly state: Pick<StateStore, 'transaction'>
  readonly devices: Pick<DeviceService, 'register' | 'change'>
}

/** Whole or not at all: one fault, and nothing is changed. */
export function takeSheet(parts: SheetParts, registry: Registry, csv: string, dryRun: boolean): SheetOutcome {
  const { edits, changes, faults } = planSheet(readSheet(csv), registry)
  const applied = !dryRun && faults.length === 0
  if (applied) parts.state.transaction(() => edits.forEach(edit => void carryOut(parts.devices, edit)))
  const added = edits.flatMap(edit => (edit.added === null ? [] : [edit.id]))
  return { added, changes: [...changes], faults: [...faults], applied }
}

function carryOut(devices: SheetParts['devices'], { id, added, change }: Edit): Device {
  if (added !== null) devices.register(added)
  return devices.change(id, change)
}
