/**
 * Many alarms at once become one message that says how many: a phone that rings forty times is switched off. Life safety
 * is never part of a crowd.
 */

/** More alarms than this, due at once for one recipient, are told together. */
export const CROWD_OVER = 3
/** How long what is not urgent waits for company, ms. */
export const GATHER_MS = 3000
/** What a vendor's robot takes from one sender, a minute: DingTalk and WeCom 20, Feishu 100; people take less. */
export const PER_MINUTE = { push: 10, email: 6, wecom: 18, dingtalk: 18, feishu: 60 } as const

export interface Due {
  readonly alarmId: string
  readonly lifeSafety: boolean
}

/** Rows of one recipient as messages: each list is one. The order is kept; `room` is how many messages it takes now. */
export function messagesOf<T extends Due>(rows: readonly T[], room: number): T[][] {
  const urgent = rows.filter(({ lifeSafety }) => lifeSafety)
  const others = rows.filter(({ lifeSafety }) => !lifeSafety)
  const alone = urgent.map(row => [row])
  if (others.length === 0) return alone
  const left = room - alone.length
  if (left <= 0) return alone
  const alarms = new Set(others.map(({ alarmId }) => alarmId)).size
  if (alarms > CROWD_OVER || others.length > left) return [...alone, others]
  return [...alone, ...others.map(row => [row])]
}

/** How many messages a recipient takes now, after so many in the last minute. */
export function roomOf(sentAt: readonly number[], perMinute: number, now: number): number {
  return Math.max(0, perMinute - sentAt.filter(at => now - at < 60_000).length)
}
