/** 国务院办公厅关于 2026 年部分节假日安排的通知. */
import type { HolidayYear } from '../../contract/energy-tariff.ts'
import { daysOff, FESTIVALS } from './festivals.ts'

export const CHINA_2026: HolidayYear = {
  id: 'built-in.2026',
  siteId: null,
  year: 2026,
  source: '国务院办公厅关于2026年部分节假日安排的通知',
  off: [
    ...daysOff(FESTIVALS.newYear, '2026-01-01', '2026-01-03'),
    ...daysOff(FESTIVALS.spring, '2026-02-15', '2026-02-23'),
    ...daysOff(FESTIVALS.qingming, '2026-04-04', '2026-04-06'),
    ...daysOff(FESTIVALS.labour, '2026-05-01', '2026-05-05'),
    ...daysOff(FESTIVALS.dragonBoat, '2026-06-19', '2026-06-21'),
    ...daysOff(FESTIVALS.midAutumn, '2026-09-25', '2026-09-27'),
    ...daysOff(FESTIVALS.national, '2026-10-01', '2026-10-07'),
  ],
  work: ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'],
}
