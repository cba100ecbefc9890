/** Operators, tests and filters of templates. What is not known makes what needs it not known. */
import { numberOf } from '../../../core/points/spoken.ts'

export type Operator = (a: unknown, b: unknown) => unknown
export type Operators = Readonly<Record<string, Operator>>
/** A literal argument comes as `{ is }`. */
type Filter = (value: unknown, given: readonly unknown[]) => unknown

const arithmetic =
  (combine: (a: number, b: number) => number): Operator =>
  (a, b) => {
    if (typeof a !== 'number' || typeof b !== 'number') return undefined
    const result = combine(a, b)
    return Number.isFinite(result) ? result : undefined
  }
const order =
  (compare: (a: number, b: number) => boolean): Operator =>
  (a, b) =>
    typeof a === 'number' && typeof b === 'number' ? compare(a, b) : undefined

export const SUMS: Operators = { '+': arithmetic((a, b) => a + b), '-': arithmetic((a, b) => a - b) }
export const PRODUCTS: Operators = {
  '*': arithmetic((a, b) => a * b),
  '/': arithmetic((a, b) => a / b),
  '//': arithmetic((a, b) => Math.floor(a / b)),
  '%': arithmetic((a, b) => a - b * Math.floor(a / b)),
}
export const COMPARISONS: Operators = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': order((a, b) => a < b),
  '>': order((a, b) => a > b),
  '<=': order((a, b) => a <= b),
  '>=': order((a, b) => a >= b),
}
export const CONSTANTS: Readonly<Record<string, unknown>> = {
  ...{ true: true, True: true, false: false, False: false, none: undefined, None: undefined },
}
export const TESTS: Readonly<Record<string, (value: unknown) => boolean>> = {
  defined: value => value !== undefined,
  none: value => value === undefined,
  number: value => typeof value === 'number',
  string: value => typeof value === 'string',
}

const keep: Filter = value => value
export const FILTERS: Readonly<Record<string, Filter>> = {
  float: value => numberOf(typeof value === 'boolean' ? Number(value) : value),
  int: value => {
    const number = numberOf(typeof value === 'boolean' ? Number(value) : value)
    return number === undefined ? undefined : Math.trunc(number)
  },
  round: (value, [digits]) => rounded(value, literalOf(digits)),
  abs: value => (typeof value === 'number' ? Math.abs(value) : undefined),
  is_defined: keep,
  // A literal in place of what is missing is no reading; another field is.
  default: (value, [other]) => value ?? (isLiteral(other) ? undefined : other),
  d: (value, [other]) => value ?? (isLiteral(other) ? undefined : other),
  string: value => (value === undefined ? undefined : textOf(value)),
  lower: value => (value === undefined ? undefined : textOf(value).toLowerCase()),
  upper: value => (value === undefined ? undefined : textOf(value).toUpperCase()),
  trim: value => (value === undefined ? undefined : textOf(value).trim()),
  bool: value => (typeof value === 'boolean' ? value : BOOLEANS[String(value).toLowerCase()]),
  multiply: (value, [by]) => PRODUCTS['*']?.(value, literalOf(by)),
  iif: (value, [yes, no]) =>
    value === undefined ? undefined : truthy(value) ? literalOf(yes, true) : literalOf(no, false),
}
const BOOLEANS: Readonly<Record<string, boolean>> = {
  ...{ true: true, on: true, yes: true, '1': true, false: false, off: false, no: false, '0': false },
}

function isLiteral(given: unknown): given is { readonly is: unknown } {
  return typeof given === 'object' && given !== null && 'is' in given
}

function literalOf(given: unknown, otherwise?: unknown): unknown {
  return given === undefined ? otherwise : isLiteral(given) ? given.is : given
}

function rounded(value: unknown, digits: unknown): number | undefined {
  const number = numberOf(value)
  if (number === undefined) return undefined
  const places = typeof digits === 'number' && digits >= 0 && digits <= 10 ? Math.trunc(digits) : 0
  return Number(number.toFixed(places))
}

export function truthy(value: unknown): boolean {
  return value !== false && value !== 0 && value !== '' && value !== undefined
}

/** Whether something has a key, an element or a part; undefined when there is nothing to look in. */
export function contains(of: unknown, what: unknown): boolean | undefined {
  if (typeof of === 'string') return typeof what === 'string' ? of.includes(what) : undefined
  if (typeof of !== 'object' || of === null) return undefined
  return Array.isArray(of) ? of.includes(what) : Object.hasOwn(of, String(what))
}

/** JSON's null is as unknown as what is not there. */
export function member(of: unknown, name: unknown): unknown {
  if (typeof of !== 'object' || of === null) return undefined
  if (Array.isArray(of)) return typeof name === 'number' ? (of[name] ?? undefined) : undefined
  const key = String(name)
  return Object.hasOwn(of, key) ? ((of as Record<string, unknown>)[key] ?? undefined) : undefined
}

/** As Python writes it. */
export function textOf(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
