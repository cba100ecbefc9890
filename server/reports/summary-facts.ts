/** Gathers everything the work summary speaks of; what a site has not is left out. */
import type { Site } from '../../core/contract/site.ts'
import { coldFigures } from '../../core/reports/coldchain-figures.ts'
import type { PeriodSpan } from '../../core/reports/period.ts'
import type { SummaryInput } from '../../core/reports/summary.ts'
import { type EnergyParts, energyFacts, type OnProgress } from './energy-facts.ts'
import { frameOf } from './frames.ts'
import { alarmFacts, coldFacts, ledgerFacts, type RecordParts, wateringFacts } from './record-facts.ts'

export async function summaryFacts(
  parts: EnergyParts & RecordParts,
  site: Site,
  span: PeriodSpan,
  onProgress: OnProgress,
): Promise<SummaryInput> {
  const energy = await energyFacts(parts, site, span, part => onProgress(part * 0.6))
  const cold = await coldFacts(parts, site, span, part => onProgress(0.6 + part * 0.4))
  const watering = wateringFacts(parts, site, span)
  return {
    ...frameOf(site, span, parts.clock.now()),
    energy: energy.meters.length === 0 ? null : energy,
    cabinets: coldFigures(cold),
    alarms: alarmFacts(parts, site, span),
    watering: watering.zones.length === 0 ? null : watering,
    ledger: ledgerFacts(parts, site, span),
  }
}
