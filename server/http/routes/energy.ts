import type { energyRoutes } from '../../../core/contract/energy.ts'
import type { HandlersOf } from '../call.ts'
import type { AppDependencies } from '../dependencies.ts'
import { energyFactorHandlers } from './energy-factors.ts'
import { energyHolidayHandlers } from './energy-holidays.ts'
import { energyMeterHandlers } from './energy-meters.ts'
import { energySavingHandlers } from './energy-savings.ts'
import { energyWasteHandlers } from './energy-waste.ts'

export function energyHandlers(deps: AppDependencies): HandlersOf<typeof energyRoutes> {
  return {
    ...energyMeterHandlers(deps),
    ...energySavingHandlers(deps),
    ...energyFactorHandlers(deps),
    ...energyHolidayHandlers(deps),
    ...energyWasteHandlers(deps),
  }
}
