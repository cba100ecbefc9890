/** The runs, days and troubles a number about the grounds was made of. */
import { Problem } from '../../../core/contract/error.ts'
import type { Block, Cell, TraceAnswer, Words } from '../../../core/contract/report.ts'
import type { Measure } from '../../../core/contract/report-trace.ts'
import type { Run } from '../../../core/contract/watering-run.ts'
import type { Zone, ZoneDay } from '../../../core/contract/watering-zone.ts'
import { priceAt, tariffAt } from '../../../core/energy/tariff.ts'
import { isInBand, savedOf, timerLitresOf } from '../../../core/irrigation/records.ts'
import { ANY_REASON } from '../../../core/reports/watering.ts'
import { traceTexts as words } from '../../../core/text/reports-traces.ts'
import { runReasonTexts } from '../../../core/text/watering.ts'
import { answerOf, listed, numberColumn, type Question, sumKnown, textColumn, wallOf } from './answer.ts'
import { datesIn } from './entries.ts'

const RUNS_MAX = 200_000
const LITRES_PER_M3 = 1000

export function wateringAnswer(question: Question): TraceAnswer {
  const { trace } = question
  const as = trace.as ?? 'litres'
  return as === 'need' || as === 'in-band' ? daysAnswer(question, as) : runsAnswer(question, as)
}

function zonesOf({ state, site, trace }: Question): Zone[] {
  const own = state.zones.list({ siteId: site.id })
  const zones = trace.id === '' ? own : own.filter(({ id }) => id === trace.id)
  if (zones.length === 0) throw new Problem('thing.not-found', `there is no zone ${trace.id}`)
  return zones
}

const titleOf = (zones: readonly Zone[]): Words => ({
  zh: zones.map(({ name }) => name.zh).join('、'),
  en: zones.map(({ name }) => name.en).join(', '),
})

/** Litres, unless the number stands in m³. */
const unitOf = ({ trace }: Question) => (trace.only?.unit === 'm3' ? ('m3' as const) : ('L' as const))

/** What one run adds to the number; null where it adds nothing to it. */
type Worth = (run: Run) => number | null

function runsAnswer(question: Question, as: Measure): TraceAnswer {
  const { site, trace } = question
  const zones = zonesOf(question)
  const runs = runsOf(question).filter(run => isCounted(run, as, trace.only?.reason))
  const isMoney = as === 'saved-water-money'
  const isCount = as === 'runs' || as === 'skips'
  const unit = unitOf(question)
  const scale = !isMoney && !isCount && unit === 'm3' ? LITRES_PER_M3 : 1
  const worth = worthOf(question, as, zones)
  const known = sumKnown(runs.map(worth))
  // Nothing given is no water; money is only known where there was a price.
  const sum = known ?? (isMoney ? null : 0)
  if (as === 'measured') return measuredAnswer(question, zones, runs)
  return answerOf({
    title: titleOf(zones),
    as,
    value: sum === null ? null : sum / scale,
    unit: isMoney ? site.currency : isCount ? '' : unit,
    digits: isMoney ? 2 : isCount ? 0 : 3,
    ...(isMoney && { format: 'money' as const }),
    blocks: [runsTable(question, runs, worth, isMoney ? site.currency : isCount ? '' : 'L')],
    page: '/grounds',
  })
}

/** What a meter measured of all the water, in whole percent. */
function measuredAnswer(question: Question, zones: readonly Zone[], runs: readonly Run[]): TraceAnswer {
  const measured: Worth = ({ litres, litresMeasured }) => (litresMeasured ? litres : null)
  const all = sumKnown(runs.map(({ litres }) => litres)) ?? 0
  const part = sumKnown(runs.map(measured)) ?? 0
  return answerOf({
    title: titleOf(zones),
    as: 'measured',
    value: all === 0 ? null : Math.floor((100 * part) / all),
    unit: '%',
    digits: 0,
    blocks: [runsTable(question, runs, measured, 'L')],
    page: '/grounds',
  })
}

function runsOf({ state, site, trace, clock }: Question): Run[] {
  return state.runs
    .between(trace.from, Math.min(trace.to, clock.now()), RUNS_MAX)
    .filter(({ siteId, zoneId }) => siteId === site.id && (trace.id === '' || zoneId === trace.id))
    .reverse()
}

function isCounted(run: Run, as: Measure, reason: string | undefined): boolean {
  if (as === 'runs') return run.openedAt !== null
  if (as !== 'skips' && as !== 'spared') return true
  if (run.state !== 'skipped') return false
  if (reason === undefined) return true
  return run.reason !== null && (reason === ANY_REASON || run.reason === reason)
}

