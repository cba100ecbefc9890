import { createToken } from '../access/tokens.ts'
import { writeAudit } from '../http/audit.ts'
import { readArguments, roleOf, sitesOf, withUsage } from './arguments.ts'
import { UsageFault } from './command.ts'

const OPTIONS = {
  role: { type: 'string' },
  name: { type: 'string' },
  site: { type: 'string', multiple: true },
} as const

const NAME_CHARS_MAX = 60

export const token = withUsage({
  name: 'token',
  usage: ['token create --role ROLE [--name N] [--site S ...]'],
  summary: 'tokens that scripts sign in with; printed once',
  async run(context, args) {
    const { values, positionals } = readArguments(args, OPTIONS)
    if (positionals.join(' ') !== 'create') throw new UsageFault('say create')
    const role = roleOf(values.role)
    const name = values.name ?? role
    if (name === '' || name.length > NAME_CHARS_MAX) throw new UsageFault('--name is 1 to 60 characters')
    return context.withState(state => {
      const sites = sitesOf(state, values.site)
      const { secret } = createToken(state, context.clock, { name, role, sites })
      const audit = { target: name, after: { role, sites } }
      writeAudit(state, context.clock, {
        name: 'token create',
        by: 'command line',
        params: {},
        audit,
        answer: null,
      })
      context.print(secret)
      return 0
    })
  },
})
