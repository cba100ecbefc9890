/** The metered canteen with everything a report can speak of: prices, meals, a baseline, alarms, cabinets, runs, devices. */
import type { Alarm } from '../../../core/contract/alarm.ts'
import type { Device } from '../../../core/contract/device.ts'
import type { Point } from '../../../core/contract/point.ts'
import type { Reading } from '../../../core/contract/reading.ts'
import type { Run } from '../../../core/contract/watering-run.ts'
import { templateRules } from '../../../server/devices.ts'
import { DAY_MS, DAYS, MeteredSite, START } from './site-fixture.ts'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
const SITE = { siteId: 'canteen', createdAt: 0 }
const PEOPLE = ['wang', 'li'] as const

export class WholeSite extends MeteredSite {
  override async open(): Promise<this> {
    await super.open()
    this.#energy()
    this.#alarms()
    this.#grounds()
    await this.#kitchen()
    await this.#calibrate()
    this.#baseline()
    return this
  }

  /** 120 kWh a day and a tenth of one a meal: what the lamps before them took. */
  #baseline(): void {
    this.state.baselines.put({
      ...{ ...SITE, id: 'lamps', name: { zh: '换灯', en: 'New lamps' }, meterId: 'main', createdBy: 'wang' },
      ...{ from: '2025-11-01', to: '2026-01-31', tried: [] },
      model: {
        ...{ step: 'day', drivers: ['meals'], heatingBaseC: 18, coolingBaseC: 26, passes: true },
        coefficients: [
          { driver: 'intercept', value: 120, standardError: 2 },
          { driver: 'meals', value: 0.1, standardError: 0.01 },
        ],
        quality: {
          n: 92,
          p: 2,
          r2: 0.9,
          cvRmsePercent: 4,
          nmbePercent: 0,
          outCvRmsePercent: 5,
          outNmbePercent: 0,
        },
        limits: { cvRmsePercent: 25, nmbePercent: 0.5 },
        ...{ autocorrelation: 0, dependence: 1, residualDeviation: 6.2, meanUse: 165 },
        covariance: [
          [0.2, -0.0004],
          [-0.0004, 0.000001],
        ],
        ranges: [{ driver: 'meals', low: 300, high: 400 }],
      },
    })
  }

  #energy(): void {
    const { state } = this
    const periods = [{ band: 'valley' as const, months: [], from: '22:00', to: '06:00' }]
    state.tariffs.put({
      ...SITE,
      id: 't2',
      name: { zh: '二月下旬电价', en: 'Price of late February' },
      medium: 'electricity',
      validFrom: '2026-02-16',
      prices: { flat: 0.8123, valley: 0.4077, peak: 1.2345 },
      periods: [
        ...periods,
        { band: 'peak', months: [1, 2, 12], days: ['workday'], from: '10:00', to: '12:00' },
      ],
      surcharges: [{ name: { zh: '基金', en: 'Fund' }, kind: 'fund', perUnit: 0.0213, part: 1 }],
      tiers: { per: 'year', steps: [{ above: 2880, add: 0.05 }] },
      fixedPerMonth: 12.5,
      basic: { type: 'demand', perKw: 38, contractKw: 200 },
      powerFactor: '0.90',
      source: '发改价格〔2026〕1 号',
    })
    state.tariffs.put({
      ...SITE,
      id: 'w',
      name: { zh: '水价', en: 'Water price' },
      medium: 'water',
      validFrom: '2026-02-05',
      prices: { flat: 4.1 },
      periods: [],
    })
    // A second supply, so that sums of several main meters are on the page; it is the kitchen's counter again.
    const kitchen = state.meters.get('kitchen')
    if (kitchen === undefined) throw new Error('no meter')
    const annex = { zh: '附楼表', en: 'Annex meter' }
    state.meters.put({ ...kitchen, id: 'annex', name: annex, parentId: null })
    const rest = { zh: '其余', en: 'All the rest' }
    const formula = { type: 'difference' as const, from: 'main', minus: ['kitchen'] }
    state.meters.put({ ...kitchen, id: 'rest', name: rest, pointId: null, parentId: null, formula })
    // Nobody entered the tenth day.
    for (let day = 0; day < DAYS; day++) if (day !== 9) this.#meals(day)
    state.premises.put({ id: 'canteen', siteId: 'canteen', areaM2: 1250, heads: 430 })
  }

  #meals(day: number): void {
    const date = new Date(START + day * DAY_MS + 8 * HOUR_MS).toISOString().slice(0, 10)
    for (const [meal, count] of [
      ['lunch', 301 + day],
      ['dinner', 144],
    ] as const)
      this.state.activities.put({
        id: `canteen/${date}/meals/${meal}`,
        siteId: 'canteen',
        ...{ date, kind: 'meals', meal, areaId: null, count, by: 'wang', from: 'hand', enteredAt: START },
      })
  }

  #alarms(): void {
    for (let n = 0; n < 90; n++) this.state.alarms.put(alarmOf(n))
  }

  #grounds(): void {
    const { state } = this
    const lawn = state.zones.get('lawn')
    if (lawn === undefined) throw new Error('no zone')
    state.zones.put({ ...lawn, id: 'beds', name: { zh: '花坛', en: 'Beds' }, areaM2: 37 })
    for (let day = 0; day < DAYS; day++)
      for (const zoneId of ['lawn', 'beds']) {
        state.runs.put(runOf(day, zoneId))
        const date = new Date(START + day * DAY_MS + 8 * HOUR_MS).toISOString().slice(0, 10)
        state.zoneDays.put({
          id: `${zoneId}:${date}`,
          ...{ siteId: 'canteen', zoneId, date, et0Mm: 2.3, needMm: 1.7 + (day % 5) / 7, rainMm: day % 3 },
          ...{ wateredMm: 1, litres: 80, depletionMm: day % 9, readilyMm: 6, totalMm: 12 },
        })
      }
    state.incidents.put({
      ...{ id: 'i1', siteId: 'canteen', kind: 'leak', zoneId: 'lawn', supplyId: null, flowLpm: 3 },
      ...{ since: START + 5 * DAY_MS, until: START + 6 * DAY_MS, limitLpm: 1, isolated: false },
      ...{ sentence: { zh: '漏水', en: 'A leak' }, closedBy: 'li' },
    })
  }

  /** The fridge's probe was looked at before the first day, and again in the middle. */
  async #calibrate(): Promise<void> {
    const { cabinets } = await this.services()
    for (const [day, errorC] of [
      [0, 0],
      [9, 0.25],
    ] as const) {
      const at = START + day * DAY_MS + HOUR_MS
      cabinets.calibrate('fridge', { pointId: 21, at, errorC, dueAt: at + 365 * DAY_MS, by: 'Zhao' })
    }
  }

  async #kitchen(): Promise<void> {
    const { state } = this
    for (const [n, id] of ['fridge', 'freezer'].entries()) {
      const freezer = id === 'freezer'
      const device = deviceOf(id, freezer ? 'freezer' : 'fridge', n)
      const about = {
        siteId: 'canteen',
        deviceId: id,
        channel: null,
        name: null,
        counter: null,
        createdAt: 0,
      }
      const point: Point = { ...about, id: 21 + n, metric: 'temperature', unit: 'degC', kind: 'gauge' }
      state.devices.put(device)
      state.points.put(point)
      // The limits that a cabinet of its kind comes with.
      for (const rule of templateRules(device, [point], 0, 'cn')) state.rules.put(rule)
      await this.series.append(
        Array.from({ length: DAYS * 96 }, (_, k) => temperature(21 + n, k, freezer)).flat(),
      )
    }
    state.devices.put(deviceOf('old', 'other', 3))
    state.restockings.put({
      ...{ id: 'r1', siteId: 'canteen', cabinetId: 'fridge', startedAt: START + 3 * DAY_MS },
      ...{ until: START + 3 * DAY_MS + HOUR_MS, by: 'li', doneAt: null },
    })
  }
}

