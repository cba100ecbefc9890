import { randomUUID } from 'node:crypto'
import { Problem } from '../../../core/contract/error.ts'
import { nameOf } from '../../../core/contract/schema.ts'
import type { wateringRoutes } from '../../../core/contract/watering.ts'
import { PROGRAM_DEFAULTS, type Program } from '../../../core/contract/watering-program.ts'
import { type Supply, ZONE_DEFAULTS, type Zone } from '../../../core/contract/watering-zone.ts'
import { keepSettings, readSettings } from '../../irrigation/settings.ts'
import type { HandlersOf, Visit } from '../call.ts'
import type { AppDependencies } from '../dependencies.ts'
import { delayUntil } from './watering-delay.ts'
import { wateringHistoryHandlers } from './watering-history.ts'
import { wateringWeatherHandlers } from './watering-weather.ts'

type Handlers = HandlersOf<typeof wateringRoutes>

export function wateringHandlers(deps: AppDependencies): Handlers {
  return {
    ...zoneHandlers(deps),
    ...supplyHandlers(deps),
    ...programHandlers(deps),
    ...wateringWeatherHandlers(deps),
    ...wateringHistoryHandlers(deps),
  }
}

type ZoneKeys =
  | 'listZones'
  | 'listValves'
  | 'createZone'
  | 'changeZone'
  | 'deleteZone'
  | 'runZone'
  | 'stopZone'
  | 'stopAll'
  | 'delayZone'
  | 'delayAll'

