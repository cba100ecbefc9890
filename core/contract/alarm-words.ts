/** The words that rules and alarms share. */

/**
 * ISA-18.2 / IEC 62682 states.
 * norm · unack: active, nobody has said "I'm on it" · acked: active, in hand · rtnun: over, never acknowledged ·
 * latch-unack, latch-acked: over, but stays until acknowledged and reset.
 */
export const ALARM_STATES = ['norm', 'unack', 'acked', 'rtnun', 'latch-unack', 'latch-acked'] as const
export type AlarmState = (typeof ALARM_STATES)[number]

/** ISA-18.2 priorities, most urgent first. */
export const PRIORITIES = ['critical', 'high', 'medium', 'low'] as const
export type Priority = (typeof PRIORITIES)[number]
