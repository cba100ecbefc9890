import type { Clock, Session, StateStore } from '../../core/ports.ts'
import { hashSecret, newSecret } from './secrets.ts'

/** Thirty days without a visit end a session. */
export const SESSION_MS = 30 * 86_400_000
/** The end is moved at most this often, so that reading does not write. */
const SLIDE_EVERY_MS = 3_600_000
/** The oldest ends when somebody signs in on one more device. */
const SESSIONS_PER_USER = 20

/**
 * Who is signed in. The store keeps hashes only, and is asked every time: a session that the command line or another
 * page ended is over at once.
 */
export class Sessions {
  readonly #state: StateStore
  readonly #clock: Clock

  constructor(state: StateStore, clock: Clock) {
    this.#state = state
    this.#clock = clock
  }

  /** The token for the cookie; always a new one. */
  start(userId: string): string {
    const token = newSecret()
    const now = this.#clock.now()
    const session = { id: hashSecret(token), userId, createdAt: now, expiresAt: now + SESSION_MS }
    this.#state.transaction(() => {
      this.#forgetOld(userId)
      this.#state.sessions.put(session)
    })
    return token
  }

  /** The living session of a token, its end moved on; `moved` says that the cookie should be sent again. */
  find(token: string): { session: Session; moved: boolean } | undefined {
    const session = this.#state.sessions.get(hashSecret(token))
    if (session === undefined) return undefined
    const now = this.#clock.now()
    if (session.expiresAt <= now) {
      this.#state.sessions.remove(session.id)
      return undefined
    }
    const moved = now + SESSION_MS - session.expiresAt >= SLIDE_EVERY_MS
    if (moved) this.#state.sessions.put({ ...session, expiresAt: now + SESSION_MS })
    return { session, moved }
  }

  end(sessionId: string): void {
    this.#state.sessions.remove(sessionId)
  }

  /** Ends every session of a user but one. */
  endAll(userId: string, except?: string): void {
    for (const session of this.#state.sessions.list({ userId }))
      if (session.id !== except) this.#state.sessions.remove(session.id)
  }

  #forgetOld(userId: string): void {
    const now = this.#clock.now()
    const sessions = this.#state.sessions.list({ userId }).sort((a, b) => b.expiresAt - a.expiresAt)
    for (const [place, session] of sessions.entries())
      if (session.expiresAt <= now || place >= SESSIONS_PER_USER - 1) this.#state.sessions.remove(session.id)
  }
}
