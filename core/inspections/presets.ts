/** Checklists to begin with, as canteens in China keep them; each is edited to the house. */
import type { Checklist } from '../contract/inspection.ts'
import type { Name } from '../contract/schema.ts'

type Preset = Pick<Checklist, 'name' | 'cadence' | 'on' | 'dueTime'> & { readonly items: readonly Name[] }

/** 日管控, 周排查, 月调度: the three rounds of the food-safety duty of enterprises (SAMR Order 60, 2022). */
export const CHECKLIST_PRESETS: readonly Preset[] = [
  {
    name: { zh: '日管控', en: 'Daily control' },
    cadence: 'daily',
    on: 1,
    dueTime: '10:00',
    items: [
      { zh: '从业人员晨检，无发热、腹泻、手部外伤', en: 'Staff checked: no fever, diarrhoea or open wounds' },
      { zh: '食材在保质期内，无腐败变质', en: 'Ingredients in date, nothing spoiled' },
      { zh: '生熟分开，刀板分色', en: 'Raw and cooked apart, boards by colour' },
      { zh: '餐具消毒并保洁', en: 'Dishes disinfected and kept covered' },
      { zh: '留样 125 克以上，标签齐全', en: 'Samples of 125 g or more kept and labelled' },
      { zh: '燃气阀、灶具、排烟无异常', en: 'Gas valves, stoves and hoods in order' },
    ],
  },
  {
    name: { zh: '周排查', en: 'Weekly check' },
    cadence: 'weekly',
    on: 5,
    dueTime: '16:00',
    items: [
      { zh: '本周日管控问题已全部整改', en: 'Everything the daily rounds found is mended' },
      { zh: '冷柜温度记录完整，异常有处理', en: 'Cold logs complete, excursions dealt with' },
      { zh: '库房离墙离地、先进先出', en: 'Store off floor and walls, first in first out' },
      { zh: '灭火器、灭火毯在位有效', en: 'Extinguishers and fire blankets in place and in date' },
      { zh: '下水道通畅，防鼠防蝇设施完好', en: 'Drains clear, screens against rats and flies whole' },
    ],
  },
  {
    name: { zh: '月调度', en: 'Monthly review' },
    cadence: 'monthly',
    on: 28,
    dueTime: '17:00',
    items: [
      { zh: '主要负责人听取本月食品安全汇报', en: 'The responsible manager heard the month’s report' },
      { zh: '供货商资质与检验报告齐全', en: 'Suppliers’ licences and test reports at hand' },
      { zh: '探测器、计量器具校准在有效期内', en: 'Detectors and gauges within their calibration dates' },
      { zh: '下月重点与责任人已明确', en: 'Next month’s priorities have names on them' },
    ],
  },
]
