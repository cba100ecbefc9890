import { randomUUID } from 'node:crypto'
import { Problem } from '../../../core/contract/error.ts'
import { nameOf } from '../../../core/contract/schema.ts'
import type { siteRoutes } from '../../../core/contract/site.ts'
import type { HandlersOf } from '../call.ts'
import type { AppDependencies } from '../dependencies.ts'

export function siteHandlers({ state }: AppDependencies): HandlersOf<typeof siteRoutes> {
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
