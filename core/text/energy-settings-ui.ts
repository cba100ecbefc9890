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
})
