/** Words about calendars of days off. */
import { texts } from './text.ts'

export const uiHolidays = texts({
  holidaysIntro: {
    zh: '分时电价、基准和预测都要知道哪天放假、哪天调休上班。国务院办公厅每年秋末公布下一年的安排。',
    en: 'Tariffs by kind of day, baselines and forecasts need to know which days are off and which weekend days are worked. The State Council announces the next year in late autumn.',
  },
  holidayDays: { zh: '看看是哪些天', en: 'Which days' },
  holidayOff: { zh: '放假', en: 'Off' },
  holidayWork: { zh: '调休上班', en: 'Weekend days worked' },
  holidayRemove: { zh: '删除导入的', en: 'Remove the imported one' },
  holidayRemoveSure: { zh: '删掉这一年导入的安排？', en: 'Remove the calendar imported for this year?' },
  holidayImport: { zh: '导入一年的安排', en: 'Import a year' },
  holidayPaste: {
    zh: '把通知全文粘在这里，或者一行一天（日期, 节日；调休上班写“班”），也可以是 JSON',
    en: 'Paste the notice, or a line a day (date, festival; “work” for a weekend day that is worked), or JSON',
  },
  holidayFile: { zh: '或选一个文件', en: 'Or choose a file' },
  holidayFound: {
    zh: '{year} 年：放假 {off} 天，调休上班 {work} 天。',
    en: '{year}: days off {off}, weekend days worked {work}.',
  },
  holidayNothing: { zh: '没有找到日期。', en: 'No dates were found.' },
  holidayChanges: {
    zh: '和现在相比，{count} 天会变：',
    en: 'Days that change beside what counts now: {count}',
  },
  holidaySame: { zh: '和现在用的完全一样。', en: 'It is the calendar that counts already.' },
  holidayBecomes: { zh: '{before} → {after}', en: '{before} → {after}' },
  kindWorkday: { zh: '上班', en: 'workday' },
  kindWeekend: { zh: '周末', en: 'weekend' },
  kindHoliday: { zh: '放假', en: 'holiday' },
  holidayRefused: { zh: '{count} 行没有用上：', en: 'Lines that were not used: {count}' },
  refusedUnread: { zh: '看不懂日期', en: 'no date' },
  refusedOtherYear: { zh: '不是这一年', en: 'another year' },
  refusedWeekday: { zh: '本来就是工作日', en: 'a working day as it is' },
  refusedTwice: { zh: '又放假又上班', en: 'both off and worked' },
  holidayKeep: { zh: '用这份 {year} 年安排', en: 'Use this calendar for {year}' },
  holidayKept: { zh: '已保存 {year} 年的安排。', en: 'The calendar of {year} is kept.' },
  holidaySource: { zh: '出处', en: 'Source' },
  holidayMissing: {
    zh: '没有 {year} 年的节假日安排：这一年的节假日会被当成普通日子，分时电价、基准和预测会不准。',
    en: 'There is no holiday calendar for {year}: its holidays count as ordinary days, and tariffs, baselines and forecasts will be off.',
  },
  holidayImportNow: { zh: '去导入', en: 'Import it' },
})
