/** What management's services make of a site's past, in real stores. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Problem } from '../../../core/contract/error.ts'
import type { Site } from '../../../core/contract/site.ts'
import { createMeterService } from '../../../server/energy/meters.ts'
import { keepWasteSettings, wasteSettings } from '../../../server/energy/waste-settings.ts'
import { DAY_MS, EnergyHouse, registerOf, SITE } from './energy-house.ts'

/** 1 March 2026, midnight in Shanghai; forty days of quarters. */
const START = Date.parse('2026-02-28T16:00:00Z')
const DAYS = 40
const NOW = START + DAYS * DAY_MS
const house = new EnergyHouse(NOW)
const hourOf = (n: number) => (n % 96) / 4
const kitchenOf = (n: number) => (hourOf(n) >= 6 && hourOf(n) < 20 ? 0.2 : 0)

beforeAll(async () => {
  await house.open()
  for (const id of [1, 2, 3]) house.point(id, 'water_total')
  house.point(4, 'energy_import_total', 'em')
  house.point(5, 'energy_reactive_total', 'em')
  house.meter('main', { pointId: 1 })
  house.meter('kitchen', { pointId: 2, parentId: 'main', purpose: 'kitchen' })
  house.meter('rest', { formula: { type: 'difference', from: 'main', minus: ['kitchen'] } })
  house.meter('power', { pointId: 4, medium: 'electricity', ratio: 40 })
  // Taps elsewhere by day, and from day 30 on a leak of 0.03 m³ a quarter.
  const restOf = (n: number) => (hourOf(n) >= 7 && hourOf(n) < 21 ? 0.05 : 0) + (n >= 30 * 96 ? 0.03 : 0)
  await house.hear(registerOf(1, START, DAYS * 96, n => kitchenOf(n) + restOf(n), 500))
  await house.hear(registerOf(2, START, DAYS * 96, kitchenOf, 90))
  await house.hear(registerOf(4, START, DAYS * 96, n => (hourOf(n) >= 8 && hourOf(n) < 18 ? 0.25 : 0.05), 7))
  await house.hear(registerOf(5, START, DAYS * 96, () => 0.05, 1))
}, 60_000)
afterAll(() => house.close())

const meter = (id: string) => house.state.meters.get(id) ?? house.meter(id, {})
const day = (n: number) => new Date(START + n * DAY_MS + DAY_MS / 2).toISOString().slice(0, 10)

describe('meters', () => {
  const service = () => createMeterService({ ...house, books: house.books })

  test('a difference is what the main meter has and the kitchen has not', async () => {
    const [one] = await service().use(meter('rest'), START, START + DAY_MS, 'day')
    expect(one?.use).toBeCloseTo(14 * 4 * 0.05, 6)
  })

  test('current transformers multiply', async () => {
    const [one] = await service().use(meter('power'), START, START + DAY_MS, 'day')
    expect(one?.use).toBeCloseTo(40 * (40 * 0.25 + 56 * 0.05), 6)
  })

  test('half hours, hours and days add up to the same', async () => {
    const span = [START + 3 * DAY_MS, START + 5 * DAY_MS] as const
    const sums = await Promise.all(
      (['half-hour', 'hour', 'day'] as const).map(async per =>
        (await service().use(meter('main'), ...span, per)).reduce((sum, { use }) => sum + (use ?? 0), 0),
      ),
    )
    expect(sums[0]).toBeCloseTo(sums[2] ?? 0, 9)
    expect(sums[1]).toBeCloseTo(sums[2] ?? 0, 9)
  })

  test('where it goes: children and what they leave over', async () => {
    const flows = await house.energy.views.flows(SITE, 'water', START, START + DAY_MS)
    expect(flows.find(({ meterId }) => meterId === 'main')?.rest).toBeCloseTo(14 * 4 * 0.05, 6)
  })

  test('a day beside the usual one', async () => {
    const profile = await house.energy.views.profile(meter('kitchen'), day(20))
    expect(profile.use[14]).toBeCloseTo(0.4, 6)
    expect(profile.typical[14]?.middle).toBeCloseTo(0.4, 6)
    expect(profile.typicalDays).toBeGreaterThanOrEqual(5)
  })

  test('a year by the hour has every day, and nothing where nothing is known', async () => {
    const map = await house.energy.views.year(meter('kitchen'), 2026)
    expect(map.dates).toHaveLength(365)
    expect(map.use[0]?.[12]).toBeNull()
    expect(map.use[70]?.[12]).toBeCloseTo(0.8, 6)
  })
})

