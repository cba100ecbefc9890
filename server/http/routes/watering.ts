import { randomUUID } from 'node:crypto'
import { Problem } from '../../../core/contract/error.ts'
import { nameOf } from '../../../core/contract/schema.ts'
import type { Program, wateringRoutes, Zone } from '../../../core/contract/watering.ts'
import type { HandlersOf, Visit } from '../call.ts'
import type { AppDependencies } from '../dependencies.ts'
import { parseInstant } from '../instants.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const PLAN_AHEAD_MS = DAY_MS
/** Nobody needs to see further, and every day costs work. */
const PLAN_AHEAD_MAX_MS = 14 * DAY_MS
const RUNS_BACK_MS = 7 * DAY_MS
const RUNS_DEFAULT = 100
const RUNS_SCANNED = 5000

export function wateringHandlers(deps: AppDependencies): HandlersOf<typeof wateringRoutes> {
  const { state, watering, changes, clock } = deps

  /** What a zone names must be at the site of its valve. Answers with that site. */
  function siteOfZone(
    visit: Visit,
    zone: Pick<Zone, 'valveDeviceId' | 'flowPointId' | 'soilPointId'>,
  ): string {
    const { siteId } = visit.own(state.devices, zone.valveDeviceId)
    for (const pointId of [zone.flowPointId, zone.soilPointId])
      if (pointId !== null && visit.own(state.points, pointId).siteId !== siteId)
        throw new Problem('thing.not-found', `there is no point ${pointId} at this site`)
    return siteId
  }

  /** One program waters one site. */
  function siteOfSteps(visit: Visit, steps: Program['steps']): string {
    const sites = new Set(steps.map(step => visit.own(state.zones, step.zoneId).siteId))
    const [siteId] = sites
    if (siteId === undefined || sites.size > 1)
      throw new Problem('request.invalid', 'the zones of a program must be at one site')
    return siteId
  }

  const zonesChanged = () => changes.publish({ type: 'zones' })

  const zones: Pick<
    HandlersOf<typeof wateringRoutes>,
    'listZones' | 'createZone' | 'changeZone' | 'runZone' | 'stopZone' | 'stopAll'
  > = {
    listZones: ({ sees }) => watering.status().filter(status => sees(status.zone.siteId)),

    createZone({ body, ...visit }) {
      const siteId = siteOfZone(visit, body)
      const zone: Zone = {
        ...body,
        id: randomUUID(),
        siteId,
        name: nameOf(body.name),
        createdAt: clock.now(),
      }
      visit.audit.before = null
      state.zones.put(zone)
      zonesChanged()
      return zone
    },

    changeZone({ params, body, ...visit }) {
      const zone = visit.own(state.zones, params.id)
      const wanted: Zone = { ...zone, ...body, name: body.name === undefined ? zone.name : nameOf(body.name) }
      const changed = { ...wanted, siteId: siteOfZone(visit, wanted) }
      state.zones.put(changed)
      zonesChanged()
      return changed
    },

    runZone: ({ params, body, own, actor }) =>
      watering.runZone(own(state.zones, params.id).id, body.runS, actor.name),

    stopZone: ({ params, own, actor }) => ({
      commands: watering.stopZone(own(state.zones, params.id).id, actor.name),
    }),

    stopAll({ actor, seesEverything, sees, audit }) {
      audit.target = 'all'
      if (seesEverything()) return { commands: watering.stopAll(actor.name) }
      const seen = state.zones.list().filter(zone => sees(zone.siteId))
      return { commands: seen.flatMap(zone => watering.stopZone(zone.id, actor.name)) }
    },
  }

  return {
    ...zones,

    listPrograms: ({ visible }) => visible(state.programs.list()),

    createProgram({ body, ...visit }) {
      const siteId = siteOfSteps(visit, body.steps)
      const name = nameOf(body.name)
      const program = { ...body, id: randomUUID(), siteId, name, pausedUntil: null, createdAt: clock.now() }
      visit.audit.before = null
      state.programs.put(program)
      zonesChanged()
      return program
    },

    changeProgram({ params, body, ...visit }) {
      const program = visit.own(state.programs, params.id)
      const siteId = siteOfSteps(visit, body.steps ?? program.steps)
      const name = body.name === undefined ? program.name : nameOf(body.name)
      const changed: Program = { ...program, ...body, siteId, name }
      state.programs.put(changed)
      zonesChanged()
      return changed
    },

    deleteProgram({ params, own }) {
      state.programs.remove(own(state.programs, params.id).id)
      zonesChanged()
      return {}
    },

    pauseProgram({ params, body, own }) {
      const program = own(state.programs, params.id)
      const pausedUntil = body.hours === 0 ? null : clock.now() + body.hours * HOUR_MS
      const changed = { ...program, pausedUntil }
      state.programs.put(changed)
      zonesChanged()
      return changed
    },

    previewProgram({ body, ...visit }) {
      const siteId = siteOfSteps(visit, body.steps)
      return watering.preview({ ...body, siteId })
    },

    listRuns({ query, visible }) {
      const now = clock.now()
      const to = query.to === undefined ? now + PLAN_AHEAD_MS : parseInstant(query.to, 'to')
      const from = query.from === undefined ? now - RUNS_BACK_MS : parseInstant(query.from, 'from')
      const runs = visible(state.runs.between(from, to, RUNS_SCANNED))
      const items = runs.slice(0, query.limit ?? RUNS_DEFAULT)
      const last = runs.length > items.length ? items.at(-1) : undefined
      // There is no cursor to ask with: `next` is the `to` of the next, older page.
      return last === undefined ? { items } : { items, next: String(last.plannedAt) }
    },

    listPlan({ query, sees }) {
      const now = clock.now()
      const to = query.to === undefined ? now + PLAN_AHEAD_MS : parseInstant(query.to, 'to')
      const plan = watering.plan(Math.min(to, now + PLAN_AHEAD_MAX_MS))
      const seen = new Set(state.zones.list().flatMap(zone => (sees(zone.siteId) ? [zone.id] : [])))
      return plan.filter(run => seen.has(run.zoneId))
    },
  }
}
