/** Virtual meters, exchanges, typed-in readings, tables as text, targets and the league. */
import { Value } from 'typebox/value'
import { describe, expect, test } from 'vitest'
import { createJudge } from '../../../core/alarms/condition.ts'
import { compile } from '../../../core/alarms/expression.ts'
import type { Meter } from '../../../core/contract/energy.ts'
import { WASTE_DEFAULTS, WASTE_KINDS } from '../../../core/contract/energy-waste.ts'
import { RuleInput } from '../../../core/contract/rule.ts'
import { dateIn, instantIn, numberIn, parseCsv } from '../../../core/energy/csv.ts'
import { detectorsOf, driftDraft } from '../../../core/energy/detectors.ts'
import { factorFor } from '../../../core/energy/factors.ts'
import { gridOf } from '../../../core/energy/grid.ts'
import { indicatorOf } from '../../../core/energy/indicators.ts'
import { type Entrant, leagueOf } from '../../../core/energy/league.ts'
import { learn } from '../../../core/energy/learning.ts'
import { checkReading } from '../../../core/energy/plausibility.ts'
import { flowsOf, mainsOf, termsOf } from '../../../core/energy/tree.ts'
import { counterUse } from '../../../core/points/counter.ts'
import { workedExample } from '../../support/worked-example.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

function meter(id: string, some: Partial<Meter> = {}): Meter {
  return {
    id,
    siteId: 's',
    name: { zh: id, en: id },
    medium: 'water',
    pointId: 1,
    parentId: null,
    areaId: null,
    createdAt: 0,
    ...some,
  }
}
const virtual = (id: string, formula: Meter['formula']) =>
  meter(id, { pointId: null, ...(formula && { formula }) })

describe('virtual meters', () => {
  const all = [
    meter('main'),
    meter('kitchen', { parentId: 'main' }),
    meter('garden', { parentId: 'main' }),
    virtual('rest', { type: 'difference', from: 'main', minus: ['kitchen', 'garden'] }),
    virtual('half', { type: 'share', of: 'rest', part: 0.5 }),
    virtual('two', { type: 'sum', of: ['kitchen', 'half'] }),
    virtual('ring', { type: 'sum', of: ['ring2'] }),
    virtual('ring2', { type: 'sum', of: ['ring'] }),
    virtual('lost', { type: 'sum', of: ['gone'] }),
  ]
  const byId = new Map(all.map(one => [one.id, one]))
  const terms = (id: string) => termsOf(byId.get(id) ?? meter('?'), byId)

  test('are made of real ones, through each other', () => {
    expect(terms('two')).toEqual([
      { meterId: 'kitchen', weight: 0.5 },
      { meterId: 'main', weight: 0.5 },
      { meterId: 'garden', weight: -0.5 },
    ])
  })

  test('in a ring, or of what is gone, are unknown', () => {
    expect(terms('ring')).toBeNull()
    expect(terms('lost')).toBeNull()
  })

  test('are no mains: what the site bought is counted once', () => {
    expect(mainsOf(all, 'water').map(({ id }) => id)).toEqual(['main'])
  })

  test('what children do not account for is left over, unknown where one of them is', () => {
    const used = (kitchen: number | null) =>
      new Map([
        ['main', { use: 100, cost: null, estimated: false }],
        ['kitchen', { use: kitchen, cost: null, estimated: false }],
        ['garden', { use: 30, cost: null, estimated: false }],
      ])
    expect(flowsOf(all.slice(0, 3), used(60))[0]?.rest).toBe(10)
    expect(flowsOf(all.slice(0, 3), used(null))[0]?.rest).toBeNull()
  })
})

