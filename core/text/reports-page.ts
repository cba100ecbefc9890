/** Words of the reports' screens. */
import type { AskedKind, ReportFormat, ReportPeriod } from '../contract/report.ts'
import type { Name } from '../contract/schema.ts'
import { texts } from './text.ts'

export const reportKindTexts: Readonly<Record<AskedKind, { readonly name: Name; readonly what: Name }>> = {
  energy: {
    name: { zh: '能源与用水', en: 'Energy and water' },
    what: { zh: '用电、用水、燃气：用量、费用、碳排放', en: 'Electricity, water, gas: use, money, carbon' },
  },
  coldchain: {
    name: { zh: '冷藏冷冻温度记录', en: 'Cold storage log' },
    what: {
      zh: '每日检查、超温与处置、校准，可签字',
      en: 'Daily checks, excursions and what was done, calibration, to be signed',
    },
  },
  alarms: {
    name: { zh: '告警响应', en: 'Alarm response' },
    what: {
      zh: '告警多少、多久有人接手、多久处理完',
      en: 'How many, how soon somebody had them, how soon they were done',
    },
  },
  watering: {
    name: { zh: '绿化灌溉', en: 'Watering' },
    what: { zh: '各区浇了多少水、为什么浇、为什么没浇', en: 'What each zone was given, why, and why not' },
  },
  ledger: {
    name: { zh: '设备台账', en: 'Equipment ledger' },
    what: { zh: '设备、负责人、校准与保修到期', en: 'Equipment, persons, calibration and warranty dates' },
  },
  summary: {
    name: { zh: '工作总结', en: 'Work summary' },
    what: {
      zh: '后勤节能与安全工作总结，数字已写进句子',
      en: 'Saving and safety in sentences, with the figures in them',
    },
  },
}

export const periodTypeTexts: Readonly<Record<ReportPeriod, Name>> = {
  day: { zh: '日报', en: 'Day' },
  week: { zh: '周报', en: 'Week' },
  month: { zh: '月报', en: 'Month' },
  quarter: { zh: '季报', en: 'Quarter' },
  year: { zh: '年报', en: 'Year' },
}

export const formatTexts: Readonly<Record<ReportFormat, Name>> = {
  pdf: { zh: 'PDF', en: 'PDF' },
  xlsx: { zh: 'Excel', en: 'Excel' },
  docx: { zh: 'Word', en: 'Word' },
  csv: { zh: 'CSV', en: 'CSV' },
}

