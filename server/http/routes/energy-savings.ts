/** Meals, baselines, measures, targets. */
import { randomUUID } from 'node:crypto'
import type { activityRoutes } from '../../../core/contract/energy-activity.ts'
import type { Adjustment, baselineRoutes, Measure } from '../../../core/contract/energy-baseline.ts'
import type { targetRoutes } from '../../../core/contract/energy-target.ts'
import { Problem } from '../../../core/contract/error.ts'
import { nameOf } from '../../../core/contract/schema.ts'
import { activitiesBetween } from '../../energy/calendars.ts'
import type { HandlersOf, Visit } from '../call.ts'
import type { AppDependencies } from '../dependencies.ts'

type Routes = typeof activityRoutes & typeof baselineRoutes & typeof targetRoutes

export function energySavingHandlers({ state, clock, energy }: AppDependencies): HandlersOf<Routes> {
  const areaOf = (visit: Pick<Visit, 'own' | 'homeSiteId'>, areaId: string | null) =>
    areaId === null ? visit.homeSiteId() : visit.own(state.areas, areaId).siteId

  return {
    listActivities: ({ query, homeSiteId }) =>
      activitiesBetween(state, homeSiteId(), query.from, query.to).toSorted((a, b) =>
        a.date.localeCompare(b.date),
      ),

    putActivities({ body, own, homeSiteId, actor, identity }) {
      const siteId = homeSiteId()
      for (const { areaId } of body.items)
        if (areaOf({ own, homeSiteId }, areaId) !== siteId)
          throw new Problem('thing.not-found', `there is no ${areaId} at this site`)
      return energy.activities.put(body.items, {
        siteId,
        by: actor.name,
        from: identity.sessionId === null ? 'api' : 'hand',
      })
    },

    importActivities({ body, own, homeSiteId, actor }) {
      const siteId = areaOf({ own, homeSiteId }, body.areaId)
      return energy.activities.importCsv(body.csv, body.areaId, { siteId, by: actor.name, from: 'csv' })
    },

    deleteActivity({ query, own }) {
      state.activities.remove(own(state.activities, query.entry).id)
      return {}
    },

    importPremises: ({ body, homeSiteId }) => energy.activities.importPremises(body.csv, homeSiteId()),

    listPremises: ({ visible }) => visible(state.premises.list()),

    putPremises({ body, own, homeSiteId }) {
      const { areaId, ...facts } = body
      return energy.activities.putPremises(areaOf({ own, homeSiteId }, areaId), areaId, facts)
    },

    listBaselines: ({ visible }) => visible(state.baselines.list()),

    createBaseline({ body, own, actor }) {
      const { meterId, name, ...rest } = body
      if (rest.to < rest.from) throw new Problem('request.invalid', 'from must be before to')
      return energy.baselines.create({
        ...rest,
        name: nameOf(name),
        meter: own(state.meters, meterId),
        by: actor.name,
      })
    },

    deleteBaseline({ params, own }) {
      energy.baselines.remove(own(state.baselines, params.id))
      return {}
    },

    getSavings: ({ params, query, own }) =>
      energy.baselines.savings(own(state.baselines, params.id), query.from, query.to),

    listAdjustments({ params, own }) {
      const { id } = own(state.baselines, params.id)
      return state.adjustments.list({ baselineId: id })
    },

    addAdjustment({ params, body, own, actor, audit }) {
      const baseline = own(state.baselines, params.id)
      const adjustment: Adjustment = {
        ...body,
        id: randomUUID(),
        siteId: baseline.siteId,
        baselineId: baseline.id,
        by: actor.name,
        createdAt: clock.now(),
      }
      audit.before = null
      state.adjustments.put(adjustment)
      return adjustment
    },

    deleteAdjustment({ params, own }) {
      state.adjustments.remove(own(state.adjustments, params.id).id)
      return {}
    },

    listMeasures: ({ visible }) => visible(state.measures.list()),

    addMeasure({ body, own, actor, audit }) {
      const baseline = own(state.baselines, body.baselineId)
      const measure: Measure = {
        ...body,
        id: randomUUID(),
        siteId: baseline.siteId,
        name: nameOf(body.name),
        note: body.note ?? '',
        by: actor.name,
        createdAt: clock.now(),
      }
      audit.before = null
      state.measures.put(measure)
      return measure
    },

    deleteMeasure({ params, own }) {
      state.measures.remove(own(state.measures, params.id).id)
      return {}
    },

    listTargets: ({ query, homeSiteId }) => energy.forecasts.of(homeSiteId(), query.month),

    putTarget: ({ body, homeSiteId, actor }) =>
      energy.targets.put({ ...body, siteId: homeSiteId(), by: actor.name }),

    deleteTarget({ query, own }) {
      state.targets.remove(own(state.targets, query.target).id)
      return {}
    },

    getIndicators({ query, own, homeSiteId }) {
      const { from, to, areaId } = query
      if (to < from) throw new Problem('request.invalid', 'from must be before to')
      return energy.targets.indicators(areaOf({ own, homeSiteId }, areaId ?? null), from, to, areaId)
    },

    getLeague({ query, homeSiteId }) {
      if (query.to < query.from) throw new Problem('request.invalid', 'from must be before to')
      return energy.targets.league(homeSiteId(), query.of, query.from, query.to)
    },
  }
}
