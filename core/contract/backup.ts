/** Copies of everything, made while Steward runs. */
import { type Static, Type } from 'typebox'
import { routes } from './route.ts'
import { Instant } from './schema.ts'

export const Backup = Type.Object({
  /** The folder below `backups` in the data folder. */
  name: Type.String(),
  at: Instant,
  /** As `du` would say, without what it shares with the running store. */
  bytes: Type.Integer(),
  /** False with InfluxDB, which is backed up by its own means. */
  readings: Type.Boolean(),
})
export type Backup = Static<typeof Backup>

export const backupRoutes = routes({
  listBackups: {
    method: 'GET',
    path: '/backups',
    action: 'system.read',
    summary: 'Backups that are there, newest first',
    reply: Type.Array(Backup),
  },
  createBackup: {
    method: 'POST',
    path: '/backups',
    action: 'system.change',
    summary: 'Copy everything into a new folder, while readings come in',
    reply: Backup,
  },
})
