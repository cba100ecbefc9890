import { Problem } from '../../../core/contract/error.ts'
import type { mappingRoutes } from '../../../core/contract/mapping.ts'
import type { HandlersOf, Visit } from '../call.ts'
import type { AppDependencies } from '../dependencies.ts'

export function mappingHandlers({ mappings, state }: AppDependencies): HandlersOf<typeof mappingRoutes> {
  function requireSite(visit: Visit, siteId: string): void {
    if (!visit.sees(siteId) || state.sites.get(siteId) === undefined)
      throw new Problem('thing.not-found', `there is no ${siteId}`)
  }
  return {
    listMappings: ({ visible }) => visible(mappings.current()),
    createMapping({ body, ...visit }) {
      requireSite(visit, body.siteId)
      return mappings.create(body)
    },
    changeMapping({ params, body, ...visit }) {
      visit.own(mappings, params.id)
      requireSite(visit, body.siteId)
      return mappings.change(params.id, body)
    },
    deleteMapping({ params, own }) {
      const mapping = own(mappings, params.id)
      mappings.remove(mapping)
      return mapping
    },
  }
}
