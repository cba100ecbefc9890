import type { ingestRoutes } from '../../../core/contract/ingest.ts'
import type { HandlersOf } from '../call.ts'
import type { AppDependencies } from '../dependencies.ts'

export function ingestHandlers(deps: AppDependencies): HandlersOf<typeof ingestRoutes> {
  const { series, gatewayStatus, stored, machineStatus, clock, mqtt } = deps
  return {
    async getIngest() {
      const { duplicates, ...store } = await series.stats()
      const counted = { ...gatewayStatus(), stored: stored(), duplicates }
      const { tls } = mqtt.door()
      const certificate = tls === null ? {} : { tls: { validTo: tls.validTo, refused: tls.refused } }
      return { at: clock.now(), ...counted, store, ...certificate, machine: machineStatus() }
    },
  }
}
