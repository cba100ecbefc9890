/**
 * Expressions of rules: comparisons and arithmetic over named points, in three values. jsep parses them into a tree;
 * only the kinds of nodes, operators and functions listed here are understood, so there is nothing to escape into: no
 * properties, no assignment, no calls but these.
 *
 * Unknown spreads as in Kleene's logic: `false && unknown` is false, `true && unknown` is unknown.
 */
import jsep from 'jsep'
import type { LocalTime } from '../time/zone.ts'

/** The rule's own point, and the site's clock: hours with their part (13.5), 1 Monday to 7 Sunday. */
export const OWN_NAME = 'value'
const CLOCK_NAMES = ['hour', 'weekday'] as const

export interface Scope {
  /** Null when it is not known. */
  value(name: string): number | null
  wall(): LocalTime
}

export interface Compiled {
  /** Null when it cannot be understood; `fault`: unknown because a number has no value, such as 1 / 0. */
  readonly run: ((scope: Scope) => boolean | null | 'fault') | null
  /** The points it names, each once. */
  readonly names: readonly string[]
  /** What is wrong with it, in English, or null. */
  readonly problem: string | null
}

type Value = number | boolean | null
type Kind = 'number' | 'boolean'
interface Run extends Scope {
  faulty: boolean
}
interface Node {
  readonly kind: Kind
  readonly run: (scope: Run) => Value
}
type Tree = jsep.Expression & Record<string, unknown>

class Misfit extends Error {}

/** Understands an expression that may name these points. Never throws. */
export function compile(text: string, names: readonly string[]): Compiled {
  try {
    const used = new Set<string>()
    const node = build(jsep(text) as Tree, name => {
      if (!names.includes(name)) throw new Misfit(`nothing is called "${name}"`)
      used.add(name)
    })
    if (node.kind !== 'boolean') throw new Misfit('it gives a number, not true or false')
    return { run: scope => runWhole(node, scope), names: [...used], problem: null }
  } catch (error) {
    return { run: null, names: [], problem: error instanceof Error ? error.message : String(error) }
  }
}

function runWhole(node: Node, { value, wall }: Scope): boolean | null | 'fault' {
  const run: Run = { value, wall, faulty: false }
  const answer = node.run(run)
  if (typeof answer === 'boolean') return answer
  return run.faulty ? 'fault' : null
}

type Name = (name: string) => void

function build(tree: Tree, name: Name): Node {
  switch (tree.type) {
    case 'Literal':
      return literal(tree)
    case 'Identifier':
      return identifier(String(tree.name), name)
    case 'UnaryExpression':
      return unary(String(tree.operator), build(tree.argument as Tree, name))
    case 'BinaryExpression':
      return binary(String(tree.operator), build(tree.left as Tree, name), build(tree.right as Tree, name))
    case 'ConditionalExpression':
      return choice(
        truth(build(tree.test as Tree, name)),
        build(tree.consequent as Tree, name),
        build(tree.alternate as Tree, name),
      )
    case 'CallExpression':
      return call(tree, name)
    default:
      throw new Misfit('it is not one comparison of values')
  }
}

function literal({ value, raw }: Tree): Node {
  if (typeof value !== 'number' && typeof value !== 'boolean')
    throw new Misfit(`${raw} is neither a number nor true or false`)
  return { kind: typeof value === 'number' ? 'number' : 'boolean', run: () => value }
}

function identifier(word: string, name: Name): Node {
  if (word === 'hour') return number(({ wall }) => hourOf(wall()))
  if (word === 'weekday') return number(({ wall }) => wall().weekday)
  name(word)
  return number(({ value }) => value(word))
}

const hourOf = ({ hour, minute, second }: LocalTime) => hour + minute / 60 + second / 3600
const number = (run: Node['run']): Node => ({ kind: 'number', run })
const boolean = (run: Node['run']): Node => ({ kind: 'boolean', run })

/** A state is kept as 1 or 0, so a number where true or false is wanted is true unless it is zero. */
function truth(node: Node): Node {
  if (node.kind === 'boolean') return node
  return boolean(scope => {
    const value = node.run(scope)
    return value === null ? null : value !== 0
  })
}

