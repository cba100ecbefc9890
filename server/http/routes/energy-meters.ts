/** Meters and tariffs. */
import { randomUUID } from 'node:crypto'
import type {
  billRoutes,
  Meter,
  meterMoreRoutes,
  meterRoutes,
  Tariff,
  tariffRoutes,
} from '../../../core/contract/energy.ts'
import { Problem } from '../../../core/contract/error.ts'
import { SWAPS_MAX } from '../../../core/contract/point.ts'
import { nameOf } from '../../../core/contract/schema.ts'
import { dateOf } from '../../../core/energy/grid.ts'
import { isVirtual, partsOf, termsOf } from '../../../core/energy/tree.ts'
import type { HandlersOf, Visit } from '../call.ts'
import type { AppDependencies } from '../dependencies.ts'
import { spanOf } from '../instants.ts'

/** Deeper is a mistake in the plan, or a ring. */
const METER_DEPTH_MAX = 16
const DAY_MS = 86_400_000
const RESETTLEMENTS_SHOWN = 500

type Routes = typeof meterRoutes & typeof meterMoreRoutes & typeof tariffRoutes & typeof billRoutes

export function energyMeterHandlers(deps: AppDependencies): HandlersOf<Routes> {
  const { state, meters, clock, energy, directory, watering } = deps

  /** Checks what a meter names and answers with its site: that of its point, or of the meters it is made of. */
  function siteOfMeter(
    visit: Visit,
    meter: Omit<Meter, 'siteId' | 'createdAt' | 'id' | 'name'>,
    id: string,
  ): string {
    const siteId = isVirtual(meter.formula) ? siteOfFormula(visit, meter, id) : siteOfPoint(visit, meter)
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

  function siteOfPoint(visit: Visit, { pointId, handRead }: Pick<Meter, 'pointId' | 'handRead'>): string {
    if (pointId === null && handRead === true) return visit.homeSiteId()
    if (pointId === null)
      throw new Problem('request.invalid', 'a meter needs a counter, a formula, or somebody who reads it')
    const point = visit.own(state.points, pointId)
    if (point.kind !== 'counter') throw new Problem('request.invalid', `point ${point.id} is no counter`)
    return point.siteId
  }

  function siteOfFormula(
    visit: Visit,
    meter: Pick<Meter, 'formula' | 'medium' | 'pointId'>,
    id: string,
  ): string {
    if (meter.formula == null || meter.pointId !== null)
      throw new Problem('request.invalid', 'a virtual meter has no counter')
    const named = partsOf(meter.formula).map(({ meterId }) => visit.own(state.meters, meterId))
    const siteId = named[0]?.siteId ?? visit.homeSiteId()
    if (named.some(one => one.siteId !== siteId || one.medium !== meter.medium))
      throw new Problem('request.invalid', 'a virtual meter is made of meters of one site and medium')
    const all = new Map(state.meters.list({ siteId }).map(one => [one.id, one]))
    const self: Meter = {
      ...meter,
      id,
      siteId,
      name: nameOf('?'),
      parentId: null,
      areaId: null,
      createdAt: 0,
    }
    if (termsOf(self, all.set(id, self)) === null)
      throw new Problem('request.invalid', 'a meter cannot be made of itself')
    return siteId
  }

  const touched = ({ pointId }: Meter) => {
    if (pointId !== null) energy.books.forget(pointId, 0)
    meters.changed?.()
  }

  return {
    listMeters: async ({ sees }) => (await meters.status()).filter(status => sees(status.meter.siteId)),

    createMeter({ body, ...visit }) {
      const id = randomUUID()
      const siteId = siteOfMeter(visit, body, id)
      const meter: Meter = { ...body, id, siteId, name: nameOf(body.name), createdAt: clock.now() }
      const byHand = meter.pointId === null && meter.handRead === true
      const kept = byHand ? { ...meter, pointId: energy.handReadings.makeCounter(meter).id } : meter
      visit.audit.before = null
      state.meters.put(kept)
      touched(kept)
      return kept
    },

    async changeMeter({ params, body, ...visit }) {
      const meter = visit.own(state.meters, params.id)
      const wanted: Meter = {
        ...meter,
        ...body,
        name: body.name === undefined ? meter.name : nameOf(body.name),
      }
      const changed = { ...wanted, siteId: siteOfMeter(visit, wanted, meter.id) }
      state.meters.put(changed)
      touched(changed)
      if ((changed.nightUseLpm ?? null) !== (meter.nightUseLpm ?? null))
        await energy.detectors.nightSaidAnew(changed)
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
      meters.changed?.()
      return {}
    },

    listMeterUse({ params, query, own }) {
      const meter = own(state.meters, params.id)
      const { from, to } = spanOf(query, clock.now())
      return meters.use(meter, from, to, query.per ?? 'hour')
    },

    swapMeter({ params, body, own }) {
      const meter = own(state.meters, params.id)
      const point = meter.pointId === null ? undefined : state.points.get(meter.pointId)
      if (point === undefined) throw new Problem('request.invalid', 'a virtual meter is not exchanged')
      if (body.at > clock.now()) throw new Problem('request.invalid', 'an exchange cannot be in the future')
      const facts = point.counter ?? { modulus: null, noise: 0, maxPerHour: null }
      const swaps = [...(facts.swaps ?? []).filter(({ at }) => at !== body.at), body].toSorted(
        (a, b) => a.at - b.at,
      )
      directory.putPoint({ ...point, counter: { ...facts, swaps: swaps.slice(-SWAPS_MAX) } })
      const changed: Meter = body.serial === undefined ? meter : { ...meter, serial: body.serial }
      state.meters.put(changed)
      energy.books.forget(point.id, body.at)
      meters.changed?.()
      return changed
    },

    checkHandReading: ({ params, query, own }) =>
      energy.handReadings.check(own(state.meters, params.id), query.value, query.at ?? clock.now()),

    async addHandReading({ params, body, own, actor }) {
      const reading = await energy.handReadings.add(own(state.meters, params.id), body, actor.name)
      meters.changed?.()
      return reading
    },

    listHandReadings: ({ params, own }) => energy.handReadings.list(own(state.meters, params.id)),

    getReadingPhoto({ params, own, reply }) {
      const photo = own(state.meterPhotos, params.id)
      reply.type(photo.type).header('cache-control', 'private, max-age=86400')
      return Buffer.from(photo.base64, 'base64')
    },

    async importReadings({ body, own, homeSiteId }) {
      const columns = new Map(
        Object.entries(body.columns).map(([title, id]) => [title, own(state.meters, id)]),
      )
      const [first] = columns.values()
      const siteId = first?.siteId ?? homeSiteId()
      const site = state.sites.get(siteId)
      if (site === undefined) throw new Problem('thing.not-found', `there is no ${siteId}`)
      const report = await energy.imports.run({
        csv: body.csv,
        values: body.values,
        columns,
        lineIs: body.lineIs ?? 'end',
        temperature: body.temperature,
        dryRun: body.dryRun === true,
        site,
      })
      if (report.weatherDays > 0 && body.dryRun !== true) watering.changed()
      meters.changed?.()
      return report
    },

    listResettlements: ({ query, visible }) =>
      visible(state.resettlements.list(query.meterId === undefined ? {} : { meterId: query.meterId }))
        .toSorted((a, b) => b.at - a.at || b.date.localeCompare(a.date))
        .slice(0, RESETTLEMENTS_SHOWN),

    listFlows({ query, homeSiteId }) {
      const { from, to } = spanOf(query, clock.now())
      return energy.views.flows(homeSiteId(), query.medium, from, to)
    },

    getDayProfile({ params, query, own }) {
      const meter = own(state.meters, params.id)
      return energy.views.profile(
        meter,
        query.date ?? dateOf(clock.now(), energy.books.timeZoneOf(meter.siteId)),
      )
    },

    getYearMap({ params, query, own }) {
      const meter = own(state.meters, params.id)
      const now = dateOf(clock.now(), energy.books.timeZoneOf(meter.siteId))
      return energy.views.year(meter, query.year ?? Number(now.slice(0, 4)))
    },

    getPowerQuality({ params, query, own }) {
      const meter = own(state.meters, params.id)
      const from = query.from ?? String(Math.max(0, clock.now() - 30 * DAY_MS))
      const span = spanOf({ ...query, from }, clock.now())
      return energy.power.quality(meter, span.from, span.to)
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
      meters.changed?.()
      return tariff
    },

    changeTariff({ params, body, own }) {
      const tariff = own(state.tariffs, params.id)
      const name = body.name === undefined ? tariff.name : nameOf(body.name)
      const changed: Tariff = { ...tariff, ...body, name }
      state.tariffs.put(changed)
      meters.changed?.()
      return changed
    },

    deleteTariff({ params, own }) {
      state.tariffs.remove(own(state.tariffs, params.id).id)
      meters.changed?.()
      return {}
    },

    getBill: ({ params, query, own }) => energy.bills.bill(own(state.meters, params.id), query.month),

    async whatIf({ params, body, own }) {
      const meter = own(state.meters, params.id)
      if (body.tariff.medium !== meter.medium)
        throw new Problem('request.invalid', `the tariff is not for ${meter.medium}`)
      const tariff = { ...body.tariff, name: nameOf(body.tariff.name) }
      const [actual, under] = await Promise.all([
        energy.bills.bill(meter, body.month),
        energy.bills.whatIf(meter, body.month, tariff),
      ])
      return { actual, under }
    },
  }
}
