import { join } from 'node:path'
import type { Backup } from '../../core/contract/backup.ts'
import { createToken } from '../access/tokens.ts'
import { createBackups, restoreBackup } from '../backup.ts'
import { lockFolder } from '../store/folder-lock.ts'
import { openStores } from '../stores.ts'
import { withUsage } from './arguments.ts'
import { type CommandContext, UsageFault } from './command.ts'

const QUIET = { debug() {}, info() {}, warn() {}, error() {} }

export const backup = withUsage({
  name: 'backup',
  usage: ['backup                                          into backups/ of the data folder'],
  summary: 'copies everything, while Steward runs or not',
  async run(context, args) {
    if (args.length > 0) throw new UsageFault('backup takes no words')
    const made = isRunning(context) ? await ask(context) : await makeHere(context)
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
    if (isRunning(context)) throw new Error('Steward is running on this data folder; stop it first')
    context.print(`put aside: ${restoreBackup(context.config.data, from, context.clock)}`)
    return 0
  },
})

/** The built-in store has one owner; with another store the owner cannot be told from here. */
function isRunning({ config }: CommandContext): boolean {
  try {
    lockFolder(join(config.data, 'series'))()
    return false
  } catch {
    return true
  }
}

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
async function ask(context: CommandContext): Promise<Backup> {
  const { config, clock } = context
  return context.withState(async state => {
    const { token, secret } = createToken(state, clock, { name: 'backup', role: 'administrator', sites: [] })
    try {
      const host = config.host === '0.0.0.0' ? '127.0.0.1' : config.host
      const response = await fetch(`http://${host}:${config.httpPort}/api/v1/backups`, {
        method: 'POST',
        headers: { authorization: `Bearer ${secret}` },
      })
      const answer = (await response.json()) as Backup & { message?: string }
      if (!response.ok) throw new Error(`the running Steward says: ${answer.message ?? response.status}`)
      return answer
    } finally {
      state.tokens.remove(token.id)
    }
  })
}
