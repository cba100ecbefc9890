/** The kitchen's own words in the language that is on, and how its numbers are written. */
import type { PointId } from '../../../core/contract/reading.ts'
import { type CabinetWord, cabinetTexts } from '../../../core/text/cabinet.ts'
import { fill, type TextValues } from '../../../core/text/text.ts'
import { language } from '../../data/preferences.ts'
import { number, pointOf, valueText } from '../../data/shown.ts'

export function k(key: CabinetWord, values?: TextValues): string {
  return fill(cabinetTexts[key], language.value, values)
}

/** A temperature as the cabinet's probe writes it. */
export const degrees = (value: number | null, pointId: PointId | null) => valueText(value, pointOf(pointId))

export const minutes = (value: number) => number(Math.round(value))
