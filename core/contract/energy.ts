/** Electricity, water, gas and heat: everything of management under one name. A file beside this one for each noun. */
import { meterRoutes } from './energy-meter.ts'
import { tariffRoutes } from './energy-tariff.ts'

export * from './energy-meter.ts'
export * from './energy-tariff.ts'
export * from './energy-words.ts'

export const energyRoutes = { ...meterRoutes, ...tariffRoutes }