describe('an exchange of the meter', () => {
  const facts = (swaps: { at: number; finalRegister: number | null; firstRegister: number | null }[]) => ({
    modulus: null,
    noise: 0,
    maxPerHour: null,
    swaps,
  })

  test('counter-5: the old one runs to its final reading, the new one goes on from its first', () => {
    const example = workedExample('counter-5')
    const swap = {
      at: 12 * HOUR,
      finalRegister: example.input('final_old'),
      firstRegister: example.input('initial_new'),
    }
    const readings = [
      { at: 0, value: example.input('prev') },
      { at: DAY, value: example.input('cur_new') },
    ]
    expect(counterUse(readings, [0, DAY], facts([swap])).use[0]).toBeCloseTo(example.expected('usage'), 9)
  })

  test('that nobody read is a gap in the use, not a jump', () => {
    const readings = [10, 11, 9000, 9002].map((value, n) => ({ at: n * HOUR, value }))
    const swap = { at: 1.5 * HOUR, finalRegister: null, firstRegister: null }
    expect(counterUse(readings, [0, 3 * HOUR], facts([swap])).use[0]).toBe(3)
  })

  test('to a register that stands higher is no use either', () => {
    const readings = [5, 500, 501].map((value, n) => ({ at: n * HOUR, value }))
    const swap = { at: 0.5 * HOUR, finalRegister: 6, firstRegister: 498 }
    expect(counterUse(readings, [0, 2 * HOUR], facts([swap])).use[0]).toBe(4)
  })
})

test('what lies at an edge inside a long gap is marked as an estimate', () => {
  const readings = [
    { at: 0, value: 0 },
    { at: HOUR, value: 1 },
    { at: 10 * HOUR, value: 19 },
    { at: 11 * HOUR, value: 20 },
  ]
  const uses = counterUse(readings, [0, HOUR, 5 * HOUR, 10 * HOUR, 11 * HOUR], null)
  expect([...uses.estimated]).toEqual([0, 1, 1, 0])
  expect([...uses.use]).toEqual([1, 8, 10, 1])
})

describe('a reading typed in', () => {
  const earlier = [0, 30, 62, 90, 121].map((value, n) => ({ at: n * 10 * DAY, value }))
  const check = (value: number, modulus: number | null = null) =>
    checkReading({ at: 50 * DAY, value }, earlier, { modulus, noise: 0, maxPerHour: null })

  test.each([
    [152, 'plausible', 31],
    [121, 'low', 0],
    [321, 'high', 200],
    [112, 'backwards', null],
  ] as const)('%d is %s', (value, word, use) => {
    expect(check(value)).toMatchObject({ check: word, use })
  })

  test('past the end of the register is a rollover', () => {
    expect(check(20, 130)).toMatchObject({ check: 'rollover', use: 29 })
  })

  test('the first has nothing to be compared with', () => {
    expect(checkReading({ at: 0, value: 5 }, [], null).check).toBe('first')
  })
})

describe('tables as text', () => {
  test('as spreadsheets write them', () => {
    expect(parseCsv('\uFEFFtime;"a ""b"""\r\n2025-01-01;1,5\r\n\r\n2025-01-02;\r\n')).toEqual([
      { line: 1, cells: ['time', 'a "b"'] },
      { line: 2, cells: ['2025-01-01', '1,5'] },
      { line: 4, cells: ['2025-01-02', ''] },
    ])
  })

  test.each([
    ['1,5', 1.5],
    ['1,234', 1234],
    ['1,234.5', 1234.5],
    [' 12 ', 12],
    ['', null],
    ['n/a', null],
    ['1e3', 1000],
    ['Infinity', null],
  ])('the number in %j is %j', (cell, value) => {
    expect(numberIn(cell)).toBe(value)
  })

  test.each([
    ['2025-03-04', '2025-03-03T16:00:00Z'],
    ['2025/3/4 05:30', '2025-03-03T21:30:00Z'],
    ['2025年3月4日', '2025-03-03T16:00:00Z'],
    ['2025-03-04T05:30:00+01:00', '2025-03-04T04:30:00Z'],
    ['1741042800', '2025-03-03T23:00:00Z'],
    ['03/04/2025', null],
    ['2025-13-01', null],
  ])('the instant in %j is %j', (cell, instant) => {
    expect(instantIn(cell, 'Asia/Shanghai')).toBe(instant === null ? null : Date.parse(instant))
  })

  test('a date is a date', () => {
    expect(dateIn('2025/3/4')).toBe('2025-03-04')
  })
})

