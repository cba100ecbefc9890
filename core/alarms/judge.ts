/** What every type of condition answers. */
import type { Reading } from '../contract/reading.ts'
import type { Condition } from '../contract/rule.ts'

export type Observation = Pick<Reading, 'at' | 'value' | 'quality'>

/** True: wrong. False: right. Null: unknown, which changes nothing. `on`: it is wrong and the delay is over. */
export type Judge<T extends Condition['type']> = (
  condition: Extract<Condition, { type: T }>,
  on: boolean,
  seen: Observation,
) => boolean | null
