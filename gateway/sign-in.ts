/** Who may connect, and how often somebody may guess. */
import type { Credential, CredentialBook } from '../core/ports.ts'
import { SIGN_IN_NAMES_MAX, SIGN_IN_TRIES_MAX, SIGN_IN_WINDOW_MS } from './limits.ts'
import type { Origin } from './wire.ts'

interface Failures {
  count: number
  readonly since: number
}

export class SignIn {
  readonly #credentials: CredentialBook
  readonly #now: () => number
  /** By address and name together, so that nobody can lock a device out from elsewhere. */
  readonly #failures = new Map<string, Failures>()

  /** `now` is steady, in ms. */
  constructor(credentials: CredentialBook, now: () => number) {
    this.#credentials = credentials
    this.#now = now
  }

  /** A certificate of a client's own says who it is, and a password is not asked for then. */
  verify(
    { address, certified }: Pick<Origin, 'address' | 'certified'>,
    username: string | undefined,
    password: Buffer | undefined,
  ): Credential | undefined {
    if (certified !== null)
      return !username || username === certified ? this.#credentials.named?.(certified) : undefined
    if (!username || password === undefined) return undefined
    const key = `${address} ${username}`
    const failures = this.#recent(key)
    if (failures !== undefined && failures.count >= SIGN_IN_TRIES_MAX) return undefined
    const credential = this.#credentials.verify(username, password.toString('utf8'))
    if (credential === undefined) this.#failed(key, failures)
    return credential
  }

  #recent(key: string): Failures | undefined {
    const failures = this.#failures.get(key)
    return failures !== undefined && this.#now() - failures.since < SIGN_IN_WINDOW_MS ? failures : undefined
  }

  #failed(key: string, recent: Failures | undefined): void {
    this.#failures.delete(key)
    this.#failures.set(key, { count: (recent?.count ?? 0) + 1, since: recent?.since ?? this.#now() })
    const [oldest] = this.#failures.keys()
    if (this.#failures.size > SIGN_IN_NAMES_MAX && oldest !== undefined) this.#failures.delete(oldest)
  }
}
