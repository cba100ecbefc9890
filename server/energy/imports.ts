/** Readings of the past out of a table: registers, uses, or rates, a column for each meter. */
import type { ImportReport, Meter } from '../../core/contract/energy.ts'
import { Problem } from '../../core/contract/error.ts'
import type { Reading } from '../../core/contract/reading.ts'
import type { Site } from '../../core/contract/site.ts'
import { instantIn, numberIn, parseCsv } from '../../core/energy/csv.ts'
import { localTime } from '../../core/time/zone.ts'
import { extremesOf, keepOutdoorDays, type Temperature } from './outdoors.ts'
import type { EnergyRoom } from './room.ts'

const REFUSED_KEPT = 200
const HOUR_MS = 3_600_000
/** Colder and warmer than this it has nowhere been. */
const OUTDOOR_MAX_C = 90
/** A rate is carried on over a gap no longer than this. */
const RATE_GAP_MS = 3 * HOUR_MS

export interface ImportOrder {
  readonly csv: string
  readonly values: 'register' | 'use' | 'rate'
  /** Column title to meter. */
  readonly columns: ReadonlyMap<string, Meter>
  readonly lineIs: 'end' | 'start'
  /** The title of the outdoor temperature, °C. */
  readonly temperature: string | undefined
  readonly dryRun: boolean
  readonly site: Site
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
    const { columns, temperatures, rows, refused } = tableOf(order)
    const series = await Promise.all(
      columns.map(async ({ title, meter, cells }) => ({
        title,
        meter,
        readings: await this.#readings(meter, cells, order),
      })),
    )
    const all = series.flatMap(({ readings }) => readings)
    const days = extremesOf(temperatures, order.site.timeZone)
    if (!order.dryRun) {
      await this.#room.keep(all)
      keepOutdoorDays(this.#room.state, order.site, days)
    }
    const times = [...all, ...temperatures].reduce(
      (span, { at }) => ({ from: Math.min(span.from, at), to: Math.max(span.to, at) }),
      { from: Number.POSITIVE_INFINITY, to: 0 },
    )
    return {
      rows,
      accepted: all.length,
      refused: refused.slice(0, REFUSED_KEPT),
      from: times.to === 0 ? null : times.from,
      to: times.to === 0 ? null : times.to,
      series: series.map(({ title, meter, readings }) => ({
        name: title,
        readings: readings.length,
        pointId: meter.pointId,
      })),
      weatherDays: days.size,
    }
  }

  /** Registers as they are; uses and rates added up, going on from what the register showed before. */
  async #readings(meter: Meter, cells: readonly Cell[], { values, lineIs }: ImportOrder): Promise<Reading[]> {
    const point = meter.pointId
    if (point === null) throw new Problem('request.invalid', 'a virtual meter has no readings of its own')
    const ratio = meter.ratio ?? 1
    const sorted = cells.toSorted((a, b) => a.at - b.at)
    const asReading = ({ at, value }: Cell): Reading => ({ point, at, value, quality: 'late' })
    if (values === 'register') return sorted.map(asReading)
    const [first] = sorted
    if (first === undefined) return []
    const step = Math.min(...sorted.slice(1).map(({ at }, n) => at - (sorted[n]?.at ?? 0)), HOUR_MS * 24)
    // The register shows a use when its time is over.
    const later = values === 'use' && lineIs === 'start' ? step : 0
    let register = (await this.#room.series.before(point, first.at + later))?.value ?? 0
    const readings: Reading[] = []
    if (values === 'use') readings.push(asReading({ at: first.at + later - step, value: register }))
    for (const [n, { at, value }] of sorted.entries()) {
      const before = sorted[n - 1]
      if (values === 'use') register += value / ratio
      else if (before !== undefined && at - before.at <= RATE_GAP_MS)
        register += (((before.value + value) / 2) * (at - before.at)) / HOUR_MS / ratio
      readings.push(asReading({ at: at + later, value: register }))
    }
    return readings
  }
}

interface Column {
  readonly title: string
  readonly at: number
  readonly meter: Meter
  readonly cells: Cell[]
}

/** The cells of the columns that are named, and what could not be read. */
function tableOf(order: ImportOrder) {
  const [head, ...rows] = parseCsv(order.csv)
  const titles = head?.cells ?? []
  const columns = titles.flatMap((title, at): Column[] => {
    const meter = at === 0 ? undefined : order.columns.get(title)
    return meter === undefined ? [] : [{ title, at, meter, cells: [] }]
  })
  const outside = order.temperature === undefined ? -1 : titles.indexOf(order.temperature, 1)
  if (columns.length === 0 && outside < 0)
    throw new Problem(
      'request.invalid',
      `no column of the file is named; it has ${titles.slice(1, 20).join(', ')}`,
    )
  const refused: ImportReport['refused'] = []
  const temperatures: Temperature[] = []
  const times = new Set<number>()
  for (const { line, cells } of rows) {
    const first = instantIn(cells[0] ?? '', order.site.timeZone)
    const at = first !== null && times.has(first) ? sameWallLater(first, order.site.timeZone) : first
    if (at === null || times.has(at)) {
      refused.push({ line, reason: `${first === null ? 'no time' : 'the time again'}: ${cells[0] ?? ''}` })
      continue
    }
    times.add(at)
    const numberAt = (column: number): number | null => {
      const cell = cells[column] ?? ''
      const value = numberIn(cell)
      if (value === null && cell !== '') refused.push({ line, reason: `no number: ${cell}` })
      return value
    }
    for (const column of columns) {
      const value = numberAt(column.at)
      if (value !== null && value >= 0) column.cells.push({ at, value })
      else if (value !== null) refused.push({ line, reason: `below zero: ${value}` })
    }
    const celsius = outside < 0 ? null : numberAt(outside)
    if (celsius !== null && Math.abs(celsius) <= OUTDOOR_MAX_C) temperatures.push({ at, celsius })
    else if (celsius !== null) refused.push({ line, reason: `no outdoor temperature: ${celsius}` })
  }
  return { columns, temperatures, rows: rows.length, refused }
}

/** Where clocks go back an hour comes twice: the second time, where the wall shows the same then. */
function sameWallLater(at: number, timeZone: string): number {
  const [then, later] = [localTime(at, timeZone), localTime(at + HOUR_MS, timeZone)]
  return then.hour === later.hour && then.minute === later.minute ? at + HOUR_MS : at
}
