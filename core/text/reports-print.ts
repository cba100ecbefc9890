/** Words that every printed document has, whatever it is about. */
import { texts } from './text.ts'

export const printTexts = texts({
  notMeasured: { zh: '未测量', en: 'not measured' },
  madeAt: { zh: '生成于 {time}', en: 'Made {time}' },
  page: { zh: '第 {page} 页，共 {pages} 页', en: 'Page {page} of {pages}' },
  sources: { zh: '数据来源', en: 'Sources' },
  toFill: { zh: '请填写：{what}', en: 'to fill in: {what}' },
  marked: { zh: '* 含推算的数', en: '* partly reckoned over a gap' },
  gaps: { zh: '– 没有测到，或无从计算', en: '– not measured, or nothing to reckon it from' },
  signature: { zh: '签字', en: 'Signature' },
  date: { zh: '日期', en: 'Date' },
  chartData: { zh: '图中数据', en: 'Data of the chart' },
  period: { zh: '期间', en: 'Period' },
  section: { zh: '章节', en: 'Section' },
})
