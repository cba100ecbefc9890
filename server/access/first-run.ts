/** How the first administrator comes to be, without a password that everybody knows. */
import { randomInt } from 'node:crypto'
import { Problem } from '../../core/contract/error.ts'
import type { Language } from '../../core/contract/schema.ts'
import type { User } from '../../core/contract/user.ts'
import type { StateStore } from '../../core/ports.ts'
import { hashSecret, sameSecret } from './secrets.ts'
import { governs, type Users } from './users.ts'

/** Guesses at the code before only a restart, with a new code, lets anybody try again. */
const TRIES_MAX = 10
const CODE_LENGTH = 10
/** No letters or digits that look alike on a console. */
const ALPHABET = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'

export interface SetupInput {
  readonly code: string
  readonly username: string
  readonly password: string
  readonly language?: Language
}

export class FirstRun {
  readonly #state: StateStore
  readonly #users: Users
  #codeHash: string | null = null
  #tries = 0
  #done = false

  constructor(state: StateStore, users: Users) {
    this.#state = state
    this.#users = users
  }

  /** True once somebody governs: a cook made at the console before, or people out of an import, do not. */
  get done(): boolean {
    this.#done ||= this.#state.users.list().some(governs)
    return this.#done
  }

  /** The code to print on the console, or null when setup is done. A new one replaces the old. */
  issueCode(): string | null {
    if (this.done) return null
    const code = Array.from({ length: CODE_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
    this.#codeHash = hashSecret(code)
    this.#tries = 0
    return `${code.slice(0, 5)}-${code.slice(5)}`
  }

  /** Throws `setup.already-done`, `session.setup-code-wrong`, or `request.too-many` when the guesses are used up. */
  async complete(input: SetupInput): Promise<User> {
    if (this.done) throw new Problem('setup.already-done', 'the first administrator has been made')
    if (this.#codeHash === null || this.#tries >= TRIES_MAX)
      throw new Problem('request.too-many', 'too many wrong codes: restart Steward for a new one', {
        seconds: 3600,
      })
    if (!sameSecret(input.code.toUpperCase().replaceAll(/[^A-Z0-9]/g, ''), this.#codeHash)) {
      this.#tries += 1
      throw new Problem('session.setup-code-wrong', 'wrong setup code')
    }
    // Used up before the slow hash, so that it cannot be used twice at once.
    const codeHash = this.#codeHash
    this.#codeHash = null
    try {
      return await this.#users.create({ ...input, role: 'administrator', sites: ['*'] })
    } catch (error) {
      this.#codeHash = codeHash
      throw error
    }
  }
}
