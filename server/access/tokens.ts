/** What scripts sign in with: `stw_` and 192 random bits, shown once. */
import { randomUUID } from 'node:crypto'
import type { Role, Token } from '../../core/contract/user.ts'
import type { Clock, StateStore } from '../../core/ports.ts'
import { hashSecret, newSecret } from './secrets.ts'

const PREFIX = 'stw_'
/** Last use is written down at most this often. */
const USED_EVERY_MS = 60_000
export const TOKENS_MAX = 1000

export interface TokenInput {
  readonly name: string
  readonly role: Role
  readonly sites: readonly string[]
}

/** Keeps the hash; `secret` is in this answer only. */
export function createToken(
  state: StateStore,
  clock: Clock,
  input: TokenInput,
): { token: Token; secret: string } {
  if (state.tokens.list().length >= TOKENS_MAX) throw new Error(`there are ${TOKENS_MAX} tokens already`)
  const secret = PREFIX + newSecret()
  const token: Token = {
    id: randomUUID(),
    name: input.name,
    role: input.role,
    sites: [...input.sites],
    hash: hashSecret(secret),
    createdAt: clock.now(),
    lastUsedAt: null,
  }
  state.tokens.put(token)
  return { token, secret }
}

/** The token whose secret this is. Looked up by hash, so that timing tells nothing about the secret. */
export function findToken(state: StateStore, clock: Clock, secret: string): Token | undefined {
  if (!secret.startsWith(PREFIX)) return undefined
  const token = state.tokens.list({ hash: hashSecret(secret) })[0]
  if (token === undefined) return undefined
  const now = clock.now()
  if (now - (token.lastUsedAt ?? 0) >= USED_EVERY_MS) state.tokens.put({ ...token, lastUsedAt: now })
  return token
}
