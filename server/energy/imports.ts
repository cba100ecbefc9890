/** Readings of the past out of a table: registers, uses, or rates, a column for each meter. */
import type { ImportReport, Meter } from '../../core/contract/energy.ts'
import { Problem } from '../../core/contract/error.ts'
import type { Reading } from '../../core/contract/reading.ts'
import { instantIn, numberIn, parseCsv } from '../../core/energy/csv.ts'
import type { EnergyRoom } from './room.ts'

const REFUSED_KEPT = 200
const HOUR_MS = 3_600_000
/** A rate is carried on over a gap no longer than this. */
const RATE_GAP_MS = 3 * HOUR_MS

export interface ImportOrder {
  readonly csv: string
  readonly values: 'register' | 'use' | 'rate'
  /** Column title to meter. */
  readonly columns: ReadonlyMap<string, Meter>
  readonly dryRun: boolean
  readonly timeZone: string
}

interface Cell {
  readonly at: number
  readonly value: number
}

export class Imports {
  readonly #room: EnergyRoom

  constructor(room: EnergyRoom) {
    this.#room = room
  }

  async run(order: ImportOrder): Promise<ImportReport> {
    const [head, ...rows] = parseCsv(order.csv)
    const titles = head?.cells ?? []
    const columns = titles.flatMap((title, at) => {
      const meter = at === 0 ? undefined : order.columns.get(title)
      return meter === undefined ? [] : [{ title, at, meter, cells: [] as Cell[] }]
    })
    if (columns.length === 0)
      throw new Problem(
        'request.invalid',
        `no column of the file is named; it has ${titles.slice(1, 20).join(', ')}`,
      )
    const refused: ImportReport['refused'] = []
    for (const { line, cells } of rows) {
      const at = instantIn(cells[0] ?? '', order.timeZone)
      if (at === null) refused.push({ line, reason: `no time: ${cells[0] ?? ''}` })
      for (const column of at === null ? [] : columns) {
        const cell = cells[column.at] ?? ''
        const value = numberIn(cell)
        if (value !== null && value >= 0) column.cells.push({ at: at ?? 0, value })
        else if (cell !== '') refused.push({ line, reason: `no number: ${cell}` })
      }
    }
    const series = await Promise.all(
      columns.map(async ({ title, meter, cells }) => ({
        title,
        meter,
        readings: await this.#readings(meter, cells, order.values),
      })),
    )
    const all = series.flatMap(({ readings }) => readings)
    if (!order.dryRun) await this.#room.keep(all)
    const times = all.reduce(
      (span, { at }) => ({ from: Math.min(span.from, at), to: Math.max(span.to, at) }),
      { from: Number.POSITIVE_INFINITY, to: 0 },
    )
    return {
      rows: rows.length,
      accepted: all.length,
      refused: refused.slice(0, REFUSED_KEPT),
      from: all.length === 0 ? null : times.from,
      to: all.length === 0 ? null : times.to,
      series: series.map(({ title, meter, readings }) => ({
        name: title,
        readings: readings.length,
        pointId: meter.pointId,
      })),
    }
  }

  /** Registers as they are; uses and rates added up, going on from what the register showed before. */
  async #readings(meter: Meter, cells: readonly Cell[], values: ImportOrder['values']): Promise<Reading[]> {
    const point = meter.pointId
    if (point === null) throw new Problem('request.invalid', 'a virtual meter has no readings of its own')
    const ratio = meter.ratio ?? 1
    const sorted = cells.toSorted((a, b) => a.at - b.at).filter(({ at }, n, list) => at !== list[n - 1]?.at)
    const asReading = ({ at, value }: Cell): Reading => ({ point, at, value, quality: 'late' })
    if (values === 'register') return sorted.map(asReading)
    const [first] = sorted
    if (first === undefined) return []
    let register = (await this.#room.series.before(point, first.at))?.value ?? 0
    const readings: Reading[] = []
    // A use belongs to the time before it: the register shows it when it is over.
    if (values === 'use') {
      const step = Math.min(...sorted.slice(1).map(({ at }, n) => at - (sorted[n]?.at ?? 0)), HOUR_MS * 24)
      readings.push(asReading({ at: first.at - step, value: register }))
    }
    for (const [n, { at, value }] of sorted.entries()) {
      const before = sorted[n - 1]
      if (values === 'use') register += value / ratio
      else if (before !== undefined && at - before.at <= RATE_GAP_MS)
        register += (((before.value + value) / 2) * (at - before.at)) / HOUR_MS / ratio
      readings.push(asReading({ at, value: register }))
    }
    return readings
  }
}
