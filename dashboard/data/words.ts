/** The words of the pages in the language that is on. Reading them inside a component makes it follow the switch. */
import type { Name } from '../../core/contract/schema.ts'
import { uiNotify } from '../../core/text/notify-ui.ts'
import { fill, type Texts, type TextValues } from '../../core/text/text.ts'
import { ui } from '../../core/text/ui.ts'
import { uiPages } from '../../core/text/ui-pages.ts'
import { uiSettings } from '../../core/text/ui-settings.ts'
import { language } from './preferences.ts'

const all = { ...ui, ...uiPages, ...uiSettings, ...uiNotify }
export type WordKey = keyof typeof all

/** One line of the interface. */
export function w(key: WordKey, values?: TextValues): string {
  return fill(all[key], language.value, values)
}

/** The words of one topic, for pages that are fetched when they are first opened and bring their own. */
export const wordsFrom =
  <T extends Texts>(table: T) =>
  (key: keyof T & string, values?: TextValues): string =>
    fill(table[key] as Name, language.value, values)

/** A name that carries both languages. */
export function n(name: Name): string {
  return name[language.value]
}
