import type { Run } from '../../../core/contract/watering.ts'
import { runReasonTexts, runStateTexts } from '../../../core/text/watering.ts'
import { number } from '../../data/shown.ts'
import { n } from '../../data/words.ts'

/** How a run went, why if it went otherwise than planned, and its litres; "≈" when they were not measured. */
export function runText({ state, reason, litres, litresMeasured }: Run): string {
  const why = reason === null ? [] : [n(runReasonTexts[reason])]
  const water = litres === null ? [] : [`${litresMeasured ? '' : '≈ '}${number(litres)} L`]
  return [n(runStateTexts[state]), ...why, ...water].join(' · ')
}