/** Every fourth is answered by nobody; every seventh is still open. */
function alarmOf(n: number): Alarm {
  const raisedAt = START + n * 9.3 * HOUR_MS
  const answered = n % 4 !== 0
  const closed = n % 7 !== 0
  const priority = (['critical', 'high', 'medium', 'low'] as const)[n % 4] ?? 'low'
  return {
    ...{ id: `a${String(n).padStart(3, '0')}`, siteId: 'canteen', source: 'rule', key: `rule-${n % 13}` },
    ...{ ruleId: null, pointId: null, deviceId: null, priority, lifeSafety: n % 11 === 0 },
    name: { zh: `告警 ${n % 13}`, en: `Alarm ${n % 13}` },
    ...{ actionRequired: false, state: closed ? 'norm' : 'unack', since: raisedAt, raisedAt },
    ...{ value: 9, limit: 8, peak: 10, returnedAt: raisedAt + HOUR_MS },
    acknowledgedAt: answered ? raisedAt + (1 + (n % 17) * 6.4) * MINUTE_MS : null,
    acknowledgedBy: answered ? (PEOPLE[n % 2] ?? null) : null,
    ...{ note: null, shelvedUntil: null, closedBy: null, action: null },
    closedAt: closed ? raisedAt + (2 + n) * HOUR_MS : null,
  }
}

