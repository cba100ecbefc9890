import { Problem } from '../../../core/contract/error.ts'
import type { AuditEntry, User, userRoutes } from '../../../core/contract/user.ts'
import { userView } from '../../access/users.ts'
import type { AuditNote, HandlersOf, Visit } from '../call.ts'
import type { AppDependencies } from '../dependencies.ts'
import { parseInstant } from '../instants.ts'
import { type SessionHandlers, sessionHandlers } from './session.ts'

const AUDIT_DEFAULT = 100
/** Entries of other people's sites looked past for one page. */
const AUDIT_SCANNED = 2000

type UserHandlers = Omit<HandlersOf<typeof userRoutes>, keyof SessionHandlers>

export function userHandlers(deps: AppDependencies): HandlersOf<typeof userRoutes> {
  return { ...sessionHandlers(deps), ...peopleHandlers(deps) }
}

function peopleHandlers({ state, access }: AppDependencies): UserHandlers {
  /** A user all of whose sites the actor holds too. */
  function ownUser(visit: Visit & { audit: AuditNote }, id: string): User {
    const user = state.users.get(id)
    if (user === undefined || !holds(visit, user.sites))
      throw new Problem('thing.not-found', `there is no user ${id}`)
    visit.audit.before = userView(user)
    return user
  }

  return {
    listUsers: visit =>
      state.users
        .list()
        .filter(user => holds(visit, user.sites))
        .map(userView),

    async createUser({ body, ...visit }) {
      const sites = body.sites ?? [...visit.actor.sites]
      requireHeld(visit, sites)
      return userView(await access.users.create({ ...body, sites }))
    },

    async changeUser({ params, body, ...visit }) {
      const user = ownUser(visit, params.id)
      requireHeld(visit, body.sites ?? [])
      return userView(await access.users.change(user.id, body, visit.identity.sessionId ?? undefined))
    },

    listAudit({ query, ...visit }) {
      const limit = query.limit ?? AUDIT_DEFAULT
      const before = query.cursor === undefined ? undefined : parseInstant(query.cursor, 'cursor')
      const entries = state.audit.list({}, { limit: AUDIT_SCANNED, before })
      const seen = visit.seesEverything() ? entries : entries.filter(entry => concerns(visit, entry))
      const items = seen.slice(0, limit)
      const last =
        seen.length > limit ? items.at(-1) : entries.length === AUDIT_SCANNED ? entries.at(-1) : undefined
      return last === undefined ? { items } : { items, next: String(last.id) }
    },
  }
}

function holds({ actor }: Visit, sites: readonly string[]): boolean {
  return actor.sites.includes('*') || sites.every(site => actor.sites.includes(site))
}

/** Nobody gives away more than they hold. */
function requireHeld(visit: Visit, sites: readonly string[]): void {
  if (!holds(visit, sites)) throw new Problem('access.forbidden', 'you may give only the sites you hold')
}

function concerns({ actor, sees }: Visit, entry: AuditEntry): boolean {
  if (entry.by === actor.name) return true
  return [entry.before, entry.after].some(
    document =>
      typeof document === 'object' &&
      document !== null &&
      'siteId' in document &&
      sees(String(document.siteId)),
  )
}
