/** Reads the words of a subcommand and says in one line what is wrong with them. */
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { ROLES, type Role } from '../../core/contract/user.ts'
import type { StateStore } from '../../core/ports.ts'
import { type Command, type CommandContext, UsageFault } from './command.ts'

/** Options and plain words. Throws a {@link UsageFault} for an option that is not in the list. */
export function readArguments<const T extends ParseArgsOptionsConfig>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
  } catch (error) {
    throw new UsageFault(error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error))
  }
}

export function roleOf(word: string | undefined): Role {
  const role = ROLES.find(one => one === word)
  if (role === undefined) throw new UsageFault(`--role must be one of ${ROLES.join(', ')}`)
  return role
}

/** Throws unless the value fits the schema the API would check it with. */
export function requireValid(schema: TSchema, value: unknown, message: string): void {
  if (!Value.Check(schema, value)) throw new UsageFault(message)
}

/** The sites named on the command line, or all. */
export function sitesOf(state: StateStore, named: readonly string[] | undefined): string[] {
  for (const site of named ?? [])
    if (site !== '*' && state.sites.get(site) === undefined) throw new UsageFault(`there is no site ${site}`)
  return [...(named ?? ['*'])]
}

/** Turns a {@link UsageFault} into exit code 2 with how the command is written. */
export function withUsage(command: Command): Command {
  return {
    ...command,
    async run(context: CommandContext, args) {
      try {
        return await command.run(context, args)
      } catch (error) {
        if (!(error instanceof UsageFault)) throw error
        context.printError(`steward ${command.name}: ${error.message}`)
        for (const line of command.usage) context.printError(`  ${line}`)
        return 2
      }
    },
  }
}
