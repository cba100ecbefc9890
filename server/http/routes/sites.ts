import { randomUUID } from 'node:crypto'
import { Problem } from '../../../core/contract/error.ts'
import { nameOf } from '../../../core/contract/schema.ts'
import type { siteRoutes } from '../../../core/contract/site.ts'
import type { HandlersOf } from '../call.ts'
import type { AppDependencies } from '../dependencies.ts'

const SITES_MAX = 100
const DEPTH_MAX = 12

export function siteHandlers({
  state,
  directory,
  devices,
  clock,
}: AppDependencies): HandlersOf<typeof siteRoutes> {
  /** An area cannot lie in itself, by whatever way round. */
  function requireTree(id: string, parentId: string | null): void {
    let here = parentId
    for (let depth = 0; here !== null; depth += 1) {
      if (here === id || depth >= DEPTH_MAX) throw new Problem('thing.conflict', `${id} cannot lie in itself`)
      here = state.areas.get(here)?.parentId ?? null
    }
  }

  return {
    listSites: ({ sees }) => state.sites.list().filter(site => sees(site.id)),

    updateSite({ params, body, sees, audit }) {
      const site = state.sites.get(params.id)
      if (site === undefined || !sees(site.id))
        throw new Problem('thing.not-found', `there is no ${params.id}`)
      if (body.timeZone !== undefined) requireTimeZone(body.timeZone)
      audit.before = site
      const changed = { ...site, ...body, name: body.name === undefined ? site.name : nameOf(body.name) }
      state.sites.put(changed)
      return changed
    },

    createSite({ body, seesEverything }) {
      if (!seesEverything()) throw new Problem('access.forbidden', 'only who sees all sites may add one')
      if (state.sites.get(body.id) !== undefined) throw new Problem('thing.conflict', `${body.id} exists`)
      if (state.sites.list().length >= SITES_MAX)
        throw new Problem('thing.conflict', `there are ${SITES_MAX} sites already`)
      requireTimeZone(body.timeZone)
      const site = { ...body, name: nameOf(body.name), createdAt: clock.now() }
      state.sites.put(site)
      return site
    },

    listAreas: ({ visible }) => visible(state.areas.list()),

    createArea({ body, sees, own }) {
      if (!sees(body.siteId) || state.sites.get(body.siteId) === undefined)
        throw new Problem('thing.not-found', `there is no ${body.siteId}`)
      const parentId = body.parentId ?? null
      if (parentId !== null && own(state.areas, parentId).siteId !== body.siteId)
        throw new Problem('thing.not-found', `there is no ${parentId} at this site`)
      const area = { id: randomUUID(), siteId: body.siteId, parentId, name: nameOf(body.name) }
      state.areas.put(area)
      return area
    },

    changeArea({ params, body, own }) {
      const area = own(state.areas, params.id)
      const parentId = body.parentId === undefined ? area.parentId : body.parentId
      if (parentId !== null && own(state.areas, parentId).siteId !== area.siteId)
        throw new Problem('thing.not-found', `there is no ${parentId} at this site`)
      requireTree(area.id, parentId)
      const changed = { ...area, parentId, name: body.name === undefined ? area.name : nameOf(body.name) }
      state.areas.put(changed)
      return changed
    },

    deleteArea({ params, own }) {
      const area = own(state.areas, params.id)
      state.transaction(() => {
        for (const inner of state.areas.list({ parentId: area.id }))
          state.areas.put({ ...inner, parentId: area.parentId })
        for (const { id, areaId } of directory.devices())
          if (areaId === area.id) devices.change(id, { areaId: area.parentId })
        state.areas.remove(area.id)
      })
      return area
    },
  }
}

function requireTimeZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone })
  } catch {
    throw new Problem('request.invalid', `${timeZone} is not an IANA time zone`, [
      { path: '/timeZone', message: 'must be an IANA time zone such as Asia/Shanghai' },
    ])
  }
}
