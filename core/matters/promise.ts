import type { Promised } from '../contract/promise.ts'

/**
 * Where nobody has said otherwise. Our own choice: the first follows how long food and gas can wait, the second that a
 * shift closes what it took.
 */
const USUAL: Promised = {
  critical: { answerMin: 5, finishMin: 4 * 60 },
  high: { answerMin: 15, finishMin: 8 * 60 },
  medium: { answerMin: 60, finishMin: 24 * 60 },
  low: { answerMin: 8 * 60, finishMin: 72 * 60 },
}

/** What a site promises; the past is measured by it as well. */
export function promisedAt(site: { readonly promised?: Promised } | undefined): Promised {
  return site?.promised ?? USUAL
}
