/** What a letter says that brings a report. */
import { texts } from './text.ts'

export const reportMailTexts = texts({
  subject: { zh: '{title} · {subtitle}', en: '{title} · {subtitle}' },
  attached: { zh: '附件是{title}（{subtitle}）。', en: 'Attached: {title}, {subtitle}.' },
  keyFigures: { zh: '主要数字：', en: 'In short:' },
  blanks: {
    zh: '文中有 {count} 处【请填写】需要人工补充，发出前请填好。',
    en: 'Still to be filled in by a person before it is passed on: {count}.',
  },
  kept: { zh: '原件保存在后勤管家的报表库里。', en: 'The original is kept in Steward, under Reports.' },
  byItself: {
    zh: '这封信由后勤管家按计划自动发出。要停止，请在“报表 → 定时发送”里修改。',
    en: 'Steward sends this by itself. To stop it, change the schedule under Reports.',
  },
})
