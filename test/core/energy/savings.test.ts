/** Baselines and savings: published answers, and random years whose true saving is known. */
import { describe, expect, test } from 'vitest'
import { chooseBaseline, type DayFacts } from '../../../core/energy/baseline.ts'
import { dayKinds } from '../../../core/energy/calendar.ts'
import { heatingDegreeDays } from '../../../core/energy/degree-days.ts'
import { cvRmsePercent, dot, leastSquares, nmbePercent, r2Of } from '../../../core/energy/regression.ts'
import { paybackYears, savingOf } from '../../../core/energy/savings.ts'
import { simulateYears } from '../../../simulators/energy-years.ts'
import { createRandom } from '../../../simulators/random.ts'
import { workedExample } from '../../support/worked-example.ts'

/** A hundred take fifteen seconds: ENERGY_YEARS=100 runs them, ENERGY_SEED other ones. */
const YEARS = Number(process.env.ENERGY_YEARS ?? 30)
const kindOf = dayKinds([])
const list = (example: ReturnType<typeof workedExample>, name: string) => example.raw.inputs[name] as number[]

describe('worked examples', () => {
  test('baseline-1: heating degree days explain a year', () => {
    const example = workedExample('baseline-1')
    const [hdd, mwh] = [list(example, 'hdd'), list(example, 'mwh')]
    const rows = hdd.map(value => [1, value])
    const fit = leastSquares(rows, mwh)
    const modelled = rows.map(row => dot(row, fit?.coefficients ?? []))
    const within = (name: string, value: number | null | undefined) =>
      expect(Math.abs((value ?? Number.NaN) - example.expected(name)), name).toBeLessThanOrEqual(
        example.tolerance(name),
      )
    within('a', fit?.coefficients[0])
    within('b', fit?.coefficients[1])
    within('r2', r2Of(mwh, modelled))
    within('cv_rmse_pct', cvRmsePercent(mwh, modelled, 2))
    within('nmbe_pct', nmbePercent(mwh, modelled, 2))
  })

  test('savings-1: avoided use against it', () => {
    const example = workedExample('savings-1')
    const expected = list(example, 'hdd_report').reduce(
      (sum, hdd) => sum + example.input('a') + example.input('b') * hdd,
      0,
    )
    const actual = list(example, 'actual_mwh').reduce((sum, value) => sum + value, 0)
    expect(Math.abs(expected - example.expected('baseline_mwh'))).toBeLessThan(example.tolerance('mwh'))
    expect(Math.abs(expected - actual - example.expected('avoided_mwh'))).toBeLessThan(
      example.tolerance('mwh'),
    )
    expect(Math.abs((100 * (expected - actual)) / expected - example.expected('avoided_pct'))).toBeLessThan(
      example.tolerance('pct'),
    )
  })

  test('stats-1: CV(RMSE) and NMBE', () => {
    const example = workedExample('stats-1')
    const [measured, modelled] = [list(example, 'measured'), list(example, 'modelled')]
    const p = example.input('p')
    expect(
      Math.abs((cvRmsePercent(measured, modelled, p) ?? 0) - example.expected('cv_rmse_pct')),
    ).toBeLessThan(example.tolerance('pct'))
    expect(Math.abs((nmbePercent(measured, modelled, p) ?? 0) - example.expected('nmbe_pct'))).toBeLessThan(
      example.tolerance('pct'),
    )
  })

  test('dd-1: heating degree days', () => {
    const example = workedExample('dd-1')
    const days = example.raw.inputs.days as [number, number][]
    const hdd = days.map(([high, low]) => heatingDegreeDays(high, low, example.input('base_C')))
    expect(hdd).toEqual(example.raw.expected.hdd)
  })
})

