/** The command line may revoke a credential while devices are connected with it: they are sent away within a second. */
import type { StateStore } from '../../core/ports.ts'

const EVERY_MS = 1000

/** `recheck` is called only when another program has written. The answer ends it. */
export function watchCredentials(state: Pick<StateStore, 'foreignVersion'>, recheck: () => void): () => void {
  let known = state.foreignVersion()
  const timer = setInterval(() => {
    try {
      const version = state.foreignVersion()
      if (version === known) return
      known = version
      recheck()
    } catch {
      // A state that cannot be read is told of elsewhere; it is asked again in a second.
    }
  }, EVERY_MS)
  return () => clearInterval(timer)
}
