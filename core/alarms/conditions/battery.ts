import type { ConditionOf } from '../../contract/condition.ts'
import type { Metric } from '../../contract/metric.ts'
import type { JudgeMaker } from '../judge.ts'
import { beyond, plainJudge } from '../plain-judge.ts'

const VOLTAGES: ReadonlySet<Metric> = new Set(['battery_voltage', 'supply_voltage'])
/** A deadband in per cent of charge, as volts of a cell of about 3 V. */
const VOLTS_PER_PERCENT = 0.01

/** True when the device says that its battery is nearly empty, in whichever of the three ways it says so. */
export const battery: JudgeMaker<ConditionOf<'battery'>> = (condition, surroundings) => {
  const metric = surroundings.point(surroundings.pointId)?.metric
  return plainJudge(
    ({ percent, volts, deadband }, on, value) => {
      if (metric === 'battery_low') return value === 1 || (value === 0 ? false : null)
      if (metric === 'battery') return beyond('below', percent, deadband, on, value)
      if (metric === undefined || !VOLTAGES.has(metric) || volts === undefined) return null
      return beyond('below', volts, deadband * VOLTS_PER_PERCENT, on, value)
    },
    condition,
    surroundings,
  )
}
