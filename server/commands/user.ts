import { randomInt } from 'node:crypto'
import { userRoutes } from '../../core/contract/user.ts'
import type { StateStore } from '../../core/ports.ts'
import { createAccess } from '../access/access.ts'
import type { Users } from '../access/users.ts'
import { writeAudit } from '../http/audit.ts'
import { readArguments, requireValid, roleOf, sitesOf, withUsage } from './arguments.ts'
import { type CommandContext, UsageFault } from './command.ts'

const OPTIONS = {
  role: { type: 'string' },
  site: { type: 'string', multiple: true },
  'password-stdin': { type: 'boolean' },
} as const

type Options = { role?: string; site?: string[]; 'password-stdin'?: boolean }

export const user = withUsage({
  name: 'user',
  usage: [
    'user add NAME --role ROLE [--site S ...] [--password-stdin]',
    'user list',
    'user password NAME [--password-stdin]           without --password-stdin a password is made and printed once',
    'user disable NAME',
  ],
  summary: 'people who may sign in',
  async run(context, args) {
    const { values, positionals } = readArguments(args, OPTIONS)
    const [verb, name = '', ...rest] = positionals
    if (rest.length > 0) throw new UsageFault(`what is "${rest[0]}"?`)
    switch (verb) {
      case 'add':
        return add(context, name, values)
      case 'list':
        return list(context)
      case 'password':
        return changePassword(context, name, values)
      case 'disable':
        return disable(context, name)
      default:
        throw new UsageFault('say add, list, password or disable')
    }
  },
})

async function add(context: CommandContext, username: string, values: Options): Promise<number> {
  const role = roleOf(values.role)
  const { username: nameSchema } = userRoutes.createUser.body.properties
  requireValid(nameSchema, username, 'NAME is 1 to 40 letters, digits or . _ @ -')
  const { password, typed } = await passwordFrom(context, values)
  return context.withState(async state => {
    const sites = sitesOf(state, values.site)
    const { users } = createAccess(state, context.clock)
    const made = await users.create({ username, role, password, sites, language: context.config.language })
    audit(state, context, 'user add', made.username, { role, sites })
    context.print(`${made.username} may sign in as ${role}`)
    if (!typed) context.print(`password: ${password}   (shown once)`)
    return 0
  })
}

async function list(context: CommandContext): Promise<number> {
  return context.withState(state => {
    for (const one of state.users.list())
      context.print(
        [one.username, one.role, one.sites.join(','), one.disabled ? 'disabled' : 'active'].join('\t'),
      )
    return 0
  })
}

async function changePassword(context: CommandContext, username: string, values: Options): Promise<number> {
  const { password, typed } = await passwordFrom(context, values)
  return context.withState(async state => {
    const { users } = createAccess(state, context.clock)
    await users.change(idOf(users, username), { password })
    audit(state, context, 'user password', username, null)
    context.print(`${username} has a new password and is signed out everywhere`)
    if (!typed) context.print(`password: ${password}   (shown once)`)
    return 0
  })
}

async function disable(context: CommandContext, username: string): Promise<number> {
  return context.withState(async state => {
    const { users } = createAccess(state, context.clock)
    await users.change(idOf(users, username), { disabled: true })
    audit(state, context, 'user disable', username, { disabled: true })
    context.print(`${username} may no longer sign in`)
    return 0
  })
}

function idOf(users: Users, username: string): string {
  const found = users.byName(username)
  if (found === undefined) throw new UsageFault(`there is no user ${username}`)
  return found.id
}

/** From a pipe, or made here. Never an argument: every program on the machine can read those. */
async function passwordFrom(context: CommandContext, values: Options) {
  const typed = values['password-stdin'] === true
  const password = typed ? await context.readInput() : madePassword()
  requireValid(
    userRoutes.createUser.body.properties.password,
    password,
    'the password is 8 to 200 characters',
  )
  return { password, typed }
}

/** 16 characters out of 31 that do not look alike: 79 bits. */
function madePassword(): string {
  const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789'
  return Array.from({ length: 16 }, () => alphabet[randomInt(alphabet.length)]).join('')
}

function audit(
  state: StateStore,
  { clock }: CommandContext,
  name: string,
  target: string,
  after: unknown,
): void {
  writeAudit(state, clock, { name, by: 'command line', params: {}, audit: { target, after }, answer: null })
}
