/** Waste: what is found, what watches for it, and what the site says about its own. */
import type { WasteSettings, wasteRoutes } from '../../../core/contract/energy-waste.ts'
import { Problem } from '../../../core/contract/error.ts'
import { keepWasteSettings, wasteSettings } from '../../energy/waste-settings.ts'
import type { HandlersOf } from '../call.ts'
import type { AppDependencies } from '../dependencies.ts'

const NIGHTS = 14

export function energyWasteHandlers(deps: AppDependencies): HandlersOf<typeof wasteRoutes> {
  const { state, energy } = deps
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
      return energy.trials.of(homeSiteId(), body.key, body.settings)
    },

    listWaste: ({ homeSiteId }) => energy.wasteNow.list(homeSiteId()),

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
