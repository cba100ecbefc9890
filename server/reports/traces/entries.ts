/** What people wrote down: meals, prices, dates of equipment; and the readings of a point as they came. */
import { Problem } from '../../../core/contract/error.ts'
import type { Block, Cell, TraceAnswer, Words } from '../../../core/contract/report.ts'
import { keyAt } from '../../../core/reports/period.ts'
import { pricesOf } from '../../../core/reports/prices.ts'
import { metricTexts } from '../../../core/text/metrics.ts'
import { ledgerTexts } from '../../../core/text/reports-ledger.ts'
import { traceTexts as words } from '../../../core/text/reports-traces.ts'
import { fillBoth } from '../../../core/text/text.ts'
import { activitiesBetween, countsByDate } from '../../energy/calendars.ts'
import { answerOf, listed, numberColumn, plain, type Question, textColumn, wallOf } from './answer.ts'

const DAY_MS = 86_400_000

/** The first and last local date of a stretch. */
export const datesIn = ({ from, to }: { from: number; to: number }, timeZone: string): [string, string] => [
  keyAt('day', from, timeZone),
  keyAt('day', Math.max(from, to - 1), timeZone),
]

export function mealsAnswer({ state, site, trace }: Question): TraceAnswer {
  const [first, last] = datesIn(trace, site.timeZone)
  const entries = activitiesBetween(state, site.id, first, last).filter(({ kind }) => kind === 'meals')
  const counts = [...countsByDate(entries, 'meals')].sort(([a], [b]) => (a < b ? -1 : 1))
  const sum = counts.length === 0 ? null : counts.reduce((all, [, count]) => all + count, 0)
  const sources = (date: string) =>
    [...new Set(entries.filter(one => one.date === date).map(({ by }) => by))].join(', ')
  return answerOf({
    title: words.meals,
    as: 'meals',
    value: sum,
    digits: 0,
    blocks: [
      listed({
        title: words.entries,
        columns: [
          textColumn('when', words.when),
          numberColumn('value', words.count, '', 0),
          textColumn('by', words.by),
        ],
        rows: counts.map(([date, count]) => ({ when: date, value: count, by: sources(date) })),
        total: { when: words.sum, value: sum, by: '' },
      }),
    ],
    page: '/utilities',
  })
}

/** A price as it was typed in. */
export function priceAnswer({ trace, tariffs, site }: Question): TraceAnswer {
  const tariff = tariffs.find(({ id }) => id === trace.id)
  if (tariff === undefined) throw new Problem('thing.not-found', `there is no tariff ${trace.id}`)
  const since = { what: words.from, value: plain(tariff.validFrom) }
  const said = tariff.source ?? ''
  const source = said === '' ? [] : [{ what: words.source, value: plain(said) }]
  const entered = { what: words.entered, value: plain(keyAt('day', tariff.createdAt, site.timeZone)) }
  return answerOf({
    title: fillBoth(words.tariff, { name: tariff.name }),
    as: 'price',
    value: pricesOf(tariff)[Number(trace.only?.line ?? 0)] ?? null,
    digits: 6,
    blocks: [
      listed({
        title: words.entries,
        columns: [textColumn('what', words.what), textColumn('value', words.value)],
        rows: [since, entered, ...source],
      }),
    ],
    page: '/utilities',
  })
}

/** Devices, each with its page; one that has two dates due stands there twice. */
export function devicesAnswer({ state, site, trace }: Question): TraceAnswer {
  const all = state.devices.list({ siteId: site.id, status: 'active' }).filter(({ drill }) => drill !== true)
  const ids = trace.ids ?? all.map(({ id }) => id)
  const byId = new Map(state.devices.list({ siteId: site.id }).map(device => [device.id, device]))
  return answerOf({
    title: ledgerTexts.devices,
    as: 'devices',
    value: ids.length,
    digits: 0,
    blocks: [
      listed({
        title: { zh: '', en: '' },
        columns: [textColumn('name', words.device), textColumn('responsible', ledgerTexts.responsible)],
        rows: ids.map(id => ({
          name: byId.get(id)?.name ?? fillBoth(words.gone, { id }),
          responsible: byId.get(id)?.ledger?.responsible ?? '',
        })),
      }),
    ],
    page: '/devices',
  })
}

/** Days from the report until a date on record. */
export function dueAnswer({ state, site, trace }: Question): TraceAnswer {
  const device = state.devices.get(trace.id)
  if (device === undefined || device.siteId !== site.id)
    throw new Problem('thing.not-found', `there is no device ${trace.id}`)
  const { date = '', kind = '' } = trace.only ?? {}
  const today = keyAt('day', trace.to, site.timeZone)
  const days = Math.round((Date.parse(date) - Date.parse(today)) / DAY_MS)
  const rows = [
    { what: (ledgerTexts as Readonly<Record<string, Words>>)[kind] ?? words.due, value: date },
    { what: ledgerTexts.asOf, value: today },
  ]
  return answerOf({
    title: device.name,
    as: 'days',
    value: Number.isNaN(days) ? null : days,
    digits: 0,
    blocks: [
      listed({
        title: words.operands,
        columns: [textColumn('what', words.what), textColumn('value', words.when)],
        rows,
      }),
    ],
    page: `/devices/${device.id}`,
  })
}

const READINGS_MAX = 2000

/** The newest reading until the end of a stretch, and those around it. */
export async function readingsAnswer(question: Question): Promise<TraceAnswer> {
  const { state, series, site, trace } = question
  const id = Number(trace.id)
  const point = state.points.get(id)
  if (point === undefined || point.siteId !== site.id)
    throw new Problem('thing.not-found', `there is no point ${trace.id}`)
  const device = state.devices.get(point.deviceId)?.name ?? plain(point.deviceId)
  const metric = metricTexts[point.metric]
  return answerOf({
    title: { zh: `${device.zh} · ${metric.zh}`, en: `${device.en} · ${metric.en}` },
    as: 'reading',
    value: (await series.before(id, trace.to + 1))?.value ?? null,
    unit: point.unit,
    blocks: [await readingsTable(question, id, point.unit)],
    page: `/devices/${point.deviceId}`,
  })
}

/** Readings of a stretch as the device said them, and the neighbours on both sides. */
export async function readingsTable(question: Question, id: number, unit: string): Promise<Block> {
  const { series, trace } = question
  const before = await series.before(id, trace.from)
  const readings = await series.range(id, trace.from, trace.to + 1, READINGS_MAX)
  const after = (await series.range(id, trace.to + 1, trace.to + DAY_MS, 1))[0]
  const all = [before, ...readings, after].filter(reading => reading !== undefined)
  return listed({
    title: words.readings,
    columns: [textColumn('when', words.when), numberColumn('value', words.reading, unit)],
    rows: all.map(({ at, value }): Record<string, Cell> => ({ when: wallOf(question, at), value })),
  })
}
