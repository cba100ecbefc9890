import { Problem } from '../../../core/contract/error.ts'
import type { pairingRoutes } from '../../../core/contract/pairing.ts'
import type { HandlersOf } from '../call.ts'
import type { AppDependencies } from '../dependencies.ts'

export function pairingHandlers({ pairing, log }: AppDependencies): HandlersOf<typeof pairingRoutes> {
  const answer = () => ({ pairing: pairing.status() })
  return {
    getPairing: answer,

    openPairing({ body, actor, audit, seesEverything }) {
      if (!seesEverything())
        throw new Problem(
          'access.forbidden',
          'devices of every site may come in: ask somebody who sees them all',
        )
      pairing.open({ ...body, by: actor.name })
      log.warn({ ...body, by: actor.name }, 'devices may connect without a credential')
      Object.assign(audit, { target: body.prefix, after: body })
      return answer()
    },

    closePairing({ actor, audit }) {
      const before = pairing.status()
      pairing.close()
      if (before !== null) log.info({ by: actor.name }, 'devices need a credential again')
      Object.assign(audit, { target: before?.prefix ?? '', before, after: null })
      return answer()
    },
  }
}
