/** Who is who: people, their sessions, scripts, devices, and the first run. */
import type { Actor } from '../../core/access/can.ts'
import type { Config } from '../../core/contract/config.ts'
import { Problem } from '../../core/contract/error.ts'
import type { User, UserView } from '../../core/contract/user.ts'
import type { Clock, StateStore } from '../../core/ports.ts'
import { Credentials } from './credentials.ts'
import { FirstRun } from './first-run.ts'
import { verifyPassword } from './passwords.ts'
import { Sessions } from './sessions.ts'
import { SignInThrottle } from './sign-in-throttle.ts'
import { findToken } from './tokens.ts'
import { Users, userView } from './users.ts'

/** What a request or a socket brings to say who it is. */
export interface Proof {
  /** The value of the session cookie. */
  readonly cookie?: string | undefined
  /** The token of `Authorization: Bearer`. */
  readonly bearer?: string | undefined
}

/** Somebody known. */
export interface Identity {
  readonly actor: Actor
  readonly user: UserView
  /** Null for a script's token. */
  readonly sessionId: string | null
  /** The session's end was moved: the cookie should be sent again. */
  readonly moved: boolean
}

export interface Access {
  readonly users: Users
  readonly sessions: Sessions
  readonly credentials: Credentials
  readonly firstRun: FirstRun
  /** A token that is given counts alone, even when a cookie came with it. */
  identify(proof: Proof): Identity | undefined
  /** Throws `session.wrong-credentials`, or `request.too-many` with the seconds to wait. Answers with a new session's token. */
  signIn(username: string, password: string, address: string): Promise<{ user: User; token: string }>
  /** True when the password is the user's. Counted like a sign-in, so that an open page is no place to guess. */
  checkPassword(user: User, password: string, address: string): Promise<boolean>
  /** Makes `admin` when the settings say so; otherwise answers with the code to print while nobody is there. */
  begin(config: Pick<Config, 'adminPassword' | 'language'>): Promise<string | null>
}

export function createAccess(state: StateStore, clock: Clock): Access {
  const sessions = new Sessions(state, clock)
  const users = new Users(state, clock, sessions)
  const firstRun = new FirstRun(state, users)
  const throttle = new SignInThrottle(clock)

  async function checked(name: string, hash: string | undefined, password: string, address: string) {
    const seconds = throttle.waitS(name, address)
    if (seconds > 0) throw new Problem('request.too-many', 'too many wrong passwords', { seconds })
    // Counted before the slow hash, so that guesses sent at once are counted too.
    throttle.failed(name, address)
    const right = await verifyPassword(hash, password)
    if (right) throttle.succeeded(name, address)
    return right
  }

  return {
    users,
    sessions,
    credentials: new Credentials(state, clock),
    firstRun,
    identify: proof =>
      proof.bearer === undefined
        ? bySession(state, sessions, proof.cookie)
        : byToken(state, clock, proof.bearer),
    async signIn(username, password, address) {
      const user = users.byName(username)
      const right = await checked(username, user?.passwordHash, password, address)
      if (!right || user === undefined || user.disabled)
        throw new Problem('session.wrong-credentials', 'wrong user name or password')
      return { user, token: sessions.start(user.id) }
    },
    checkPassword: (user, password, address) => checked(user.username, user.passwordHash, password, address),
    async begin(config) {
      if (!firstRun.done && config.adminPassword !== null) {
        const admin = {
          role: 'administrator',
          password: config.adminPassword,
          language: config.language,
        } as const
        const imported = users.byName('admin')
        if (imported === undefined) await users.create({ username: 'admin', ...admin })
        else await users.change(imported.id, { ...admin, disabled: false })
      }
      return firstRun.issueCode()
    },
  }
}

function bySession(state: StateStore, sessions: Sessions, cookie: string | undefined): Identity | undefined {
  const found = cookie === undefined ? undefined : sessions.find(cookie)
  if (found === undefined) return undefined
  const user = state.users.get(found.session.userId)
  if (user === undefined || user.disabled) return undefined
  const actor = { name: user.username, role: user.role, sites: user.sites }
  return { actor, user: userView(user), sessionId: found.session.id, moved: found.moved }
}

function byToken(state: StateStore, clock: Clock, secret: string): Identity | undefined {
  const token = findToken(state, clock, secret)
  if (token === undefined) return undefined
  const name = `token:${token.name}`
  const { id, role, sites, createdAt } = token
  return {
    actor: { name, role, sites },
    user: {
      id,
      username: name,
      displayName: token.name,
      role,
      sites,
      language: 'en',
      disabled: false,
      createdAt,
    },
    sessionId: null,
    moved: false,
  }
}
