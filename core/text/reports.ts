/** Words of the month's report. */
import { texts } from './text.ts'

export const reportTexts = texts({
  title: { zh: '能源与用水月报', en: 'Energy and water, monthly' },
  subtitle: { zh: '{site} · {year} 年 {month} 月', en: '{site} · {year}-{month}' },
  summary: { zh: '一、总览', en: '1. At a glance' },
  meters: { zh: '二、分表用量', en: '2. By meter' },
  bands: { zh: '三、分时电量', en: '3. Electricity by time of use' },
  days: { zh: '四、逐日用量', en: '4. Day by day' },
  quality: { zh: '五、数据说明', en: '5. About the data' },
  previous: { zh: '上月', en: 'month before' },
  cost: { zh: '费用合计', en: 'Money in all' },
  carbon: { zh: '用电碳排放', en: 'Carbon from electricity' },
  coal: { zh: '折标准煤', en: 'Standard coal' },
  meter: { zh: '表计', en: 'Meter' },
  medium: { zh: '种类', en: 'Medium' },
  use: { zh: '用量', en: 'Use' },
  unit: { zh: '单位', en: 'Unit' },
  money: { zh: '费用', en: 'Money' },
  before: { zh: '上月用量', en: 'Month before' },
  share: { zh: '占总表', en: 'Share of main' },
  band: { zh: '时段', en: 'Band' },
  total: { zh: '合计', en: 'Total' },
  mainTotal: { zh: '合计（只计总表）', en: 'Total (main meters only)' },
  dailyUse: { zh: '每日用{medium}', en: '{medium} a day' },
  complete: {
    zh: '本月各总表每天都有数据。',
    en: 'Every main meter has readings for every day of the month.',
  },
  gaps: {
    zh: '{meter}：{days} 天没有数据，未计入合计。',
    en: '{meter}: {days} days without readings, not in the totals.',
  },
  bridged: {
    zh: '{meter}：{days} 天没有读数，用量由前后读数推算并平均分摊到这些天。',
    en: '{meter}: {days} days without readings; their use is taken from the readings around them, spread evenly.',
  },
  partTariff: {
    zh: '{medium}有 {days} 天没有价格，费用未计这些天。',
    en: '{medium} has no tariff on {days} days, so the money leaves those days out.',
  },
  running: { zh: '本月尚未结束，数字计到 {at}。', en: 'The month is not over; figures up to {at}.' },
  noTariff: {
    zh: '{medium}没有设置价格，费用未计。',
    en: 'There is no tariff for {medium}, so its money is left out.',
  },
})
