import { readFileSync } from 'node:fs'
import { join } from 'node:path'

interface Example {
  readonly id: string
  readonly inputs: Readonly<Record<string, unknown>>
  readonly expected: Readonly<Record<string, unknown>>
  readonly tolerance: Readonly<Record<string, unknown>>
}

/** A published or independently computed answer. A number that is not there fails the test that asks for it. */
export interface WorkedExample {
  input(name: string): number
  expected(name: string): number
  tolerance(name: string): number
  /** For inputs that are not one number. */
  readonly raw: Example
}

const FILE = join(import.meta.dirname, '../fixtures/worked-examples.json')
const { examples } = JSON.parse(readFileSync(FILE, 'utf8')) as { examples: Example[] }

export function workedExample(id: string): WorkedExample {
  const raw = examples.find(example => example.id === id)
  if (raw === undefined) throw new Error(`no worked example ${id}`)
  const from = (part: Readonly<Record<string, unknown>>) => (name: string) => {
    const value = part[name]
    if (typeof value !== 'number') throw new Error(`${id} has no number ${name}`)
    return value
  }
  return { raw, input: from(raw.inputs), expected: from(raw.expected), tolerance: from(raw.tolerance) }
}