describe('late readings', () => {
  test('settle the books again, with a trace of what they said before', async () => {
    house.point(9, 'water_total')
    const own = house.meter('late', { pointId: 9 })
    const early = registerOf(9, START + 30 * DAY_MS, 96, () => 0.1)
    const after = { point: 9, at: START + 33 * DAY_MS, value: 30, quality: 'good' as const }
    await house.hear([...early, after])
    expect(await house.energy.settlement.settle(own, START)).toEqual([])
    // What the device kept while the line was down comes in.
    await house.hear([{ point: 9, at: START + 32 * DAY_MS, value: 12, quality: 'late' }])
    const changed = await house.energy.settlement.settle(own, START)
    expect(changed.map(({ date }) => date)).toEqual([day(31), day(32)])
    expect(changed[0]?.before).toBeCloseTo(10.2, 6)
    expect(changed[0]?.after).toBeCloseTo(2.4, 6)
    expect(house.state.resettlements.list({ meterId: 'late' })).toHaveLength(2)
    expect(await house.energy.settlement.settle(own, START)).toEqual([])
  })
})

describe('a meter that a person walks to', () => {
  test('takes plausible readings, and asks about others', async () => {
    const id = 'walked'
    const counter = house.energy.handReadings.makeCounter({
      id,
      siteId: SITE,
      name: { zh: '宿舍', en: 'Dormitory' },
      medium: 'water',
      areaId: null,
    })
    const own = house.meter(id, { pointId: counter.id, handRead: true })
    const add = (days: number, value: number, confirmed = false) =>
      house.energy.handReadings.add(
        own,
        { at: START + days * DAY_MS, value, ...(confirmed && { confirmed }) },
        'li',
      )
    expect((await add(0, 100)).check).toBe('first')
    expect((await add(10, 130)).check).toBe('plausible')
    expect((await add(20, 161)).check).toBe('plausible')
    await expect(add(30, 900)).rejects.toMatchObject({ code: 'thing.conflict', details: { check: 'high' } })
    await expect(add(30, 150)).rejects.toBeInstanceOf(Problem)
    expect((await add(30, 400, true)).check).toBe('high')
    const [one] = await createMeterService({ ...house, books: house.books }).use(
      own,
      START,
      START + DAY_MS,
      'day',
    )
    expect(one?.use).toBeCloseTo(3, 6)
    expect(one?.estimated).toBe(true)
  })

  test('refuses a picture that is none', async () => {
    const own = meter('walked')
    const photo = Buffer.from('<svg onload=alert(1)>').toString('base64')
    await expect(
      house.energy.handReadings.add(own, { at: NOW - 1000, value: 410, photo }, 'li'),
    ).rejects.toMatchObject({ code: 'request.invalid' })
  })
})

