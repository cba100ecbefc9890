import type { Judge } from '../condition.ts'

/** Being heard ends the silence. That it began is a matter of time, see `silentFrom` in ../step.ts. */
export const noData: Judge<'no-data'> = () => false
