/** Words of the reports' screens. */
import { texts } from './text.ts'

export const reportPageTexts = texts({
  readings: { zh: '查看背后的读数', en: 'See the readings behind it' },
  fillIn: { zh: '请填写', en: 'To fill in' },
})
