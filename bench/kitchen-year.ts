/**
 * A year of 40 cabinets, a reading a minute, through correction, grace and the alarm engine: what is told, beside what a
 * fixed limit on each probe would have cried. Takes minutes whatever `--seconds` says; `SEED=n` tells another year.
 */
import { liveYear } from '../test/scenario/kitchen-year.ts'
import type { BenchLine } from './report.ts'

export async function run(): Promise<BenchLine[]> {
  const seed = Number(process.env.SEED ?? 1)
  console.error(`kitchen-year: seed ${seed}`)
  const began = performance.now()
  const year = await liveYear({ seed, everyMinute: true })
  const seconds = (performance.now() - began) / 1000
  const line = (metric: string, value: number, unit = ''): BenchLine => ({
    bench: 'kitchen-year',
    system: 'steward',
    metric,
    value,
    unit,
  })
  const late = Math.max(...year.failures.map(({ lateMin }) => lateMin ?? Number.POSITIVE_INFINITY))
  return [
    line('readings', year.readings),
    line('door openings', year.doors),
    line('defrosts', year.defrosts),
    line('failures told', year.failures.filter(({ lateMin }) => lateMin !== null).length),
    line('told later than the delay, at most', late, 'min'),
    line('false alarms', year.falseAlarms.length),
    { ...line('false alarms', year.naive), system: 'naive fixed limits' },
    line('took', seconds, 's'),
  ]
}
