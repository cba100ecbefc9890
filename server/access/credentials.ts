/** What devices and gateways sign in to MQTT with. */
import {
  type GatewayKind,
  gatewayRights,
  isTopicFilter,
  type Rights,
} from '../../core/access/topic-templates.ts'
import type { CredentialKind } from '../../core/contract/credential.ts'
import type { Device } from '../../core/contract/device.ts'
import { Problem } from '../../core/contract/error.ts'
import type { Clock, Credential, CredentialBook, StateStore } from '../../core/ports.ts'
import { hashSecret, newSecret, sameSecret } from './secrets.ts'

export const CREDENTIALS_MAX = 20_000

/** Compared when the name is unknown, so that a wrong name takes as long as a wrong secret. */
const NOBODY = hashSecret(newSecret())
/** Who connected when is written down at most this often: ten thousand that come back at once are one commit. */
const SEEN_EVERY_MS = 60_000

/** Shown once; the store keeps the hash. */
export interface IssuedCredential {
  readonly username: string
  readonly password: string
}

export interface GatewayInput {
  readonly id: string
  readonly kind: GatewayKind | 'custom'
  readonly base?: string | null | undefined
  /** Of `custom`. */
  readonly publish?: readonly string[] | undefined
  readonly subscribe?: readonly string[] | undefined
}

export class Credentials implements CredentialBook {
  readonly #state: StateStore
  readonly #clock: Clock
  /** Connections that are not written down yet. */
  readonly #seen = new Map<string, Required<Pick<Credential, 'lastConnectedAt' | 'lastAddress'>>>()
  #seenWrittenAt = Number.NEGATIVE_INFINITY

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

  named(username: string): Credential | undefined {
    const credential = this.#state.credentials.get(username)
    return credential?.disabled === false ? credential : undefined
  }

  holds(credential: Credential): boolean {
    const now = this.named(credential.id)
    return now !== undefined && rightsAndSecret(now) === rightsAndSecret(credential)
  }

  connected(id: string, address: string): void {
    this.#seen.set(id, { lastConnectedAt: this.#clock.now(), lastAddress: address })
    if (this.#clock.monotonic() - this.#seenWrittenAt >= SEEN_EVERY_MS) this.flush()
  }

  /** Writes down who connected. What the command line changed meanwhile stays. */
  flush(): void {
    this.#seenWrittenAt = this.#clock.monotonic()
    if (this.#seen.size === 0) return
    this.#state.transaction(() => {
      for (const [id, seen] of this.#seen) {
        const credential = this.#state.credentials.get(id)
        if (credential !== undefined) this.#state.credentials.put({ ...credential, ...seen })
      }
    })
    this.#seen.clear()
  }

  /** With the newest connections, also those that are not written down. */
  list(): Credential[] {
    return this.#state.credentials.list().map(one => ({ ...one, ...this.#seen.get(one.id) }))
  }

  get(id: string): Credential | undefined {
    const credential = this.#state.credentials.get(id)
    return credential && { ...credential, ...this.#seen.get(id) }
  }

  /** A device of plain JSON speaks on its own topics only. Issued again, the old secret is dead. */
  issueForDevice(device: Pick<Device, 'id' | 'siteId'>): IssuedCredential {
    const own = `steward/${device.siteId}/${device.id}`
    return this.#issue(device.id, 'device', {
      publish: [own, `${own}/status`],
      subscribe: [`${own}/set`],
    })
  }

  /** A gateway speaks for many: it publishes where its filters say, and hears its orders. */
  issueForGateway(name: string, filters: readonly string[]): IssuedCredential {
    return this.#issue(name, 'custom', {
      publish: filters,
      subscribe: [...new Set(filters.flatMap(heardBy))],
    })
  }

  /** A gateway of a kind. Throws `request.invalid` for a base or a filter that cannot be one. */
  issue(input: GatewayInput): IssuedCredential {
    return this.#issue(input.id, input.kind, rightsOf(input), input.base ?? null)
  }

  /** A new secret for the same rights; one that was revoked counts again. Throws `thing.not-found`. */
  rotate(id: string): IssuedCredential {
    const password = newSecret()
    this.#change(id, { secretHash: hashSecret(password), issuedAt: this.#clock.now(), disabled: false })
    return { username: id, password }
  }

  /** Throws `thing.not-found`, and `request.invalid` for a filter that is none. */
  change(id: string, change: Partial<Rights & Pick<Credential, 'disabled'>>): Credential {
    for (const filter of [...(change.publish ?? []), ...(change.subscribe ?? [])]) requireFilter(filter)
    // Topics that somebody wrote are no kind's any more.
    const kind = change.publish || change.subscribe ? { kind: 'custom' as const, base: null } : {}
    return this.#change(id, { ...change, ...kind })
  }

  remove(id: string): void {
    this.#seen.delete(id)
    this.#state.credentials.remove(id)
  }

  /** Nothing happens when there is none. */
  setDisabled(id: string, disabled: boolean): void {
    const credential = this.#state.credentials.get(id)
    if (credential !== undefined && credential.disabled !== disabled)
      this.#state.credentials.put({ ...credential, disabled })
  }

  #change(id: string, change: Partial<Credential>): Credential {
    return this.#state.transaction(() => {
      const credential = this.get(id)
      if (credential === undefined) throw new Problem('thing.not-found', `there is no credential ${id}`)
      const changed = { ...credential, ...change }
      this.#state.credentials.put(changed)
      return changed
    })
  }

  #issue(id: string, kind: CredentialKind, rights: Rights, base: string | null = null): IssuedCredential {
    const password = newSecret()
    this.#state.transaction(() => {
      const known = this.get(id)
      if (known === undefined && this.#state.credentials.list().length >= CREDENTIALS_MAX)
        throw new Error(`there are ${CREDENTIALS_MAX} credentials already`)
      const now = this.#clock.now()
      this.#state.credentials.put({
        ...known,
        ...rights,
        id,
        secretHash: hashSecret(password),
        createdAt: known?.createdAt ?? now,
        issuedAt: now,
        disabled: false,
        kind,
        base,
      })
    })
    return { username: id, password }
  }
}

function rightsAndSecret({ secretHash, publish, subscribe }: Credential): string {
  return JSON.stringify([secretHash, publish, subscribe])
}

function rightsOf({ kind, base, publish = [], subscribe = [] }: GatewayInput): Rights {
  if (kind === 'custom') {
    if (publish.length === 0) throw new Problem('request.invalid', 'say at least one topic to publish on')
    for (const filter of [...publish, ...subscribe]) requireFilter(filter)
    return { publish, subscribe }
  }
  const rights = gatewayRights(kind, base ?? null)
  if (rights === undefined)
    throw new Problem('request.invalid', `"${base ?? ''}" cannot stand for a gateway in its topics`)
  return rights
}

function requireFilter(filter: string): void {
  if (!isTopicFilter(filter)) throw new Problem('request.invalid', `"${filter}" is not a topic filter`)
}

/**
 * A gateway hears what is below its own filters, orders and answers alike (Zigbee2MQTT takes both there). Tasmota
 * publishes on `tele/<topic>` and `stat/<topic>` but hears its orders on `cmnd/<topic>`.
 */
function heardBy(filter: string): string[] {
  const [root = '', ...rest] = filter.split('/')
  return root === 'tele' || root === 'stat' ? [filter, ['cmnd', ...rest].join('/')] : [filter]
}
