import type { Judge } from '../judge.ts'

/** Being heard ends the silence. That it began is a matter of time, see `silentFrom` in ../step.ts. */
export const noData: Judge<'no-data'> = () => false