function worthOf({ tariffs, site }: Question, as: Measure, zones: readonly Zone[]): Worth {
  const byId = new Map(zones.map(zone => [zone.id, zone]))
  switch (as) {
    case 'timer':
      return timerLitresOf
    case 'saved-water':
      return run =>
        run.programId === null || run.decision === null ? null : savedOf(run, byId.get(run.zoneId))
    case 'saved-water-money':
      return run => {
        const tariff = tariffAt(tariffs, 'water', run.plannedAt, site.timeZone)
        if (tariff === undefined) return null
        const perLitre = priceAt(tariff, run.plannedAt, site.timeZone).price / LITRES_PER_M3
        return savedOf(run, byId.get(run.zoneId)) * perLitre
      }
    case 'spared':
      return ({ decision }) => Math.max(0, decision?.savedLitres ?? 0)
    case 'runs':
    case 'skips':
      return () => 1
    default:
      return ({ litres }) => litres
  }
}

function runsTable(question: Question, runs: readonly Run[], worth: Worth, unit: string): Block {
  const names = new Map(
    question.state.zones.list({ siteId: question.site.id }).map(({ id, name }) => [id, name]),
  )
  return listed({
    title: words.runs,
    columns: [
      textColumn('at', words.when),
      textColumn('zone', words.zone),
      textColumn('reason', words.reason),
      numberColumn('water', words.water, 'L', 1),
      numberColumn('value', words.value, unit),
    ],
    rows: runs.map(
      (run): Record<string, Cell> => ({
        at: wallOf(question, run.plannedAt),
        zone: names.get(run.zoneId) ?? run.zoneId,
        reason: run.reason === null ? '' : runReasonTexts[run.reason],
        water: run.openedAt === null ? '' : run.litres,
        value: worth(run),
      }),
    ),
    total: { at: words.sum, zone: '', reason: '', water: '', value: sumKnown(runs.map(worth)) },
  })
}

function daysAnswer(question: Question, as: 'need' | 'in-band'): TraceAnswer {
  const { state, site, trace } = question
  const zones = zonesOf(question)
  const [first, last] = datesIn(trace, site.timeZone)
  const ids = new Set(zones.map(({ id }) => id))
  const days = state.zoneDays
    .between(first, last)
    .filter(({ siteId, zoneId }) => siteId === site.id && ids.has(zoneId))
  const unit = unitOf(question)
  const litres = needOf(days, zones)
  const scale = unit === 'm3' ? LITRES_PER_M3 : 1
  const share = days.length === 0 ? null : (100 * days.filter(isInBand).length) / days.length
  return answerOf({
    title: titleOf(zones),
    as,
    value: as === 'in-band' ? share : litres === null ? null : litres / scale,
    unit: as === 'in-band' ? '%' : unit,
    blocks: [daysTable(days, zones)],
    page: '/grounds',
  })
}

/** Rain beyond the need of one month does not water the next. */
function needOf(days: readonly ZoneDay[], zones: readonly Zone[]): number | null {
  const groups = Map.groupBy(days, ({ zoneId, date }) => `${zoneId} ${date.slice(0, 7)}`)
  return sumKnown(
    [...groups.values()].map(list => {
      const area = zones.find(({ id }) => id === list[0]?.zoneId)?.areaM2
      const missingMm = list.reduce((sum, { needMm, rainMm }) => sum + needMm - rainMm, 0)
      return area === undefined ? null : Math.max(0, missingMm) * area
    }),
  )
}

function daysTable(days: readonly ZoneDay[], zones: readonly Zone[]): Block {
  const names = new Map(zones.map(({ id, name }) => [id, name]))
  return listed({
    title: words.byDay,
    columns: [
      textColumn('when', words.when),
      textColumn('zone', words.zone),
      numberColumn('need', words.needMm, 'mm', 2),
      numberColumn('rain', words.rainMm, 'mm', 2),
      numberColumn('band', words.count, '', 0),
    ],
    rows: days.map(day => ({
      when: day.date,
      zone: names.get(day.zoneId) ?? day.zoneId,
      need: day.needMm,
      rain: day.rainMm,
      band: isInBand(day) ? 1 : 0,
    })),
  })
}

/** What went wrong at any moment of a stretch. */
export function incidentsAnswer(question: Question): TraceAnswer {
  const { state, site, trace, clock } = question
  const found = state.incidents
    .list({ siteId: site.id })
    .filter(({ since, until }) => since < trace.to && (until ?? clock.now()) >= trace.from)
  return answerOf({
    title: words.incidents,
    as: 'count',
    value: found.length,
    digits: 0,
    blocks: [
      listed({
        title: words.incidents,
        columns: [textColumn('since', words.since), textColumn('what', words.what)],
        rows: found.map(({ since, sentence }) => ({ since: wallOf(question, since), what: sentence })),
      }),
    ],
    page: '/grounds',
  })
}
