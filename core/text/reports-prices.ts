/** Words of the prices a report was reckoned with. */
import type { DayKind } from '../contract/energy-words.ts'
import type { Name } from '../contract/schema.ts'
import { texts } from './text.ts'

export const priceTexts = texts({
  heading: { zh: '所用价格', en: 'Prices used' },
  title: { zh: '{medium}：{name}（{from} 起，{until}）', en: '{medium}: {name} (from {from}, {until})' },
  until: { zh: '至 {to}', en: 'until {to}' },
  inForce: { zh: '现行', en: 'still in force' },
  part: { zh: '项目', en: 'Part' },
  when: { zh: '何时', en: 'When' },
  price: { zh: '单价', en: 'Price' },
  unit: { zh: '单位', en: 'Unit' },
  counted: { zh: '计入本报表', en: 'In this report' },
  yes: { zh: '是', en: 'yes' },
  no: { zh: '否', en: 'no' },
  always: { zh: '全部时间', en: 'at all times' },
  otherwise: { zh: '其余时间', en: 'at all other times' },
  months: { zh: '{months} 月', en: 'months {months}' },
  surcharge: { zh: '附加：{name}', en: 'Surcharge: {name}' },
  onPart: { zh: '按用量的 {percent}%', en: 'on {percent} % of the use' },
  perMonth: { zh: '每月', en: 'every month' },
  fixed: { zh: '固定费用', en: 'Fixed charge' },
  capacity: { zh: '基本电费（容量）', en: 'Capacity charge' },
  demand: { zh: '基本电费（需量）', en: 'Demand charge' },
  contract: { zh: '合同需量 {kw} kW', en: 'contracted: {kw} kW' },
  kva: { zh: '变压器容量 {kva} kVA', en: 'transformer: {kva} kVA' },
  tier: { zh: '第 {n} 档加价', en: 'Tier {n}, added' },
  aboveMonth: { zh: '当月超过 {above} 的部分', en: 'what is above {above} in a month' },
  aboveYear: { zh: '当年超过 {above} 的部分', en: 'what is above {above} in a year' },
  perUnit: { zh: '{currency}/{unit}', en: '{currency}/{unit}' },
  month: { zh: '月', en: 'month' },
  note: {
    zh: '这些价格随报表存档，以后修改电价、水价不影响本报表。标“否”的按月结算，见“能源”页的账单。',
    en: 'These prices are kept with the report; changing a tariff later does not change it. What says “no” is settled by the month and stands on the bill under Energy.',
  },
  source: { zh: '依据：{source}', en: 'By: {source}' },
  factor: { zh: '力率调整标准 {standard}', en: 'Power factor standard {standard}' },
})

export const dayKindTexts: Readonly<Record<DayKind, Name>> = {
  workday: { zh: '工作日', en: 'workdays' },
  weekend: { zh: '周末', en: 'weekends' },
  holiday: { zh: '节假日', en: 'holidays' },
}