describe('the league', () => {
  const entrant = (id: string, use: number | null, meals: number | null): Entrant => ({
    id,
    name: { zh: id, en: id },
    use,
    burden: { meals },
  })

  test('ranks by use over what is fair, not by use', () => {
    const { rows } = leagueOf([
      entrant('big', 1000, 2000),
      entrant('small', 300, 400),
      entrant('silent', null, 100),
    ])
    expect(rows.map(({ id }) => id)).toEqual(['big', 'small', 'silent'])
    expect(rows[0]?.score).toBeLessThan(0)
    expect(rows[2]).toMatchObject({ rank: null, score: null })
    expect(rows[0]?.why.zh).toMatch(/公平用量/)
  })

  test('a place of which nothing is known stands aside; the others are ranked all the same', () => {
    const { rows, burdens } = leagueOf([
      entrant('store', 50, null),
      entrant('big', 1000, 2000),
      entrant('small', 300, 400),
    ])
    expect(burdens).toEqual(['meals'])
    expect(rows.map(({ id, rank }) => [id, rank])).toEqual([
      ['big', 1],
      ['small', 2],
      ['store', null],
    ])
    expect(leagueOf([entrant('alone', 5, 10), entrant('store', 50, null)]).burdens).toEqual([])
  })

  test('without anything to be fair with nobody is ranked', () => {
    expect(
      leagueOf([entrant('a', 10, null), entrant('b', 20, null)]).rows.every(({ rank }) => rank === null),
    ).toBe(true)
  })
})