describe('a table of the past', () => {
  const csv = (rows: string[]) => ['time,Block A,Block B', ...rows].join('\n')
  const site = () => house.state.sites.get(SITE) as Site
  const run = (text: string, values: 'register' | 'use' | 'rate', dryRun = false) =>
    house.energy.imports.run({
      csv: text,
      values,
      dryRun,
      lineIs: 'end',
      temperature: undefined,
      columns: new Map([['Block A', meter('imported')]]),
      site: site(),
    })
  beforeAll(() => {
    house.point(20, 'water_total')
    house.meter('imported', { pointId: 20 })
  })

  test('of uses becomes a register, the same when it is imported twice', async () => {
    const rows = [
      '2026-03-01 01:00,1.5,9',
      '2026-03-01 02:00,2,9',
      '2026-03-01 03:00,,9',
      'soon,1,1',
      '2026-03-01 04:00,x,9',
    ]
    const looked = await run(csv(rows), 'use', true)
    expect(looked).toMatchObject({ rows: 5, refused: [{ line: 5 }, { line: 6 }] })
    expect(house.latest.get(20)).toBeUndefined()
    await run(csv(rows), 'use')
    await run(csv(rows), 'use')
    const hours = await createMeterService({ ...house, books: house.books }).use(
      meter('imported'),
      START,
      START + 4 * 3_600_000,
      'hour',
    )
    expect(hours.map(({ use }) => use)).toEqual([1.5, 2, null, null])
  })

  test('whose lines begin their time counts each use in its own hour', async () => {
    house.point(21, 'gas_total')
    const own = house.meter('hours', { pointId: 21, medium: 'gas' })
    const order = { values: 'use' as const, lineIs: 'start' as const, temperature: undefined, dryRun: false }
    const columns = new Map([['kWh', own]])
    // Two pieces of one file: the second goes on where the first ended.
    for (const rows of ['2026-03-01 00:00,1\n2026-03-01 01:00,2', '2026-03-01 02:00,4\n2026-03-01 03:00,8'])
      await house.energy.imports.run({ ...order, csv: `time,kWh\n${rows}`, columns, site: site() })
    const hours = await createMeterService({ ...house, books: house.books }).use(
      own,
      START,
      START + 4 * 3_600_000,
      'hour',
    )
    expect(hours.map(({ use }) => use)).toEqual([1, 2, 4, 8])
    house.state.meters.remove(own.id)
  })

  test('on the wall of a place whose clocks go back has both hours, and refuses a line that comes twice', async () => {
    house.point(22, 'gas_total')
    const own = house.meter('london', { pointId: 22, medium: 'gas' })
    const rows = ['00:00,1', '01:00,2', '01:00,4', '02:00,8', '02:00,8'].map(row => `2025-10-26 ${row}`)
    const london = { ...site(), timeZone: 'Europe/London' }
    const report = await house.energy.imports.run({
      csv: ['time,m3', ...rows].join('\n'),
      ...{ values: 'use', lineIs: 'start', temperature: undefined, dryRun: false },
      ...{ columns: new Map([['m3', own]]), site: london },
    })
    house.state.meters.remove(own.id)
    expect(report).toMatchObject({ accepted: 5, refused: [{ line: 6 }] })
    const [all] = await house.series.deltas([{ point: 22, facts: null }], [report.from ?? 0, report.to ?? 0])
    expect(all?.use[0]).toBe(15)
    expect((report.to ?? 0) - (report.from ?? 0)).toBe(4 * 3_600_000)
  })

  test('with a column of the outdoor temperature gives the days their highest and lowest', async () => {
    const hour = (day: number, n: number) => `2025-01-0${day} ${String(n).padStart(2, '0')}:00,${n - 8 - day}`
    const rows = [1, 2].flatMap(day => Array.from({ length: 24 }, (_, n) => hour(day, n)))
    // A third day of which there is only the night, and one measurement that cannot be.
    const csv = ['time,outside', ...rows, hour(3, 0), hour(3, 1), '2025-01-03 02:00,999'].join('\n')
    const order = { values: 'use' as const, lineIs: 'end' as const, columns: new Map(), site: site() }
    const ask = { ...order, csv, temperature: 'outside' }
    expect(await house.energy.imports.run({ ...ask, dryRun: true })).toMatchObject({
      weatherDays: 2,
      refused: [{ line: 52 }],
    })
    expect(house.state.weatherDays.get(`${SITE}:2025-01-01`)).toBeUndefined()
    await house.energy.imports.run({ ...ask, dryRun: false })
    const days = await house.energy.baselines.facts(meter('main'), '2025-01-01', '2025-01-03')
    expect(days.map(({ highC, lowC }) => [highC, lowC])).toEqual([
      [14, -9],
      [13, -10],
      [null, null],
    ])
  })

  test('without a column anybody named says which there are', async () => {
    await expect(run('time,Other\n2026-03-01,1', 'register')).rejects.toThrow(/Other/)
  })
})

