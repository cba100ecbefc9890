/** Steps into JSON as people write them: `data.t1`, `list[0].value`, `["a.b"].c`. */

export type Step = string | number

const STEP = /\.?([^.[\]"]+)|\[(\d{1,6})\]|\["((?:[^"\\]|\\.)*)"\]/y
const PLAIN = /^[^.[\]"]+$/

/** The steps of a path, none for the empty one; undefined when it cannot be read. */
export function stepsOf(path: string): readonly Step[] | undefined {
  const steps: Step[] = []
  STEP.lastIndex = 0
  while (STEP.lastIndex < path.length) {
    if (steps.length === 0 && path[0] === '.') return undefined
    const found = STEP.exec(path)
    if (found === null) return undefined
    const [, word, index, quoted] = found
    steps.push(word ?? (index !== undefined ? Number(index) : unquoted(quoted)))
  }
  return steps
}

/** What lies at the end of the steps; undefined when the way is not there. */
export function valueAt(json: unknown, steps: readonly Step[]): unknown {
  let here = json
  for (const step of steps) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, step)) return undefined
    here = (here as Readonly<Record<Step, unknown>>)[step]
  }
  return here
}

/** A single value inside JSON, and how to get there. */
export interface Leaf {
  readonly path: string
  readonly value: string | number | boolean | null
}

const LEAVES_MAX = 200
const DEPTH_MAX = 12

/** Every single value of a packet in its own order, at most 200: what somebody may choose from. */
export function leavesOf(json: unknown, path = '', depth = 0): Leaf[] {
  if (json === null || typeof json !== 'object')
    return json === undefined ? [] : [{ path, value: json as Leaf['value'] }]
  if (depth >= DEPTH_MAX) return []
  const steps: [string, unknown][] = Array.isArray(json)
    ? json.map((value, index) => [`${path}[${index}]`, value])
    : Object.entries(json).map(([key, value]) => [joined(path, key), value])
  return steps.flatMap(([way, value]) => leavesOf(value, way, depth + 1)).slice(0, LEAVES_MAX)
}

function joined(path: string, key: string): string {
  if (!PLAIN.test(key)) return `${path}[${JSON.stringify(key)}]`
  return path === '' ? key : `${path}.${key}`
}

function unquoted(text = ''): string {
  return JSON.parse(`"${text}"`) as string
}
