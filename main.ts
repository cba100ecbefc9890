/** The front door: one word says what to do, `start` when there is none. Each word loads only what it needs. */
import { existsSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { pino } from 'pino'
import type { Config } from './core/contract/config.ts'
import { ConfigFault, readConfig } from './server/config.ts'
import type { Logger } from './server/services.ts'
import { untilStopped } from './signals.ts'

export const DASHBOARD_FOLDER = join(import.meta.dirname, 'dashboard', 'dist')

// Compiling seven hundred files is most of a start on a small machine. Where it may not write, nothing is lost.
enableCompileCache(join(import.meta.dirname, 'node_modules', '.cache', 'steward'))

const pretty = process.stdout.isTTY ? (await import('pino-pretty')).default : undefined

const [word = 'start', ...args] = process.argv.slice(2)

// A reader that has seen enough (`steward help | head`) is no fault.
process.stdout.on('error', error => {
  if ('code' in error && error.code === 'EPIPE') process.exit(0)
  throw error
})

try {
  process.exitCode = await run(word, args)
} catch (error) {
  // One line is what a person at a console can use; the rest is for whoever mends it.
  console.error(`steward: ${error instanceof Error ? error.message : String(error)}`)
  if (process.env.STEWARD_LOG === 'debug') console.error(error)
  process.exitCode = error instanceof ConfigFault ? 2 : 1
}

async function run(word: string, args: string[]): Promise<number> {
  if (word === 'start') return start(readConfig(process.env))
  if (word === 'demo') {
    const { runDemo } = await import('./demo/run.ts')
    return runDemo(readConfig(process.env), args, loggerOf, DASHBOARD_FOLDER)
  }
  if (word === 'simulate') return (await import('./simulators/simulate.ts')).simulateCommand(args)
  if (word === 'decode') return (await import('./gateway/decode-command.ts')).decodeCommand(args)
  const { commandContext, commands } = await import('./server/commands/index.ts')
  const command = commands.find(({ name }) => name === word)
  if (command !== undefined) return command.run(commandContext(readConfig(process.env)), args)
  console.error(`steward: no such command "${word}"; try "help"`)
  return 2
}

async function start(config: Config): Promise<number> {
  const { openHouse } = await import('./house.ts')
  const house = await openHouse({ config, log: loggerOf(config), dashboardFolder: DASHBOARD_FOLDER })
  const shown = config.host === '0.0.0.0' ? 'localhost' : config.host
  console.log(
    `Steward 后勤管家  http://${shown}:${house.ports.http}   MQTT ${house.ports.mqtt ?? config.mqttUrl}`,
  )
  if (house.setupCode !== null)
    console.log(`First run 首次启动: open the page and enter the code 启动码  ${house.setupCode}`)
  if (!existsSync(DASHBOARD_FOLDER)) console.log('The dashboard is not built: run "npm run build".')
  return untilStopped(() => house.stop())
}

/** Structured lines for machines; readable ones when a person is watching. */
function loggerOf(config: Config): Logger {
  const options = { level: config.log, base: undefined }
  return pretty === undefined ? pino(options) : pino(options, pretty({ sync: true, ignore: 'pid,hostname' }))
}
