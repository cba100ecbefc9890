/** What a message about an alarm says, on whatever channel. */
import { texts } from './text.ts'

export const notifyTexts = texts({
  escalatedTitle: { zh: '【无人应答】{device}：{alarm}', en: 'Not answered: {device}, {alarm}' },
  reminderTitle: { zh: '【再次提醒】{device}：{alarm}', en: 'Reminder: {device}, {alarm}' },
  where: { zh: '地点：{place}', en: 'Where: {place}' },
  wholeSite: { zh: '{site}', en: '{site}' },
  reading: { zh: '读数 {value}，限值 {limit}', en: 'Reads {value}, limit {limit}' },
  readingOnly: { zh: '读数 {value}', en: 'Reads {value}' },
  peak: { zh: '最严重时 {value}', en: 'Worst so far {value}' },
  since: { zh: '开始于 {time}', en: 'Since {time}' },
  priority: { zh: '级别：{priority}', en: 'Priority: {priority}' },
  lifeSafety: {
    zh: '涉及人身安全。请先按现场规程处置，再来这里确认。',
    en: 'Life safety. Follow the drill on the spot first, then confirm here.',
  },
  mirrors: {
    zh: '后勤管家只转述经认证的报警器，不能代替它。',
    en: 'Steward repeats what the certified alarm says and never replaces it.',
  },
  meant: { zh: '请处理：{names}', en: 'Over to: {names}' },
  escalated: {
    zh: '{time}无人应答，升级到第 {step} 步',
    en: 'No answer for {time}: escalated to step {step}',
  },
  reminder: { zh: '{time}仍无人应答，再次提醒', en: 'Still no answer after {time}: a reminder' },
  heldBack: { zh: '免打扰时段内发生', en: 'Happened in the quiet hours' },
  doneBy: { zh: '{name} 正在处理', en: '{name} is on it' },
  closedBy: { zh: '{name} 关闭：{action}', en: 'Closed by {name}: {action}' },
  note: { zh: '备注：{note}', en: 'Note: {note}' },
  answer: { zh: '我来处理', en: "I'm on it" },
  open: { zh: '查看', en: 'Open' },
  crowd: { zh: '【告警】{site}：{count} 条告警', en: '{count} alarms at {site}' },
  crowdOver: { zh: '【动态】{site}：{count} 条告警有变化', en: '{count} alarms changed at {site}' },
  crowdOpen: { zh: '{open} 条等人处理', en: '{open} wait for a person' },
  crowdPlace: { zh: '{place} {count} 条', en: '{place}: {count}' },
  crowdMore: { zh: '……另有 {count} 条', en: '… and {count} more' },
  footer: { zh: '后勤管家', en: 'Steward' },
})

/** The page behind the link in a message. */
export const answerTexts = texts({
  title: { zh: '处理告警', en: 'Answer an alarm' },
  button: { zh: '我来处理', en: "I'm on it" },
  yourName: { zh: '您的姓名', en: 'Your name' },
  hint: {
    zh: '打开本页不会有任何改动，按下按钮才算应答。',
    en: 'Opening this page changes nothing. Only the button answers.',
  },
  done: { zh: '已记下，这条告警由您处理。', en: 'Noted: this alarm is yours.' },
  already: { zh: '{name} 已在处理。', en: '{name} is on it already.' },
  over: { zh: '这条告警已经结束。', en: 'This alarm is over.' },
  expired: {
    zh: '链接已过期或不完整。请登录后在告警页处理。',
    en: 'This link has expired or is incomplete. Sign in and answer on the alarm page.',
  },
  refused: {
    zh: '您的账号不能应答这里的告警，请找当班人员。',
    en: 'Your account may not answer alarms here. Ask whoever is on duty.',
  },
  signIn: { zh: '打开后勤管家', en: 'Open Steward' },
})

/** Why something could not be told, for the record of deliveries. */
export const deliveryTexts = texts({
  waiting: { zh: '等待发送', en: 'Waiting' },
  delivered: { zh: '已送达', en: 'Delivered' },
  'given-up': { zh: '没有送达', en: 'Not delivered' },
  skipped: { zh: '无需打扰', en: 'Not needed' },
})
