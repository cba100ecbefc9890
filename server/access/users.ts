/** People who may sign in: made and changed here, by the API and by the command line. */
import { randomUUID } from 'node:crypto'
import { Problem } from '../../core/contract/error.ts'
import type { Language } from '../../core/contract/schema.ts'
import type { Role, User, UserView } from '../../core/contract/user.ts'
import type { Clock, StateStore } from '../../core/ports.ts'
import { hashPassword } from './passwords.ts'
import type { Sessions } from './sessions.ts'

export const USERS_MAX = 1000

export interface UserInput {
  readonly username: string
  readonly displayName?: string
  readonly role: Role
  readonly password: string
  readonly sites?: readonly string[]
  readonly language?: Language
}

export interface UserChange {
  readonly displayName?: string
  readonly role?: Role
  readonly password?: string
  readonly sites?: readonly string[]
  readonly language?: Language
  readonly disabled?: boolean
}

export class Users {
  readonly #state: StateStore
  readonly #clock: Clock
  readonly #sessions: Sessions

  constructor(state: StateStore, clock: Clock, sessions: Sessions) {
    this.#state = state
    this.#clock = clock
    this.#sessions = sessions
  }

  byName(username: string): User | undefined {
    return this.#state.users.list({ username })[0]
  }

  /** Throws `thing.conflict` for a name that is taken. */
  async create(input: UserInput): Promise<User> {
    const user: User = {
      id: randomUUID(),
      username: input.username,
      displayName: input.displayName ?? input.username,
      role: input.role,
      sites: [...(input.sites ?? ['*'])],
      language: input.language ?? 'zh',
      disabled: false,
      passwordHash: await hashPassword(input.password),
      createdAt: this.#clock.now(),
    }
    this.#state.transaction(() => {
      // Two requests may have hashed at the same time.
      const names = this.#state.users.list().map(one => one.username.toLowerCase())
      if (names.includes(user.username.toLowerCase())) {
        throw new Problem('thing.conflict', `user name ${user.username} is taken`)
      }
      if (names.length >= USERS_MAX)
        throw new Problem('thing.conflict', `there are ${USERS_MAX} users already`)
      this.#state.users.put(user)
    })
    return user
  }

  /** A new password, role or place, and being disabled, end the user's sessions, all but `keepSession`. */
  async change(id: string, change: UserChange, keepSession?: string): Promise<User> {
    const passwordHash = change.password === undefined ? undefined : await hashPassword(change.password)
    return this.#state.transaction(() => {
      const known = this.#state.users.get(id)
      if (known === undefined) throw new Problem('thing.not-found', `no user ${id}`)
      const { password: _typed, sites, ...fields } = change
      const user: User = {
        ...known,
        ...fields,
        sites: [...(sites ?? known.sites)],
        passwordHash: passwordHash ?? known.passwordHash,
      }
      if (governs(known)) this.#keepAnAdministrator(user)
      this.#state.users.put(user)
      if (endsSessions(known, user)) this.#sessions.endAll(id, keepSession)
      return user
    })
  }

  /** A house without an administrator could not be opened again by anybody. */
  #keepAnAdministrator(changed: User): void {
    const others = this.#state.users.list().filter(user => user.id !== changed.id)
    if (![...others, changed].some(governs)) {
      throw new Problem('thing.conflict', 'the last administrator must stay one')
    }
  }
}

/** Whether this one can sign in and let others in. Administrators out of an import have no password yet. */
export function governs({ role, disabled, passwordHash }: User): boolean {
  return role === 'administrator' && !disabled && passwordHash !== ''
}

/** A user without what must never leave the server. */
export function userView({ passwordHash: _hidden, ...view }: User): UserView {
  return view
}

function endsSessions(before: User, after: User): boolean {
  return (
    before.passwordHash !== after.passwordHash ||
    before.role !== after.role ||
    before.disabled !== after.disabled ||
    before.sites.join() !== after.sites.join()
  )
}
