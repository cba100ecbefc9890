import type { ingestRoutes } from '../../../core/contract/ingest.ts'
import type { HandlersOf } from '../call.ts'
import type { AppDependencies } from '../dependencies.ts'

export function ingestHandlers(deps: AppDependencies): HandlersOf<typeof ingestRoutes> {
  const { series, gatewayStatus, stored } = deps
  return {
    async getIngest() {
      const { duplicates, earliest: _earliest, ...store } = await series.stats()
      return { ...gatewayStatus(), stored: stored(), duplicates, store }
    },
  }
}
