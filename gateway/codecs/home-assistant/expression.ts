/** Expressions of a template, read by precedence into functions. */
import { numberOf } from '../../../core/points/spoken.ts'
import {
  COMPARISONS,
  CONSTANTS,
  contains,
  FILTERS,
  member,
  type Operator,
  type Operators,
  PRODUCTS,
  SUMS,
  TESTS,
  truthy,
} from './functions.ts'
import { type Token, tokensOf } from './tokens.ts'

export interface Scope {
  /** The payload as text. */
  readonly value: string
  /** The payload as JSON; undefined when it is none. */
  readonly json: unknown
}

/** What a template makes of a payload; undefined for what is not known. */
export type Template = (scope: Scope) => unknown

export interface Expression {
  readonly of: Template
  readonly literal?: true
  /** Asks whether something is there at all. */
  readonly presence?: true
}

/** A template that is more than is read here. */
export class Unreadable extends Error {}

export const DEPTH_MAX = 24

/**
 * What follows from a test: nothing when the test cannot be decided, and nothing when a literal only stands in for what is
 * not there.
 */
export function choose(test: Expression, yes: Expression, no: Expression): Template {
  const standIn = (one: Expression, other: Expression) =>
    test.presence && one.literal && (one === no || !other.literal)
  return scope => {
    const answer = test.of(scope)
    if (answer === undefined) return undefined
    const [one, other] = truthy(answer) ? [yes, no] : [no, yes]
    return standIn(one, other) ? undefined : one.of(scope)
  }
}

/** Throws {@link Unreadable}. */
export function expressionOf(text: string): Expression {
  const tokens = tokensOf(text)
  if (tokens === undefined) throw new Unreadable()
  const parser = new Parser(tokens)
  const expression = parser.conditional()
  parser.end()
  return expression
}

class Parser {
  readonly #tokens: readonly Token[]
  #at = 0
  #depth = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  end(): void {
    if (this.#at < this.#tokens.length) throw new Unreadable()
  }

  /** `a if test else b`. */
  conditional(): Expression {
    if (++this.#depth > DEPTH_MAX) throw new Unreadable()
    const yes = this.#or()
    let result = yes
    if (this.#takes('if')) {
      const test = this.#or()
      const no = this.#takes('else') ? this.conditional() : { of: () => undefined }
      result = { of: choose(test, yes, no) }
    }
    this.#depth -= 1
    return result
  }

  #or(): Expression {
    let left = this.#and()
    while (this.#takes('or')) {
      const [a, b] = [left.of, this.#and().of]
      left = {
        of: scope => {
          const first = a(scope)
          if (first !== undefined && truthy(first)) return first
          const second = b(scope)
          return first === undefined && !truthy(second) ? undefined : second
        },
      }
    }
    return left
  }

  #and(): Expression {
    let left = this.#not()
    while (this.#takes('and')) {
      const [a, b] = [left, this.#not()]
      const presence = a.presence || b.presence ? { presence: true as const } : {}
      left = {
        of: scope => {
          const first = a.of(scope)
          return first === undefined || !truthy(first) ? first : b.of(scope)
        },
        ...presence,
      }
    }
    return left
  }

  #not(): Expression {
    if (!this.#takes('not')) return this.#comparison()
    const { of, presence } = this.#not()
    const negated: Template = scope => {
      const value = of(scope)
      return value === undefined ? undefined : !truthy(value)
    }
    return presence ? { of: negated, presence } : { of: negated }
  }

  #comparison(): Expression {
    const left = this.#sum()
    if (this.#takes('is')) return this.#test(left)
    if (this.#takes('in')) return this.#membership(left, false)
    if (this.#takesNotIn()) return this.#membership(left, true)
    const operator = this.#operator(COMPARISONS)
    if (operator === undefined) return left
    const right = this.#sum()
    return {
      of: scope => {
        const [a, b] = [left.of(scope), right.of(scope)]
        return a === undefined || b === undefined ? undefined : operator(a, b)
      },
    }
  }

  /** `'name' in value_json`. */
  #membership(left: Expression, not: boolean): Expression {
    const right = this.#sum()
    const of: Template = scope => {
      const is = contains(right.of(scope), left.of(scope))
      return is === undefined ? undefined : is !== not
    }
    return { of, presence: true }
  }

  /** `is defined`, `is not none`, `is number` ... */
  #test({ of }: Expression): Expression {
    const not = this.#takes('not')
    const word = this.#word()
    const test = word !== undefined && Object.hasOwn(TESTS, word) ? TESTS[word] : undefined
    if (test === undefined) throw new Unreadable()
    return { of: scope => test(of(scope)) !== not, presence: true }
  }

  #sum(): Expression {
    return this.#chain(SUMS, () => this.#product())
  }

