/** What the canteen's till says of a day: as busy as its kitchen, with the chance of a real week. */
import { createRandom } from './random.ts'

export interface MealCount {
  readonly meal: 'breakfast' | 'lunch' | 'dinner'
  readonly count: number
}

/** As the kitchen's own physics has it: a weekend is less than half of a workday. */
const WEEKEND_PART = 0.45
const USUAL = { breakfast: 310, lunch: 640, dinner: 420 } as const

/** The same every time for the same local date, YYYY-MM-DD. */
export function mealsOn(date: string): MealCount[] {
  const random = createRandom(Number(date.replaceAll('-', ''))).fork('meals')
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay()
  const part = weekday === 0 || weekday === 6 ? WEEKEND_PART : 1
  return (['breakfast', 'lunch', 'dinner'] as const).map(meal => ({
    meal,
    count: Math.max(0, Math.round(USUAL[meal] * part * (1 + 0.06 * random.normal()))),
  }))
}
