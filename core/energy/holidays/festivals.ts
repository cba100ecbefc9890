/** What the days off are for, and stretches of them. */
import type { HolidayYear } from '../../contract/energy-tariff.ts'
import type { Name } from '../../contract/schema.ts'

export const FESTIVALS = {
  newYear: { zh: '元旦', en: 'New Year' },
  spring: { zh: '春节', en: 'Spring Festival' },
  qingming: { zh: '清明节', en: 'Qingming' },
  labour: { zh: '劳动节', en: 'Labour Day' },
  dragonBoat: { zh: '端午节', en: 'Dragon Boat Festival' },
  midAutumn: { zh: '中秋节', en: 'Mid-Autumn Festival' },
  national: { zh: '国庆节', en: 'National Day' },
} as const satisfies Record<string, Name>

/** Every day from one date to another, both included. */
export function daysOff(name: Name, from: string, to = from): HolidayYear['off'] {
  const days: HolidayYear['off'] = []
  const end = Date.parse(`${to}T00:00:00Z`)
  for (let at = Date.parse(`${from}T00:00:00Z`); at <= end; at += 86_400_000)
    days.push({ date: new Date(at).toISOString().slice(0, 10), name })
  return days
}
