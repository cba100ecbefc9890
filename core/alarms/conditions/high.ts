import type { Judge } from '../judge.ts'

/** True above the limit; once true, false only below limit - deadband. */
export const high: Judge<'high'> = ({ limit, deadband }, on, { value }) =>
  on ? value >= limit - deadband : value > limit
