import { accessTexts } from '../../../core/text/access.ts'
import { fill, type TextValues } from '../../../core/text/text.ts'
import { language } from '../../data/preferences.ts'

/** One line about who connects. */
export function a(key: keyof typeof accessTexts, values?: TextValues): string {
  return fill(accessTexts[key], language.value, values)
}
