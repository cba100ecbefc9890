/** The checks of `doctor`: what is looked at, what it means, and what to do. */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { governs } from '../access/users.ts'
import { DISK_FILLING_BYTES, DISK_FULL_BYTES, freeBytesOf } from '../jobs/disk-watch.ts'
import type { CommandContext } from './command.ts'

export interface Finding {
  readonly level: 'ok' | 'warn' | 'fail'
  readonly detail: string
}

type Check = (context: CommandContext) => Promise<Finding>

const NODE_MAJOR = 26
const GB = 1e9
/** This product was made then; a clock before it has lost its time. */
const CLOCK_FROM = Date.UTC(2026, 0, 1)
const CLOCK_TO = Date.UTC(2100, 0, 1)
const REACH_MS = 3000
const DAY_MS = 86_400_000
const CERTIFICATE_WARN_DAYS = 14
const DASHBOARD = join(import.meta.dirname, '../../dashboard/dist/index.html')

const ok = (detail: string): Finding => ({ level: 'ok', detail })
const warn = (detail: string): Finding => ({ level: 'warn', detail })
const fail = (detail: string): Finding => ({ level: 'fail', detail })

export const checks: readonly { readonly name: string; readonly check: Check }[] = [
  { name: 'Node', check: nodeVersion },
  { name: 'data folder', check: dataFolder },
  { name: 'free disk', check: freeDisk },
  { name: 'state database', check: stateOpens },
  { name: 'store of readings', check: storeReachable },
  { name: 'web port', check: context => port(context, context.config.httpPort, 'STEWARD_HTTP_PORT') },
  { name: 'MQTT port', check: mqttPort },
  { name: 'TLS certificate', check: certificate },
  { name: 'clock', check: clock },
  { name: 'dashboard', check: dashboard },
]

async function nodeVersion(): Promise<Finding> {
  const major = Number(process.versions.node.split('.')[0])
  return major >= NODE_MAJOR
    ? ok(process.versions.node)
    : fail(`${process.versions.node}; start Steward with "npm start", which brings Node ${NODE_MAJOR}`)
}

async function dataFolder({ config }: CommandContext): Promise<Finding> {
  const folder = resolve(config.data)
  const probe = join(folder, `.doctor-${process.pid}`)
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    writeFileSync(probe, 'ok', { mode: 0o600 })
    rmSync(probe)
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    return fail(`${folder} cannot be written to (${reason}); change its owner or set STEWARD_DATA`)
  }
  const open = (statSync(folder).mode & 0o007) !== 0
  return open ? warn(`${folder} is open to every user of this machine; chmod 700 it`) : ok(folder)
}

async function freeDisk({ config }: CommandContext): Promise<Finding> {
  const free = freeBytesOf(existing(resolve(config.data)))
  const shown = `${(free / GB).toFixed(1)} GB`
  if (free < DISK_FULL_BYTES) return fail(`${shown}; make room, or readings cannot be kept`)
  return free < DISK_FILLING_BYTES ? warn(`${shown}; make room soon`) : ok(shown)
}

async function stateOpens({ config, withState }: CommandContext): Promise<Finding> {
  if (!existsSync(join(config.data, 'state.sqlite'))) return ok('not made yet; the first start makes it')
  return withState(state => {
    const users = state.users.list()
    return users.some(governs)
      ? ok(`opens; ${state.devices.list().length} devices, ${users.length} users`)
      : warn('opens; no administrator yet: start Steward and follow what it prints')
  })
}

async function storeReachable({ config }: CommandContext): Promise<Finding> {
  if (config.store === 'duckdb') return ok('built in (DuckDB), in the data folder')
  // The address carries a password: only its host is shown.
  const { protocol, hostname, port: given } = new URL(config.store)
  const address = `${protocol === 'influxs:' ? 'https' : 'http'}://${hostname}:${given || '8086'}`
  try {
    const answer = await fetch(`${address}/ping`, { signal: AbortSignal.timeout(REACH_MS) })
    return answer.ok
      ? ok(`${address} answers, ${answer.headers.get('x-influxdb-version') ?? 'version unknown'}`)
      : fail(`${address} answers ${answer.status}; check STEWARD_STORE`)
  } catch {
    return fail(`${address} does not answer; start InfluxDB or check STEWARD_STORE`)
  }
}

async function mqttPort(context: CommandContext): Promise<Finding> {
  return context.config.mqttUrl === null
    ? port(context, context.config.mqttPort, 'STEWARD_MQTT_PORT')
    : ok(`an outside broker is used: ${new URL(context.config.mqttUrl).host}`)
}

async function certificate({ config, clock }: CommandContext): Promise<Finding> {
  const { mqttsPort, mqttsCert, mqttsKey } = config
  if (mqttsPort === null || mqttsCert === null || mqttsKey === null) return ok('no TLS for devices')
  const shown = new X509Certificate(readFileSync(mqttsCert))
  if (!shown.checkPrivateKey(createPrivateKey(readFileSync(mqttsKey))))
    return fail(`${mqttsKey} does not belong to ${mqttsCert}`)
  const days = Math.floor((Date.parse(shown.validTo) - clock.now()) / DAY_MS)
  const until = `${mqttsCert}, valid until ${shown.validTo}`
  if (days < 0) return fail(`${until}; devices cannot connect`)
  return days < CERTIFICATE_WARN_DAYS ? warn(`${until}; renew it`) : ok(until)
}

/** A running Steward uses its ports, so a port in use is only worth a word. */
async function port({ config }: CommandContext, number: number, setting: string): Promise<Finding> {
  if (number === 0) return ok('any free one')
  const code = await listenError(config.host, number)
  if (code === undefined) return ok(`${number} is free`)
  if (code === 'EADDRINUSE')
    return warn(`${number} is in use, by Steward itself or by something else; ${setting} changes it`)
  return fail(`${number} cannot be used (${code}); set ${setting} above 1023 or check STEWARD_HOST`)
}

function listenError(host: string, number: number): Promise<string | undefined> {
  return new Promise(done => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message))
    server.listen(number, host, () => server.close(() => done(undefined)))
  })
}

async function clock({ clock }: CommandContext): Promise<Finding> {
  const now = clock.now()
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  return now > CLOCK_FROM && now < CLOCK_TO
    ? ok(`${new Date(now).toISOString()}, time zone ${zone}`)
    : fail(`says ${new Date(now).toISOString()}; set it, or let the machine keep time over the network`)
}

async function dashboard(): Promise<Finding> {
  return existsSync(DASHBOARD) ? ok('built') : warn('not built; run "npm run build"')
}

function existing(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : existing(dirname(folder))
}