describe('bills', () => {
  beforeAll(() => {
    const base = { siteId: SITE, createdAt: 0, name: { zh: '价', en: 'Price' } }
    house.state.tariffs.put({
      ...base,
      id: 'w',
      medium: 'water',
      validFrom: '2026-01-01',
      prices: { flat: 4 },
      periods: [],
      surcharges: [{ name: { zh: '污水', en: 'Sewage' }, kind: 'sewage', perUnit: 1, part: 0.9 }],
    })
    house.state.tariffs.put({
      ...base,
      id: 'e',
      medium: 'electricity',
      validFrom: '2026-01-01',
      prices: { flat: 0.6, peak: 1 },
      periods: [{ band: 'peak', months: [], from: '08:00', to: '18:00' }],
      basic: { type: 'demand', perKw: 40, contractKw: null },
      powerFactor: '0.90',
    })
  })

  test('the month as the supplier has it: bands, demand, power factor', async () => {
    const bill = await house.energy.bills.bill(meter('power'), '2026-03')
    const line = (kind: string) => bill.lines.filter(one => one.kind === kind)
    expect(line('energy').find(({ band }) => band === 'peak')?.quantity).toBeCloseTo(31 * 40 * 10, 4)
    expect(line('demand')[0]?.quantity).toBeCloseTo(40, 6)
    expect(line('power-factor')[0]?.quantity).toBeCloseTo(0.94, 6)
    expect(bill.total).toBeCloseTo(
      bill.lines.reduce((sum, { amount }) => sum + (amount ?? 0), 0),
      9,
    )
    expect(bill.notes).toEqual([])
  })

  test('under another tariff', async () => {
    const flat = await house.energy.bills.whatIf(meter('power'), '2026-03', {
      name: { zh: '单一', en: 'Flat' },
      medium: 'electricity',
      validFrom: '2026-01-01',
      prices: { flat: 0.8 },
      periods: [],
    })
    expect(flat.total).toBeCloseTo(0.8 * 31 * 40 * (10 + 14 * 4 * 0.05), 4)
  })

  test('a price that changes in the month', async () => {
    house.state.tariffs.put({
      id: 'w2',
      siteId: SITE,
      createdAt: 0,
      name: { zh: '新价', en: 'New' },
      medium: 'water',
      validFrom: '2026-03-11',
      prices: { flat: 8 },
      periods: [],
    })
    const bill = await house.energy.bills.bill(meter('kitchen'), '2026-03')
    const perDay = 14 * 4 * 0.2
    expect(bill.total).toBeCloseTo(10 * perDay * (4 + 0.9) + 21 * perDay * 8, 6)
    expect(bill.notes).toContain('part-tariff')
    house.state.tariffs.remove('w2')
  })
})

