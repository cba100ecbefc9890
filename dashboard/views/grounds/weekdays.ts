import type { WordKey } from '../../data/words.ts'

/** ISO weekdays in order; index 0 is Monday, day 1. */
export const WEEKDAYS: readonly WordKey[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
