/**
 * Kills Steward with SIGKILL again and again during QoS 1 ingest, on each store, and counts what is missing, twice there
 * or told twice: all of it has to be 0. Every three seconds that are asked for are one kill: `--seconds 300` for 100.
 */
import { killAgainAndAgain } from '../test/support/kills.ts'
import type { BenchLine } from './report.ts'

const SECONDS_PER_KILL = 3
const UNITS = { longestStartMs: 'ms' } as const

export async function run({ seconds }: { seconds: number }): Promise<BenchLine[]> {
  const lines: BenchLine[] = []
  for (const store of ['duckdb', 'influx'] as const) {
    const kills = Math.ceil(seconds / SECONDS_PER_KILL)
    const seed = Date.now() % 1_000_000
    console.error(`kills: ${kills} on ${store}, seed ${seed}`)
    const report = await killAgainAndAgain({ store, kills, seed })
    for (const [metric, value] of Object.entries(report)) {
      const unit = UNITS[metric as keyof typeof UNITS] ?? ''
      lines.push({ bench: 'kills', system: `steward on ${store}`, metric: words(metric), value, unit })
    }
  }
  return lines
}

/** longestStartMs -> longest start */
function words(metric: string): string {
  return metric.replace(/Ms$/, '').replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`)
}
