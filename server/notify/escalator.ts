/** Goes on telling of alarms that nobody has answered: the next step of each plan when its time has come. */
import type { Clock, StateStore } from '../../core/ports.ts'
import type { Logger } from '../services.ts'
import { advance } from './outbox.ts'

const EVERY_MS = 1000
/** Taken in one round; the rest a second later. */
const AT_ONCE_MAX = 200

export interface EscalatorParts {
  readonly state: StateStore
  readonly clock: Clock
  readonly log: Logger
}

/** One round, now. A course that fails stops no other. */
export function escalate({ state, clock, log }: EscalatorParts): void {
  const now = clock.now()
  for (const course of state.courses.due(now, AT_ONCE_MAX)) {
    try {
      advance(state, course, now)
    } catch (error) {
      log.error({ error, alarm: course.id }, 'an alarm could not be escalated; it is tried again')
    }
  }
}

/** Begins at once; the answer ends it. */
export function startEscalator(parts: EscalatorParts): () => void {
  const round = () => {
    try {
      escalate(parts)
    } catch (error) {
      parts.log.error({ error }, 'the escalations cannot be read')
    }
  }
  const timer = setInterval(round, EVERY_MS)
  return () => clearInterval(timer)
}
