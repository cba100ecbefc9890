import type { ConditionOf } from '../../contract/condition.ts'
import type { PlainVerdict } from '../plain-judge.ts'

/** A state is kept as 1 or 0; anything else is not a state, so nothing is known. */
export const boolean: PlainVerdict<ConditionOf<'boolean'>> = ({ when }, _on, value) =>
  value === 1 || value === 0 ? (value === 1) === when : null
