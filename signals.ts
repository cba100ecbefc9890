/** How long a polite stop may take before it is an impolite one. */
const STOP_WITHIN_MS = 10_000

/**
 * Waits for SIGTERM or SIGINT, stops, and answers with the exit code: 0 when everything was flushed. A second signal
 * or a stop that takes too long ends the process at once; whatever was acknowledged is on the disk already.
 */
export async function untilStopped(stop: () => Promise<void>): Promise<number> {
  await new Promise<void>(resolve => {
    process.once('SIGTERM', resolve)
    process.once('SIGINT', resolve)
  })
  const giveUp = () => process.exit(1)
  process.once('SIGTERM', giveUp)
  process.once('SIGINT', giveUp)
  setTimeout(giveUp, STOP_WITHIN_MS).unref()
  await stop()
  return 0
}