  #product(): Expression {
    return this.#chain(PRODUCTS, () => this.#filtered())
  }

  #chain(operators: Operators, next: () => Expression): Expression {
    let left = next()
    for (
      let operator = this.#operator(operators);
      operator !== undefined;
      operator = this.#operator(operators)
    ) {
      const [a, b, combine] = [left.of, next().of, operator]
      left = {
        of: scope => {
          const [x, y] = [a(scope), b(scope)]
          return x === undefined || y === undefined ? undefined : combine(x, y)
        },
      }
    }
    return left
  }

  /** `x | float | round(1)`. A sign binds looser than a filter, as in Jinja. */
  #filtered(): Expression {
    if (this.#takes('-')) {
      const { of, literal } = this.#filtered()
      return {
        ...(literal ? { literal } : {}),
        of: scope => {
          const number = numberOf(of(scope))
          return number === undefined ? undefined : -number
        },
      }
    }
    let value = this.#primary()
    while (this.#takes('|')) value = this.#filter(value)
    return value
  }

  #filter({ of }: Expression): Expression {
    const name = this.#word()
    const filter = name !== undefined && Object.hasOwn(FILTERS, name) ? FILTERS[name] : undefined
    if (filter === undefined) throw new Unreadable()
    const given = this.#takes('(') ? this.#arguments() : []
    return {
      of: scope =>
        filter(
          of(scope),
          given.map(one => argumentOf(one, scope)),
        ),
    }
  }

  #primary(): Expression {
    const token = this.#tokens[this.#at++]
    if (token === undefined) throw new Unreadable()
    if (token.kind === 'literal') return { of: () => token.value, literal: true }
    if (token.kind === 'operator') {
      if (token.text === '[') return this.#listed()
      if (token.text !== '(') throw new Unreadable()
      const inner = this.conditional()
      this.#must(')')
      return this.#path(inner)
    }
    if (Object.hasOwn(CONSTANTS, token.text)) return { of: () => CONSTANTS[token.text], literal: true }
    if (token.text === 'value') return this.#path({ of: ({ value }) => value })
    // The state it had: no news.
    if (token.text === 'this') return this.#path({ of: () => undefined })
    if (token.text === 'value_json') return this.#path({ of: ({ json }) => json })
    return this.#call(token.text)
  }

  /** `float(x)` is `x | float`; `iif(test, yes, no)`. */
  #call(name: string): Expression {
    this.#must('(')
    const [first, ...rest] = this.#arguments()
    if (first === undefined) throw new Unreadable()
    if (name === 'iif')
      return { of: choose(first, rest[0] ?? { of: () => true }, rest[1] ?? { of: () => false }) }
    const filter = Object.hasOwn(FILTERS, name) ? FILTERS[name] : undefined
    if (filter === undefined) throw new Unreadable()
    return {
      of: scope =>
        filter(
          first.of(scope),
          rest.map(one => argumentOf(one, scope)),
        ),
    }
  }

  #listed(): Expression {
    const items = this.#arguments(']')
    return { of: scope => items.map(({ of }) => of(scope)) }
  }

  #arguments(end = ')'): Expression[] {
    const all: Expression[] = []
    while (!this.#takes(end)) {
      if (all.length > 0) this.#must(',')
      all.push(this.conditional())
    }
    return all
  }

  /** `.name`, `['name']`, `[0]`, `.get('name')`. */
  #path(start: Expression): Expression {
    let { of } = start
    for (;;) {
      const before = of
      if (this.#takes('.')) {
        const name = this.#word()
        if (name === undefined) throw new Unreadable()
        of = name === 'get' && this.#takes('(') ? this.#got(before) : scope => member(before(scope), name)
      } else if (this.#takes('[')) {
        const token = this.#tokens[this.#at++]
        if (token?.kind !== 'literal') throw new Unreadable()
        this.#must(']')
        of = scope => member(before(scope), token.value)
      } else return of === start.of ? start : { of }
    }
  }

  /** A literal that is asked for in place of what is missing is no reading. */
  #got(from: Template): Template {
    const [key, other] = this.#arguments()
    if (key === undefined) throw new Unreadable()
    return scope =>
      member(from(scope), key.of(scope)) ??
      (other === undefined || other.literal ? undefined : other.of(scope))
  }

  #takesNotIn(): boolean {
    const [not, within] = this.#tokens.slice(this.#at, this.#at + 2)
    const is = not?.kind === 'word' && not.text === 'not' && within?.kind === 'word' && within.text === 'in'
    if (is) this.#at += 2
    return is
  }

  #takes(text: string): boolean {
    const token = this.#tokens[this.#at]
    if (token === undefined || token.kind === 'literal' || token.text !== text) return false
    this.#at += 1
    return true
  }

  #must(text: string): void {
    if (!this.#takes(text)) throw new Unreadable()
  }

  #word(): string | undefined {
    const token = this.#tokens[this.#at]
    if (token?.kind !== 'word') return undefined
    this.#at += 1
    return token.text
  }

  #operator(operators: Operators): Operator | undefined {
    const token = this.#tokens[this.#at]
    if (token?.kind !== 'operator' || !Object.hasOwn(operators, token.text)) return undefined
    this.#at += 1
    return operators[token.text]
  }
}

/** A literal is marked as one, so that a filter can tell it from what was sent. */
function argumentOf({ of, literal }: Expression, scope: Scope): unknown {
  return literal ? { is: of(scope) } : of(scope)
}
