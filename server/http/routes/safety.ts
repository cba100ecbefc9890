import { randomUUID } from 'node:crypto'
import { Problem } from '../../../core/contract/error.ts'
import { type FloorPlan, SAFETY_LIMITS, type safetyRoutes } from '../../../core/contract/safety.ts'
import { nameOf } from '../../../core/contract/schema.ts'
import { keepPicture } from '../../pictures.ts'
import type { HandlersOf, Visit } from '../call.ts'
import type { AppDependencies } from '../dependencies.ts'

export function safetyHandlers(deps: AppDependencies): HandlersOf<typeof safetyRoutes> {
  const { state, directory, safety } = deps
  const { detectors, interlocks, drills } = safety
  const known = { get: (id: string) => directory.byId(id) }

  function requireSite(visit: Visit, siteId: string): void {
    if (!visit.sees(siteId) || state.sites.get(siteId) === undefined)
      throw new Problem('thing.not-found', `there is no ${siteId}`)
  }

  return {
    listSafetyDetectors: ({ visible }) => visible(detectors.standings()),
    testDetector: ({ params, body, own }) => detectors.test(own(known, params.id).id, body.minutes),
    recordBumpTest: ({ params, own }) => detectors.bumpTested(own(known, params.id).id),

    listInterlocks: ({ sees }) => interlocks.standings().filter(({ interlock }) => sees(interlock.siteId)),
    createInterlock({ body, own }) {
      for (const id of [body.actuatorId, ...body.detectorIds]) own(known, id)
      return interlocks.create({ ...body, name: nameOf(body.name) })
    },
    deleteInterlock({ params, own }) {
      const interlock = own(state.interlocks, params.id)
      interlocks.remove(interlock)
      return interlock
    },
    proveInterlock: ({ params, own, actor }) =>
      interlocks.prove(own(state.interlocks, params.id), actor.name),

    startDrill({ body, ...visit }) {
      requireSite(visit, body.siteId)
      return drills.start(body.siteId, visit.actor.name)
    },
    stopDrill: ({ params, own, actor }) => drills.stop(own(state.drills, params.id), actor.name),
    listDrills: ({ visible }) => visible(drills.list()),

    listFloorPlans: ({ visible }) => visible(state.plans.list()),
    createFloorPlan({ body, ...visit }) {
      requireSite(visit, body.siteId)
      if (state.plans.list().length >= SAFETY_LIMITS.plans)
        throw new Problem('thing.conflict', `there are ${SAFETY_LIMITS.plans} plans already`)
      const picture = keepPicture(deps, body.siteId, visit.actor.name, body.picture)
      const plan: FloorPlan = {
        id: randomUUID(),
        siteId: body.siteId,
        name: nameOf(body.name),
        pictureId: picture.id,
        pins: [],
      }
      state.plans.put(plan)
      return plan
    },
    changeFloorPlan({ params, body, own }) {
      const plan = own(state.plans, params.id)
      for (const { deviceId } of body.pins) own(known, deviceId)
      const changed = { ...plan, pins: body.pins }
      state.plans.put(changed)
      return changed
    },
    deleteFloorPlan({ params, own }) {
      const plan = own(state.plans, params.id)
      state.transaction(() => {
        state.plans.remove(plan.id)
        state.pictures.remove(plan.pictureId)
      })
      return plan
    },
  }
}