function zoneHandlers({ state, watering, clock }: AppDependencies): Pick<Handlers, ZoneKeys> {
  /** What a zone names must be at the site of its valve. Answers with that site. */
  function siteOfZone(
    visit: Visit,
    zone: Pick<Zone, 'valveDeviceId' | 'flowPointId' | 'soilPointId' | 'supplyId'>,
  ): string {
    const { siteId } = visit.own(state.devices, zone.valveDeviceId)
    const elsewhere = (id: string | number) =>
      new Problem('thing.not-found', `there is no ${id} at this site`)
    for (const pointId of [zone.flowPointId, zone.soilPointId])
      if (pointId !== null && visit.own(state.points, pointId).siteId !== siteId) throw elsewhere(pointId)
    if (zone.supplyId !== null && visit.own(state.supplies, zone.supplyId).siteId !== siteId)
      throw elsewhere(zone.supplyId)
    return siteId
  }

  const kept = (zone: Zone): Zone => {
    if (
      zone.moistureLowPct !== null &&
      zone.moistureHighPct !== null &&
      zone.moistureLowPct >= zone.moistureHighPct
    )
      throw new Problem('request.invalid', 'the lower soil moisture must be below the upper one', [
        { path: '/moistureLowPct', message: 'must be below moistureHighPct' },
      ])
    const atValve = state.zones.list({ valveDeviceId: zone.valveDeviceId })
    if (atValve.some(({ id, valveChannel }) => id !== zone.id && valveChannel === zone.valveChannel))
      throw new Problem('request.invalid', 'another zone is watered by this valve', [
        { path: '/valveDeviceId', message: 'is the valve of another zone' },
      ])
    state.zones.put(zone)
    watering.changed()
    return zone
  }

  return {
    listZones: ({ sees }) => watering.status().filter(status => sees(status.zone.siteId)),

    listValves: ({ sees }) =>
      state.points.list().flatMap(({ siteId, deviceId, channel, metric }) => {
        const opens =
          metric === 'valve_open' || (metric === 'switch_on' && state.devices.get(deviceId)?.kind === 'valve')
        if (!opens || !sees(siteId)) return []
        return [{ deviceId, channel, closesItself: watering.closesItself({ deviceId, channel }) }]
      }),

    createZone({ body, ...visit }) {
      const wanted = { ...ZONE_DEFAULTS, ...body }
      const siteId = siteOfZone(visit, wanted)
      visit.audit.before = null
      return kept({ ...wanted, id: randomUUID(), siteId, name: nameOf(body.name), createdAt: clock.now() })
    },

    changeZone({ params, body, ...visit }) {
      const zone = visit.own(state.zones, params.id)
      const wanted: Zone = { ...zone, ...body, name: body.name === undefined ? zone.name : nameOf(body.name) }
      return kept({ ...wanted, siteId: siteOfZone(visit, wanted) })
    },

    deleteZone({ params, own, actor }) {
      const zone = own(state.zones, params.id)
      watering.stopZone(zone.id, actor.name)
      state.transaction(() => {
        for (const program of state.programs.list({ siteId: zone.siteId })) {
          const steps = program.steps.filter(({ zoneId }) => zoneId !== zone.id)
          if (steps.length === program.steps.length) continue
          if (steps.length === 0) state.programs.remove(program.id)
          else state.programs.put({ ...program, steps })
        }
        state.zones.remove(zone.id)
      })
      watering.changed()
      return {}
    },

    runZone: ({ params, body, own, actor }) =>
      watering.runZone(own(state.zones, params.id).id, body.runS, actor.name),

    stopZone({ params, own, actor }) {
      const commands = watering.stopZone(own(state.zones, params.id).id, actor.name)
      return { commands, failed: commands.length === 0 ? 1 : 0 }
    },

    stopAll({ actor, seesEverything, sees, audit }) {
      audit.target = 'all'
      const sites = state.sites.list().filter(({ id }) => sees(id))
      const zones = state.zones.list().filter(({ siteId }) => sees(siteId))
      const commands = seesEverything()
        ? watering.stopAll(actor.name)
        : sites.flatMap(({ id }) => watering.stopAll(actor.name, id))
      const told = new Set(commands.map(({ deviceId, channel }) => `${deviceId}\n${channel}`))
      const failed = zones.filter(zone => !told.has(`${zone.valveDeviceId}\n${zone.valveChannel}`)).length
      return { commands, failed }
    },

    delayZone({ params, body, own }) {
      const zone = own(state.zones, params.id)
      return kept({ ...zone, delayedUntil: delayUntil(body, state.sites.get(zone.siteId), clock.now()) })
    },

    delayAll({ body, actor, homeSiteId, own, audit }) {
      const site =
        body.siteId === undefined ? state.sites.get(homeSiteId()) : siteSeen(own, state, body.siteId)
      const siteId = site?.id ?? homeSiteId()
      const before = readSettings(state, siteId)
      const delayedUntil = delayUntil(body, site, clock.now())
      const settings = { ...before, delayedUntil, delayedBy: delayedUntil === null ? null : actor.name }
      audit.target = siteId
      audit.before = { delayedUntil: before.delayedUntil }
      keepSettings(state, siteId, settings)
      watering.changed()
      return settings
    },
  }
}

/** A site as something that is at itself, so that `own` can judge it. */
export function siteSeen(own: Visit['own'], state: AppDependencies['state'], id: string) {
  const sites = {
    get: (key: string) => {
      const site = state.sites.get(key)
      return site && { ...site, siteId: site.id }
    },
  }
  return own(sites, id)
}

type SupplyKeys = 'listSupplies' | 'createSupply' | 'changeSupply' | 'deleteSupply' | 'restoreSupply'

