/** How this process is doing: since when it runs, its memory, and how long what is due has to wait for its turn. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { IngestStatus } from '../core/contract/ingest.ts'
import type { Clock } from '../core/ports.ts'

const RESOLUTION_MS = 10
const NS_PER_MS = 1e6
/** Two halves of a minute: an answer covers the one that is over and the one that runs. */
const HALF_MS = 30_000

type MachineStatus = IngestStatus['machine']

export interface Vitals {
  status(): MachineStatus
  stop(): void
}

/** Watches until it is stopped. */
export function watchVitals(clock: Clock): Vitals {
  const startedAt = clock.now()
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  histogram.enable()
  let before: MachineStatus['loopDelayMs'] = { p50: 0, p99: 0, max: 0 }
  const timer = setInterval(() => {
    before = delaysOf(histogram)
    histogram.reset()
  }, HALF_MS)
  timer.unref()
  return {
    status() {
      const here = delaysOf(histogram)
      const loopDelayMs = {
        p50: Math.max(here.p50, before.p50),
        p99: Math.max(here.p99, before.p99),
        max: Math.max(here.max, before.max),
      }
      return { startedAt, residentBytes: process.memoryUsage.rss(), loopDelayMs }
    },
    stop() {
      clearInterval(timer)
      histogram.disable()
    },
  }
}

/** The histogram counts the whole time between two looks, which are apart by its resolution. */
function delaysOf(histogram: { percentile(p: number): number; max: number; count: number }) {
  const beyond = (ns: number) => (histogram.count === 0 ? 0 : Math.max(0, ns / NS_PER_MS - RESOLUTION_MS))
  return {
    p50: beyond(histogram.percentile(50)),
    p99: beyond(histogram.percentile(99)),
    max: beyond(histogram.max),
  }
}
