/** Answers where a number on a report comes from, out of the records themselves. */
import { Problem } from '../../../core/contract/error.ts'
import type { TraceAnswer } from '../../../core/contract/report.ts'
import type { Trace } from '../../../core/contract/report-trace.ts'
import { ownHolidays } from '../../energy/calendars.ts'
import { alarmAnswer, alarmsAnswer } from './alarms.ts'
import type { Frozen, Question, TraceParts } from './answer.ts'
import { cabinetAnswer } from './cabinets.ts'
import { devicesAnswer, dueAnswer, mealsAnswer, priceAnswer, readingsAnswer } from './entries.ts'
import { useAnswer } from './meters.ts'
import { bandAnswer, costAnswer, shareAnswer } from './money.ts'
import { changeAnswer, daysAnswer, factorAnswer, perAnswer } from './per.ts'
import { savingAnswer } from './savings.ts'
import { incidentsAnswer, wateringAnswer } from './watering.ts'

export interface ReportTraces {
  /** `frozen`: the prices, days off and factors of a report that is kept. Throws `thing.not-found` for what is not the site's. */
  follow(siteId: string, trace: Trace, frozen?: Frozen): Promise<TraceAnswer>
}

export function createReportTraces(parts: TraceParts): ReportTraces {
  return {
    async follow(siteId, trace, frozen = {}) {
      const site = parts.state.sites.get(siteId)
      if (site === undefined) throw new Problem('thing.not-found', `no site ${siteId}`)
      const tariffs = frozen.tariffs ?? parts.state.tariffs.list({ siteId })
      const holidays = frozen.holidays ?? ownHolidays(parts.state, siteId)
      return answer({ ...parts, site, trace, tariffs, holidays, factors: frozen.factors ?? null })
    },
  }
}

type Answerer = (question: Question) => TraceAnswer | Promise<TraceAnswer>

const ANSWERERS: Readonly<Record<Trace['of'], Answerer>> = {
  meter: meterAnswer,
  point: readingsAnswer,
  baseline: savingAnswer,
  activity: mealsAnswer,
  tariff: priceAnswer,
  alarms: alarmsAnswer,
  alarm: alarmAnswer,
  zone: wateringAnswer,
  incidents: incidentsAnswer,
  cabinet: cabinetAnswer,
  devices: devicesAnswer,
  device: dueAnswer,
}

const answer = async (question: Question) => ANSWERERS[question.trace.of](question)

function meterAnswer(question: Question): Promise<TraceAnswer> {
  const { as = 'use', only } = question.trace
  switch (as) {
    case 'cost':
      return costAnswer(question)
    case 'carbon':
    case 'coal':
      return factorAnswer(question)
    case 'change':
      return changeAnswer(question)
    case 'share':
      return shareAnswer(question)
    case 'per-meal':
    case 'per-head':
    case 'per-m2':
      return perAnswer(question)
    case 'missing-days':
    case 'bridged-days':
    case 'unpriced-days':
      return daysAnswer(question)
    default:
      return only?.band === undefined ? useAnswer(question) : bandAnswer(question)
  }
}
