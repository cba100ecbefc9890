import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exportFiles } from '../configuration/documents.ts'
import { withUsage } from './arguments.ts'
import { type CommandContext, UsageFault } from './command.ts'
import { askRunning, isRunning } from './running.ts'

export const exportCommand = withUsage({
  name: 'export',
  usage: ['export FOLDER                                   while Steward runs or not'],
  summary: 'the whole configuration as YAML files, without secrets, to read, compare and keep in git',
  async run(context, args) {
    const [folder, ...rest] = args
    if (folder === undefined || folder.startsWith('-') || rest.length > 0)
      throw new UsageFault('say which folder')
    const files = await filesNow(context)
    mkdirSync(folder, { recursive: true })
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    for (const name of ownFiles(folder)) if (!Object.hasOwn(files, name)) rmSync(join(folder, name))
    context.print(`${Object.keys(files).length} files in ${folder}`)
    return 0
  },
})

async function filesNow(context: CommandContext): Promise<Record<string, string>> {
  if (!isRunning(context.config)) return context.withState(state => exportFiles(state))
  const ask = { method: 'GET', path: '/configuration', name: 'export' } as const
  return (await askRunning<{ files: Record<string, string> }>(context, ask)).files
}

/** Files of an earlier export, by their first line: nothing else in the folder is touched. */
export function ownFiles(folder: string): string[] {
  return readdirSync(folder).filter(
    name => name.endsWith('.yaml') && readFileSync(join(folder, name), 'utf8').startsWith('# Steward: '),
  )
}
