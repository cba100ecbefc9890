/** Types, lint, format and architecture at once; prints one line for each, and what is wrong where something is. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..')
const BIN = join(ROOT, 'node_modules', '.bin')

const PARTS = [
  { name: 'types', command: 'tsc', args: ['-b', '--pretty', 'false'] },
  { name: 'lint and format', command: 'biome', args: ['check', '--error-on-warnings', '.'] },
  { name: 'architecture', command: 'vitest', args: ['run', 'test/architecture', '--reporter=dot'] },
] as const

interface Outcome {
  readonly ok: boolean
  readonly output: string
  readonly seconds: number
}

function run(command: string, args: readonly string[]): Promise<Outcome> {
  const started = performance.now()
  return new Promise(resolve => {
    const child = spawn(join(BIN, command), args, { cwd: ROOT })
    let output = ''
    child.stdout.on('data', chunk => {
      output += chunk
    })
    child.stderr.on('data', chunk => {
      output += chunk
    })
    child.on('close', code =>
      resolve({ ok: code === 0, output, seconds: (performance.now() - started) / 1000 }),
    )
  })
}

const outcomes = await Promise.all(
  PARTS.map(async ({ name, command, args }) => {
    const outcome = await run(command, args)
    console.log(`${outcome.ok ? '✓' : '✗'} ${name} (${outcome.seconds.toFixed(1)} s)`)
    if (!outcome.ok) console.log(outcome.output)
    return outcome.ok
  }),
)
process.exitCode = outcomes.every(Boolean) ? 0 : 1
