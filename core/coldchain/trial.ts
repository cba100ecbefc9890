/** Levels tried on a cabinet's past: the alarms they would have raised, with what explains them held back or not. */
import { type Episode, Replay } from '../alarms/replay.ts'
import type { ConditionOf } from '../contract/condition.ts'
import { bandsOf, graceSetting, type Past, signOf } from './bands.ts'
import type { Levels } from './jurisdiction.ts'
import { TEMPERATURE_DEADBAND } from './preset.ts'
import type { CabinetProfile } from './profile.ts'

export interface Trial extends Omit<Past, 'setting'> {
  readonly levels: Levels
  /** Whether doors, defrosts and deliveries may explain anything. */
  readonly grace: boolean
  readonly profile: CabinetProfile | null
  readonly from: number
  readonly to: number
}

const OFF_DELAY_S = 60
/** As the templates' rules are; what people do has no part in it. */
const FOOD = {
  pointId: 1,
  offDelayS: OFF_DELAY_S,
  latching: false,
  lifeSafety: false,
  actionRequired: false,
  realarmS: 0,
} as const

type Limit = ConditionOf<'high'> | ConditionOf<'low'>

/** In the order in which they began. */
export function trialOf(trial: Trial): Episode[] {
  const { kind, levels, from, to, profile } = trial
  const side = signOf(kind) === 1 ? 'high' : 'low'
  const replays = limitsOf(levels).map(({ condition, onDelayS }) => ({
    waits: trial.grace && condition.type === side && condition.level !== 'outer',
    replay: new Replay({ ...FOOD, condition, onDelayS }, null, from),
  }))
  let told: number | null = null
  bandsOf({ ...trial, setting: graceSetting(kind, levels, profile) }, ({ at, value }, until) => {
    if (until !== told) for (const { waits, replay } of replays) if (waits) replay.excuse(until, at)
    told = until
    for (const { replay } of replays) replay.see({ point: 1, at, value, quality: 'good' })
  })
  return replays.flatMap(({ replay }) => replay.finish(to)).sort((a, b) => a.since - b.since)
}

function limitsOf({ ll, l, h, hh, innerDelayS, outerDelayS }: Levels) {
  const rule = (type: Limit['type'], limit: number | null, outer: boolean) =>
    limit === null
      ? []
      : [
          {
            condition: {
              type,
              limit,
              deadband: TEMPERATURE_DEADBAND,
              level: outer ? 'outer' : 'inner',
            } as Limit,
            onDelayS: outer ? outerDelayS : innerDelayS,
          },
        ]
  return [
    ...rule('low', ll, true),
    ...rule('low', l, false),
    ...rule('high', h, false),
    ...rule('high', hh, true),
  ]
}
