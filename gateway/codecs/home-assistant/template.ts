/**
 * The part of Home Assistant's templates (Jinja) that devices really publish: fields of `value_json`, arithmetic,
 * comparisons, a choice, and a handful of filters. Read into a function once; nothing is ever evaluated as code, and
 * whatever is not understood is refused whole.
 *
 * Here unknown stays unknown, unlike in Jinja: a missing field makes every sum, comparison and choice that needs it
 * missing too, and a literal that stands in for it (`| default(0)`, `else 0`) is no reading.
 *
 * Source: www.home-assistant.io/docs/configuration/templating (processing incoming data).
 */
import {
  choose,
  DEPTH_MAX,
  type Expression,
  expressionOf,
  type Scope,
  type Template,
  Unreadable,
} from './expression.ts'
import { textOf } from './functions.ts'

export type { Scope, Template }

const TEMPLATE_MAX_CHARS = 1000
const PIECES = /\{\{-?([\s\S]*?)-?\}\}|\{%-?([\s\S]*?)-?%\}/g

/** Undefined for a template that is more than this. */
export function compileTemplate(text: string): Template | undefined {
  if (text.length > TEMPLATE_MAX_CHARS) return undefined
  try {
    const pieces = piecesOf(text)
    const template = block(pieces, [])
    return pieces.length === 0 ? template : undefined
  } catch (error) {
    if (error instanceof Unreadable) return undefined
    throw error
  }
}

interface Piece {
  readonly kind: 'text' | 'output' | 'statement'
  readonly text: string
}

function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = []
  let end = 0
  const addText = (between: string) => {
    if (/\{[{%]/.test(between)) throw new Unreadable()
    if (between.trim() !== '') pieces.push({ kind: 'text', text: between.trim() })
  }
  for (const match of text.matchAll(PIECES)) {
    addText(text.slice(end, match.index))
    if (match[1] !== undefined) pieces.push({ kind: 'output', text: match[1] })
    else pieces.push({ kind: 'statement', text: (match[2] ?? '').trim() })
    end = match.index + match[0].length
  }
  addText(text.slice(end))
  return pieces
}

/** Pieces up to one of the statements that may end them, which stays. */
function block(pieces: Piece[], ends: readonly string[], depth = 0): Template {
  if (depth > DEPTH_MAX) throw new Unreadable()
  const parts: Template[] = []
  for (let piece = pieces[0]; piece !== undefined; piece = pieces[0]) {
    const { kind, text } = piece
    const word = text.split(/\s/)[0] ?? ''
    if (kind === 'statement' && ends.includes(word)) break
    pieces.shift()
    if (kind === 'text') parts.push(() => text)
    else if (kind === 'output') parts.push(expressionOf(text).of)
    else if (word === 'if') parts.push(choice(pieces, text.slice(word.length), depth))
    else throw new Unreadable()
  }
  const [only] = parts
  if (parts.length <= 1) return only ?? (() => undefined)
  return scope => {
    const values = parts.map(part => part(scope))
    return values.some(value => value === undefined) ? undefined : values.map(textOf).join('')
  }
}

function choice(pieces: Piece[], condition: string, depth: number): Template {
  const test = expressionOf(condition)
  const yes = branch(pieces, ['elif', 'else', 'endif'], depth + 1)
  const next = pieces.shift()
  if (next === undefined) throw new Unreadable()
  const [word = ''] = next.text.split(/\s/)
  if (word === 'elif')
    return choose(test, yes, { of: choice(pieces, next.text.slice(word.length), depth + 1) })
  if (word !== 'else') return choose(test, yes, { of: () => undefined })
  const no = branch(pieces, ['endif'], depth + 1)
  if (pieces.shift() === undefined) throw new Unreadable()
  return choose(test, yes, no)
}

/** Bare text is a literal. */
function branch(pieces: Piece[], ends: readonly string[], depth: number): Expression {
  const literal = pieces[0]?.kind === 'text'
  const of = block(pieces, ends, depth)
  return literal ? { of, literal } : { of }
}
