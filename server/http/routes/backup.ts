import type { backupRoutes } from '../../../core/contract/backup.ts'
import type { HandlersOf } from '../call.ts'
import type { AppDependencies } from '../dependencies.ts'

export function backupHandlers({ backups }: AppDependencies): HandlersOf<typeof backupRoutes> {
  return {
    listBackups: () => backups.list(),
    async createBackup({ audit }) {
      const backup = await backups.create()
      audit.target = backup.name
      return backup
    },
  }
}
