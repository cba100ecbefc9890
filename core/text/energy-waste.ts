/** Words about waste: what watches, what was found, and why it is thought so. */
import type { WasteKind, WaterCause } from '../contract/energy-waste.ts'
import type { Name } from '../contract/schema.ts'
import { texts } from './text.ts'

export const wasteTexts: Readonly<Record<WasteKind, Name>> = {
  'continuous-flow': { zh: '不间断用水', en: 'Flow without a pause' },
  'night-flow': { zh: '夜间最小流量偏高', en: 'Night flow too high' },
  burst: { zh: '疑似爆管', en: 'Possible burst' },
  'reverse-flow': { zh: '倒流', en: 'Reverse flow' },
  'dead-meter': { zh: '表计不走', en: 'Meter stands still' },
  'frozen-pipe': { zh: '管道结冰风险', en: 'Pipe may freeze' },
  unaccounted: { zh: '总表与分表不平', en: 'Sub-meters do not add up' },
  'night-base-load': { zh: '夜间基础负荷偏高', en: 'Night base load too high' },
  'out-of-hours': { zh: '下班后仍在用', en: 'Used out of hours' },
  'lamps-by-day': { zh: '白天亮灯', en: 'Lamps on in daylight' },
  'lamps-dead': { zh: '该亮的灯没亮', en: 'Lamps dead at night' },
  'compressor-drift': { zh: '比同类柜费电', en: 'Works harder than its peers' },
  'demand-peak': { zh: '需量接近上限', en: 'Demand peak approaching' },
}

export const waterCauseTexts: Readonly<Record<WaterCause, Name>> = {
  none: { zh: '用水正常', en: 'Nothing is wrong' },
  'stuck-valve': { zh: '阀门没关严', en: 'A valve did not shut' },
  'broken-line': { zh: '灌溉管路破损', en: 'A watering line is broken' },
  'hidden-leak': { zh: '暗漏', en: 'A hidden leak' },
  'growing-leak': { zh: '漏点在扩大', en: 'A leak that grows' },
  'tap-left-on': { zh: '水龙头没关', en: 'A tap was left on' },
  toilet: { zh: '便器水箱漏水', en: 'A cistern keeps refilling' },
  'unmetered-use': { zh: '夜间有人用水', en: 'Somebody used water at night' },
}

/** What to do about a cause. */
export const waterAdviceTexts: Readonly<Record<WaterCause, Name>> = {
  none: { zh: '不用处理', en: 'Nothing to do' },
  'stuck-valve': { zh: '到现场关阀，检查阀芯和线圈', en: 'Shut it by hand; check its disc and coil' },
  'broken-line': { zh: '停掉这个区，逐个喷头检查', en: 'Stop this zone and look at each head' },
  'hidden-leak': {
    zh: '夜里逐段关阀，看总表停在哪一段',
    en: 'Close section by section at night and watch the main meter',
  },
  'growing-leak': { zh: '尽快找漏，越拖越大', en: 'Look for it soon: it gets worse' },
  'tap-left-on': { zh: '下班前看一遍水池和水龙头', en: 'Walk past sinks and taps before closing' },
  toilet: { zh: '查卫生间水箱的浮球和密封圈', en: 'Check floats and seals in the washrooms' },
  'unmetered-use': { zh: '问一问那几晚谁在用水', en: 'Ask who was there on those nights' },
}

export const waterEvidenceTexts = texts({
  quiet: {
    zh: '{nights} 个夜里，安静时段平均 {lpm} 升/分',
    en: '{lpm} L/min on average in the quiet hours of {nights} nights',
  },
  calm: {
    zh: '{nights} 个夜里几乎不走水（{lpm} 升/分）',
    en: 'Next to nothing in {nights} nights ({lpm} L/min)',
  },
  valve: {
    zh: '{zone}该停之后，水又流了 {minutes} 分钟，{lpm} 升/分',
    en: '{lpm} L/min went on for {minutes} minutes after {zone} should have ended',
  },
  valveLike: {
    zh: '与这个区的额定流量 {nominal} 升/分相当',
    en: 'As much as that zone takes ({nominal} L/min)',
  },
  broken: {
    zh: '{zone}浇水时比额定流量 {nominal} 升/分多 {percent}%',
    en: '{zone} takes {percent}% more than its {nominal} L/min while it waters',
  },
  brokenOnly: { zh: '不浇水的夜里正常（{lpm} 升/分）', en: 'Nights without watering are calm ({lpm} L/min)' },
  sustained: { zh: '{of} 个夜里有 {nights} 个整夜没停过', en: 'It never stopped in {nights} of {of} nights' },
  even: { zh: '流量平稳，起伏只有 {percent}%', en: 'The flow is even, within {percent}%' },
  growing: { zh: '{nights} 个夜里涨到了 {times} 倍', en: 'It grew to {times} times in {nights} nights' },
  tap: {
    zh: '{of} 个夜里只有 {nights} 个整夜流水，前后都正常',
    en: 'Only {nights} of {of} nights flowed; the others are calm',
  },
  onset: { zh: '从 {time} 突然开始', en: 'It began all at once at {time}' },
  gulps: {
    zh: '{of} 个夜里有 {nights} 个断断续续小股补水',
    en: 'Small refills on and off in {nights} of {of} nights',
  },
  people: {
    zh: '{of} 个夜里有 {nights} 个有人大股用水，其余正常',
    en: 'Large draws in {nights} of {of} nights, calm otherwise',
  },
  inKitchen: { zh: '水走的是厨房分表', en: 'It runs through the kitchen’s meter' },
  notKitchen: { zh: '厨房分表和浇水都解释不了', en: 'Neither the kitchen’s meter nor watering explains it' },
})
