/** Runs and days of water made into what is reported: litres by zone, program and month, need, and what was saved. */
import type { NeedRecord, WateringRecords, WaterRecord } from '../contract/watering-record.ts'
import type { Run } from '../contract/watering-run.ts'
import type { Zone, ZoneDay } from '../contract/watering-zone.ts'

export interface RecordFacts {
  readonly runs: readonly Run[]
  readonly days: readonly ZoneDay[]
  readonly zones: readonly Zone[]
  /** YYYY-MM of the site's calendar. */
  readonly monthOf: (at: number) => string
  /** Money per litre then; null when no tariff was in force. */
  readonly priceAt: (at: number) => number | null
}

interface Sum {
  record: WaterRecord
  measuredL: number
  priced: boolean
}

export function recordsOf({ runs, days, zones, monthOf, priceAt }: RecordFacts): WateringRecords {
  const sums = new Map<string, Sum>()
  const byId = new Map(zones.map(zone => [zone.id, zone]))
  let savedCost: number | null = null
  for (const run of runs) {
    const month = monthOf(run.plannedAt)
    const key = `${run.zoneId}\n${run.programId ?? ''}\n${month}`
    const sum = sums.get(key) ?? emptySum(run, month)
    sums.set(key, sum)
    const price = priceAt(run.plannedAt)
    add(sum, run, price)
    const saved = savedOf(run, byId.get(run.zoneId))
    if (price !== null) savedCost = (savedCost ?? 0) + saved * price
  }
  const water = [...sums.values()].map(({ record, measuredL }) => ({
    ...record,
    measuredShare: record.litres > 0 ? measuredL / record.litres : null,
  }))
  const total = (field: 'litres' | 'timerLitres') => water.reduce((sum, record) => sum + record[field], 0)
  const savedLitres = runs.reduce((sum, run) => sum + savedOf(run, byId.get(run.zoneId)), 0)
  return {
    water: water.sort((a, b) => order(a).localeCompare(order(b))),
    need: needOf(days, byId),
    totalLitres: total('litres'),
    timerLitres: total('timerLitres'),
    savedLitres,
    savedCost,
  }
}

const order = ({ month, zoneId, programId }: WaterRecord) => `${month} ${zoneId} ${programId ?? ''}`

function emptySum({ siteId, zoneId, programId }: Run, month: string): Sum {
  const record: WaterRecord = {
    siteId,
    month,
    zoneId,
    programId,
    litres: 0,
    measuredShare: null,
    cost: null,
    timerLitres: 0,
    runs: 0,
    skips: 0,
  }
  return { record, measuredL: 0, priced: false }
}

function add(sum: Sum, run: Run, price: number | null): void {
  const { record } = sum
  const litres = run.litres ?? 0
  if (run.litresMeasured) sum.measuredL += litres
  sum.record = {
    ...record,
    litres: record.litres + litres,
    cost: price === null ? record.cost : (record.cost ?? 0) + litres * price,
    timerLitres: record.timerLitres + timerLitresOf(run),
    runs: record.runs + (run.openedAt === null ? 0 : 1),
    skips: record.skips + (run.state === 'skipped' ? 1 : 0),
  }
}

/** A decision knows what the plain timer would have given. */
export function timerLitresOf({ decision }: Run): number {
  return decision === null ? 0 : Math.max(0, decision.litres + decision.savedLitres)
}

/** Against a plain timer; a run by hand, or without a word of what the timer would have given, saves nothing. */
export function savedOf(run: Run, zone: Zone | undefined): number {
  if (run.programId === null || run.decision === null || zone === undefined) return 0
  return timerLitresOf(run) - (run.litres ?? 0)
}

function needOf(days: readonly ZoneDay[], zones: ReadonlyMap<string, Zone>): NeedRecord[] {
  const groups = new Map<string, ZoneDay[]>()
  for (const day of days) {
    const key = `${day.date.slice(0, 7)} ${day.zoneId}`
    groups.set(key, [...(groups.get(key) ?? []), day])
  }
  return [...groups].sort(([a], [b]) => a.localeCompare(b)).map(([, list]) => needRecord(list, zones))
}

function needRecord(list: readonly ZoneDay[], zones: ReadonlyMap<string, Zone>): NeedRecord {
  const [first] = list as [ZoneDay]
  const sum = (pick: (day: ZoneDay) => number) => list.reduce((total, day) => total + pick(day), 0)
  const needMm = sum(day => day.needMm)
  const rainMm = sum(day => day.rainMm)
  const area = zones.get(first.zoneId)?.areaM2
  return {
    siteId: first.siteId,
    month: first.date.slice(0, 7),
    zoneId: first.zoneId,
    et0Mm: list.every(({ et0Mm }) => et0Mm === null) ? null : sum(day => day.et0Mm ?? 0),
    needMm,
    rainMm,
    wateredMm: sum(day => day.wateredMm),
    needLitres: area === undefined ? null : Math.max(0, needMm - rainMm) * area,
    daysInBand: list.filter(isInBand).length / list.length,
    days: list.length,
  }
}

/** The plants did not suffer: no more was missing than they bear. */
export function isInBand({ depletionMm, readilyMm }: Pick<ZoneDay, 'depletionMm' | 'readilyMm'>): boolean {
  return depletionMm <= readilyMm * 1.05 + 0.1
}
