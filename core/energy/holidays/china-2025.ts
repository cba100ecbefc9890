/** 国务院办公厅关于 2025 年部分节假日安排的通知. */
import type { HolidayYear } from '../../contract/energy-tariff.ts'
import { daysOff, FESTIVALS } from './festivals.ts'

export const CHINA_2025: HolidayYear = {
  id: 'built-in.2025',
  siteId: null,
  year: 2025,
  source: '国务院办公厅关于2025年部分节假日安排的通知',
  off: [
    ...daysOff(FESTIVALS.newYear, '2025-01-01'),
    ...daysOff(FESTIVALS.spring, '2025-01-28', '2025-02-04'),
    ...daysOff(FESTIVALS.qingming, '2025-04-04', '2025-04-06'),
    ...daysOff(FESTIVALS.labour, '2025-05-01', '2025-05-05'),
    ...daysOff(FESTIVALS.dragonBoat, '2025-05-31', '2025-06-02'),
    ...daysOff(FESTIVALS.national, '2025-10-01', '2025-10-08'),
  ],
  work: ['2025-01-26', '2025-02-08', '2025-04-27', '2025-09-28', '2025-10-11'],
}
