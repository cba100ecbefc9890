import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import {
  CONFIGURATION_BYTES_MAX,
  type FieldChange,
  type ImportReply,
} from '../../core/contract/configuration.ts'
import { applyPlan } from '../configuration/apply.ts'
import { planImport } from '../configuration/plan.ts'
import { replyOf } from '../configuration/service.ts'
import { writeAudit } from '../http/audit.ts'
import { readArguments, withUsage } from './arguments.ts'
import { type CommandContext, UsageFault } from './command.ts'
import { askRunning, isRunning } from './running.ts'

const OPTIONS = { 'dry-run': { type: 'boolean' } } as const
const SIGNS = { added: '+', changed: '~', removed: '-', disabled: 'x' } as const
const VALUE_CHARS_MAX = 120

export const importCommand = withUsage({
  name: 'import',
  usage: [
    'import FOLDER [--dry-run]                       while Steward runs or not; --dry-run only says what would change',
  ],
  summary: 'makes the configuration what the files of an export say, all or nothing',
  async run(context, args) {
    const { values, positionals } = readArguments(args, OPTIONS)
    const [folder, ...rest] = positionals
    if (folder === undefined || rest.length > 0) throw new UsageFault('say which folder')
    const files = readFolder(folder)
    const dryRun = values['dry-run'] === true
    const reply = isRunning(context.config)
      ? await askRunning<ImportReply>(context, {
          ...{ method: 'POST', path: '/configuration', name: 'import' },
          body: { files, dryRun },
        })
      : await importHere(context, files, dryRun)
    tell(context, reply, dryRun)
    return reply.faults.length > 0 ? 1 : 0
  },
})

function readFolder(folder: string): Record<string, string> {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new Error(`${folder} is no folder`)
  const names = readdirSync(folder).filter(name => name.endsWith('.yaml'))
  const files = Object.fromEntries(names.map(name => [name, readFileSync(join(folder, name), 'utf8')]))
  const bytes = Object.values(files).reduce((sum, text) => sum + text.length, 0)
  if (bytes > CONFIGURATION_BYTES_MAX / 2) throw new Error(`${folder} holds more than a configuration`)
  return files
}

async function importHere(
  context: CommandContext,
  files: Record<string, string>,
  dryRun: boolean,
): Promise<ImportReply> {
  return context.withState(state => {
    const plan = planImport(state, files, context.clock.now())
    const reply = replyOf(plan, !dryRun)
    if (!reply.applied) return reply
    applyPlan(state, plan)
    writeAudit(state, context.clock, {
      ...{ name: 'importConfiguration', by: 'command line', params: {}, answer: null },
      audit: { target: '', after: { changes: reply.changes.length } },
    })
    return reply
  })
}

function tell({ print, printError }: CommandContext, reply: ImportReply, dryRun: boolean): void {
  const { changes, faults, notes, applied } = reply
  for (const { file, id, message } of faults)
    printError([file, id, message].filter(word => word !== '').join(': '))
  if (faults.length > 0) {
    printError('nothing was changed')
    return
  }
  for (const { noun, id, change, fields } of changes) {
    print(`${SIGNS[change]} ${noun}/${id}${change === 'disabled' ? '  (put out of service)' : ''}`)
    if (change !== 'added') for (const field of fields) print(`    ${lineOf(field)}`)
  }
  const counts = Object.entries(SIGNS).flatMap(([word]) => {
    const count = changes.filter(({ change }) => change === word).length
    return count === 0 ? [] : [`${count} ${word}`]
  })
  if (changes.length === 0) print('nothing differs')
  else print(`${counts.join(', ')}${applied ? '' : dryRun ? '; nothing was changed (dry run)' : ''}`)
  for (const note of notes) print(`note: ${note}`)
}

function lineOf({ field, before, after }: FieldChange): string {
  return `${field}: ${shown(before)} -> ${shown(after)}`
}

function shown(value: unknown): string {
  const text = JSON.stringify(value)
  return text.length > VALUE_CHARS_MAX ? `${text.slice(0, VALUE_CHARS_MAX)}…` : text
}
