/** Factors that were not measured here. Each carries its year and publisher, and is frozen into the report it is in. */
import type { Medium } from '../contract/energy.ts'
import type { Name } from '../contract/schema.ts'

export interface Factor {
  /** Per kWh of electricity, m³ of water or m³ of gas. */
  readonly value: number
  readonly unit: string
  readonly source: Name
}

/** China's national average for electricity. Provincial factors differ. */
export const ELECTRICITY_CARBON: Factor = {
  value: 0.5306,
  unit: 'kgCO₂',
  source: {
    zh: '电力二氧化碳排放因子 0.5306 kgCO₂/kWh：2023 年全国平均，生态环境部、国家统计局 2025-12-31 发布',
    en: 'Electricity 0.5306 kgCO₂/kWh: national average of China for 2023, published by MEE and NBS on 2025-12-31',
  },
}

const GB_T_2589: Name = {
  zh: '折标准煤系数：GB/T 2589-2020，电力当量值 0.1229 kgce/kWh，新水 0.2571 kgce/t，天然气约 1.2143 kgce/m³，热力 0.03412 kgce/MJ',
  en: 'Standard coal: GB/T 2589-2020, electricity 0.1229 kgce/kWh (equivalent value), fresh water 0.2571 kgce/t, natural gas about 1.2143 kgce/m³, heat 0.03412 kgce/MJ',
}

export const STANDARD_COAL: Readonly<Record<Medium, Factor>> = {
  electricity: { value: 0.1229, unit: 'kgce', source: GB_T_2589 },
  water: { value: 0.2571, unit: 'kgce', source: GB_T_2589 },
  gas: { value: 1.2143, unit: 'kgce', source: GB_T_2589 },
  heat: { value: 34.12, unit: 'kgce', source: GB_T_2589 },
}
