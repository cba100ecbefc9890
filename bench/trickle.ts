/**
 * What a real site costs: a few readings a second, each of which comes alone and is on the disk before it is
 * acknowledged. In hundredths of a core, beside Mosquitto with an mqtt.js subscriber that writes batches into InfluxDB.
 */
import { flood, withSystem } from './ingest.ts'
import { type BenchLine, compared } from './report.ts'
import { PEER, type System, startPeer, startSteward } from './systems.ts'

const BENCH = 'trickle'
const RATES_PER_S = [10, 50, 200] as const
/** So long at first, unmeasured: what is compiled on the way is not what a reading costs. */
const WARM_UP_S = 3

export async function run({ seconds }: { seconds: number }): Promise<BenchLine[]> {
  const eachS = Math.max(5, seconds / RATES_PER_S.length)
  const steward = await withSystem(startSteward, system => corePercents(system, eachS))
  const peer = await withSystem(startPeer, system => corePercents(system, eachS))
  return RATES_PER_S.flatMap((rate, n) => {
    const line = (system: string, value: number): BenchLine => ({
      ...{ bench: BENCH, system, metric: `processor at ${rate}/s`, value, unit: '% of a core' },
    })
    const own = line('steward', steward?.[n] ?? Number.NaN)
    if (peer === undefined) return [own]
    const other = line(PEER, peer[n] ?? Number.NaN)
    return [own, compared(own, other, 'lower')]
  })
}

async function corePercents(system: System, seconds: number): Promise<number[]> {
  await flood(system, WARM_UP_S, { ratePerS: 200 })
  const found: number[] = []
  for (const ratePerS of RATES_PER_S) {
    const { cpuSPerMillion } = await flood(system, seconds, { ratePerS })
    found.push((cpuSPerMillion * ratePerS) / 1e4)
  }
  return found
}