describe('detectors', () => {
  const learnt = {
    resolution: 0.01,
    stops: true,
    daily: true,
    nightUsual: 0.1,
    closedHigh: 0.2,
    closedUsual: 0.1,
    mostHalfHour: 5,
    restUsual: 0.3,
    restMiddle: 0.1,
    eveningW: 4000,
    eveningLowW: 3500,
    dayLowW: 1500,
  }
  const around = {
    learnt,
    flowPointId: 2,
    powerPointId: 3,
    children: [4, 5],
    light: { pointId: 6, metric: 'solar_radiation' },
    outdoorPointId: 7,
    contractKw: null,
    sameRatio: true,
    settings: WASTE_DEFAULTS,
    price: 0.8,
  } as const
  const kinds = new Map<string, ReturnType<typeof detectorsOf>[number]>()
  for (const some of [
    { medium: 'water' },
    { medium: 'electricity', purpose: 'lighting' },
    { medium: 'electricity', purpose: 'whole' },
    { medium: 'gas' },
  ] as const)
    for (const draft of detectorsOf({ ...around, meter: meter('m', some) })) kinds.set(draft.kind, draft)
  const drift = driftDraft({ pointId: 8, name: { zh: '柜', en: 'Cabinet' } }, [9, 10], WASTE_DEFAULTS)
  if (drift !== null) kinds.set(drift.kind, drift)

  test('hold to what the site says about itself', () => {
    const settings = {
      ...WASTE_DEFAULTS,
      nightUseLpm: 10,
      nightMorePercent: 100,
      burstTimes: 3,
      openFrom: '04:00',
      openTo: '23:30',
      deadDays: 4,
    }
    const of = (kind: string, some: Partial<Meter>) =>
      detectorsOf({ ...around, settings, meter: meter('m', some) }).find(one => one.kind === kind)
    // Ten litres a minute are legitimate: 0.6 m³/h, more than twice the usual 0.1.
    expect(of('night-flow', { medium: 'water' })?.rule.condition).toMatchObject({ inside: { amount: 0.6 } })
    expect(of('night-base-load', { medium: 'electricity' })?.rule.condition).toMatchObject({
      inside: { amount: 0.2 },
    })
    expect(of('burst', { medium: 'water' })?.rule.condition).toMatchObject({ amount: 5 })
    expect(of('dead-meter', { medium: 'water' })?.rule.condition).toMatchObject({ windowS: 4 * 86_400 })
    const kitchen = of('out-of-hours', { medium: 'electricity', purpose: 'kitchen' })
    expect(kitchen?.rule.condition).toMatchObject({ hours: [{ from: '04:00', to: '23:30' }] })
    // Nine half hours of 0.1 kWh at 0.80.
    expect(kitchen?.moneyPerDay).toBeCloseTo(9 * 0.1 * 0.8, 9)
    expect(of('night-base-load', { medium: 'electricity' })?.moneyPerDay).toBeCloseTo(0.1 * 24 * 0.8, 9)
    expect(of('burst', { medium: 'water' })?.moneyPerDay).toBeNull()
    // Behind a transformer of 40 the counter itself moves a fortieth.
    expect(of('night-base-load', { medium: 'electricity', ratio: 40 })?.rule.condition).toMatchObject({
      inside: { amount: 0.005 },
    })
  })

  test('there is one for every kind of waste', () => {
    expect([...kinds.keys()].toSorted()).toEqual([...WASTE_KINDS].toSorted())
  })

  test.each([...kinds.values()])('$kind is a rule the engine understands', ({ rule }) => {
    expect(Value.Check(RuleInput, rule)).toBe(true)
    const { condition } = rule
    if (condition.type === 'expression')
      expect(compile(condition.text, ['value', ...Object.keys(condition.points)]).problem).toBeNull()
    const judge = createJudge(condition, {
      pointId: rule.pointId,
      timeZone: 'UTC',
      point: () => undefined,
      ordered: () => null,
    })
    expect(judge.fault ?? null).toBeNull()
  })

  test('a week of readings is the least to learn from', () => {
    const grid = gridOf(0, 6 * DAY, 'UTC')
    expect(learn(grid, new Float64Array(grid.count).fill(1), 0.01, null)).toBeNull()
    const longer = gridOf(0, 10 * DAY, 'UTC')
    expect(learn(longer, new Float64Array(longer.count).fill(1), 0.01, null)).toMatchObject({
      nightUsual: 2,
      stops: false,
      daily: true,
    })
  })
})

describe('factors', () => {
  test('kgce-1 and carbon-1', () => {
    const coal = workedExample('kgce-1')
    const input = {
      medium: 'electricity',
      money: null,
      meals: null,
      heads: null,
      areaM2: null,
      days: 1,
      daysKnown: 1,
      year: 2026,
      factors: [],
    } as const
    expect(indicatorOf({ ...input, use: coal.input('kwh') }).kgce).toBeCloseTo(coal.expected('kgce'), 6)
    const carbon = workedExample('carbon-1')
    expect(indicatorOf({ ...input, use: carbon.input('mwh') * 1000 }).kgCo2).toBeCloseTo(
      carbon.expected('tco2') * 1000,
      6,
    )
  })

  test('are of the year they describe, the site’s own first', () => {
    expect(factorFor([], 'carbon', 'electricity', 2026)?.value).toBe(0.5306)
    expect(factorFor([], 'carbon', 'electricity', 2022)?.value).toBe(0.5366)
    const own = {
      id: 'x',
      siteId: 's',
      kind: 'carbon',
      medium: 'electricity',
      value: 0.7096,
      year: 2022,
      region: '山西',
      publisher: 'MEE',
      source: '',
    } as const
    expect(factorFor([own], 'carbon', 'electricity', 2026)?.value).toBe(0.7096)
    expect(factorFor([], 'carbon', 'water', 2026)).toBeNull()
  })
})
