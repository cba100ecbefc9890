/** The states a tile or an alarm can be in, in the words and colours of one list. */
import { texts } from './text.ts'

export const stateTexts = texts({
  good: { zh: '正常', en: 'OK' },
  attention: { zh: '注意', en: 'Attention' },
  alarm: { zh: '告警', en: 'Alarm' },
  critical: { zh: '紧急', en: 'Critical' },
  acknowledged: { zh: '处理中', en: 'Being handled' },
  unknown: { zh: '无数据', en: 'No data' },
  shelved: { zh: '已搁置', en: 'Shelved' },
  'out-of-service': { zh: '停用', en: 'Out of service' },
  drill: { zh: '演练', en: 'Drill' },
  waiting: { zh: '等待确认', en: 'Waiting to confirm' },
})
export type StateWord = keyof typeof stateTexts

/** Worst first: what a page shows at its top. */
export const STATE_ORDER: readonly StateWord[] = [
  'critical',
  'alarm',
  'attention',
  'unknown',
  'acknowledged',
  'waiting',
  'drill',
  'shelved',
  'good',
  'out-of-service',
]

export const priorityTexts = texts({
  critical: { zh: '紧急', en: 'Critical' },
  high: { zh: '重要', en: 'High' },
  medium: { zh: '一般', en: 'Medium' },
  low: { zh: '提示', en: 'Low' },
})

export const qualityTexts = texts({
  good: { zh: '可信', en: 'Good' },
  late: { zh: '补传', en: 'Late' },
  untimed: { zh: '按到达时间', en: 'Timed on arrival' },
  stuck: { zh: '长时间不变', en: 'Not changing' },
  suspect: { zh: '超出量程', en: 'Out of range' },
  estimated: { zh: '估算', en: 'Estimated' },
})