describe('waste', () => {
  test('other settings change the detectors they are about, and what is wasted at night', async () => {
    const settings = wasteSettings(house.state, SITE)
    const quiet = { ...settings, nightUseLpm: 2 }
    const changed = await house.energy.detectors.changedBy(SITE, { ...settings, deadDays: 5 })
    expect(changed.length).toBeGreaterThan(0)
    expect(new Set(changed.map(({ kind }) => kind))).toEqual(new Set(['dead-meter']))
    expect(await house.energy.detectors.changedBy(SITE, settings)).toEqual([])
    // The leak of 0.12 m³/h is what two litres a minute are.
    const lost = async () => (await house.energy.judge.nights(meter('main'), 3)).at(-1)?.leakM3PerH
    const before = await lost()
    expect(before).toBeCloseTo(0.12 - 0.006, 6)
    keepWasteSettings(house.state, SITE, quiet)
    expect(await lost()).toBe(0)
    keepWasteSettings(house.state, SITE, settings)
  })

  test('a meter may have a night of its own, and its detector goes by that at once', async () => {
    const { detectors, judge } = house.energy
    const main = meter('main')
    const own = { ...main, nightUseLpm: 20 }
    const key = `night-flow-${own.pointId}`
    const rule = () => house.state.rules.get(`waste.${key}`)?.condition
    await detectors.nightSaidAnew(own)
    expect(rule(), 'nobody has put it in force').toBeUndefined()
    await detectors.install(SITE, [key])
    const before = rule()
    house.state.meters.put(own)
    await detectors.nightSaidAnew(own)
    expect(rule()).not.toEqual(before)
    // Twenty litres a minute are 1.2 m³/h.
    expect(rule()).toMatchObject({ inside: { amount: 1.2 } })
    expect((await judge.nights(own, 3)).at(-1)?.leakM3PerH).toBe(0)
    house.state.meters.put(main)
    house.state.rules.remove(`waste.${key}`)
  })

  test('a detector is tried on the last month: so often as it is, so often as it might be', async () => {
    const settings = wasteSettings(house.state, SITE)
    const key = 'out-of-hours-4'
    const { id } = house.meter('oven', { pointId: 4, medium: 'electricity', ratio: 40, purpose: 'kitchen' })
    // On from eight to six: nothing out of hours, until somebody says that they close at five.
    expect(await house.energy.trials.of(SITE, key, settings)).toMatchObject({
      before: 0,
      after: 0,
      times: [],
      complete: true,
      from: NOW - 30 * DAY_MS,
    })
    const strict = await house.energy.trials.of(SITE, key, { ...settings, openTo: '17:00' })
    expect(strict.before).toBe(0)
    expect(strict.after).toBeGreaterThanOrEqual(29)
    expect(strict.times.toSorted((a, b) => b - a)).toEqual(strict.times)
    expect(house.state.rules.get(`waste.${key}`)).toBeUndefined()
    await expect(house.energy.trials.of(SITE, 'burst-99', settings)).rejects.toMatchObject({
      code: 'thing.not-found',
    })
    house.state.meters.remove(id)
  })

  test('detectors are proposed with limits learnt, and put in force as rules', async () => {
    house.clock.jump(-11 * DAY_MS)
    const fresh = await house.energy.detectors.list(SITE)
    const main = fresh.filter(({ meterId }) => meterId === 'main').map(({ kind }) => kind)
    expect(main).toEqual(
      expect.arrayContaining(['continuous-flow', 'night-flow', 'burst', 'dead-meter', 'unaccounted']),
    )
    expect(fresh.every(({ ruleId }) => ruleId === null)).toBe(true)
    const key = fresh.find(({ meterId, kind }) => meterId === 'main' && kind === 'night-flow')?.key ?? ''
    const [installed] = await house.energy.detectors.install(SITE, [key])
    expect(installed?.ruleId).toBe(`waste.${key}`)
    expect(house.changed).toContain(`waste.${key}`)
    expect(house.state.rules.get(`waste.${key}`)?.condition.type).toBe('schedule')
    house.clock.jump(11 * DAY_MS)
  })

  test('an open alarm of a detector has its money', async () => {
    const rule = house.state.rules.list({ siteId: SITE }).find(({ id }) => id.startsWith('waste.night-flow'))
    house.state.alarms.put({
      id: 'a1',
      siteId: SITE,
      source: 'rule',
      key: rule?.id ?? '',
      ruleId: rule?.id ?? '',
      pointId: 1,
      deviceId: 'd1',
      name: { zh: '漏', en: 'Leak' },
      priority: 'medium',
      lifeSafety: false,
      actionRequired: false,
      state: 'unack',
      since: NOW - 5 * 3_600_000,
      raisedAt: NOW - 4 * 3_600_000,
      value: 1,
      limit: null,
      peak: 1,
      returnedAt: null,
      acknowledgedAt: null,
      acknowledgedBy: null,
      note: null,
      shelvedUntil: null,
      closedAt: null,
      closedBy: null,
      action: null,
    })
    const [waste] = await house.energy.wasteNow.list(SITE)
    expect(waste).toMatchObject({ kind: 'night-flow', meterId: 'main', medium: 'water' })
    expect(waste?.perHour).toBeCloseTo(0.12, 2)
    expect(waste?.moneyPerDay).toBeCloseTo(0.12 * 24 * 4.9, 1)
  })

  test('the judge names the leak, behind neither kitchen nor watering', async () => {
    const verdict = await house.energy.judge.judge(meter('main'), 240)
    expect(verdict.cause).toBe('hidden-leak')
    expect(verdict.quietLpm).toBeCloseTo(2, 1)
    const nights = await house.energy.judge.nights(meter('main'), 14)
    expect(nights.at(-1)?.minimumM3PerH).toBeCloseTo(0.12, 6)
    expect(nights[0]?.minimumM3PerH).toBeCloseTo(0, 6)
  })

  test('the overview: waste, money, answers, and three things to do', async () => {
    const overview = await house.energy.overview.of(SITE)
    expect(overview.leakMoneyPerDay).toBeGreaterThan(10)
    expect(overview.response).toMatchObject({ alarms: 1, withinPercent: 0 })
    expect(overview.todo).toHaveLength(3)
    expect(overview.todo[0]?.href).toBe('/alarms/a1')
    expect(overview.costs.map(({ medium }) => medium)).toEqual(['electricity', 'water'])
  })
})

