/** Gas and fire, together: what happens to alarms is passed on, and what is due is looked at every few seconds. */
import type { ChangeFeed, Logger } from '../services.ts'
import { type DetectorParts, Detectors } from './detectors.ts'
import { type DrillParts, Drills } from './drills.ts'
import { type InterlockParts, Interlocks } from './interlocks.ts'

const LOOK_EVERY_MS = 2000

export interface Safety {
  readonly detectors: Detectors
  readonly interlocks: Interlocks
  readonly drills: Drills
  stop(): void
}

export type SafetyParts = DetectorParts &
  InterlockParts &
  DrillParts & { readonly changes: ChangeFeed; readonly log: Logger }

export function createSafety(parts: SafetyParts): Safety {
  const detectors = new Detectors(parts)
  const interlocks = new Interlocks(parts)
  const drills = new Drills(parts)
  const unsubscribe = parts.changes.subscribe(change => {
    if (change.type !== 'alarm') return
    interlocks.alarmed(change.alarm)
    drills.alarmed(change.alarm)
  })
  // Alarms that were raised and not acted upon before a crash.
  for (const alarm of parts.state.alarms.list({ closedAt: null })) interlocks.alarmed(alarm)
  const timer = setInterval(() => {
    try {
      interlocks.check()
      drills.check()
      detectors.endTests()
    } catch (error) {
      parts.log.error({ error }, 'the safety watch failed')
    }
  }, LOOK_EVERY_MS)
  timer.unref()
  return {
    detectors,
    interlocks,
    drills,
    stop() {
      clearInterval(timer)
      unsubscribe()
    },
  }
}
