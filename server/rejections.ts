import type { RejectedPacket } from '../core/contract/device.ts'
import type { RejectionSink, StateStore } from '../core/ports.ts'
import type { Logger } from './services.ts'

/** Kept of one second of rejections; of a flood the first ones tell the story. */
const KEPT_PER_FLUSH = 50
const FLUSH_MS = 1000

export interface Rejections extends RejectionSink {
  /** Writes down what is waiting. */
  flush(): void
  stop(): void
}

/**
 * Keeps packets that gave no reading, so that somebody can see what a device really sends. Written once a second in
 * one commit: a device that sends rubbish a thousand times a second must not slow the good ones down.
 */
export function createRejections(
  state: Pick<StateStore, 'rejections' | 'transaction'>,
  log: Logger,
): Rejections {
  let waiting: Omit<RejectedPacket, 'id'>[] = []
  const flush = () => {
    if (waiting.length === 0) return
    const batch = waiting
    waiting = []
    try {
      state.transaction(() => {
        for (const packet of batch) state.rejections.add(packet)
      })
    } catch (error) {
      log.error({ error, packets: batch.length }, 'rejected packets could not be kept')
    }
  }
  const timer = setInterval(flush, FLUSH_MS)
  timer.unref()
  return {
    reject(packet) {
      if (waiting.length < KEPT_PER_FLUSH) waiting.push(packet)
    },
    flush,
    stop() {
      clearInterval(timer)
      flush()
    },
  }
}
