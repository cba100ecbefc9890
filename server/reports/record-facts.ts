/** Gathers what reports say of cabinets, alarms, watering and equipment. */
import type { Alarm } from '../../core/contract/alarm.ts'
import type { Site } from '../../core/contract/site.ts'
import { priceAt, tariffAt } from '../../core/energy/tariff.ts'
import { recordsOf } from '../../core/irrigation/records.ts'
import { wateringSection } from '../../core/irrigation/report-section.ts'
import type { Clock, StateStore } from '../../core/ports.ts'
import type { AlarmInput } from '../../core/reports/alarm-response.ts'
import type { CabinetPast, ColdInput } from '../../core/reports/coldchain-figures.ts'
import type { LedgerInput } from '../../core/reports/ledger.ts'
import { keyAt, type PeriodSpan, stepsOf } from '../../core/reports/period.ts'
import { type WateringInput, waterTrace } from '../../core/reports/watering.ts'
import type { CabinetService } from '../coldchain/cabinets.ts'
import type { LatestValues } from '../services.ts'
import type { OnProgress } from './energy-facts.ts'
import { frameOf, monthsOf } from './frames.ts'

/** Alarms of a period that are looked at; a year of one a quarter of an hour. */
const ALARMS_MAX = 40_000
const PAGE = 500
const RUNS_MAX = 200_000

export interface RecordParts {
  readonly state: StateStore
  readonly clock: Clock
  readonly latest: LatestValues
  readonly cabinets: Pick<CabinetService, 'states' | 'log'>
}

/** Rejects with nothing missing: a cabinet without readings in a month is told as that. */
export async function coldFacts(
  { clock, cabinets }: RecordParts,
  site: Site,
  span: PeriodSpan,
  onProgress: OnProgress,
): Promise<ColdInput> {
  const now = clock.now()
  const months = monthsOf(span, now, site.timeZone)
  const states = await cabinets.states(siteId => siteId === site.id)
  const pasts: CabinetPast[] = []
  for (const [n, { id }] of states.entries()) {
    const logs = []
    for (const month of months) logs.push(await cabinets.log(id, month))
    pasts.push({ logs })
    onProgress((n + 1) / states.length)
  }
  return { ...frameOf(site, span, now), cabinets: pasts }
}

export function alarmFacts({ state, clock }: RecordParts, site: Site, span: PeriodSpan): AlarmInput {
  const alarms = alarmsRaised(state, site, span)
  const devices = new Map(state.devices.list({ siteId: site.id }).map(({ id, name }) => [id, name]))
  return { ...frameOf(site, span, clock.now()), steps: stepsOf(span, site.timeZone), alarms, devices }
}

/** Raised in a stretch, oldest first, without exercises. */
export function alarmsRaised(
  state: StateStore,
  site: Site,
  span: { readonly from: number; readonly to: number },
): Alarm[] {
  const found: Alarm[] = []
  let before: string | undefined
  for (let seen = 0; seen < ALARMS_MAX; seen += PAGE) {
    const page = state.alarms.newest({ siteId: site.id }, PAGE, before)
    found.push(...page.filter(({ raisedAt }) => raisedAt >= span.from && raisedAt < span.to))
    const last = page.at(-1)
    if (page.length < PAGE || last === undefined || last.raisedAt < span.from) break
    before = last.id
  }
  return found.filter(({ exercise }) => exercise === undefined).sort((a, b) => a.raisedAt - b.raisedAt)
}

export function wateringFacts({ state, clock }: RecordParts, site: Site, span: PeriodSpan): WateringInput {
  const now = clock.now()
  const frame = frameOf(site, span, now)
  const zones = state.zones.list({ siteId: site.id })
  const tariffs = state.tariffs.list({ siteId: site.id })
  const runs = state.runs
    .between(span.from, Math.min(span.to, now), RUNS_MAX)
    .filter(({ siteId }) => siteId === site.id)
  const { dates } = frame
  const records = recordsOf({
    runs,
    days: state.zoneDays
      .between(dates[0] ?? '', dates.at(-1) ?? '')
      .filter(({ siteId }) => siteId === site.id),
    zones,
    monthOf: at => keyAt('month', at, site.timeZone),
    priceAt(at) {
      const tariff = tariffAt(tariffs, 'water', at, site.timeZone)
      return tariff === undefined ? null : priceAt(tariff, at, site.timeZone).price / 1000
    },
  })
  const named = new Map(zones.map(({ id, name }) => [id, name]))
  return {
    ...frame,
    steps: stepsOf(span, site.timeZone),
    section: wateringSection(records, {
      zone: id => named.get(id) ?? { zh: id, en: id },
      trace: (as, zoneId, unit) => waterTrace(frame, as, zoneId, unit === 'm3' ? { unit } : {}),
      currency: site.currency,
    }),
    tariffs,
    zones: zones.map(({ id, name }) => ({ id, name })),
    runs,
    incidents: state.incidents
      .list({ siteId: site.id })
      .filter(({ since, until }) => since < Math.min(span.to, now) && (until ?? now) >= span.from),
  }
}

export function ledgerFacts(parts: RecordParts, site: Site, span: PeriodSpan): LedgerInput {
  const { state, clock } = parts
  const now = clock.now()
  const areas = new Map(state.areas.list({ siteId: site.id }).map(area => [area.id, area.name]))
  const calibrated = new Map(state.cabinets.list({ siteId: site.id }).map(one => [one.id, one.calibrations]))
  const devices = state.devices
    .list({ siteId: site.id, status: 'active' })
    .filter(({ drill }) => drill !== true)
  return {
    ...frameOf(site, span, now),
    devices: devices.map(device => {
      const dueAt = calibrated.get(device.id)?.at(-1)?.dueAt ?? null
      const heardAt = device.lastSeenAt
      return {
        device,
        place: device.areaId === null ? null : (areas.get(device.areaId) ?? null),
        calibrationDueOn: dueAt === null ? null : keyAt('day', dueAt, site.timeZone),
        silent: heardAt !== null && now - heardAt > device.silentAfterS * 1000,
      }
    }),
  }
}
