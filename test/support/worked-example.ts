import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface WorkedExample {
  readonly id: string
  readonly topic: string
  readonly formula: string
  readonly inputs: Readonly<Record<string, never>>
  readonly expected: Readonly<Record<string, never>>
  readonly tolerance: Readonly<Record<string, number>>
  readonly source: string
}

const FILE = join(import.meta.dirname, '../fixtures/worked-examples.json')
const { examples } = JSON.parse(readFileSync(FILE, 'utf8')) as { examples: WorkedExample[] }

/** A published or independently computed answer, by its id. */
export function workedExample(id: string): WorkedExample {
  const found = examples.find(example => example.id === id)
  if (found === undefined) throw new Error(`no worked example ${id}`)
  return found
}
