/**
 * Whose a client id is. It belongs to the credential that used it first for as long as it is connected, or a session of
 * it is kept: otherwise another device could take over the connection, or read what waits in the session.
 */
import {
  CLIENT_ID_MAX_CHARS,
  SESSION_EXPIRES_MS,
  SESSIONS_MAX,
  SESSIONS_PER_CREDENTIAL_MAX,
} from './limits.ts'

interface Owned {
  readonly credentialId: string
  connections: number
  /** Whether the session outlives the connection. */
  kept: boolean
  leftAt: number
}

export class ClientIds {
  /** In the order of the last connection, so that the first one away is the oldest. */
  readonly #owned = new Map<string, Owned>()
  readonly #now: () => number
  readonly #onForgotten: (clientId: string) => void

  /** `onForgotten` removes what is kept for a session that expired or made room. `now` is steady, in ms. */
  constructor(now: () => number, onForgotten: (clientId: string) => void) {
    this.#now = now
    this.#onForgotten = onForgotten
  }

  /** A credential connects with an id; false when the id is another's, or too long. */
  claim(clientId: string, credentialId: string, clean: boolean): boolean {
    if (clientId.length > CLIENT_ID_MAX_CHARS) return false
    const known = this.#owned.get(clientId)
    if (known !== undefined && known.credentialId !== credentialId) return false
    this.#owned.delete(clientId)
    const connections = (known?.connections ?? 0) + 1
    this.#owned.set(clientId, { credentialId, connections, kept: !clean, leftAt: 0 })
    if (!clean) this.#makeRoom(credentialId)
    return true
  }

  release(clientId: string): void {
    const owned = this.#owned.get(clientId)
    if (owned === undefined) return
    owned.connections -= 1
    if (owned.connections > 0) return
    owned.leftAt = this.#now()
    if (!owned.kept) this.#owned.delete(clientId)
  }

  /** Forgets the sessions whose client has been away for too long. */
  expire(): void {
    for (const [clientId, { connections, leftAt }] of this.#owned)
      if (connections === 0 && this.#now() - leftAt >= SESSION_EXPIRES_MS) this.#forget(clientId)
  }

  #makeRoom(credentialId: string): void {
    const sessions = [...this.#owned].filter(([, { kept }]) => kept)
    const own = sessions.filter(([, owned]) => owned.credentialId === credentialId)
    const oldestAway = (some: typeof sessions) => some.find(([, { connections }]) => connections === 0)
    const crowded = own.length > SESSIONS_PER_CREDENTIAL_MAX ? oldestAway(own) : undefined
    const leaving = crowded ?? (sessions.length > SESSIONS_MAX ? oldestAway(sessions) : undefined)
    if (leaving !== undefined) this.#forget(leaving[0])
  }

  #forget(clientId: string): void {
    this.#owned.delete(clientId)
    this.#onForgotten(clientId)
  }
}
