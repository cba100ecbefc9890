/** Words of the watering report. */
import { texts } from './text.ts'

export const wateringReportTexts = texts({
  title: { zh: '绿化灌溉报告', en: 'Watering' },
  summary: { zh: '用水与需水', en: 'Water given and needed' },
  course: { zh: '期间变化', en: 'Over the period' },
  chart: { zh: '各区用水量', en: 'Water given, by zone' },
  measured: {
    zh: '{percent}% 的水量由水表测得，其余按阀门开启时间和额定流量推算。',
    en: '{percent}% of the water was measured; the rest is reckoned from the time valves were open and their rated flow.',
  },
  noneMeasured: {
    zh: '水量都按阀门开启时间和额定流量推算，没有水表测量。',
    en: 'All water is reckoned from the time valves were open and their rated flow; no meter measured it.',
  },
  allMeasured: { zh: '水量都由水表测得。', en: 'All water was measured by a meter.' },
  skips: { zh: '为什么没有浇', en: 'Why it was not watered' },
  reason: { zh: '原因', en: 'Reason' },
  times: { zh: '次数', en: 'Times' },
  spared: { zh: '少用水量', en: 'Water spared' },
  troubles: { zh: '异常', en: 'What went wrong' },
  none: { zh: '本期没有异常。', en: 'Nothing went wrong.' },
  since: { zh: '开始', en: 'Since' },
  until: { zh: '结束', en: 'Until' },
  zone: { zh: '区域', en: 'Zone' },
  what: { zh: '情况', en: 'What' },
  by: { zh: '处理人', en: 'Closed by' },
  lasting: { zh: '仍在持续', en: 'still going on' },
  total: { zh: '合计', en: 'Total' },
})
