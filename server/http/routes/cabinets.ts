import { type Cabinet, type cabinetRoutes, HISTORY_DAYS_MAX } from '../../../core/contract/cabinet.ts'
import { Problem } from '../../../core/contract/error.ts'
import type { HandlersOf } from '../call.ts'
import type { AppDependencies } from '../dependencies.ts'
import { spanOf } from '../instants.ts'

const DAY_MS = 86_400_000

export function cabinetHandlers({
  state,
  clock,
  cabinets,
  foodSamples,
}: AppDependencies): HandlersOf<typeof cabinetRoutes> {
  /** Its settings, for somebody who sees its site; asked as a collection so that `own` may do that. */
  const settings = {
    get: (id: string): Cabinet | undefined => (state.devices.get(id) ? found(id) : undefined),
  }

  function found(id: string): Cabinet | undefined {
    try {
      return cabinets.settings(id)
    } catch (error) {
      if (error instanceof Problem && error.code === 'thing.not-found') return undefined
      throw error
    }
  }

  return {
    listCabinets: ({ sees }) => cabinets.states(sees),
    getCabinet: ({ params, own }) => cabinets.detail(own(settings, params.id).id),
    changeCabinet: ({ params, body, own }) => cabinets.change(own(settings, params.id).id, body),

    async setCabinetLevels({ params, body, own, audit }) {
      const { id } = own(settings, params.id)
      const { state: before } = await cabinets.detail(id)
      audit.before = before.levels
      const after = await cabinets.setLevels(id, body)
      audit.after = after.levels
      return after
    },

    async previewCabinetLevels({ params, body, own, audit }) {
      const answer = await cabinets.preview(own(settings, params.id).id, body.levels, body.grace)
      audit.before = null
      audit.after = { before: answer.before, after: answer.after, missed: answer.missed }
      return answer
    },

    cabinetHistory({ params, query, own }) {
      const { id } = own(settings, params.id)
      const { from, to } = spanOf(query, clock.now())
      if (to - from > HISTORY_DAYS_MAX * DAY_MS)
        throw new Problem('request.invalid', `at most ${HISTORY_DAYS_MAX} days at a time`)
      return cabinets.history(id, from, to)
    },

    cabinetLog: ({ params, query, own }) => cabinets.log(own(settings, params.id).id, query.month),
    addCalibration: ({ params, body, own }) => cabinets.calibrate(own(settings, params.id).id, body),

    removeCalibration: ({ params, body, own }) =>
      cabinets.uncalibrate(own(settings, params.id).id, body.pointId, body.at),

    startRestocking({ params, body, own, actor, audit }) {
      const { id } = own(settings, params.id)
      audit.before = null
      return cabinets.restock(id, actor.name, body.minutes)
    },

    endRestocking({ params, own, audit }) {
      const { id } = own(settings, params.id)
      audit.before = null
      return cabinets.restocked(id)
    },

    renewStock: ({ params, own }) => cabinets.renewStock(own(settings, params.id).id),

    listSamples({ params, query, own }) {
      const { id } = own(settings, params.id)
      const span = query.from === undefined && query.to === undefined ? {} : spanOf(query, clock.now())
      return foodSamples.list(id, { ...span, kept: query.kept === 'true' })
    },

    addSample({ params, body, own, actor, audit }) {
      const cabinet = own(settings, params.id)
      audit.before = null
      return foodSamples.add(cabinet, body, actor.name)
    },

    discardSample: ({ params, body, own, actor }) =>
      foodSamples.discard(own(state.samples, params.id), actor.name, body.note),
  }
}
