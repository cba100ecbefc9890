import { money, number, unit } from '../../data/shown.ts'
import { w } from '../../data/words.ts'

/** What a unit adds to a number; money has its own sign in front. */
export function figure(value: number | null, unitWord: string, digits: number): string {
  if (value === null) return w('notMeasured')
  return unitWord === 'CNY' ? money(value) : `${number(value, digits)} ${unit(unitWord)}`
}
