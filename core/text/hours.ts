/** Stretches of a week as words. */
import type { WeekHours } from '../contract/condition.ts'
import type { Language } from '../contract/schema.ts'

/** `周一二 22:00–06:00、周六日 12:00–14:00`; days are not named where it is every day. */
export function weekHoursText(hours: readonly WeekHours[], language: Language): string {
  return hours
    .map(({ days, from, to }) => `${days.length === 7 ? '' : `${daysText(days, language)} `}${from}–${to}`)
    .join(language === 'zh' ? '、' : ', ')
}

/** 2024-01-01 was a Monday. */
function daysText(days: readonly number[], language: Language): string {
  const zh = language === 'zh'
  const word = new Intl.DateTimeFormat(zh ? 'zh-CN' : 'en-GB', {
    weekday: zh ? 'narrow' : 'short',
    timeZone: 'UTC',
  })
  const named = [...days].sort((a, b) => a - b).map(day => word.format(Date.UTC(2024, 0, day)))
  return zh ? `周${named.join('')}` : named.join(' ')
}
