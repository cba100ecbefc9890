import type { Medium, Meter } from '../../../core/contract/energy.ts'
import { Problem } from '../../../core/contract/error.ts'
import type { Point, pointRoutes } from '../../../core/contract/point.ts'
import { nameOf } from '../../../core/contract/schema.ts'
import { pointView } from '../../point-view.ts'
import type { HandlersOf } from '../call.ts'
import type { AppDependencies } from '../dependencies.ts'
import { parseInstant, spanOf } from '../instants.ts'

const READINGS_DEFAULT = 1000
const BUCKETS_DEFAULT = 300

export function pointHandlers(deps: AppDependencies): HandlersOf<typeof pointRoutes> {
  const { state, series, latest, directory, meters, clock } = deps

  const viewOf = (point: Point) => pointView(point, latest, clock.now())

  return {
    listPoints: ({ query, visible }) => visible(state.points.list(query)).map(viewOf),

    getPoint: ({ params, own }) => viewOf(own(state.points, params.id)),

    changePoint({ params, body, own }) {
      const point = own(state.points, params.id)
      const { name, counter = point.counter } = body
      if (counter !== null && point.kind !== 'counter')
        throw new Problem('request.invalid', `point ${point.id} is no counter`)
      const shown = name === undefined ? point.name : name === null ? null : nameOf(name)
      const changed: Point = { ...point, name: shown, counter }
      directory.putPoint(changed)
      return changed
    },

    async listReadings({ params, query, own }) {
      const point = own(state.points, params.id)
      const span = spanOf(query, clock.now())
      const from = query.cursor === undefined ? span.from : parseInstant(query.cursor, 'cursor')
      if (from >= span.to) return { items: [] }
      const limit = query.limit ?? READINGS_DEFAULT
      const readings = await series.range(point.id, from, span.to, limit)
      const items = readings.map(({ at, value, quality }) => ({ at, value, quality }))
      // One point has one reading at a time, so the next page begins a millisecond after the last reading.
      const last = items.length === limit ? items.at(-1) : undefined
      return last === undefined ? { items } : { items, next: String(last.at + 1) }
    },

    listBuckets({ params, query, own }) {
      const point = own(state.points, params.id)
      const { from, to } = spanOf(query, clock.now())
      return series.buckets(point.id, from, to, query.count ?? BUCKETS_DEFAULT)
    },

    async listUse({ params, query, own }) {
      const point = own(state.points, params.id)
      if (point.kind !== 'counter') throw new Problem('request.invalid', `point ${point.id} is no counter`)
      const { from, to } = spanOf(query, clock.now())
      const use = await meters.use(asMeter(point), from, to, query.per ?? 'hour')
      return use.map(({ at, use }) => ({ at, use }))
    },
  }
}

/** A counter nobody has made a meter of is counted by the same calendar as one. */
function asMeter(point: Point): Meter {
  const { siteId, id: pointId, createdAt } = point
  const medium: Medium = point.metric.startsWith('energy')
    ? 'electricity'
    : point.metric === 'gas_total'
      ? 'gas'
      : 'water'
  const name = point.name ?? nameOf(point.metric)
  return { id: `point-${pointId}`, siteId, name, medium, pointId, parentId: null, areaId: null, createdAt }
}
