import type { configurationRoutes } from '../../../core/contract/configuration.ts'
import { Problem } from '../../../core/contract/error.ts'
import type { HandlersOf, Visit } from '../call.ts'
import type { AppDependencies } from '../dependencies.ts'

/** Named one by one in the audit log up to here. */
const AUDITED_MAX = 50

export function configurationHandlers({
  configuration,
}: AppDependencies): HandlersOf<typeof configurationRoutes> {
  function requireAll({ seesEverything }: Visit): void {
    if (!seesEverything())
      throw new Problem('access.forbidden', 'it is about every site: ask somebody who sees them all')
  }
  return {
    exportConfiguration(visit) {
      requireAll(visit)
      return { files: configuration.export() }
    },

    importConfiguration({ body, audit, ...visit }) {
      requireAll(visit)
      const reply = configuration.import(body.files, body.dryRun)
      const { applied, changes } = reply
      const shown = changes.slice(0, AUDITED_MAX).map(({ noun, id, change }) => `${change} ${noun}/${id}`)
      Object.assign(audit, {
        target: body.dryRun ? 'dry run' : '',
        after: { applied, changes: changes.length, shown },
      })
      return reply
    },
  }
}
