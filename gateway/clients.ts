/** The clients that have signed in, and what each may say, ask for and hear. */
import type { Client } from 'aedes'
import type { ConnectedClient } from '../core/contract/credential.ts'
import type { Clock, Credential, CredentialBook } from '../core/ports.ts'
import { mayHear, mayPublish, maySubscribe } from './access.ts'
import { Audience } from './audience.ts'
import { ClientIds } from './client-ids.ts'
import { SUBSCRIPTIONS_MAX } from './limits.ts'
import { type Pairing, STRANGER } from './pairing.ts'
import { Routes } from './routes.ts'
import { SignIn } from './sign-in.ts'
import type { Wire } from './wire.ts'

/** Looks at a closed client, one each second, before it is given up that the broker will say goodbye to it. */
const GOODBYE_LOOKS = 5

interface Known {
  readonly credential: Credential
  readonly connectedAt: number
  readonly routes: Routes
  looks: number
}

export interface ClientsParts {
  readonly credentials: CredentialBook
  readonly clock: Clock
  readonly pairing: Pairing
}

export class Clients {
  readonly #credentials: CredentialBook
  readonly #clock: Clock
  readonly #signIn: SignIn
  readonly #ids: ClientIds
  readonly #known = new Map<Client, Known>()
  readonly #wills = new WeakMap<Client, string>()
  readonly #audience = new Audience()
  readonly #pairing: Pairing
  #strangers = 0

  constructor({ credentials, clock, pairing }: ClientsParts, onSessionForgotten: (clientId: string) => void) {
    this.#credentials = credentials
    this.#pairing = pairing
    this.#clock = clock
    const steady = () => clock.monotonic()
    this.#signIn = new SignIn(credentials, steady)
    this.#ids = new ClientIds(steady, clientId => {
      this.#audience.forget(clientId)
      onSessionForgotten(clientId)
    })
  }

  /** The will is part of the CONNECT, so it comes before the sign-in that decides about it. */
  wills(client: Client, topic: string): void {
    this.#wills.set(client, topic)
  }

  /** False for a wrong secret, a will on a topic that is not its own, or somebody else's client id. */
  admit(client: Client, username: string | undefined, password: Buffer | undefined): boolean {
    const { origin } = client.conn as Wire
    const anonymous = !username && origin.certified === null
    const credential = anonymous
      ? this.#pairing.visitor(this.#strangers)
      : this.#signIn.verify(origin, username, password)
    if (credential === undefined) return false
    const will = this.#wills.get(client)
    // A stranger's will is heard by nobody, like all that it says.
    if (will !== undefined && !anonymous && !mayPublish(credential, will)) return false
    // Nothing of a stranger is kept, or its device could not come back under its own name.
    if (!this.#ids.claim(client.id, credential.id, client.clean || anonymous)) return false
    // MQTT 3.1.1, 3.1.2.4: who comes clean leaves no earlier session behind.
    if (client.clean) this.#audience.forget(client.id)
    const routes = new Routes(credential, this.#audience)
    this.#known.set(client, { credential, connectedAt: this.#clock.now(), routes, looks: 0 })
    if (anonymous) this.#strangers += 1
    else this.#credentials.connected?.(credential.id, origin.address)
    return true
  }

  /** Let in without a credential, while pairing was open. */
  isStranger(client: Client): boolean {
    return this.#known.get(client)?.credential.id === STRANGER
  }

  strangers(): number {
    return this.#strangers
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
    const filters = this.#audience.filters(client)
    if (!filters.has(filter) && filters.size >= SUBSCRIPTIONS_MAX) return false
    this.#audience.add(client, filter)
    if (!client.clean) this.#audience.add(client.id, filter)
    return true
  }

  /** The filters that were granted. */
  filters(client: Client): ReadonlySet<string> {
    return this.#audience.filters(client)
  }

  unsubscribed(client: Client, filters: readonly string[]): void {
    for (const filter of filters) {
      this.#audience.remove(client, filter)
      if (!client.clean) this.#audience.remove(client.id, filter)
    }
  }

  /** What this client publishes on without anybody listening. */
  routes(client: Client): Routes | undefined {
    return this.isStranger(client) ? undefined : this.#known.get(client)?.routes
  }

  of(credentialId: string): Client[] {
    return [...this.#known]
      .filter(([, known]) => known.credential.id === credentialId)
      .map(([client]) => client)
  }

  /** Everybody who is connected, in the order in which they came. */
  connections(): ConnectedClient[] {
    return [...this.#known].map(([client, { credential, connectedAt }]) => {
      const { address, secure } = (client.conn as Wire).origin
      return {
        clientId: client.id,
        credentialId: credential.id === STRANGER ? null : credential.id,
        address,
        connectedAt,
        secure,
        protocol: client.version === 3 ? '3.1' : '3.1.1',
        filters: [...this.filters(client)],
      }
    })
  }

  /** Those whose credential is not what it was when they signed in. */
  outdated(): Client[] {
    return [...this.#known]
      .filter(
        ([, { credential }]) => credential.id !== STRANGER && this.#credentials.holds?.(credential) === false,
      )
      .map(([client]) => client)
  }

  left(client: Client): void {
    const stranger = this.isStranger(client)
    if (!this.#known.delete(client)) return
    if (stranger) this.#strangers -= 1
    this.#audience.forget(client)
    this.#ids.release(client.id)
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
