import { type Signal, useSignal } from '@preact/signals'

export interface Attempt {
  readonly busy: Signal<boolean>
  /** What went wrong last, for {@link Trouble}; null while nothing has. */
  readonly trouble: Signal<unknown>
  /** Runs one job at a time; true when it went well. What was typed stays where it is when it did not. */
  run(job: () => Promise<unknown>): Promise<boolean>
}

/** The one way a form or a button asks the server for something. */
export function useAttempt(): Attempt {
  const busy = useSignal(false)
  const trouble = useSignal<unknown>(null)
  const run = async (job: () => Promise<unknown>) => {
    if (busy.value) return false
    busy.value = true
    trouble.value = null
    try {
      await job()
      return true
    } catch (error) {
      trouble.value = error
      return false
    } finally {
      busy.value = false
    }
  }
  return { busy, trouble, run }
}
