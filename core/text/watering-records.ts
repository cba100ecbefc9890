/** Words of the records of watering. */
import { texts } from './text.ts'

export const recordTexts = texts({
  heading: { zh: '绿化用水', en: 'Grounds water' },
  month: { zh: '月份', en: 'Month' },
  zone: { zh: '区域', en: 'Zone' },
  program: { zh: '计划', en: 'Program' },
  litres: { zh: '用水 (L)', en: 'Water (L)' },
  measured: { zh: '实测比例 (%)', en: 'Measured (%)' },
  cost: { zh: '水费', en: 'Cost' },
  timer: { zh: '按定时会用 (L)', en: 'As a plain timer (L)' },
  runs: { zh: '浇水次数', en: 'Runs' },
  skips: { zh: '跳过次数', en: 'Skips' },
  need: { zh: '植物需水，扣除降雨 (L)', en: 'Need beyond rain (L)' },
  rain: { zh: '有效降雨 (mm)', en: 'Effective rain (mm)' },
  byHand: { zh: '手动', en: 'By hand' },
  removedZone: { zh: '已删除的区域', en: 'Removed zone' },
  removedProgram: { zh: '已删除的计划', en: 'Removed program' },
  total: { zh: '合计', en: 'Total' },
  given: { zh: '本月浇水', en: 'Water given' },
  saved: { zh: '比定时省水', en: 'Saved against a plain timer' },
  savedMoney: { zh: '约省水费', en: 'Money saved, about' },
  needTotal: { zh: '植物需水（扣除降雨）', en: 'Need of the plants beyond rain' },
  inBand: { zh: '缺水不超限的天数', en: 'Days without thirst' },
  byZone: { zh: '各区域', en: 'By zone' },
  basis: {
    zh: '需水按 FAO-56 水量平衡（参考蒸散量 × 作物系数 − 有效降雨）计算；“按定时”是各计划写明的分钟数每次都照浇的水量。未装水表的区域按额定流量和时间估算。',
    en: 'Need by the FAO-56 water balance (reference evapotranspiration × crop coefficient − effective rain). “Plain timer” is what the written minutes would have given at every start. Zones without a meter are reckoned by nominal flow and time.',
  },
  nothing: { zh: '本月没有浇水记录。', en: 'Nothing was watered this month.' },
})
