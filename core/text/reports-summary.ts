/** Sentences of the work summary. Each states only what was measured or recorded; what only a person knows is a blank. */
import { texts } from './text.ts'

export const summaryTexts = texts({
  title: { zh: '后勤节能与安全工作总结', en: 'Work summary: saving and safety' },
  energy: { zh: '节能与用水', en: 'Energy and water' },
  food: { zh: '食品安全', en: 'Food safety' },
  safety: { zh: '安全与告警响应', en: 'Safety and alarm response' },
  grounds: { zh: '绿化灌溉', en: 'Watering' },
  equipment: { zh: '设备管理', en: 'Equipment' },
  people: { zh: '问题与下一步', en: 'Problems and next steps' },
  basis: { zh: '数据说明', en: 'About the data' },
  signatures: { zh: '签字', en: 'Signatures' },

  opening: { zh: '{period}，', en: 'In {period}:' },
  used: { zh: '用{medium} {use}', en: '{medium} {use}' },
  less: { zh: '，比{before}减少 {change}。', en: ', {change} less than the {before}.' },
  more: { zh: '，比{before}增加 {change}。', en: ', {change} more than the {before}.' },
  same: { zh: '，与{before}持平。', en: ', the same as the {before}.' },
  stop: { zh: '。', en: '.' },
  cost: { zh: '能源与用水费用合计 {cost}。', en: 'Together they cost {cost}.' },
  partCost: {
    zh: '已设价格的部分费用合计 {cost}。',
    en: 'Those that have a tariff cost {cost} together.',
  },
  carbon: {
    zh: '折合碳排放 {carbon}，折标准煤 {coal}。',
    en: 'In carbon that is {carbon}, in standard coal {coal}.',
  },
  perMeal: {
    zh: '共供餐 {meals} 人次，每餐用电 {electricity}。',
    en: '{meals} meals were served, at {electricity} of electricity each.',
  },
  estimated: {
    zh: '其中 {meter} 有 {days} 天没有读数，用量由前后读数推算。',
    en: 'Of these, {meter} had no readings on {days} days; its use there is taken from the readings around them.',
  },
  missing: {
    zh: '{meter} 有 {days} 天没有数据，未计入。',
    en: '{meter} has no data on {days} days, which are left out.',
  },
  noEnergy: { zh: '本期没有计量数据。', en: 'Nothing was metered in this period.' },
  measures: {
    zh: '本期采取的节能节水措施及效果',
    en: 'What was done to save energy and water, and to what effect',
  },

  cabinets: {
    zh: '{count} 台冷藏冷冻设备纳入监测，应检查 {due} 次，有读数 {done} 次。',
    en: '{count} cabinets were watched; of {due} checks due, {done} have a reading.',
  },
  noExcursion: {
    zh: '有读数的时间内没有超温。',
    en: 'While there were readings, none was too warm or too cold.',
  },
  excursions: {
    zh: '超温 {count} 次，其中 {explained} 次由开门、除霜或补货引起并按时恢复',
    en: 'There were {count} excursions; {explained} were doors, defrosts or deliveries and over as usual',
  },
  unanswered: { zh: '，{count} 次尚未写明处置。', en: ', and {count} still want a word on what was done.' },
  answered: { zh: '，其余均有处置记录。', en: ', and the others have what was done on record.' },
  unknownTime: {
    zh: '累计有 {hours} 没有读数，这段时间不能说明温度是否合格。',
    en: 'For {hours} in all there were no readings; of that time nothing can be said.',
  },
  foodMore: {
    zh: '食品安全自查、留样、培训等其他工作',
    en: 'Self-inspections, retained samples, training and other work',
  },

  noAlarms: { zh: '本期系统没有发出告警。', en: 'No alarm was raised in this period.' },
  alarms: {
    zh: '系统发出告警 {total} 次，其中紧急与重要 {urgent} 次。',
    en: '{total} alarms were raised, {urgent} of them critical or high.',
  },
  life: {
    zh: '涉及燃气、烟感等生命安全的 {count} 次。',
    en: '{count} were about life safety, such as gas or smoke.',
  },
  response: {
    zh: '{answered} 次有人接手，接手时间中位数 {median}，九成在 {ninety} 以内。',
    en: 'Somebody took on {answered} of them, half within {median} and nine of ten within {ninety}.',
  },
  stillOpen: { zh: '期末仍有 {count} 次没有处理完。', en: '{count} were still open at the end.' },
  allClosed: { zh: '期末已全部处理完。', en: 'All were dealt with by the end.' },
  drills: { zh: '消防与燃气检查、演练情况', en: 'Fire and gas inspections, drills' },

  watered: {
    zh: '绿化用水 {water}，浇水 {runs} 次。',
    en: 'The grounds were given {water} in {runs} runs.',
  },
  skipped: {
    zh: '因下雨、土壤湿润等原因少浇 {skips} 次。',
    en: '{skips} runs were left out for rain, wet soil and the like.',
  },
  unmeteredWater: {
    zh: '水量部分按阀门开启时间推算。',
    en: 'Part of it is reckoned from the time valves were open.',
  },
  troubles: { zh: '发现阀门与管路异常 {count} 起。', en: 'Valves and pipes gave {count} troubles.' },

  devices: { zh: '在用设备 {count} 台。', en: '{count} devices are in use.' },
  overdue: {
    zh: '{count} 项校准、检测或保养已过期，需尽快安排。',
    en: '{count} calibrations, tests or services are overdue.',
  },
  soon: { zh: '{count} 项将在 {days} 天内到期。', en: '{count} are due within {days} days.' },
  noDue: { zh: '已登记的日期中没有过期的。', en: 'Of the dates on record none is overdue.' },

  problems: { zh: '存在的问题', en: 'Problems' },
  next: { zh: '下一步打算', en: 'Next steps' },
  author: { zh: '填报人', en: 'Written by' },
  head: { zh: '部门负责人', en: 'Head of department' },
  only: {
    zh: '本总结只写系统测到和记录到的内容；【】处由人填写。没有测到的不作说明。',
    en: 'This states only what was measured and recorded. Marked places are for a person. What was not measured is not spoken of.',
  },
})
