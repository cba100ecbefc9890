/** What devices and gateways sign in to MQTT with. */
import type { Device } from '../../core/contract/device.ts'
import type { Clock, Credential, CredentialBook, StateStore } from '../../core/ports.ts'
import { hashSecret, newSecret, sameSecret } from './secrets.ts'

export const CREDENTIALS_MAX = 20_000

/** Compared when the name is unknown, so that a wrong name takes as long as a wrong secret. */
const NOBODY = hashSecret(newSecret())

/** Shown once; the store keeps the hash. */
export interface IssuedCredential {
  readonly username: string
  readonly password: string
}

export class Credentials implements CredentialBook {
  readonly #state: StateStore
  readonly #clock: Clock

  constructor(state: StateStore, clock: Clock) {
    this.#state = state
    this.#clock = clock
  }

  /**
   * Asks the store every time, a lookup by primary key of some 10 µs: a credential that the command line made, changed
   * or disabled a moment ago counts at once.
   */
  verify(username: string, secret: string): Credential | undefined {
    const credential = this.#state.credentials.get(username)
    const same = sameSecret(secret, credential?.secretHash ?? NOBODY)
    return same && credential !== undefined && !credential.disabled ? credential : undefined
  }

  /** A device of plain JSON speaks on its own topics only. Issued again, the old secret is dead. */
  issueForDevice(device: Pick<Device, 'id' | 'siteId'>): IssuedCredential {
    const own = `steward/${device.siteId}/${device.id}`
    return this.#issue(device.id, [own, `${own}/status`], [`${own}/set`])
  }

  /** A gateway speaks for many: it publishes where its filters say, and hears its orders. */
  issueForGateway(name: string, filters: readonly string[]): IssuedCredential {
    return this.#issue(name, filters, [...new Set(filters.flatMap(heardBy))])
  }

  /** Nothing happens when there is none. */
  setDisabled(id: string, disabled: boolean): void {
    const credential = this.#state.credentials.get(id)
    if (credential !== undefined && credential.disabled !== disabled)
      this.#state.credentials.put({ ...credential, disabled })
  }

  #issue(id: string, publish: readonly string[], subscribe: readonly string[]): IssuedCredential {
    const password = newSecret()
    this.#state.transaction(() => {
      const known = this.#state.credentials.get(id)
      if (known === undefined && this.#state.credentials.list().length >= CREDENTIALS_MAX)
        throw new Error(`there are ${CREDENTIALS_MAX} credentials already`)
      this.#state.credentials.put({
        id,
        secretHash: hashSecret(password),
        publish,
        subscribe,
        createdAt: this.#clock.now(),
        disabled: false,
      })
    })
    return { username: id, password }
  }
}

/**
 * A gateway hears what is below its own filters, orders and answers alike (Zigbee2MQTT takes both there). Tasmota
 * publishes on `tele/<topic>` and `stat/<topic>` but hears its orders on `cmnd/<topic>`.
 */
function heardBy(filter: string): string[] {
  const [root = '', ...rest] = filter.split('/')
  return root === 'tele' || root === 'stat' ? [filter, ['cmnd', ...rest].join('/')] : [filter]
}
