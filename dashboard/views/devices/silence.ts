import type { Device } from '../../../core/contract/device.ts'

/** Adopted, and not a word since: its power, its signal or its sign-in is wrong, and nobody would notice. */
const PATIENCE_MS = 10 * 60_000

export function isSilentSinceAdopted({ status, adoptedAt, lastSeenAt }: Device, now: number): boolean {
  if (status !== 'active' || adoptedAt === undefined || now - adoptedAt < PATIENCE_MS) return false
  return lastSeenAt === null || lastSeenAt < adoptedAt
}