/** Every third is skipped for rain; the beds' water is reckoned, and every tenth run is by hand. */
function runOf(day: number, zoneId: string): Run {
  const plannedAt = START + day * DAY_MS + 5 * HOUR_MS
  const skipped = day % 3 === 0
  const litres = skipped ? null : 87.3 + day * 1.7
  return {
    ...{ id: `${zoneId}-${day}`, siteId: 'canteen', zoneId, programId: day % 10 === 1 ? null : 'morning' },
    ...{ by: 'program', state: skipped ? 'skipped' : 'done', reason: skipped ? 'rain' : null },
    ...{ slotAt: plannedAt, plannedAt, plannedS: 300, cycles: [], cycle: 0, wateredS: 300 },
    ...{ cycleOpenedAt: null, openedAt: skipped ? null : plannedAt, closedAt: plannedAt, finishBy: null },
    ...{ flowConfirmed: null, litres, litresMeasured: zoneId === 'lawn', meanFlowLpm: null },
    decision: {
      ...{ method: 'et0', skip: null, facts: [], needMm: 1, litres: skipped ? 0 : 90, cost: null },
      ...{ savedLitres: skipped ? 100 : 10.5, savedCost: null, daysLeft: null },
      sentence: { zh: '', en: '' },
    },
  }
}

const deviceOf = (id: string, kind: Device['kind'], n: number): Device => ({
  ...{
    id,
    siteId: 'canteen',
    areaId: null,
    name: { zh: `${id} 柜`, en: `The ${id}` },
    kind,
    status: 'active',
  },
  ...{ codec: 'plain', address: `canteen/${id}`, model: null, silentAfterS: 3600, availability: null },
  ...{ texts: {}, firstSeenAt: 1, lastSeenAt: START, createdAt: 0 },
  ledger: { calibrationDueOn: `2026-03-${String(2 + n * 9).padStart(2, '0')}`, warrantyUntil: '2026-01-20' },
})

/** Good but for an hour and a half every sixth day, and silent for five hours every eighth. */
function temperature(point: number, k: number, freezer: boolean): Reading[] {
  const at = START + k * 15 * MINUTE_MS
  const [day, hour] = [Math.floor(k / 96), (k % 96) / 4]
  if (day % 8 === 7 && hour < 5) return []
  const usual = (freezer ? -20 : 4) + Math.sin(k / 7) * 0.8
  const value = day % 6 === 2 && hour >= 13 && hour < 14.5 ? usual + 9 : usual
  return [{ point, at, value: Math.round(value * 100) / 100, quality: 'good' }]
}
