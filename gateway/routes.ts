/** What is known of the topics that a credential publishes on, so that it is worked out once and not with every packet. */
import type { Credential } from '../core/ports.ts'
import { mayPublish } from './access.ts'
import type { Audience } from './audience.ts'
import { ROUTES_MAX } from './limits.ts'

/** The topic of a publish that may take the fast lane; undefined for one that may not. */
type Route = string | undefined

export class Routes {
  readonly #credential: Credential
  readonly #audience: Audience
  readonly #byBytes = new Map<string, Route>()
  #version = -1

  constructor(credential: Credential, audience: Audience) {
    this.#credential = credential
    this.#audience = audience
  }

  /** The topic in [start, end), when it is this credential's own to publish on and nobody listens to it. */
  find(bytes: Buffer, start: number, end: number): Route {
    if (this.#version !== this.#audience.version || this.#byBytes.size > ROUTES_MAX) {
      this.#byBytes.clear()
      this.#version = this.#audience.version
    }
    // One character a byte: the cheapest key that tells all topics apart.
    const key = bytes.toString('latin1', start, end)
    const known = this.#byBytes.get(key)
    if (known !== undefined || this.#byBytes.has(key)) return known
    const topic = bytes.toString('utf8', start, end)
    const route = mayPublish(this.#credential, topic) && !this.#audience.hears(topic) ? topic : undefined
    this.#byBytes.set(key, route)
    return route
  }
}
