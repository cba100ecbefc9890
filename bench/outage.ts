/**
 * InfluxDB stops for as long as is asked for (`--seconds 600` for ten minutes) while 2,000 readings a second come in:
 * what is missing, in order, on time, and how long it takes until all is written.
 */
import { stopTheDatabase } from '../test/support/outage.ts'
import type { BenchLine } from './report.ts'

const RATE_PER_S = 2000

export async function run({ seconds }: { seconds: number }): Promise<BenchLine[]> {
  const { shown, ...report } = await stopTheDatabase({ outageMs: seconds * 1000, ratePerS: RATE_PER_S })
  console.error(`outage: shown at its end: ${shown}`)
  return Object.entries(report).map(([metric, value]) => ({
    bench: 'outage',
    system: 'steward on influx',
    metric: metric.replace(/Ms$/, '').replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`),
    value,
    unit: metric.endsWith('Ms') ? 'ms' : '',
  }))
}
