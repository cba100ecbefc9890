/** Factors that were not measured here. Each carries its year and publisher, and is frozen into the report it is in. */
import type { Factor } from '../contract/energy-carbon.ts'
import type { Medium } from '../contract/energy-words.ts'
import type { Name } from '../contract/schema.ts'

const CHINA = { siteId: null, region: '全国 China' } as const
const MEE = {
  publisher: '生态环境部、国家统计局 MEE and NBS',
  kind: 'carbon',
  medium: 'electricity',
} as const
const GB = {
  publisher: '国家市场监督管理总局 SAMR',
  kind: 'coal',
  year: 2020,
  source: 'GB/T 2589-2020',
} as const

/** Those that come with Steward; a site adds its own, for its province or for later years. */
export const BUILT_IN_FACTORS: readonly Factor[] = [
  {
    id: 'carbon.electricity.2023',
    ...CHINA,
    ...MEE,
    value: 0.5306,
    year: 2023,
    source: '2023 年电力二氧化碳排放因子，全国平均，2025-12-31 发布',
  },
  {
    id: 'carbon.electricity.2022',
    ...CHINA,
    ...MEE,
    value: 0.5366,
    year: 2022,
    source: '2022 年电力二氧化碳排放因子，全国平均',
  },
  {
    id: 'carbon.gas.2015',
    ...CHINA,
    kind: 'carbon',
    medium: 'gas',
    value: 2.162,
    year: 2015,
    publisher: '国家发展改革委 NDRC',
    source:
      '公共建筑运营单位（企业）温室气体排放核算方法和报告指南（试行）缺省值 389.31 GJ/万m³ × 15.3 tC/TJ × 99 %',
  },
  {
    id: 'carbon.heat.2015',
    ...CHINA,
    kind: 'carbon',
    medium: 'heat',
    value: 110,
    year: 2015,
    publisher: '国家发展改革委 NDRC',
    source: '公共建筑运营单位（企业）温室气体排放核算方法和报告指南（试行）缺省值 0.11 tCO₂/GJ',
  },
  { id: 'coal.electricity.2020', ...CHINA, ...GB, medium: 'electricity', value: 0.1229 },
  { id: 'coal.water.2020', ...CHINA, ...GB, medium: 'water', value: 0.2571 },
  { id: 'coal.gas.2020', ...CHINA, ...GB, medium: 'gas', value: 1.2143 },
  { id: 'coal.heat.2020', ...CHINA, ...GB, medium: 'heat', value: 34.12 },
]

/**
 * The factor for use in a year: the newest that describes that year or an earlier one, the site's own before those that
 * come with Steward; for a year before all of them the oldest. Null where there is none at all (water has no carbon factor).
 */
export function factorFor(
  own: readonly Factor[],
  kind: Factor['kind'],
  medium: Medium,
  year: number,
): Factor | null {
  const lists = [own, BUILT_IN_FACTORS].map(list => factorHistory(list, kind, medium))
  for (const list of lists) {
    const found = list.find(factor => factor.year <= year)
    if (found !== undefined) return found
  }
  return lists.flatMap(list => list.slice(-1))[0] ?? null
}

/** Those of one kind and medium, newest year first; of one year the site's own before the one that came with Steward. */
export function factorHistory(all: readonly Factor[], kind: Factor['kind'], medium: Medium): Factor[] {
  return all
    .filter(factor => factor.kind === kind && factor.medium === medium)
    .toSorted((a, b) => b.year - a.year || Number(a.siteId === null) - Number(b.siteId === null))
}

/** What one of a medium can be at all: several times what the worst fuel or grid of the world has. */
export const FACTOR_HIGHEST: Readonly<Record<Factor['kind'], Readonly<Record<Medium, number>>>> = {
  // Coal alone is about 1 kgCO₂/kWh, natural gas 2 kgCO₂/m³, coal-fired heat 130 kgCO₂/GJ.
  carbon: { electricity: 3, water: 10, gas: 10, heat: 400 },
  coal: { electricity: 1, water: 5, gas: 5, heat: 150 },
}

/**
 * Why a factor cannot be kept. unit: ten times what is possible, so most likely in grams, tons or tce · twice: there is
 * another one of the site's own for this kind, medium and year · future: it describes a year that has not begun.
 */
export type FactorFault = 'unit' | 'twice' | 'future'

/** Null when it can be kept. `id` is its own, when it is there already. */
export function factorFault(
  factor: Pick<Factor, 'kind' | 'medium' | 'value' | 'year'>,
  own: readonly Factor[],
  thisYear: number,
  id?: string,
): FactorFault | null {
  const { kind, medium, value, year } = factor
  if (value <= 0 || value > FACTOR_HIGHEST[kind][medium]) return 'unit'
  if (year > thisYear) return 'future'
  const same = factorHistory(own, kind, medium).some(one => one.year === year && one.id !== id)
  return same ? 'twice' : null
}

/** What a report prints beside a figure: value, what it is of, year, publisher, document. */
export function factorWords({ kind, medium, value, year, region, publisher, source }: Factor): Name {
  const unit = medium === 'electricity' ? 'kWh' : medium === 'heat' ? 'GJ' : 'm³'
  const what = kind === 'carbon' ? 'kgCO₂' : 'kgce'
  const zh = `${value} ${what}/${unit}：${region}，${year} 年，${publisher}，${source}`
  const en = `${value} ${what}/${unit}: ${region}, for ${year}, ${publisher}, ${source}`
  return { zh: zh.slice(0, 300), en: en.slice(0, 300) }
}

/** As the monthly report knew them; new code asks {@link factorFor}. */
export interface FrozenFactor {
  /** Per kWh of electricity, m³ of water or m³ of gas. */
  readonly value: number
  readonly unit: string
  readonly source: Name
}

const builtIn = (id: string, unit: string): FrozenFactor => {
  const factor = BUILT_IN_FACTORS.find(one => one.id === id)
  if (factor === undefined) throw new Error(`no factor ${id}`)
  return { value: factor.value, unit, source: factorWords(factor) }
}

/** China's national average for electricity. Provincial factors differ. */
export const ELECTRICITY_CARBON: FrozenFactor = builtIn('carbon.electricity.2023', 'kgCO₂')

export const STANDARD_COAL: Readonly<Record<Medium, FrozenFactor>> = {
  electricity: builtIn('coal.electricity.2020', 'kgce'),
  water: builtIn('coal.water.2020', 'kgce'),
  gas: builtIn('coal.gas.2020', 'kgce'),
  heat: builtIn('coal.heat.2020', 'kgce'),
}