describe('meals, targets, indicators', () => {
  test('a table in either language', () => {
    const said = { siteId: SITE, by: 'li', from: 'csv' as const }
    const { accepted, refused } = house.energy.activities.importCsv(
      '日期,午餐,晚餐\n2026-03-05,400,250\n2026-03-06,x,\n',
      null,
      said,
    )
    expect(accepted).toBe(2)
    expect(refused).toEqual([{ line: 3, reason: 'no count: x' }])
    house.energy.activities.importCsv('date,lunch\n2026-03-05,410', null, said)
    expect(
      house.state.activities
        .list({ siteId: SITE, date: '2026-03-05' })
        .map(({ count }) => count)
        .toSorted(),
    ).toEqual([250, 410])
  })

  test('use and money per meal, person and m²', async () => {
    house.energy.activities.putPremises(SITE, null, { areaM2: 1000, heads: 300 })
    const { media, meals } = await house.energy.targets.indicators(SITE, '2026-03-05', '2026-03-05')
    expect(meals).toBe(660)
    const water = media.find(({ medium }) => medium === 'water')
    expect(water?.perMeal).toBeCloseTo((water?.use ?? 0) / 660, 12)
    expect(water?.perM2).toBeCloseTo((water?.use ?? 0) / 1000, 12)
    expect(water?.kgCo2).toBeNull()
    expect(media.find(({ medium }) => medium === 'electricity')?.kgCo2).toBeGreaterThan(0)
  })

  test('places are ranked, each once, by the meters behind no other one of it', async () => {
    const { state } = house
    for (const id of ['hall', 'mess']) {
      state.areas.put({ id, siteId: SITE, parentId: null, name: { zh: id, en: id } })
      state.premises.put({ id, siteId: SITE, areaM2: id === 'hall' ? 100 : 400, heads: null })
    }
    const before = ['main', 'kitchen', 'power'].map(meter)
    const [main, kitchen] = before
    if (main === undefined || kitchen === undefined) throw new Error('no meters')
    state.meters.put({ ...main, areaId: 'hall' })
    state.meters.put({ ...kitchen, areaId: 'hall' })
    house.meter('mess', { pointId: 2, areaId: 'mess' })
    const { rows } = await house.energy.targets.league(SITE, 'water', day(1), day(5))
    expect(rows.map(({ id, rank }) => [id, rank])).toEqual([
      ['mess', 1],
      ['hall', 2],
    ])
    const used = await house.energy.views.total(SITE, 'water', day(1), day(5), 'hall')
    expect(rows[1]?.use).toBeCloseTo(used?.use ?? 0, 9)
    for (const one of before) state.meters.put(one)
    state.meters.remove('mess')
  })

  test('a target ends where days like those before will bring it', async () => {
    house.energy.targets.put({
      siteId: SITE,
      medium: 'electricity',
      kind: 'use',
      month: '2026-04',
      amount: 20_000,
      by: 'li',
    })
    const [forecast] = await house.energy.forecasts.of(SITE, '2026-04')
    expect(forecast?.expected).toBeCloseTo(30 * 40 * (10 + 2.8), -2)
    expect(forecast?.state).toBe('good')
  })
})

