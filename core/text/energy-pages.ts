/** Words of management's overview that the server writes. */
import { texts } from './text.ts'

export const overviewTexts = texts({
  stop: { zh: '处理“{name}”：{what}', en: 'See to {name}: {what}' },
  noTariff: { zh: '填上电价和水价，用量才能变成钱', en: 'Enter the tariffs, so that use becomes money' },
  noDetectors: { zh: '打开浪费监测，漏了、忘关了会提醒', en: 'Put the waste detectors in force' },
  noBaseline: { zh: '建一条用能基准，省了多少才说得清', en: 'Make a baseline, so that savings can be shown' },
  noMeals: { zh: '录入用餐人次，才能按餐比较', en: 'Enter the meals, so that use per meal can be compared' },
  noTarget: { zh: '定一个本月目标或预算', en: 'Set a target or a budget for the month' },
})