function quantity(node: Node): Node {
  if (node.kind !== 'number') throw new Misfit('it reckons with true or false')
  return node
}

function unary(operator: string, node: Node): Node {
  if (operator === '!') {
    const inner = truth(node)
    return boolean(scope => not(inner.run(scope)))
  }
  if (operator !== '-' && operator !== '+') throw new Misfit(`it does not know "${operator}"`)
  const sign = operator === '-' ? -1 : 1
  return number(known([quantity(node)], ([value = 0]) => sign * value))
}

const not = (value: Value): Value => (value === null ? null : !value)

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
}
const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
}

function binary(operator: string, left: Node, right: Node): Node {
  if (operator === '&&' || operator === '||') return either(operator === '||', truth(left), truth(right))
  const sum = ARITHMETIC[operator]
  if (sum !== undefined)
    return number(known([quantity(left), quantity(right)], ([a = 0, b = 0]) => sum(a, b)))
  const compare = COMPARISONS[operator]
  if (compare === undefined) throw new Misfit(`it does not know "${operator}"`)
  return boolean(known([quantity(left), quantity(right)], ([a = 0, b = 0]) => compare(a, b)))
}

/** `deciding` is the value that decides alone: true for or, false for and. */
function either(deciding: boolean, left: Node, right: Node): Node {
  return boolean(scope => {
    const a = left.run(scope)
    if (a === deciding) return deciding
    const b = right.run(scope)
    if (b === deciding) return deciding
    return a === null || b === null ? null : !deciding
  })
}

function choice(test: Node, then: Node, otherwise: Node): Node {
  if (then.kind !== otherwise.kind) throw new Misfit('the two answers of "?" are of different kinds')
  return {
    kind: then.kind,
    run(scope) {
      const answer = test.run(scope)
      if (answer === null) return null
      return answer ? then.run(scope) : otherwise.run(scope)
    },
  }
}

const FUNCTIONS: Readonly<Record<string, (values: readonly number[]) => number>> = {
  min: values => Math.min(...values),
  max: values => Math.max(...values),
  mean: values => values.reduce((sum, value) => sum + value, 0) / values.length,
  abs: ([value = 0]) => Math.abs(value),
  round: ([value = 0]) => Math.round(value),
  sqrt: ([value = 0]) => Math.sqrt(value),
}
const OF_ONE: ReadonlySet<string> = new Set(['abs', 'round', 'sqrt', 'known'])

function call(tree: Tree, name: Name): Node {
  const callee = tree.callee as Tree
  const word = callee.type === 'Identifier' ? String(callee.name) : ''
  const parts = (tree.arguments as Tree[]).map(part => build(part, name))
  const first = parts[0]
  if (first === undefined || (OF_ONE.has(word) && parts.length > 1))
    throw new Misfit(`${word}() is given too ${first === undefined ? 'little' : 'much'}`)
  if (word === 'known') return boolean(scope => first.run(scope) !== null)
  const reckon = Object.hasOwn(FUNCTIONS, word) ? FUNCTIONS[word] : undefined
  if (reckon === undefined) throw new Misfit(`it does not know ${word || 'such a call'}()`)
  return number(known(parts.map(quantity), reckon))
}

/** Only of what is known, and only to what is a number. */
function known<T extends number | boolean>(parts: readonly Node[], reckon: (values: readonly number[]) => T) {
  return (scope: Run): T | null => {
    const values: number[] = []
    for (const part of parts) {
      const value = part.run(scope)
      if (typeof value !== 'number') return null
      values.push(value)
    }
    const answer = reckon(values)
    if (typeof answer === 'boolean' || Number.isFinite(answer)) return answer
    scope.faulty = true
    return null
  }
}

/** The words a rule's points may not be called. */
export const RESERVED_NAMES: readonly string[] = [
  OWN_NAME,
  ...CLOCK_NAMES,
  'known',
  ...Object.keys(FUNCTIONS),
]