function supplyHandlers({ state, watering, clock }: AppDependencies): Pick<Handlers, SupplyKeys> {
  function checked(visit: Visit, supply: Supply): Supply {
    const elsewhere = (id: string | number) =>
      new Problem('thing.not-found', `there is no ${id} at this site`)
    if (supply.deviceId !== null && visit.own(state.devices, supply.deviceId).siteId !== supply.siteId)
      throw elsewhere(supply.deviceId)
    if (supply.flowPointId !== null && visit.own(state.points, supply.flowPointId).siteId !== supply.siteId)
      throw elsewhere(supply.flowPointId)
    if (supply.kind !== 'mains' && supply.deviceId === null)
      throw new Problem('request.invalid', 'a master valve, pump or shut-off needs its device', [
        { path: '/deviceId', message: 'must name a device' },
      ])
    return supply
  }
  const kept = (supply: Supply): Supply => {
    state.supplies.put(supply)
    watering.changed()
    return supply
  }
  return {
    listSupplies: ({ visible }) => visible(state.supplies.list()),

    createSupply({ body, ...visit }) {
      const siteId =
        body.siteId === undefined ? visit.homeSiteId() : siteSeen(visit.own, state, body.siteId).id
      const { name, siteId: _, ...fields } = body
      const supply = checked(visit, {
        ...fields,
        name: nameOf(name),
        siteId,
        id: randomUUID(),
        isolatedAt: null,
        createdAt: clock.now(),
      })
      visit.audit.before = null
      return kept(supply)
    },

    changeSupply({ params, body, ...visit }) {
      const supply = visit.own(state.supplies, params.id)
      const name = body.name === undefined ? supply.name : nameOf(body.name)
      return kept(checked(visit, { ...supply, ...body, name }))
    },

    deleteSupply({ params, own }) {
      const supply = own(state.supplies, params.id)
      state.transaction(() => {
        for (const zone of state.zones.list({ supplyId: supply.id }))
          state.zones.put({ ...zone, supplyId: null })
        state.supplies.remove(supply.id)
      })
      watering.changed()
      return {}
    },

    /** Who says that the pipe is mended has looked at what it was shut for. */
    restoreSupply({ params, own, actor }) {
      const supply = kept({ ...own(state.supplies, params.id), isolatedAt: null })
      for (const { id, kind } of state.incidents.list({ until: null, supplyId: supply.id }))
        if (kind === 'leak' || kind === 'says-closed') watering.closeIncident(id, actor.name)
      return supply
    },
  }
}

type ProgramKeys =
  | 'listPrograms'
  | 'createProgram'
  | 'changeProgram'
  | 'deleteProgram'
  | 'pauseProgram'
  | 'previewProgram'

function programHandlers({ state, watering, clock }: AppDependencies): Pick<Handlers, ProgramKeys> {
  /** One program waters one site. */
  function siteOfSteps(visit: Visit, steps: Program['steps']): string {
    const sites = new Set(steps.map(step => visit.own(state.zones, step.zoneId).siteId))
    const [siteId] = sites
    if (siteId === undefined || sites.size > 1)
      throw new Problem('request.invalid', 'the zones of a program must be at one site')
    return siteId
  }
  const kept = (program: Program): Program => {
    state.programs.put(program)
    watering.changed()
    return program
  }
  return {
    listPrograms: ({ visible }) => visible(state.programs.list()),

    createProgram({ body, ...visit }) {
      const siteId = siteOfSteps(visit, body.steps)
      visit.audit.before = null
      return kept({
        ...PROGRAM_DEFAULTS,
        ...body,
        id: randomUUID(),
        siteId,
        name: nameOf(body.name),
        pausedUntil: null,
        createdAt: clock.now(),
      })
    },

    changeProgram({ params, body, ...visit }) {
      const program = visit.own(state.programs, params.id)
      const siteId = siteOfSteps(visit, body.steps ?? program.steps)
      const name = body.name === undefined ? program.name : nameOf(body.name)
      return kept({ ...program, ...body, siteId, name })
    },

    deleteProgram({ params, own }) {
      const { id } = own(state.programs, params.id)
      state.programs.remove(id)
      watering.programRemoved(id)
      return {}
    },

    pauseProgram({ params, body, own }) {
      const program = own(state.programs, params.id)
      return kept({ ...program, pausedUntil: delayUntil(body, state.sites.get(program.siteId), clock.now()) })
    },

    previewProgram({ body, ...visit }) {
      const { id = 'preview', ...draft } = body
      const siteId = siteOfSteps(visit, body.steps)
      if (body.id !== undefined) visit.own(state.programs, body.id)
      return watering.preview({
        ...PROGRAM_DEFAULTS,
        ...draft,
        id,
        siteId,
        name: nameOf(body.name),
        pausedUntil: null,
        createdAt: clock.now(),
      })
    },
  }
}
