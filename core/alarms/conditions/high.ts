import type { ConditionOf } from '../../contract/condition.ts'
import { beyond, type PlainVerdict } from '../plain-judge.ts'

/** True above the limit; once true, false only below limit - deadband. */
export const high: PlainVerdict<ConditionOf<'high'>> = ({ limit, deadband }, on, value) =>
  beyond('above', limit, deadband, on, value)