describe('a baseline', () => {
  const FROM = START - 120 * DAY_MS
  const outdoor = (n: number) => 5 + 8 * Math.sin(n / 17) + 4 * Math.sin(((n % 24) / 24) * 2 * Math.PI)
  /** 2 kWh for each degree below 16 and a quarter for each meal; a tenth less from the eightieth day on. */
  const meals = (day: number) => 200 + 60 * Math.sin(day * 1.3)
  const usedOn = (day: number) => {
    const hours = Array.from({ length: 24 }, (_, hour) => outdoor(day * 24 + hour))
    const mean = (Math.max(...hours) + Math.min(...hours)) / 2
    return (
      (300 + 2 * Math.max(0, 16 - mean) + 0.25 * meals(day) + 3 * Math.sin(day * 2.7)) * (day < 80 ? 1 : 0.9)
    )
  }
  const dateAt = (n: number) => new Date(FROM + n * DAY_MS + DAY_MS / 2).toISOString().slice(0, 10)

  beforeAll(async () => {
    const name = { zh: '气象站', en: 'Station' }
    house.directory.put({
      id: 'st',
      siteId: SITE,
      areaId: null,
      name,
      kind: 'station',
      status: 'active',
      codec: 'plain',
      address: 'st',
      model: null,
      silentAfterS: 3600,
      availability: null,
      texts: {},
      firstSeenAt: null,
      lastSeenAt: null,
      createdAt: 0,
    })
    house.point(30, 'temperature', 'st')
    house.point(31, 'energy_import_total')
    house.meter('based', { pointId: 31, medium: 'electricity' })
    let register = 0
    const readings = Array.from({ length: 120 * 24 + 1 }, (_, n) => {
      if (n > 0) register += usedOn(Math.floor((n - 1) / 24)) / 24
      const at = FROM + n * 3_600_000
      return [
        { point: 31, at, value: register, quality: 'good' as const },
        { point: 30, at, value: outdoor(n), quality: 'good' as const },
      ]
    })
    await house.hear(readings.flat())
    const items = Array.from({ length: 120 }, (_, n) => ({
      date: dateAt(n),
      kind: 'meals' as const,
      meal: 'all' as const,
      areaId: null,
      count: Math.round(meals(n)),
    }))
    house.energy.activities.put(items, { siteId: SITE, by: 'li', from: 'api' })
  }, 30_000)

  test('needs enough days', async () => {
    const asked = house.energy.baselines.create({
      name: { zh: '', en: '' },
      meter: meter('kitchen'),
      from: day(0),
      to: day(20),
      by: 'li',
    })
    await expect(asked).rejects.toMatchObject({ code: 'report.no-data' })
  })

  test('is learnt from weather and meals, and what was saved since is in its range, with money and payback', async () => {
    const baseline = await house.energy.baselines.create({
      name: { zh: '基准', en: 'Baseline' },
      meter: meter('based'),
      from: dateAt(0),
      to: dateAt(78),
      by: 'li',
    })
    expect(baseline.model.drivers).toEqual(expect.arrayContaining(['hdd', 'meals']))
    expect(baseline.model.passes).toBe(true)
    house.state.measures.put({
      id: 'm1',
      siteId: SITE,
      name: { zh: '变频', en: 'Inverter' },
      baselineId: baseline.id,
      doneOn: dateAt(80),
      cost: 5000,
      note: '',
      by: 'li',
      createdAt: 0,
    })
    const report = await house.energy.baselines.savings(baseline, dateAt(80), dateAt(118))
    const truth = Array.from({ length: 39 }, (_, n) => usedOn(80 + n) / 0.9 - usedOn(80 + n)).reduce(
      (sum, value) => sum + value,
      0,
    )
    expect(report.total?.steps).toBe(39)
    expect(report.total?.low).toBeLessThan(truth)
    expect(report.total?.high).toBeGreaterThan(truth)
    // What a unit cost on average, by the tariff with its peak that is in force then.
    const price = (report.money?.saved ?? 0) / (report.total?.saved ?? 1)
    expect(price).toBeGreaterThan(0.6)
    expect(price).toBeLessThan(1)
    const [measure] = report.measures
    expect(measure?.paybackYears).toBeCloseTo(5000 / (((report.total?.saved ?? 0) / 39) * 365 * price), 6)
    expect(report.steps.at(-1)?.cusum).toBeCloseTo(report.total?.saved ?? 0, 6)
    house.energy.baselines.remove(baseline)
    expect(house.state.measures.get('m1')).toBeUndefined()
  })
})