describe('the model', () => {
  const { before, after } = simulateYears(createRandom(11), date => kindOf(date) === 'workday')

  test('takes the drivers there are, and says how well it fits what it has not seen', () => {
    const chosen = chooseBaseline(before, 'day')
    expect(chosen?.model.drivers).toContain('meals')
    expect(chosen?.model.drivers).toContain('cdd')
    expect(chosen?.model.quality.r2).toBeGreaterThan(0.75)
    expect(chosen?.model.quality.outCvRmsePercent).toBeGreaterThan(chosen?.model.quality.cvRmsePercent ?? 100)
    expect(chosen?.model.passes).toBe(true)
    expect(chosen?.tried.length).toBeGreaterThan(4)
  })

  test('goes without what nobody wrote down', () => {
    const chosen = chooseBaseline(
      before.map(day => ({ ...day, meals: null, heads: null })),
      'day',
    )
    expect(chosen?.model.drivers).not.toContain('meals')
    expect(chosen?.model.drivers).toContain('workdays')
  })

  test('fits months too', () => {
    const chosen = chooseBaseline(before, 'month')
    expect(chosen?.model.quality.n).toBe(12)
    expect(chosen?.model.passes).toBe(true)
    const saving = savingOf(chosen?.model ?? never(), after)
    expect(saving.steps).toHaveLength(12)
    expect(saving.total?.saved).toBeGreaterThan(0)
  })

  test('needs enough days', () => {
    expect(chooseBaseline(before.slice(0, 40), 'day')).toBeNull()
  })

  test('noise without a cause does not pass', () => {
    const random = createRandom(5)
    const noise: DayFacts[] = before.map(day => ({ ...day, use: 100 + 80 * random.normal() }))
    expect(chooseBaseline(noise, 'day')?.model.passes).toBe(false)
  })

  test('days without readings are missing, never zero; the sum is of the others', () => {
    const model = chooseBaseline(before, 'day')?.model ?? never()
    const gappy = after.map((day, n) => (n % 10 === 0 ? { ...day, use: null } : day))
    const { total, steps } = savingOf(model, gappy)
    expect(total?.stepsMissing).toBe(37)
    expect(steps.filter(({ saved }) => saved === null)).toHaveLength(37)
    const whole = savingOf(model, after).total
    expect((total?.saved ?? 0) / (whole?.saved ?? 1)).toBeGreaterThan(0.8)
    expect((total?.saved ?? 0) / (whole?.saved ?? 1)).toBeLessThan(0.98)
  })

  test('an adjustment noted by a person is added to the days it holds for', () => {
    const model = chooseBaseline(before, 'day')?.model ?? never()
    const plain = savingOf(model, after).total
    const noted = savingOf(model, after, [{ from: '2025-03-01', to: '2025-03-10', perDay: 12 }]).total
    expect((noted?.saved ?? 0) - (plain?.saved ?? 0)).toBeCloseTo(120, 6)
    expect(noted?.adjustment).toBeCloseTo(120, 6)
  })

  test('CUSUM ends at the whole saving', () => {
    const { total, steps } = savingOf(chooseBaseline(before, 'day')?.model ?? never(), after)
    expect(steps.at(-1)?.cusum).toBeCloseTo(total?.saved ?? 0, 6)
  })

  test('payback is cost over what a year saves', () => {
    expect(paybackYears(9000, 3000)).toBe(3)
    expect(paybackYears(9000, -1)).toBeNull()
    expect(paybackYears(null, 3000)).toBeNull()
  })
})

test(`the true saving lies inside the stated uncertainty in at least nine of ten random years`, () => {
  const seed = Number(process.env.ENERGY_SEED ?? 20_261)
  const random = createRandom(seed)
  let inside = 0
  let width = 0
  for (let year = 0; year < YEARS; year++) {
    const { before, after, trueSaving } = simulateYears(
      random.fork(`year ${year}`),
      date => kindOf(date) === 'workday',
    )
    const chosen = chooseBaseline(before, 'day')
    const total = chosen === null ? null : savingOf(chosen.model, after).total
    if (total !== null && total.low <= trueSaving && trueSaving <= total.high) inside++
    if (total !== null) width += (total.high - total.low) / 2 / trueSaving / YEARS
  }
  console.log(
    `seed ${seed}: ${inside} of ${YEARS} inside, mean half width ${(100 * width).toFixed(0)} % of the saving`,
  )
  // Of thirty, three outside are allowed; one more happens to an honest nine in ten now and then.
  expect(inside / YEARS, `seed ${seed}`).toBeGreaterThanOrEqual(YEARS < 100 ? 0.86 : 0.9)
  // An interval that holds everything says nothing.
  expect(width).toBeLessThan(1)
})

function never(): never {
  throw new Error('no model')
}
