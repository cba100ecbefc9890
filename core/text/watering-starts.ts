/** Starts of programs as people type and read them: by the clock or by the sun. */
import type { Language } from '../contract/schema.ts'
import { fill, texts } from './text.ts'

const CLOCK = /^(\d{1,2}):(\d{2})$/
const SUN = /^(sunrise|sunset)([+-]\d{1,3})?$/
const DAY = /^(\d{1,2})-(\d{1,2})$/

const words = texts({
  sunrise: { zh: '日出', en: 'sunrise' },
  sunset: { zh: '日落', en: 'sunset' },
  before: { zh: '{sun}前 {minutes} 分钟', en: '{minutes} min before {sun}' },
  after: { zh: '{sun}后 {minutes} 分钟', en: '{minutes} min after {sun}' },
})

/** `05:00`, `sunrise-60`; from `5:00`, `５：００`, `日出-60`, `日出前60` too. Null when it is neither. */
export function readStart(typed: string): string | null {
  const text = typed
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s分钟]/g, '')
    .replace('日出', 'sunrise')
    .replace('日落', 'sunset')
    .replace(/[−–—前]/, '-')
    .replace('后', '+')
  const [, hour = '', minute = ''] = CLOCK.exec(text) ?? []
  if (hour !== '')
    return Number(hour) < 24 && Number(minute) < 60 ? `${hour.padStart(2, '0')}:${minute}` : null
  return SUN.test(text) ? text : null
}

/** Several of them; null while one cannot be read. */
export function readStarts(typed: string): string[] | null {
  const read = typed
    .split(/[\s,，、;；]+/)
    .filter(text => text !== '')
    .map(readStart)
  return read.length > 0 && read.every(text => text !== null) ? read : null
}

/** `MM-DD` of `4-1` too; null for a day no year has. */
export function readMonthDay(typed: string): string | null {
  const [, month = '', day = ''] =
    DAY.exec(
      typed
        .normalize('NFKC')
        .trim()
        .replace(/[/.月]/, '-')
        .replace('日', ''),
    ) ?? []
  const last = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][Number(month) - 1]
  if (last === undefined || Number(day) < 1 || Number(day) > last) return null
  return `${month.padStart(2, '0')}-${day.padStart(2, '0')}`
}

/** As it stands in a field: `日出-60` for a Chinese reader. */
export function typedStart(start: string, language: Language): string {
  return start.replace('sunrise', words.sunrise[language]).replace('sunset', words.sunset[language])
}

/** As it is read: `60 min before sunrise`. */
export function startText(start: string, language: Language): string {
  const [, sun, shift = '0'] = SUN.exec(start) ?? []
  if (sun !== 'sunrise' && sun !== 'sunset') return start
  const minutes = Number(shift)
  const name = words[sun][language]
  if (minutes === 0) return name
  return fill(minutes < 0 ? words.before : words.after, language, { sun: name, minutes: Math.abs(minutes) })
}
