/**
 * `npm run bench -- [NAME] [--json] [--seconds N]`: the benchmarks of this folder, each beside what a user would run
 * instead. Compare the ratios; the bare numbers belong to the machine they were taken on.
 *
 * A benchmark is a file here that exports `run({ seconds })`; one that fails does not stop the others.
 */
import { readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { type BenchLine, formatLine, jsonLine } from './report.ts'

type Run = (options: { seconds: number }) => Promise<BenchLine[]>

const DEFAULT_SECONDS = 30
const NO_BENCHMARKS = ['main.ts', 'report.ts', 'systems.ts']

process.exitCode = await main(process.argv.slice(2))

/** The exit code: 0, 1 when a benchmark failed, 2 when the words make no sense. */
async function main(args: string[]): Promise<number> {
  const asked = question(args)
  if (typeof asked === 'string') {
    console.error(`bench: ${asked}`)
    return 2
  }
  let failed = 0
  for (const name of asked.names) {
    try {
      const { run } = (await import(`./${name}.ts`)) as { run: Run }
      const lines = await run({ seconds: asked.seconds })
      for (const line of lines) console.log(asked.json ? jsonLine(line) : formatLine(line))
    } catch (error) {
      failed += 1
      console.error(`bench: ${name} failed:`, error)
    }
  }
  return failed === 0 ? 0 : 1
}

/** What was asked for, or what is wrong with it. */
function question(args: string[]): { names: readonly string[]; seconds: number; json: boolean } | string {
  const known = benchmarks()
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false }, seconds: { type: 'string' } },
    })
    const stranger = positionals.find(name => !known.includes(name))
    if (stranger !== undefined) return `no benchmark "${stranger}"; there are ${known.join(', ')}`
    const seconds = values.seconds === undefined ? DEFAULT_SECONDS : Number(values.seconds)
    if (!(seconds > 0 && Number.isFinite(seconds))) return '--seconds takes a number above 0'
    return { names: positionals.length > 0 ? positionals : known, seconds, json: values.json }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function benchmarks(): string[] {
  return readdirSync(import.meta.dirname)
    .filter(file => file.endsWith('.ts') && !NO_BENCHMARKS.includes(file))
    .map(file => basename(file, '.ts'))
    .sort()
}
