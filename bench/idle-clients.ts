/**
 * Ten thousand clients that are connected and say nothing: how long until all are signed in (Steward checks a secret and
 * a client id for each), what memory they take, and how quickly one of them is acknowledged meanwhile.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { withSystem } from './ingest.ts'
import type { Idle, IdleResult } from './load/idle.ts'
import { quantile } from './load/prober.ts'
import { type BenchLine, compared } from './report.ts'
import { type System, startBrokerOnly, startSteward } from './systems.ts'

const BENCH = 'idle-clients'
const CLIENTS = 10_000

interface Outcome {
  readonly name: string
  readonly connected: number
  readonly connectS: number
  readonly mbPerThousand: number
  readonly residentMb: number
  readonly p99Ms: number
}

export async function run({ seconds }: { seconds: number }): Promise<BenchLine[]> {
  const canarySeconds = Math.max(2, seconds / 5)
  const steward = await withSystem(startSteward, system => measure(system, canarySeconds))
  const peer = await withSystem(startBrokerOnly, system => measure(system, canarySeconds))
  if (steward === undefined) return []
  const lines = (metric: string, unit: string, of: (outcome: Outcome) => number): BenchLine[] => {
    const line = (outcome: Outcome) => ({
      bench: BENCH,
      system: outcome.name,
      metric,
      value: of(outcome),
      unit,
    })
    if (peer === undefined) return [line(steward)]
    const other = metric === 'held' ? line(peer) : compared(line(steward), line(peer), 'lower')
    return [line(steward), other]
  }
  return [
    ...lines('held', 'clients', ({ connected }) => connected),
    ...lines('until all are signed in', 's', ({ connectS }) => connectS),
    ...lines('memory', 'MB', ({ residentMb }) => residentMb),
    ...lines('memory of a thousand', 'MB', ({ mbPerThousand }) => mbPerThousand),
    ...lines('acknowledged meanwhile, p99', 'ms', ({ p99Ms }) => p99Ms),
  ]
}

async function measure(system: System, canarySeconds: number): Promise<Outcome> {
  const before = system.residentMb()
  const idle: Idle = { ...system.target, clients: CLIENTS, canarySeconds }
  const program = join(import.meta.dirname, 'load/idle.ts')
  const child = spawn(process.execPath, [program, JSON.stringify(idle)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  try {
    const [printed] = await once(child.stdout, 'data')
    const { connected, connectS, canaryMs }: IdleResult = JSON.parse(String(printed))
    const residentMb = system.residentMb()
    const mbPerThousand = ((residentMb - before) / Math.max(1, connected)) * 1000
    return {
      name: system.name,
      connected,
      connectS,
      residentMb,
      mbPerThousand,
      p99Ms: quantile(canaryMs, 0.99),
    }
  } finally {
    child.stdin.end()
  }
}
