/** How soon somebody promises to be on an alarm, and to be done with it. */
import { type Static, Type } from 'typebox'
import type { Priority } from './alarm-words.ts'
import { record } from './schema.ts'

const Times = record({
  /** Minutes from the raise; a week at most. */
  answerMin: Type.Integer({ minimum: 1, maximum: 10_080 }),
  /** Minutes from the answer; a month at most. */
  finishMin: Type.Integer({ minimum: 1, maximum: 44_640 }),
})

export const Promised = record({ critical: Times, high: Times, medium: Times, low: Times })
export type Promised = Static<typeof Promised> & Readonly<Record<Priority, Static<typeof Times>>>
