/** Electricity, water, gas and heat: everything of management under one name. A file beside this one for each noun. */
import { activityRoutes } from './energy-activity.ts'
import { baselineRoutes } from './energy-baseline.ts'
import { carbonRoutes } from './energy-carbon.ts'
import { meterMoreRoutes, meterRoutes } from './energy-meter.ts'
import { targetRoutes } from './energy-target.ts'
import { billRoutes, holidayRoutes, tariffRoutes } from './energy-tariff.ts'
import { wasteRoutes } from './energy-waste.ts'

export * from './energy-meter.ts'
export * from './energy-tariff.ts'
export * from './energy-words.ts'

export const energyRoutes = {
  ...meterRoutes,
  ...meterMoreRoutes,
  ...tariffRoutes,
  ...billRoutes,
  ...holidayRoutes,
  ...activityRoutes,
  ...baselineRoutes,
  ...targetRoutes,
  ...carbonRoutes,
  ...wasteRoutes,
}
