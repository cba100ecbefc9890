/** Words of what management is reckoned with: factors, places, detectors' settings, holidays. */
import { texts } from './text.ts'

export const uiEnergySettings = texts({
  tabFactors: { zh: '系数', en: 'Factors' },
  factorsCarbon: { zh: '碳排放系数', en: 'Carbon factors' },
  factorsCoal: { zh: '折标准煤系数', en: 'Standard-coal factors' },
  factorsIntro: {
    zh: '用量乘以系数就是碳排放或标准煤。每个系数管它那一年和以后，直到有更新的；本单位的优先于自带的。已经存下的报表不会变。',
    en: 'Use times factor is carbon or standard coal. A factor holds for its year and later ones until a newer one is there; your own come before those that are built in. Reports that are kept do not change.',
  },
  factorInForce: { zh: '{year} 年在用', en: 'In force for {year}' },
  factorNone: {
    zh: '没有通用的系数，需要时自己加',
    en: 'There is no general factor; add one where you need it',
  },
  factorOwn: { zh: '本单位', en: 'Your own' },
  factorBuiltIn: { zh: '自带', en: 'Built in' },
  factorOf: { zh: '{year} 年', en: 'for {year}' },
  factorHistory: { zh: '全部 {count} 个', en: 'All {count}' },
  addFactor: { zh: '加一个系数', en: 'Add a factor' },
  factorKind: { zh: '换算成', en: 'Turns use into' },
  kindCarbon: { zh: '碳排放', en: 'Carbon' },
  kindCoal: { zh: '标准煤', en: 'Standard coal' },
  factorValue: { zh: '数值', en: 'Value' },
  factorYear: { zh: '描述哪一年', en: 'Year it describes' },
  factorRegion: { zh: '适用地区', en: 'Where it holds' },
  factorPublisher: { zh: '发布单位', en: 'Publisher' },
  factorSource: { zh: '文件名、文号、发布日期', en: 'Document, number, date of publication' },
  factorHint: {
    zh: '照文件抄：单位是 {unit}。文件里写 tCO₂/MWh 的，数值一样。',
    en: 'As the document has it, in {unit}. One in tCO₂/MWh has the same number.',
  },
  faultUnit: {
    zh: '这个数不可能：{unit} 下不会超过 {most}。看看文件里是不是别的单位。',
    en: 'Not possible: in {unit} it is at most {most}. The document may use another unit.',
  },
  faultTwice: {
    zh: '{year} 年已经有一个本单位的系数，改那一个就好。',
    en: 'There is one of your own for {year} already; change that one.',
  },
  faultFuture: { zh: '{year} 年还没到。', en: '{year} has not begun.' },
  removeFactor: { zh: '删除', en: 'Remove' },
  removeFactorSure: {
    zh: '删掉这个系数？以后按其余的算。',
    en: 'Remove it? From now on the others count.',
  },
  where: { zh: '哪里', en: 'Where' },
  wholeSite: { zh: '整个场所', en: 'Whole site' },
  wholeHides: {
    zh: '{date} 等 {count} 天既有整个场所的数，又有各处的数：合计时只算整个场所的。',
    en: '{date} and others ({count} days) have a count for the whole site and counts by place: the whole one is what counts.',
  },
  takeBack: { zh: '撤回', en: 'Take back' },
  takeBackSure: { zh: '撤回这一天录入的数？', en: 'Take back what was entered for this day?' },
  importMealsHint: {
    zh: '第一行写列名：日期、早餐、午餐、晚餐、人数；有几个食堂时加一列“位置”。没有“位置”列时，按上面选的地方算。',
    en: 'First line: date, breakfast, lunch, dinner, heads; with several kitchens a column place as well. Without it the lines are about the place chosen above.',
  },
  refusedLine: { zh: '第 {line} 行：{reason}', en: 'Line {line}: {reason}' },
  premisesIntro: {
    zh: '每平方米、每人的指标和排行榜用这些数。整个场所空着时，用各处之和；各处里面的小间不重复算。',
    en: 'Figures per m² and per head and the league are made with these. Where the whole site is left empty, the sum of its places counts; a room within a place is not counted twice.',
  },
  floorArea: { zh: '建筑面积', en: 'Floor area' },
  people: { zh: '人数', en: 'People' },
  noAreas: {
    zh: '还没有分区。在“设置”的“场所”里添加食堂、楼栋。',
    en: 'There are no places yet. Add kitchens and buildings under Settings, Site.',
  },
  importPremises: { zh: '导入表格（CSV）', en: 'Import a table (CSV)' },
  importPremisesHint: {
    zh: '第一行写列名：位置、面积、人数。位置空着就是整个场所。',
    en: 'First line: place, area, heads. An empty place is the whole site.',
  },
  indicatorsOf: { zh: '看哪里', en: 'Of' },
  noMeterHere: {
    zh: '这里没有自己的表。在“表计”里给表选上这个位置。',
    en: 'No meter stands for this place. Say so at the meter, under Meters.',
  },
  billExpected: { zh: '预计的账单', en: 'The bill to expect' },
  billExpectedHow: {
    zh: '剩下的日子按近六周同类日子（工作日、周末、节假日）的半小时用量估计，再照电价的分时、阶梯、固定费和基本电费出账。',
    en: 'The days to come are taken from days of their kind (workday, weekend, holiday) of the last six weeks, half hour by half hour, and billed by the tariff: bands, tiers, fixed and basic charges.',
  },
})
