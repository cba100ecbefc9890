/** Sentences with figures in them, put together into paragraphs. */
import type { Blank, Block, BlockOf, Figure, Trace, Words } from '../contract/report-document.ts'

type Slots = BlockOf<'paragraph'>['slots']

export interface Sentence {
  readonly text: Words
  readonly slots: Slots
}

export const sentence = (
  text: Words,
  slots: Readonly<Record<string, Figure | Blank | Words>> = {},
): Sentence => ({
  text,
  slots: { ...slots },
})

/** A number of things. */
export const counted = (value: number, trace?: Trace): Figure => ({
  value,
  unit: '',
  digits: 0,
  ...(trace !== undefined && { trace }),
})

/** One paragraph of several sentences; none when there is nothing to say. */
export function paragraph(sentences: readonly Sentence[]): Block[] {
  if (sentences.length === 0) return []
  const { texts, slots } = apart(sentences)
  const text = {
    zh: texts.map(({ zh }) => zh).join(''),
    // What goes on after a comma or ends a sentence stands close to it.
    en: texts.reduce((all, { en }) => (all === '' || /^[,.;]/.test(en) ? all + en : `${all} ${en}`), ''),
  }
  return [{ type: 'paragraph', text, slots }]
}

/** A note for each sentence; none when there is nothing to say. */
export function notes(sentences: readonly Sentence[]): Block[] {
  if (sentences.length === 0) return []
  const { texts, slots } = apart(sentences)
  return [{ type: 'notes', notes: texts, slots: slots as Required<BlockOf<'notes'>>['slots'] }]
}

/** Each keeps its own slots. */
function apart(sentences: readonly Sentence[]): { texts: Words[]; slots: Slots } {
  const slots: Slots = {}
  const texts = sentences.map(({ text, slots: own }, n) => {
    for (const [name, slot] of Object.entries(own)) slots[`s${n}_${name}`] = slot
    const renamed = (words: string) => words.replace(/\{(\w+)\}/g, (_, name: string) => `{s${n}_${name}}`)
    return { zh: renamed(text.zh), en: renamed(text.en) }
  })
  return { texts, slots }
}
