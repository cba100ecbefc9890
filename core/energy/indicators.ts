/** Use, money, carbon and standard coal over what was done with it: per meal, per head, per m². */
import type { Factor } from '../contract/energy-carbon.ts'
import type { Indicator } from '../contract/energy-target.ts'
import { MEDIUM_UNIT, type Medium } from '../contract/energy-words.ts'
import { factorFor } from './factors.ts'

export interface IndicatorInput {
  readonly medium: Medium
  readonly use: number | null
  readonly money: number | null
  readonly meals: number | null
  /** The mean number of people of the days. */
  readonly heads: number | null
  readonly areaM2: number | null
  readonly days: number
  readonly daysKnown: number
  /** Of the use; decides the factors. */
  readonly year: number
  readonly factors: readonly Factor[]
}

/** Null wherever one side is not known: a canteen without meal counts has no use per meal, not an infinite one. */
export function indicatorOf(input: IndicatorInput): Indicator {
  const { medium, use, money, meals, heads, areaM2, year, factors } = input
  const times = (kind: Factor['kind']) => {
    const factor = factorFor(factors, kind, medium, year)
    return factor === null || use === null ? null : use * factor.value
  }
  return {
    medium,
    use,
    unit: MEDIUM_UNIT[medium],
    money,
    kgCo2: times('carbon'),
    kgce: times('coal'),
    perMeal: over(use, meals),
    perHead: over(use, heads),
    perM2: over(use, areaM2),
    moneyPerMeal: over(money, meals),
    moneyPerHead: over(money, heads),
    moneyPerM2: over(money, areaM2),
    days: input.days,
    daysKnown: input.daysKnown,
  }
}

export function over(value: number | null, by: number | null): number | null {
  return value === null || by === null || by <= 0 ? null : value / by
}
