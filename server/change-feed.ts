import type { Change, ChangeFeed, Logger } from './services.ts'

/** Tells every listener of every change, in order, at once. One that throws is logged and harms no other. */
export function createChangeFeed(log: Logger): ChangeFeed {
  const listeners = new Set<(change: Change) => void>()
  return {
    publish(change) {
      for (const listener of listeners) {
        try {
          listener(change)
        } catch (error) {
          log.error({ error, type: change.type }, 'a listener failed on a change')
        }
      }
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
