/** 国务院办公厅关于 2024 年部分节假日安排的通知（国办发明电〔2023〕7 号）. */
import type { HolidayYear } from '../../contract/energy-tariff.ts'
import { daysOff, FESTIVALS } from './festivals.ts'

export const CHINA_2024: HolidayYear = {
  id: 'built-in.2024',
  siteId: null,
  year: 2024,
  source: '国务院办公厅关于2024年部分节假日安排的通知',
  off: [
    ...daysOff(FESTIVALS.newYear, '2024-01-01'),
    ...daysOff(FESTIVALS.spring, '2024-02-10', '2024-02-17'),
    ...daysOff(FESTIVALS.qingming, '2024-04-04', '2024-04-06'),
    ...daysOff(FESTIVALS.labour, '2024-05-01', '2024-05-05'),
    ...daysOff(FESTIVALS.dragonBoat, '2024-06-10'),
    ...daysOff(FESTIVALS.midAutumn, '2024-09-15', '2024-09-17'),
    ...daysOff(FESTIVALS.national, '2024-10-01', '2024-10-07'),
  ],
  work: [
    '2024-02-04',
    '2024-02-18',
    '2024-04-07',
    '2024-04-28',
    '2024-05-11',
    '2024-09-14',
    '2024-09-29',
    '2024-10-12',
  ],
}
