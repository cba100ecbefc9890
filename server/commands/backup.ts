import { join } from 'node:path'
import type { Backup } from '../../core/contract/backup.ts'
import { createBackups, restoreBackup } from '../backup.ts'
import { openStores } from '../stores.ts'
import { withUsage } from './arguments.ts'
import { type CommandContext, UsageFault } from './command.ts'
import { askRunning, isRunning } from './running.ts'

const QUIET = { debug() {}, info() {}, warn() {}, error() {} }

export const backup = withUsage({
  name: 'backup',
  usage: ['backup                                          into backups/ of the data folder'],
  summary: 'copies everything, while Steward runs or not',
  async run(context, args) {
    if (args.length > 0) throw new UsageFault('backup takes no words')
    const made = isRunning(context.config) ? await ask(context) : await makeHere(context)
    context.print(join(context.config.data, 'backups', made.name))
    if (!made.readings) context.print('without the readings: back InfluxDB up by its own means')
    return 0
  },
})

export const restore = withUsage({
  name: 'restore',
  usage: ['restore FOLDER                                  Steward must be stopped'],
  summary: 'goes back to a backup; what is there now is put aside, not deleted',
  async run(context, args) {
    const [from, ...rest] = args
    if (from === undefined || rest.length > 0) throw new UsageFault('say which folder')
    if (isRunning(context.config)) throw new Error('Steward is running on this data folder; stop it first')
    context.print(`put aside: ${restoreBackup(context.config.data, from, context.clock)}`)
    return 0
  },
})

async function makeHere({ config, clock }: CommandContext): Promise<Backup> {
  const stores = await openStores(config, clock, QUIET)
  try {
    return await createBackups({ data: config.data, clock, ...stores }).create()
  } finally {
    await stores.series.close()
    stores.state.close()
  }
}

/** Of the running one, which alone may open its readings. */
function ask(context: CommandContext): Promise<Backup> {
  return askRunning(context, { method: 'POST', path: '/backups', name: 'backup' })
}
