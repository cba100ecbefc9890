import type { ConditionOf } from '../../contract/condition.ts'
import { beyond, type PlainVerdict } from '../plain-judge.ts'

/** True below the limit; once true, false only above limit + deadband. */
export const low: PlainVerdict<ConditionOf<'low'>> = ({ limit, deadband }, on, value) =>
  beyond('below', limit, deadband, on, value)
