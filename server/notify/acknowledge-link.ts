/**
 * The link in a message with which somebody says "I'm on it" without signing in: who and what is meant and until when,
 * signed with a key that never leaves this machine. Opening it changes nothing: mail programs and chats open links.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { StateStore } from '../../core/ports.ts'

export const LINK_MS = 24 * 3_600_000
const KEY = 'acknowledge.key'
const TOKEN_CHARS_MAX = 600

export interface LinkClaim {
  readonly alarmId: string
  readonly channelId: string
  /** Null for a link that went to a group. */
  readonly userId: string | null
  readonly expiresAt: number
}

export function signLink(state: StateStore, { alarmId, channelId, userId, expiresAt }: LinkClaim): string {
  const body = Buffer.from(JSON.stringify([alarmId, channelId, userId, expiresAt])).toString('base64url')
  return `${body}.${sign(state, body).toString('base64url')}`
}

/** Undefined for one that is forged, damaged or too old. */
export function readLink(state: StateStore, token: string, now: number): LinkClaim | undefined {
  const [body = '', signature = ''] = token.slice(0, TOKEN_CHARS_MAX).split('.')
  const given = Buffer.from(signature, 'base64url')
  const expected = sign(state, body)
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
  const [alarmId, channelId, userId, expiresAt] = JSON.parse(Buffer.from(body, 'base64url').toString())
  return now < expiresAt ? { alarmId, channelId, userId, expiresAt } : undefined
}

function sign(state: StateStore, body: string): Buffer {
  return createHmac('sha256', keyOf(state)).update(body).digest().subarray(0, 16)
}

function keyOf(state: StateStore): Buffer {
  const kept = state.settings.get(KEY)?.value
  if (typeof kept === 'string') return Buffer.from(kept, 'base64url')
  const made = randomBytes(32)
  state.settings.put({ id: KEY, value: made.toString('base64url') })
  return made
}
