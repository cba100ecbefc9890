/** The clients that have signed in, and what each may say, ask for and hear. */
import type { Client } from 'aedes'
import type { Clock, Credential, CredentialBook } from '../core/ports.ts'
import { mayHear, mayPublish, maySubscribe } from './access.ts'
import { ClientIds } from './client-ids.ts'
import { SUBSCRIPTIONS_MAX } from './limits.ts'
import { SignIn } from './sign-in.ts'
import type { Wire } from './wire.ts'

/** Looks at a closed client, one each second, before it is given up that the broker will say goodbye to it. */
const GOODBYE_LOOKS = 5

interface Known {
  readonly credential: Credential
  readonly filters: Set<string>
  looks: number
}

export class Clients {
  readonly #signIn: SignIn
  readonly #ids: ClientIds
  readonly #known = new Map<Client, Known>()
  readonly #wills = new WeakMap<Client, string>()

  constructor(credentials: CredentialBook, clock: Clock, onSessionForgotten: (clientId: string) => void) {
    const steady = () => clock.monotonic()
    this.#signIn = new SignIn(credentials, steady)
    this.#ids = new ClientIds(steady, onSessionForgotten)
  }

  /** The will is part of the CONNECT, so it comes before the sign-in that decides about it. */
  wills(client: Client, topic: string): void {
    this.#wills.set(client, topic)
  }

  /** False for a wrong secret, a will on a topic that is not its own, or somebody else's client id. */
  admit(client: Client, username: string | undefined, password: Buffer | undefined): boolean {
    const credential = this.#signIn.verify((client.conn as Wire).address, username, password)
    if (credential === undefined) return false
    const will = this.#wills.get(client)
    if (will !== undefined && !mayPublish(credential, will)) return false
    if (!this.#ids.claim(client.id, credential.id, client.clean)) return false
    this.#known.set(client, { credential, filters: new Set(), looks: 0 })
    return true
  }

  mayPublish(client: Client, topic: string): boolean {
    const known = this.#known.get(client)
    return known !== undefined && mayPublish(known.credential, topic)
  }

  mayHear(client: Client, topic: string): boolean {
    const known = this.#known.get(client)
    return known !== undefined && mayHear(known.credential, topic)
  }

  grant(client: Client, filter: string): boolean {
    const known = this.#known.get(client)
    if (known === undefined || !maySubscribe(known.credential, filter)) return false
    if (!known.filters.has(filter) && known.filters.size >= SUBSCRIPTIONS_MAX) return false
    known.filters.add(filter)
    return true
  }

  /** The filters that were granted. */
  filters(client: Client): ReadonlySet<string> {
    return this.#known.get(client)?.filters ?? new Set()
  }

  unsubscribed(client: Client, filters: readonly string[]): void {
    for (const filter of filters) this.#known.get(client)?.filters.delete(filter)
  }

  of(credentialId: string): Client[] {
    return [...this.#known]
      .filter(([, known]) => known.credential.id === credentialId)
      .map(([client]) => client)
  }

  left(client: Client): void {
    if (this.#known.delete(client)) this.#ids.release(client.id)
  }

  /** Once a second: one that broke off in the middle of its CONNECT is never said goodbye to. */
  sweep(): void {
    for (const [client, known] of this.#known)
      if (client.closed && ++known.looks >= GOODBYE_LOOKS) this.left(client)
  }

  expireSessions(): void {
    this.#ids.expire()
  }
}
