/** Waste: what is found, what watches for it, and what the site says about its own. */
import {
  type Detector,
  type DetectorTrial,
  TRIAL_DAYS,
  type WasteSettings,
  type wasteRoutes,
} from '../../../core/contract/energy-waste.ts'
import { Problem } from '../../../core/contract/error.ts'
import type { Rule } from '../../../core/contract/rule.ts'
import { createReplayer } from '../../alarms/replay.ts'
import { keepWasteSettings, wasteSettings } from '../../energy/waste-settings.ts'
import type { HandlersOf } from '../call.ts'
import type { AppDependencies } from '../dependencies.ts'

const NIGHTS = 14
const TIMES_SHOWN = 10

export function energyWasteHandlers(deps: AppDependencies): HandlersOf<typeof wasteRoutes> {
  const { state, energy, series, clock } = deps
  const replay = createReplayer({ state, series, clock })

  /** The rule in force, or the one that would be without a change of settings, beside the new one. */
  async function tried(siteId: string, key: string, settings: WasteSettings): Promise<DetectorTrial> {
    const of = (list: readonly Detector[]) => list.find(one => one.key === key)
    const then = of(await energy.detectors.list(siteId, settings))
    const now = of(await energy.detectors.list(siteId))
    const point = state.points.get(then?.pointId ?? 0)
    if (then === undefined || now === undefined || point === undefined)
      throw new Problem('thing.not-found', `there is no ${key}`)
    const draft: Rule = { ...now.rule, id: key, siteId, createdAt: 0, changedAt: 0 }
    const before = state.rules.get(now.ruleId ?? '') ?? draft
    const { condition, onDelayS, offDelayS } = then.rule
    const input = { pointId: point.id, condition, onDelayS, offDelayS, days: TRIAL_DAYS }
    const reply = await replay(input, point, before)
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

  return {
    listDetectors: ({ homeSiteId }) => energy.detectors.list(homeSiteId()),

    installDetectors: ({ body, homeSiteId }) => energy.detectors.install(homeSiteId(), body.keys),

    getWasteSettings: ({ homeSiteId }) => wasteSettings(state, homeSiteId()),

    putWasteSettings({ body, homeSiteId, audit }) {
      const siteId = homeSiteId()
      checkHours(body)
      audit.target = siteId
      audit.before = wasteSettings(state, siteId)
      keepWasteSettings(state, siteId, body)
      return body
    },

    previewDetectors({ body, homeSiteId, audit }) {
      checkHours(body)
      audit.before = null
      audit.after = null
      return energy.detectors.changedBy(homeSiteId(), body)
    },

    tryDetector({ body, homeSiteId, audit }) {
      checkHours(body.settings)
      audit.target = body.key
      audit.before = null
      return tried(homeSiteId(), body.key, body.settings)
    },

    listWaste: ({ homeSiteId }) => energy.detectors.wasteNow(homeSiteId()),

    judgeWater({ params, query, own }) {
      const meter = own(state.meters, params.id)
      if (meter.medium !== 'water') throw new Problem('request.invalid', 'only water is judged')
      return energy.judge.judge(meter, query.hours)
    },

    listNightFlows: ({ params, query, own }) =>
      energy.judge.nights(own(state.meters, params.id), query.nights ?? NIGHTS),

    getEnergyOverview: ({ homeSiteId }) => energy.overview.of(homeSiteId()),
  }
}

function checkHours({ openFrom, openTo }: WasteSettings): void {
  if (openFrom === openTo) throw new Problem('request.invalid', 'opening and closing are the same')
}
