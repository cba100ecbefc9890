import type { ConditionOf } from '../../contract/condition.ts'
import type { PlainVerdict } from '../plain-judge.ts'

/** Being heard ends the silence. That it began is a matter of time, see `silentFrom` in ../step.ts. */
export const noData: PlainVerdict<ConditionOf<'no-data'>> = () => false
