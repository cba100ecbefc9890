/** `npm run check`: types, lint and format, architecture, side by side; one line each, and what a failing one said. */
import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'

const ROOT = join(import.meta.dirname, '..')
const PROGRAMS = join(ROOT, 'node_modules', '.bin')

interface Part {
  readonly name: string
  readonly command: readonly [program: string, ...words: string[]]
}

const PARTS: readonly Part[] = [
  { name: 'types', command: ['tsc', '-b', '--pretty', 'false'] },
  { name: 'lint and format', command: ['biome', 'check', '--error-on-warnings', '--max-diagnostics=40', '.'] },
  { name: 'architecture', command: ['vitest', 'run', '--reporter=agent', 'test/architecture.test.ts'] },
]

const results = await Promise.all(PARTS.map(check))
process.exitCode = results.every(passed => passed) ? 0 : 1

async function check({ name, command: [program, ...words] }: Part): Promise<boolean> {
  const start = performance.now()
  const { code, said } = await output(program, words)
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  console.log(`${code === 0 ? '✓' : '✗'} ${name.padEnd(16)} ${seconds} s`)
  if (code !== 0) console.log(said.trimEnd())
  return code === 0
}

function output(program: string, words: readonly string[]): Promise<{ code: number; said: string }> {
  const path = [PROGRAMS, process.env.PATH].join(delimiter)
  const child = spawn(program, words, {
    cwd: ROOT,
    env: { ...process.env, PATH: path },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
  return new Promise(resolve => {
    child.on('error', error => resolve({ code: 1, said: error.message }))
    child.on('close', code => resolve({ code: code ?? 1, said: Buffer.concat(chunks).toString() }))
  })
}
