import { randomUUID } from 'node:crypto'
import type { energyRoutes, Meter, Tariff } from '../../../core/contract/energy.ts'
import { Problem } from '../../../core/contract/error.ts'
import { nameOf } from '../../../core/contract/schema.ts'
import type { HandlersOf, Visit } from '../call.ts'
import type { AppDependencies } from '../dependencies.ts'
import { spanOf } from '../instants.ts'

/** Deeper is a mistake in the plan, or a ring. */
const METER_DEPTH_MAX = 16

export function energyHandlers({ state, meters, clock }: AppDependencies): HandlersOf<typeof energyRoutes> {
  /** Checks what a meter names and answers with its site, that of its point. */
  function siteOfMeter(
    visit: Visit,
    meter: Pick<Meter, 'pointId' | 'parentId' | 'areaId'>,
    id?: string,
  ): string {
    if (meter.pointId === null) throw new Problem('request.invalid', 'a meter needs a counter')
    const point = visit.own(state.points, meter.pointId)
    if (point.kind !== 'counter') throw new Problem('request.invalid', `point ${point.id} is no counter`)
    const { siteId } = point
    if (meter.areaId !== null && visit.own(state.areas, meter.areaId).siteId !== siteId)
      throw new Problem('thing.not-found', `there is no ${meter.areaId} at this site`)
    let parentId = meter.parentId
    for (let depth = 0; parentId !== null; depth += 1) {
      const parent: Meter = visit.own(state.meters, parentId)
      if (parent.siteId !== siteId)
        throw new Problem('thing.not-found', `there is no ${parentId} at this site`)
      if (parent.id === id || depth >= METER_DEPTH_MAX)
        throw new Problem('request.invalid', 'a meter cannot be behind itself')
      parentId = parent.parentId
    }
    return siteId
  }

  return {
    listMeters: async ({ sees }) => (await meters.status()).filter(status => sees(status.meter.siteId)),

    createMeter({ body, ...visit }) {
      const siteId = siteOfMeter(visit, body)
      const meter: Meter = {
        ...body,
        id: randomUUID(),
        siteId,
        name: nameOf(body.name),
        createdAt: clock.now(),
      }
      visit.audit.before = null
      state.meters.put(meter)
      return meter
    },

    changeMeter({ params, body, ...visit }) {
      const meter = visit.own(state.meters, params.id)
      const wanted: Meter = {
        ...meter,
        ...body,
        name: body.name === undefined ? meter.name : nameOf(body.name),
      }
      const changed = { ...wanted, siteId: siteOfMeter(visit, wanted, meter.id) }
      state.meters.put(changed)
      return changed
    },

    deleteMeter({ params, own }) {
      const meter = own(state.meters, params.id)
      state.transaction(() => {
        // Those behind it move up one place.
        for (const child of state.meters.list({ parentId: meter.id }))
          state.meters.put({ ...child, parentId: meter.parentId })
        state.meters.remove(meter.id)
      })
      return {}
    },

    listMeterUse({ params, query, own }) {
      const meter = own(state.meters, params.id)
      const { from, to } = spanOf(query, clock.now())
      return meters.use(meter, from, to, query.per ?? 'hour')
    },

    listTariffs: ({ visible }) => visible(state.tariffs.list()),

    createTariff({ body, homeSiteId }) {
      const tariff: Tariff = {
        ...body,
        id: randomUUID(),
        siteId: homeSiteId(),
        name: nameOf(body.name),
        createdAt: clock.now(),
      }
      state.tariffs.put(tariff)
      return tariff
    },

    changeTariff({ params, body, own }) {
      const tariff = own(state.tariffs, params.id)
      const name = body.name === undefined ? tariff.name : nameOf(body.name)
      const changed: Tariff = { ...tariff, ...body, name }
      state.tariffs.put(changed)
      return changed
    },

    deleteTariff({ params, own }) {
      state.tariffs.remove(own(state.tariffs, params.id).id)
      return {}
    },
  }
}
