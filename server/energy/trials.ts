/** A detector lived through again with other settings, beside the rule in force. */
import { type DetectorTrial, TRIAL_DAYS, type WasteSettings } from '../../core/contract/energy-waste.ts'
import { Problem } from '../../core/contract/error.ts'
import type { Rule } from '../../core/contract/rule.ts'
import { createReplayer, type Replayer } from '../alarms/replay.ts'
import type { Detectors } from './detectors.ts'
import type { EnergyRoom } from './room.ts'

const TIMES_SHOWN = 10

export class Trials {
  readonly #room: EnergyRoom
  readonly #detectors: Detectors
  readonly #replay: Replayer

  constructor(room: EnergyRoom, detectors: Detectors) {
    this.#room = room
    this.#detectors = detectors
    this.#replay = createReplayer(room)
  }

  /** How often it had spoken lately with these settings; where it is not in force, beside what is proposed now. */
  async of(siteId: string, key: string, settings: WasteSettings): Promise<DetectorTrial> {
    const { state } = this.#room
    const then = await this.#detectors.find(siteId, key, settings)
    const now = await this.#detectors.find(siteId, key)
    const point = state.points.get(then?.pointId ?? 0)
    if (then === undefined || now === undefined || point === undefined)
      throw new Problem('thing.not-found', `there is no ${key}`)
    const draft: Rule = { ...now.rule, id: key, siteId, createdAt: 0, changedAt: 0 }
    const { condition, onDelayS, offDelayS } = then.rule
    const input = { pointId: point.id, condition, onDelayS, offDelayS, days: TRIAL_DAYS }
    const reply = await this.#replay(input, point, state.rules.get(now.ruleId ?? '') ?? draft)
    const times = reply.episodes.filter(({ fate }) => fate !== 'gone').map(({ raisedAt }) => raisedAt)
    return {
      key,
      from: reply.from,
      to: reply.to,
      complete: reply.complete,
      before: reply.before,
      after: reply.after,
      times: times.toSorted((a, b) => b - a).slice(0, TIMES_SHOWN),
    }
  }
}
