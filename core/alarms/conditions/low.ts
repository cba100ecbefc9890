import type { Judge } from '../judge.ts'

/** True below the limit; once true, false only above limit + deadband. */
export const low: Judge<'low'> = ({ limit, deadband }, on, { value }) =>
  on ? value <= limit + deadband : value < limit
