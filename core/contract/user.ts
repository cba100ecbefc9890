/** People and scripts that may sign in, and what they did. */
import { type Static, Type } from 'typebox'
import { ROLES } from '../access/role.ts'
import { routes } from './route.ts'
import { Id, Instant, Language, nullable, oneOf, page, partial, record } from './schema.ts'

export { ROLES, type Role } from '../access/role.ts'

export const User = Type.Object({
  id: Id,
  username: Type.String({ pattern: '^[A-Za-z0-9._@\\u4e00-\\u9fff-]{1,40}$' }),
  displayName: Type.String({ maxLength: 60 }),
  role: oneOf(ROLES),
  /** Sites the role is held at; `*` for all. */
  sites: Type.Array(Type.String()),
  language: Language,
  disabled: Type.Boolean(),
  /** Argon2id in PHC format. */
  passwordHash: Type.String(),
  createdAt: Instant,
})
export type User = Static<typeof User>

const { passwordHash: _hidden, ...shown } = User.properties
/** A user without what must never leave the server. */
export const UserView = Type.Object(shown)
export type UserView = Static<typeof UserView>

export const Token = Type.Object({
  id: Id,
  name: Type.String(),
  role: oneOf(ROLES),
  sites: Type.Array(Type.String()),
  /** SHA-256 of the token, hexadecimal. */
  hash: Type.String(),
  createdAt: Instant,
  lastUsedAt: nullable(Instant),
})
export type Token = Static<typeof Token>

export const AuditEntry = Type.Object({
  id: Type.Integer(),
  at: Instant,
  by: Type.String(),
  action: Type.String(),
  target: Type.String(),
  before: Type.Unknown(),
  after: Type.Unknown(),
})
export type AuditEntry = Static<typeof AuditEntry>

export const PASSWORD_LENGTH = { min: 8, max: 200 } as const
const Password = Type.String({ minLength: PASSWORD_LENGTH.min, maxLength: PASSWORD_LENGTH.max })
const Username = User.properties.username

export const userRoutes = routes({
  getSetup: {
    method: 'GET',
    path: '/setup',
    action: 'public',
    summary: 'Whether the first administrator has been made',
    reply: Type.Object({ done: Type.Boolean() }),
  },
  completeSetup: {
    method: 'POST',
    path: '/setup',
    action: 'public',
    summary: 'Make the first administrator, with the code printed on the console',
    body: record({
      code: Type.String({ maxLength: 40 }),
      username: Username,
      password: Password,
      language: Type.Optional(Language),
    }),
    reply: UserView,
  },
  signIn: {
    method: 'POST',
    path: '/session',
    action: 'public',
    summary: 'Sign in; sets the session cookie',
    body: record({
      username: Type.String({ maxLength: 40 }),
      password: Type.String({ maxLength: PASSWORD_LENGTH.max }),
    }),
    reply: Type.Object({ user: UserView }),
  },
  getSession: {
    method: 'GET',
    path: '/session',
    action: 'signed-in',
    summary: 'Who you are',
    reply: Type.Object({ user: UserView }),
  },
  signOut: {
    method: 'DELETE',
    path: '/session',
    action: 'signed-in',
    summary: 'Sign out',
    reply: Type.Object({}),
  },
  changePassword: {
    method: 'POST',
    path: '/session/password',
    action: 'signed-in',
    summary: 'Change your own password; every other session of yours ends',
    body: record({ current: Type.String({ maxLength: PASSWORD_LENGTH.max }), next: Password }),
    reply: Type.Object({}),
  },
  listUsers: {
    method: 'GET',
    path: '/users',
    action: 'user.read',
    summary: 'Users',
    reply: Type.Array(UserView),
  },
  createUser: {
    method: 'POST',
    path: '/users',
    action: 'user.change',
    summary: 'Add a user',
    body: record({
      username: Username,
      displayName: Type.Optional(Type.String({ maxLength: 60 })),
      role: oneOf(ROLES),
      password: Password,
      sites: Type.Optional(Type.Array(Type.String())),
      language: Type.Optional(Language),
    }),
    reply: UserView,
  },
  changeUser: {
    method: 'PATCH',
    path: '/users/:id',
    action: 'user.change',
    summary: 'Change a user; a new password or role ends their sessions',
    params: record({ id: Id }),
    body: partial(
      record({
        displayName: Type.String({ maxLength: 60 }),
        role: oneOf(ROLES),
        password: Password,
        sites: Type.Array(Type.String()),
        language: Language,
        disabled: Type.Boolean(),
      }),
    ),
    reply: UserView,
  },
  listAudit: {
    method: 'GET',
    path: '/audit',
    action: 'audit.read',
    summary: 'Who changed what, newest first',
    query: partial(
      record({ limit: Type.Integer({ minimum: 1, maximum: 500 }), cursor: Type.String({ maxLength: 20 }) }),
    ),
    reply: page(AuditEntry),
  },
})
