/** Makes reports of what was measured and recorded. */
import { Problem } from '../../core/contract/error.ts'
import type { AskedKind, ReportDocument } from '../../core/contract/report.ts'
import type { Site } from '../../core/contract/site.ts'
import type { Clock, SeriesStore, StateStore } from '../../core/ports.ts'
import { alarmReport } from '../../core/reports/alarm-response.ts'
import { coldReport } from '../../core/reports/coldchain.ts'
import { energyReport } from '../../core/reports/energy.ts'
import { ledgerReport } from '../../core/reports/ledger.ts'
import { keysBack, type PeriodSpan, periodName, spanOf } from '../../core/reports/period.ts'
import { settledDocument } from '../../core/reports/settled.ts'
import { summaryReport } from '../../core/reports/summary.ts'
import { wateringReport } from '../../core/reports/watering.ts'
import type { CabinetService } from '../coldchain/cabinets.ts'
import type { Baselines } from '../energy/baselines.ts'
import { UseBooks } from '../energy/books.ts'
import type { LatestValues, ReportAsk, ReportService } from '../services.ts'
import { energyFacts, type OnProgress } from './energy-facts.ts'
import { alarmFacts, coldFacts, ledgerFacts, wateringFacts } from './record-facts.ts'
import { summaryFacts } from './summary-facts.ts'

/** Five years of months; as many of the others. */
const PERIODS_MAX = 60
/** The same report is asked for as a page and as files; it is made once. */
const DOCUMENTS_KEPT = 24
const OVER_HOLDS_MS = 10 * 60_000
const RUNNING_HOLDS_MS = 20_000

export interface ReportParts {
  readonly state: StateStore
  readonly series: SeriesStore
  readonly latest: LatestValues
  readonly clock: Clock
  readonly cabinets: Pick<CabinetService, 'states' | 'log'>
  readonly baselines: Pick<Baselines, 'savings'>
  readonly books?: UseBooks
}

type Maker = (site: Site, span: PeriodSpan, onProgress: OnProgress) => Promise<ReportDocument>

interface Held {
  readonly until: number
  readonly answer: Promise<ReportDocument>
}

export function createReportService(given: ReportParts): ReportService {
  const { state, series, clock } = given
  const parts = { ...given, books: given.books ?? new UseBooks(given) }
  const held = new Map<string, Held>()
  const makers: Partial<Record<AskedKind, Maker>> = {
    energy: async (site, span, onProgress) => {
      const facts = await energyFacts(parts, site, span, onProgress)
      if (facts.meters.every(({ use }) => use === null)) throw noData(site, span)
      return energyReport(facts)
    },
    coldchain: async (site, span, onProgress) => {
      const facts = await coldFacts(parts, site, span, onProgress)
      if (facts.cabinets.length === 0)
        throw new Problem('report.no-data', `there is no cabinet at ${site.id}`)
      return coldReport(facts)
    },
    alarms: async (site, span) => alarmReport(alarmFacts(parts, site, span)),
    watering: async (site, span) => {
      const facts = wateringFacts(parts, site, span)
      if (facts.zones.length === 0) throw new Problem('report.no-data', `there is no zone at ${site.id}`)
      return wateringReport(facts)
    },
    ledger: async (site, span) => ledgerReport(ledgerFacts(parts, site, span)),
    summary: async (site, span, onProgress) =>
      summaryReport(await summaryFacts(parts, site, span, onProgress)),
  }

  function make({ siteId, kind, period }: ReportAsk, onProgress: OnProgress): Promise<ReportDocument> {
    const { site, span } = spanAsked(state, siteId, period, clock.now())
    const maker = makers[kind]
    if (maker === undefined) throw new Problem('request.invalid', `no report of kind ${kind}`)
    return maker(site, span, onProgress).then(settledDocument)
  }

  return {
    async periods(siteId, per) {
      const { timeZone } = siteOf(state, siteId)
      const { earliest } = await series.stats()
      const now = clock.now()
      if (earliest === null) return []
      return keysBack(per, Math.min(earliest, now), now, timeZone, PERIODS_MAX).map(key => {
        const span = spanOf(key, timeZone) as PeriodSpan
        return { key, name: periodName(span, timeZone), running: span.to > now }
      })
    },

    async make(ask, onProgress = () => {}) {
      const steady = clock.monotonic()
      const key = [ask.siteId, ask.kind, ask.period, changesSoFar(state)].join(' ')
      const known = held.get(key)
      if (known !== undefined && known.until >= steady) return known.answer
      const { span } = spanAsked(state, ask.siteId, ask.period, clock.now())
      const answer = make(ask, onProgress)
      const holdsMs = span.to <= clock.now() ? OVER_HOLDS_MS : RUNNING_HOLDS_MS
      held.delete(key)
      held.set(key, { until: steady + holdsMs, answer })
      answer.catch(() => held.delete(key))
      for (const oldest of held.keys()) {
        if (held.size <= DOCUMENTS_KEPT) break
        held.delete(oldest)
      }
      return answer
    },
  }
}

/** Another number whenever a person has changed something: what was made before is not shown again. */
const changesSoFar = (state: StateStore) => state.audit.list({}, { limit: 1 })[0]?.id ?? 0

function siteOf(state: StateStore, siteId: string): Site {
  const site = state.sites.get(siteId)
  if (site === undefined) throw new Problem('thing.not-found', `no site ${siteId}`)
  return site
}

/** The site and the period that were asked for; a period that has not begun has nothing to say. */
function spanAsked(state: StateStore, siteId: string, period: string, now: number) {
  const site = siteOf(state, siteId)
  const span = spanOf(period, site.timeZone)
  if (span === null) throw new Problem('request.invalid', `there is no ${period}`)
  if (span.from >= now) throw new Problem('report.no-data', `${period} has not begun`)
  return { site, span }
}

function noData(site: Site, span: PeriodSpan): Problem {
  return new Problem('report.no-data', `no meter of ${site.id} has readings in ${span.key}`)
}