export const reportPageTexts = texts({
  reports: { zh: '报表', en: 'Reports' },
  newReport: { zh: '出一份报表', en: 'Make a report' },
  kind: { zh: '内容', en: 'What about' },
  per: { zh: '周期', en: 'How long' },
  period: { zh: '哪一期', en: 'Which one' },
  language: { zh: '文件语言', en: 'Language of the file' },
  format: { zh: '文件格式', en: 'Kind of file' },
  zh: { zh: '中文', en: 'Chinese' },
  en: { zh: '英文', en: 'English' },
  preview: { zh: '预览', en: 'Preview' },
  keep: { zh: '存入报表库', en: 'Keep in the library' },
  keepHint: {
    zh: '预览随时可看，不保存。存入报表库后，数字、价格和排放因子不再变化。',
    en: 'A preview is made anew each time. What is kept in the library never changes: figures, prices and factors stay as they were.',
  },
  soFar: { zh: '{name}（进行中）', en: '{name} (so far)' },
  noPeriods: { zh: '还没有读数，先接入设备。', en: 'There are no readings yet. Connect a device first.' },
  library: { zh: '报表库', en: 'Library' },
  libraryEmpty: { zh: '还没有保存的报表。', en: 'Nothing is kept yet.' },
  madeBy: { zh: '{when} · {by}', en: '{when} · {by}' },
  making: { zh: '正在生成 {percent}%', en: 'Being made, {percent}%' },
  failed: { zh: '没有做成：{why}', en: 'Not made: {why}' },
  blanksLeft: { zh: '{count} 处待填写', en: '{count} to fill in' },
  complete: { zh: '已填完', en: 'Filled in' },
  sentTo: { zh: '已发送 {count} 次', en: 'Sent {count} times' },
  download: { zh: '下载', en: 'Download' },
  print: { zh: '打印', en: 'Print' },
  remove: { zh: '删除', en: 'Remove' },
  removeSure: { zh: '这份报表会从报表库删除，不能恢复。', en: 'This report leaves the library for good.' },
  back: { zh: '报表', en: 'Reports' },
  fillIn: { zh: '填写', en: 'Fill in' },
  fillHint: {
    zh: '下面这些只有人知道。填好后会出现在所有格式里；留空的仍标为【请填写】。',
    en: 'Only a person knows these. What you write appears in every kind of file; what you leave empty stays marked.',
  },
  saveAnswers: { zh: '保存', en: 'Save' },
  saved: { zh: '已保存', en: 'Saved' },
  send: { zh: '用邮件发送', en: 'Send by e-mail' },
  recipients: { zh: '收件人（多个用逗号或换行分开）', en: 'To (several: commas or lines)' },
  badRecipients: { zh: '“{text}”不是邮箱地址', en: '“{text}” is no e-mail address' },
  sendNow: { zh: '现在发送', en: 'Send now' },
  sent: { zh: '已发给 {to}', en: 'Sent to {to}' },
  schedules: { zh: '定时发送', en: 'Sent by themselves' },
  schedulesEmpty: {
    zh: '每期结束后自动生成并用邮件发出，例如每月 1 日 08:00 发上个月的月报。',
    en: 'After each period a report is made and sent, such as last month’s on the 1st at 08:00.',
  },
  addSchedule: { zh: '添加定时发送', en: 'Add a schedule' },
  changeSchedule: { zh: '修改定时发送', en: 'Change the schedule' },
  at: { zh: '几点发送', en: 'At what time' },
  enabled: { zh: '启用', en: 'On' },
  paused: { zh: '已停用', en: 'Off' },
  next: { zh: '下次 {time}', en: 'Next {time}' },
  lastSent: { zh: '上次 {time} 已发 {period}', en: 'Last sent {time}: {period}' },
  neverSent: { zh: '还没有发过', en: 'Not sent yet' },
  sendProblem: { zh: '没有发出：{why}', en: 'Did not arrive: {why}' },
  scheduleLine: {
    zh: '{kind} · {per} · {at} · {format} · {language}',
    en: '{kind} · {per} · {at} · {format} · {language}',
  },
  testNow: { zh: '立即发送上一期', en: 'Send the last one now' },
  removeSchedule: { zh: '删除', en: 'Remove' },
  removeScheduleSure: {
    zh: '不再自动发送；已保存的报表不受影响。',
    en: 'Nothing more is sent; reports that are kept stay.',
  },
  change: { zh: '修改', en: 'Change' },
  cancel: { zh: '取消', en: 'Cancel' },
  mailHint: {
    zh: '发信用“设置 → 告警渠道”里第一个启用的邮件渠道。',
    en: 'Letters go by the first e-mail channel that is on, under Settings.',
  },
  readings: { zh: '这个数字从哪里来', en: 'Where this number comes from' },
  close: { zh: '关闭', en: 'Close' },
  stretch: { zh: '{from} 至 {to}', en: '{from} to {to}' },
  when: { zh: '时间', en: 'When' },
  stepBack: { zh: '上一步', en: 'Back' },
  differs: {
    zh: '现在按记录重算是 {now}，报表上是 {said}：报表做出以后，又有读数补到，或记录有更正。',
    en: 'Worked out again it is {now} today; the report says {said}. Readings came late, or something was corrected, after it was made.',
  },
  openPage: { zh: '打开它的页面', en: 'Open its page' },
})
