/**
 * Words. Each topic is one file in which every line carries both languages side by side, so that one cannot be
 * written and the other forgotten. `{name}` marks a value.
 */
import type { Language, Name } from '../contract/schema.ts'

export type Texts = Readonly<Record<string, Name>>
export type TextValues = Readonly<Record<string, string | number>>

/** Declares a topic and keeps its keys as literal types. */
export function texts<const T extends Texts>(table: T): T {
  return table
}

/** One text in one language with its values filled in. A missing value stays visible as `{name}`. */
export function fill(text: Name, language: Language, values: TextValues = {}): string {
  return text[language].replace(/\{(\w+)\}/g, (whole, key: string) => {
    const value = values[key]
    return value === undefined ? whole : String(value)
  })
}

/** A text in both languages with its values filled in; a value may itself be a {@link Name}. */
export function fillBoth(text: Name, values: Readonly<Record<string, string | number | Name>> = {}): Name {
  const inLanguage = (language: Language) =>
    fill(
      text,
      language,
      Object.fromEntries(
        Object.entries(values).map(([k, v]) => [k, typeof v === 'object' ? v[language] : v]),
      ),
    )
  return { zh: inLanguage('zh'), en: inLanguage('en') }
}
