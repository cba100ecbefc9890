/** What a person wrote into the blanks of a report, put where it belongs. */
import type { Block, Cell, ReportDocument, Words } from '../contract/report-document.ts'
import { isBlank } from './document.ts'

const said = (answer: string): Words => ({ zh: answer, en: answer })

/** The document with its blanks filled, in the order they are read; an empty answer leaves its blank open. */
export function withAnswers(document: ReportDocument, answers: readonly string[]): ReportDocument {
  if (answers.every(answer => answer === '')) return document
  let n = 0
  const next = () => answers[n++] ?? ''
  const sections = document.sections.map(section => ({
    ...section,
    blocks: section.blocks.map(block => filled(block, next)),
  }))
  return { ...document, sections }
}

function filled(block: Block, next: () => string): Block {
  switch (block.type) {
    case 'blank': {
      const answer = next()
      if (answer === '') return block
      return {
        type: 'paragraph',
        text: { zh: `${block.prompt.zh}：{answer}`, en: `${block.prompt.en}: {answer}` },
        slots: { answer: said(answer) },
      }
    }
    case 'paragraph':
      return { ...block, slots: filledSlots(block.slots, next) }
    case 'table':
      return { ...block, rows: block.rows.map(row => filledRow(row, next)) }
    default:
      return block
  }
}

function filledSlots<T extends Record<string, unknown>>(slots: T, next: () => string): T {
  const entries = Object.entries(slots).map(([name, slot]) => {
    if (!isBlank(slot)) return [name, slot]
    const answer = next()
    return [name, answer === '' ? slot : said(answer)]
  })
  return Object.fromEntries(entries) as T
}

function filledRow(row: Record<string, Cell>, next: () => string): Record<string, Cell> {
  const entries = Object.entries(row).map(([key, cell]): [string, Cell] => {
    if (!isBlank(cell)) return [key, cell]
    const answer = next()
    return [key, answer === '' ? cell : answer]
  })
  return Object.fromEntries(entries)
}
