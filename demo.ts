/**
 * `npm run demo`: the product itself with a simulated canteen and its grounds, and weeks of history, in a folder of
 * its own that is made anew each time. The simulated devices come in through the front door like any others.
 */
import { randomInt } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Config } from './core/contract/config.ts'
import type { Point } from './core/contract/point.ts'
import type { Reading } from './core/contract/reading.ts'
import { openHouse, systemClock } from './house.ts'
import { createAccess } from './server/access/access.ts'
import type { IssuedCredential } from './server/access/credentials.ts'
import { createChangeFeed } from './server/change-feed.ts'
import { ConfigFault } from './server/config.ts'
import { templateRules } from './server/devices.ts'
import { Directory } from './server/directory.ts'
import type { Logger } from './server/services.ts'
import { openStores, type Stores } from './server/stores.ts'
import { untilStopped } from './signals.ts'
import { historyOf } from './simulators/history.ts'
import { type Installation, installationOf, type PointRef } from './simulators/installation.ts'
import { playOverMqtt } from './simulators/player.ts'
import { loadScenario } from './simulators/scenario.ts'
import { createVirtualSite, type VirtualSite } from './simulators/site.ts'

const SEED = 20_260_302

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
  // Not for the network unless somebody says so: the whole point of a demo is that anybody may press every button.
  const host = process.env.STEWARD_HOST ? base.host : '127.0.0.1'
  const log = process.env.STEWARD_LOG ? base.log : 'warn'
  const config: Config = { ...base, host, log, data: join(base.data, 'demo'), adminPassword: password }
  const logger = loggerOf(config)
  rmSync(config.data, { recursive: true, force: true })

  const site = createVirtualSite(loadScenario(options.scenario), { seed: SEED, start: Date.now() })
  const credentials = await prepare(config, logger, site, options, password)
  const house = await openHouse({ config, log: logger, dashboardFolder })
  const url = `mqtt://127.0.0.1:${house.ports.mqtt}`
  const signIn = (clientId: string) => ({ clientId, ...credentials.get(clientId) })
  const player = playOverMqtt(site, { url, credentials: signIn, speed: options.speed, log: logger })
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
  const days = Number(values.days)
  const speed = Number(values.speed)
  if (!Number.isInteger(days) || days < 0 || days > 730)
    throw new ConfigFault('--days', '--days must be from 0 to 730')
  if (!(speed > 0 && speed <= 3600))
    throw new ConfigFault('--speed', '--speed must be above 0 and at most 3600')
  return { days, speed, scenario: values.scenario }
}

/** Writes down what an installer would have set up, and what the devices would have sent since. */
async function prepare(
  config: Config,
  log: Logger,
  site: VirtualSite,
  { days }: DemoOptions,
  password: string,
): Promise<Map<string, IssuedCredential>> {
  const stores = await openStores(config, systemClock, log)
  try {
    const installation = installationOf(site.scenario)
    const points = install(stores, installation)
    await addPeople(stores, password)
    const access = createAccess(stores.state, systemClock)
    const credentials = new Map(
      installation.clients.map(({ name, filters }) => [
        name,
        access.credentials.issueForGateway(name, filters),
      ]),
    )
    await fillHistory(stores, site, days, points)
    return credentials
  } finally {
    await stores.series.close()
    stores.state.close()
  }
}

const keyOf = ({ deviceId, metric, channel }: PointRef) => `${deviceId}\n${metric}\n${channel ?? ''}`

/** Devices with their points and the rules of their kinds, zones, programs, meters and tariffs. */
function install({ state }: Stores, installation: Installation): Map<string, Point> {
  const now = Date.now()
  const points = new Map<string, Point>()
  const idOf = (ref: PointRef): number => {
    const point = points.get(keyOf(ref))
    if (point === undefined) throw new Error(`the scenario names a point nobody has: ${keyOf(ref)}`)
    return point.id
  }
  state.transaction(() => {
    state.sites.put(installation.site)
    for (const area of installation.areas) state.areas.put(area)
    const directory = new Directory(state, createChangeFeed(console as unknown as Logger), systemClock)
    for (const { device, points: measured } of installation.devices) {
      directory.put(device)
      for (const { metric, channel } of measured) {
        points.set(
          keyOf({ deviceId: device.id, metric, channel }),
          directory.ensurePoint(device, metric, channel),
        )
      }
      for (const rule of templateRules(device, directory.pointsOf(device.id), now)) state.rules.put(rule)
    }
    for (const { flow, soil, ...zone } of installation.zones) {
      state.zones.put({
        ...zone,
        flowPointId: flow === null ? null : idOf(flow),
        soilPointId: soil === null ? null : idOf(soil),
      })
    }
    for (const program of installation.programs) state.programs.put(program)
    for (const { point, ...meter } of installation.meters)
      state.meters.put({ ...meter, pointId: idOf(point) })
    for (const tariff of installation.tariffs) state.tariffs.put(tariff)
  })
  return points
}

async function addPeople({ state }: Stores, password: string): Promise<void> {
  const { users } = createAccess(state, systemClock)
  for (const role of ['kitchen', 'grounds', 'energy', 'manager'] as const)
    await users.create({ username: role, role, password })
  await users.create({ username: 'admin', role: 'administrator', password })
}

async function fillHistory(
  { series }: Stores,
  site: VirtualSite,
  days: number,
  points: Map<string, Point>,
): Promise<void> {
  if (days === 0) return
  process.stdout.write(`Remembering ${days} days … `)
  const started = performance.now()
  let readings = 0
  for (const batch of historyOf(site, { days })) {
    const kept = batch.flatMap(({ at, value, ...ref }): Reading[] => {
      const point = points.get(keyOf(ref))
      return point === undefined ? [] : [{ point: point.id, at, value, quality: 'good' }]
    })
    readings += kept.length
    await series.append(kept)
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(0)
  process.stdout.write(`${readings.toLocaleString('en')} readings, ${seconds} s\n`)
}

/** Three short syllables and a number: easy to type, not to guess from outside, and new for each demo. */
function readablePassword(): string {
  const pick = (letters: string) => letters[randomInt(letters.length)]
  const syllable = () => `${pick('bcdfghjkmnprstvwz')}${pick('aeiou')}${pick('bdfgklmnprstz')}`
  return `${syllable()}-${syllable()}-${syllable()}-${randomInt(100, 1000)}`
}

function sayHello(httpPort: number, mqttPort: number | null, password: string): void {
  console.log(`
  Steward 后勤管家 · a simulated canteen and its grounds

  Open      http://localhost:${httpPort}
  Sign in   admin · ${password}
            (also kitchen, grounds, energy, manager, with the same password)
  MQTT      localhost:${mqttPort}

  Stop with Ctrl+C. Everything it made is in one folder and is made anew the next time.
`)
}
