/**
 * `npm run demo`: the product itself with a simulated canteen and its grounds, and weeks of history, in a folder of
 * its own that is made anew each time. The simulated devices come in through the front door like any others.
 */
import { randomInt } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Config } from '../core/contract/config.ts'
import { openHouse, systemClock } from '../house.ts'
import type { IssuedCredential } from '../server/access/credentials.ts'
import { ConfigFault } from '../server/config.ts'
import type { Logger } from '../server/services.ts'
import { openStores } from '../server/stores.ts'
import { untilStopped } from '../signals.ts'
import { installationOf } from '../simulators/installation.ts'
import { playOverMqtt } from '../simulators/player.ts'
import { loadScenario, scenarioNames } from '../simulators/scenario.ts'
import { createVirtualSite, type VirtualSite } from '../simulators/site.ts'
import { furnishDuty } from './duty.ts'
import { admit, install } from './installation.ts'
import { furnishManagement } from './management.ts'
import { remember } from './past.ts'
import { rememberTrouble } from './trouble.ts'

const SEED = 20_260_302
const DAYS_MAX = 730
const SPEED_MAX = 3600

interface DemoOptions {
  readonly days: number
  readonly speed: number
  readonly scenario: string
}

/** Runs until it is told to stop. Answers with the exit code. */
export async function runDemo(
  base: Config,
  args: string[],
  loggerOf: (config: Config) => Logger,
  dashboardFolder: string,
): Promise<number> {
  const options = readOptions(args)
  const password = base.adminPassword ?? readablePassword()
  const config = demoConfig(base, password)
  const log = loggerOf(config)
  rmSync(config.data, { recursive: true, force: true })

  const timestamps = options.speed === 1
  const site = createVirtualSite(loadScenario(options.scenario), {
    seed: SEED,
    start: Date.now(),
    timestamps,
  })
  const credentials = await prepare(config, log, site, options.days, password)
  const house = await openHouse({ config, log, dashboardFolder })
  const url = `mqtt://127.0.0.1:${house.ports.mqtt}`
  const signIn = (clientId: string) => ({ clientId, ...credentials.get(clientId) })
  const player = playOverMqtt(site, { url, credentials: signIn, speed: options.speed, log })
  await player.ready
  sayHello(house.ports.http, house.ports.mqtt, password)
  return untilStopped(async () => {
    await player.stop()
    await house.stop()
  })
}

function readOptions(args: string[]): DemoOptions {
  const { values } = parseArgs({
    args,
    options: {
      days: { type: 'string', default: '90' },
      speed: { type: 'string', default: '1' },
      scenario: { type: 'string', default: 'canteen' },
    },
  })
  const { scenario } = values
  const days = Number(values.days)
  const speed = Number(values.speed)
  if (!Number.isInteger(days) || days < 0 || days > DAYS_MAX)
    throw new ConfigFault('days', `--days must be 0 to ${DAYS_MAX}`)
  if (!(speed > 0 && speed <= SPEED_MAX))
    throw new ConfigFault('speed', `--speed must be above 0 and at most ${SPEED_MAX}`)
  if (!scenarioNames().includes(scenario))
    throw new ConfigFault('scenario', `--scenario must be one of ${scenarioNames().join(', ')}`)
  return { days, speed, scenario }
}

/** Not for the network unless somebody says so: in a demo anybody may press every button. */
function demoConfig(base: Config, adminPassword: string): Config {
  const host = process.env.STEWARD_HOST ? base.host : '127.0.0.1'
  const log = process.env.STEWARD_LOG ? base.log : 'error'
  return { ...base, host, log, data: join(base.data, 'demo'), mqttUrl: null, adminPassword }
}

async function prepare(
  config: Config,
  log: Logger,
  site: VirtualSite,
  days: number,
  password: string,
): Promise<Map<string, IssuedCredential>> {
  const stores = await openStores(config, systemClock, log)
  try {
    const installation = installationOf(site.scenario)
    const troubled = new Set(site.scenario.faults.map(({ device }) => device))
    const points = install(stores, installation, troubled, log)
    const credentials = await admit(stores, installation, password)
    furnishDuty(stores.state, installation.site.id, installation.site.createdAt)
    if (days > 0) {
      process.stdout.write(`Remembering ${days} days … `)
      const started = performance.now()
      const readings = await remember(stores, site, days, points)
      await furnishManagement(stores, days, log)
      await rememberTrouble(stores, site.now())
      const seconds = Math.ceil((performance.now() - started) / 1000)
      process.stdout.write(`${readings.toLocaleString('en')} readings, ${seconds} s\n`)
    }
    return credentials
  } finally {
    await stores.series.close()
    stores.state.close()
  }
}

/** Three short syllables and a number: easy to type, and new for each demo. */
function readablePassword(): string {
  const pick = (letters: string) => letters[randomInt(letters.length)]
  const syllable = () => `${pick('bcdfghjkmnprstvwz')}${pick('aeiou')}${pick('bdfgklmnprstz')}`
  return `${syllable()}-${syllable()}-${syllable()}-${randomInt(100, 1000)}`
}

function sayHello(httpPort: number, mqttPort: number | null, password: string): void {
  console.log(`
  Steward 后勤管家 · a simulated canteen and its grounds · 模拟的食堂和场地

  Open 打开      http://localhost:${httpPort}
  Sign in 登录   admin · ${password}
                 (also 还有 kitchen, grounds, energy, manager; the same password 密码相同)
  MQTT           localhost:${mqttPort}

  A freezer has been warming for a while; a leak follows in half a minute. Ctrl+C stops it; the next start begins anew.
`)
}
