/** Gathers what a report is made of, and has it written. */

import type { Meter, MeterUse } from '../../core/contract/energy.ts'
import { Problem } from '../../core/contract/error.ts'
import type { Site } from '../../core/contract/site.ts'
import type { Clock, SeriesStore, StateStore } from '../../core/ports.ts'
import { energyMonth, type MeterMonth } from '../../core/reports/energy-month.ts'
import { edgesOf, instantAt, localTime, monthStart } from '../../core/time/zone.ts'
import { counterOf } from '../energy/meters.ts'
import { excelOf } from '../export/xlsx.ts'
import type { MeterService, ReportService } from '../services.ts'

/** Five years of months in a list. */
const MONTHS_MAX = 60
const HOUR_MS = 3_600_000

export interface ReportParts {
  readonly state: StateStore
  readonly series: SeriesStore
  readonly clock: Clock
  readonly meters: MeterService
}

export function createReportService({ state, series, clock, meters }: ReportParts): ReportService {
  async function monthOf(meter: Meter, span: Span): Promise<MeterMonth> {
    const days = await meters.use(meter, span.from, span.to, 'day')
    // Not by days: while a month is running, its counterpart ends in the middle of one.
    const [before] = await series.deltas([counterOf(state, meter)], [span.beforeFrom, span.beforeTo])
    return {
      meter,
      days,
      bridgedDays: await bridgedDaysOf(meter, days, span),
      before: before?.[0]?.use ?? null,
    }
  }

  /** Days that are over and in which nothing was heard, and whose use the register tells all the same. */
  async function bridgedDaysOf(
    { pointId }: Meter,
    uses: readonly MeterUse[],
    { days, to, running }: Span,
  ): Promise<number> {
    const over = running ? days.slice(0, -1) : days
    const [from = to] = over
    const end = running ? (days.at(-1) ?? to) : to
    const hours = Math.round((end - from) / HOUR_MS)
    if (hours === 0 || pointId === null) return 0
    const heard = await series.buckets(pointId, from, end, hours)
    const isSilent = (day: number, n: number) =>
      !heard.some(({ at }) => at >= day && at < (over[n + 1] ?? end))
    return over.filter((day, n) => typeof uses[n]?.use === 'number' && isSilent(day, n)).length
  }

  return {
    async months() {
      const [site] = state.sites.list()
      const { earliest } = await series.stats()
      if (site === undefined || earliest === null) return []
      const edges = edgesOf(Math.min(earliest, clock.now()), clock.now(), 'month', site.timeZone)
      return edges
        .slice(0, -1)
        .reverse()
        .slice(0, MONTHS_MAX)
        .map(at => monthName(at, site))
    },

    async energyMonth(siteId, month) {
      const site = state.sites.get(siteId)
      if (site === undefined) throw new Problem('thing.not-found', `no site ${siteId}`)
      const now = clock.now()
      const span = spanOf(month, site, now)
      const months = await Promise.all(state.meters.list({ siteId }).map(meter => monthOf(meter, span)))
      if (!months.some(({ days }) => days.some(({ use }) => use !== null))) {
        throw new Problem('report.no-data', `no meter of ${siteId} has readings in ${month}`)
      }
      const { year, month: number } = localTime(span.from, site.timeZone)
      return energyMonth({
        site,
        year,
        month: number,
        dates: span.days.map(at => dateOf(at, site)),
        meters: months,
        madeAt: now,
        runningUntil: span.running ? wallOf(now, site) : null,
      })
    },

    excel: excelOf,
  }
}

interface Span {
  readonly from: number
  readonly to: number
  readonly days: readonly number[]
  /** The month before; only as much of it as has passed of this one while it is running. */
  readonly beforeFrom: number
  readonly beforeTo: number
  readonly running: boolean
}

function spanOf(month: string, site: Site, now: number): Span {
  const [year = 0, number = 0] = month.split('-').map(Number)
  const from = instantAt({ year, month: number, day: 1 }, site.timeZone)
  const end = instantAt({ year, month: number + 1, day: 1 }, site.timeZone)
  if (from >= now) throw new Problem('report.no-data', `${month} has not begun`)
  const running = end > now
  const to = running ? now : end
  const beforeFrom = monthStart(from - 1, site.timeZone)
  const beforeTo = running ? Math.min(beforeFrom + (now - from), from) : from
  return {
    from,
    to,
    days: edgesOf(from, to, 'day', site.timeZone).slice(0, -1),
    beforeFrom,
    beforeTo,
    running,
  }
}

const two = (value: number) => String(value).padStart(2, '0')

function monthName(at: number, { timeZone }: Site): string {
  const { year, month } = localTime(at, timeZone)
  return `${year}-${two(month)}`
}

function dateOf(at: number, { timeZone }: Site): string {
  const { year, month, day } = localTime(at, timeZone)
  return `${year}-${two(month)}-${two(day)}`
}

function wallOf(at: number, site: Site): string {
  const { hour, minute } = localTime(at, site.timeZone)
  return `${dateOf(at, site)} ${two(hour)}:${two(minute)}`
}
