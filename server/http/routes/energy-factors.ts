/** Carbon and standard-coal factors: those that come with Steward, and the site's own. */
import { randomUUID } from 'node:crypto'
import type { carbonRoutes, Factor } from '../../../core/contract/energy-carbon.ts'
import { Problem } from '../../../core/contract/error.ts'
import { BUILT_IN_FACTORS, factorFault } from '../../../core/energy/factors.ts'
import { localTime } from '../../../core/time/zone.ts'
import type { HandlersOf } from '../call.ts'
import type { AppDependencies } from '../dependencies.ts'

export function energyFactorHandlers({
  state,
  clock,
  energy,
}: AppDependencies): HandlersOf<typeof carbonRoutes> {
  /** Those that come with Steward belong to no site and stay. */
  const ownFactors = {
    get(id: string) {
      const factor = state.factors.get(id)
      return factor === undefined || factor.siteId === null ? undefined : { ...factor, siteId: factor.siteId }
    },
  }

  function keep(factor: Factor & { siteId: string }): Factor {
    const { siteId } = factor
    const { year } = localTime(clock.now(), energy.books.timeZoneOf(siteId))
    const fault = factorFault(factor, state.factors.list({ siteId }), year, factor.id)
    if (fault === 'twice')
      throw new Problem('thing.conflict', `there is one for ${factor.year} already`, { fault })
    if (fault !== null) throw new Problem('request.invalid', `not possible: ${fault}`, { fault })
    state.factors.put(factor)
    return factor
  }

  return {
    listFactors: ({ homeSiteId }) =>
      [...state.factors.list({ siteId: homeSiteId() }), ...BUILT_IN_FACTORS].toSorted(
        (a, b) => b.year - a.year,
      ),

    addFactor({ body, homeSiteId, audit }) {
      audit.before = null
      return keep({ ...body, id: randomUUID(), siteId: homeSiteId() })
    },

    changeFactor: ({ params, body, own }) => keep({ ...own(ownFactors, params.id), ...body }),

    deleteFactor({ params, own }) {
      state.factors.remove(own(ownFactors, params.id).id)
      return {}
    },
  }
}
