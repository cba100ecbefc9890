import type { Device } from '../../../core/contract/device.ts'

/** Adopted, and not a word since: its power, its signal or its sign-in is wrong, and nobody would notice. */
export function isSilentSinceAdopted({ status, adoptedAt, lastSeenAt }: Device): boolean {
  return status === 'active' && adoptedAt !== undefined && (lastSeenAt === null || lastSeenAt < adoptedAt)
}
