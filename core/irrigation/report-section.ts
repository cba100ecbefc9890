/** A month of watering as a section that any report can carry. */
import type { Cell } from '../contract/report.ts'
import type { Measure, Trace } from '../contract/report-trace.ts'
import type { Name } from '../contract/schema.ts'
import type { WateringSection } from '../contract/watering-history.ts'
import type { NeedRecord, WateringRecords } from '../contract/watering-record.ts'
import { recordTexts } from '../text/watering-records.ts'

export interface Names {
  zone(id: string): Name
  /** Where a number comes from, for whoever wants to follow it; empty for all zones. */
  trace?(as: Measure, zoneId: string, unit: 'L' | 'm3'): Trace
  /** Of money; without it the number stands alone. */
  readonly currency?: string
}

export function wateringSection(records: WateringRecords, names: Names): WateringSection {
  const { water, need, totalLitres, savedLitres, savedCost } = records
  if (water.length === 0 && need.length === 0)
    return { heading: recordTexts.heading, blocks: [{ type: 'text', text: recordTexts.nothing }] }
  const figure = (label: Name, value: number | null, unit: string, digits: number, as: Measure) => ({
    label,
    value,
    unit,
    digits,
    compared: null,
    comparedWith: null,
    ...(names.trace !== undefined && { trace: names.trace(as, '', 'm3') }),
  })
  const { currency } = names
  const needM3 = sumOf(need, ({ needLitres }) => needLitres)
  const days = need.reduce((sum, one) => sum + one.days, 0)
  const inBand = need.reduce((sum, one) => sum + (one.daysInBand ?? 0) * one.days, 0)
  return {
    heading: recordTexts.heading,
    blocks: [
      {
        type: 'figures',
        figures: [
          figure(recordTexts.given, totalLitres / 1000, 'm3', 1, 'litres'),
          figure(recordTexts.needTotal, needM3 === null ? null : needM3 / 1000, 'm3', 1, 'need'),
          figure(recordTexts.saved, savedLitres / 1000, 'm3', 1, 'saved-water'),
          {
            ...figure(recordTexts.savedMoney, savedCost, currency ?? '', 2, 'saved-water-money'),
            ...(currency !== undefined && { format: 'money' as const }),
          },
          figure(recordTexts.inBand, days === 0 ? null : (100 * inBand) / days, '%', 0, 'in-band'),
        ],
      },
      byZone(records, names),
      { type: 'text', text: recordTexts.basis },
    ],
  }
}

function byZone({ water, need, totalLitres, timerLitres }: WateringRecords, names: Names) {
  const zones = [...new Set([...water, ...need].map(({ zoneId }) => zoneId))].sort()
  const cell = (as: Measure, zoneId: string, value: number | null): Cell =>
    names.trace === undefined ? value : { value, trace: names.trace(as, zoneId, 'L') }
  const rows = zones.map((zoneId): Record<string, Cell> => {
    const own = water.filter(one => one.zoneId === zoneId)
    const add = (pick: (one: (typeof own)[number]) => number) => own.reduce((sum, one) => sum + pick(one), 0)
    const needed = need.filter(one => one.zoneId === zoneId)
    return {
      zone: names.zone(zoneId),
      litres: cell(
        'litres',
        zoneId,
        add(one => one.litres),
      ),
      timer: cell(
        'timer',
        zoneId,
        add(one => one.timerLitres),
      ),
      need: cell(
        'need',
        zoneId,
        sumOf(needed, ({ needLitres }) => needLitres),
      ),
      runs: cell(
        'runs',
        zoneId,
        add(one => one.runs),
      ),
      skips: cell(
        'skips',
        zoneId,
        add(one => one.skips),
      ),
    }
  })
  const number = (key: 'litres' | 'timer' | 'need' | 'runs' | 'skips') => ({
    key,
    title: recordTexts[key],
    format: 'number' as const,
    digits: 0,
  })
  return {
    type: 'table' as const,
    title: recordTexts.byZone,
    columns: [
      { key: 'zone', title: recordTexts.zone, format: 'text' as const },
      number('litres'),
      number('timer'),
      number('need'),
      number('runs'),
      number('skips'),
    ],
    rows,
    total: {
      zone: recordTexts.total,
      litres: cell('litres', '', totalLitres),
      timer: cell('timer', '', timerLitres),
    },
  }
}

function sumOf(list: readonly NeedRecord[], pick: (one: NeedRecord) => number | null): number | null {
  const known = list.map(pick).filter(value => value !== null)
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0)
}
