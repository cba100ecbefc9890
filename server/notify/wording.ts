/** A message in the language of its reader, or in both, for channels that carry text. */
import type { Language } from '../../core/contract/schema.ts'
import type { Notification } from '../../core/ports.ts'
import { notifyTexts } from '../../core/text/notify.ts'

export interface Wording {
  readonly title: string
  readonly lines: readonly string[]
  readonly openUrl: string | null
  readonly acknowledgeUrl: string | null
  /** What the two links are called. */
  readonly openWord: string
  readonly acknowledgeWord: string
}

/** `language` is the reader's own, where one person reads it. */
export function wordingOf({ title, more }: Notification, language?: Language): Wording {
  const asked = language ?? more?.language ?? 'zh'
  const languages: readonly Language[] = asked === 'both' ? ['zh', 'en'] : [asked]
  const join = (say: (one: Language) => string) => languages.map(say).join(' / ')
  return {
    title: join(one => title[one]),
    lines: languages.flatMap(one => [...(more?.lines[one] ?? []), ...namedLine(more?.named ?? [], one)]),
    openUrl: more?.openUrl ?? null,
    acknowledgeUrl: more?.acknowledgeUrl ?? null,
    openWord: join(one => notifyTexts.open[one]),
    acknowledgeWord: join(one => notifyTexts.answer[one]),
  }
}

function namedLine(named: readonly { readonly name: string }[], language: Language): string[] {
  if (named.length === 0) return []
  const names = named.map(({ name }) => name).join(language === 'zh' ? '、' : ', ')
  return [notifyTexts.meant[language].replace('{names}', names)]
}

/** Cut so that it fits into so many bytes of UTF-8, at a character, with a mark that something is missing. */
export function cutToBytes(text: string, bytesMax: number): string {
  if (Buffer.byteLength(text) <= bytesMax) return text
  let cut = text.slice(0, bytesMax)
  while (Buffer.byteLength(cut) > bytesMax - 3) cut = cut.slice(0, -1)
  return `${cut}…`
}
