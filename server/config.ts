/** Reads the settings: defaults, then steward.yaml, then the environment. Says which one is wrong, in one line. */
import { existsSync, readFileSync } from 'node:fs'
import { Value } from 'typebox/value'
import { parse } from 'yaml'
import { Config } from '../core/contract/config.ts'

/** Setting -> environment variable. */
export const ENVIRONMENT: Readonly<Record<keyof Config, string>> = {
  data: 'STEWARD_DATA',
  host: 'STEWARD_HOST',
  httpPort: 'STEWARD_HTTP_PORT',
  mqttPort: 'STEWARD_MQTT_PORT',
  mqttsPort: 'STEWARD_MQTTS_PORT',
  mqttsCert: 'STEWARD_MQTTS_CERT',
  mqttsKey: 'STEWARD_MQTTS_KEY',
  mqttsCa: 'STEWARD_MQTTS_CA',
  mqttUrl: 'STEWARD_MQTT_URL',
  store: 'STEWARD_STORE',
  storeCa: 'STEWARD_STORE_CA',
  spoolMb: 'STEWARD_SPOOL_MB',
  keepDays: 'STEWARD_KEEP_DAYS',
  memoryMb: 'STEWARD_MEMORY_MB',
  adminPassword: 'STEWARD_ADMIN_PASSWORD',
  language: 'STEWARD_LANG',
  log: 'STEWARD_LOG',
  webhookAllow: 'STEWARD_WEBHOOK_ALLOW',
}

/** What each setting may be, in words. */
const EXPECTED: Readonly<Record<keyof Config, string>> = {
  data: 'a folder',
  host: 'an address to listen on',
  httpPort: 'a port from 0 to 65535',
  mqttPort: 'a port from 0 to 65535',
  mqttsPort: 'a port from 0 to 65535',
  mqttsCert: 'the path of a PEM file',
  mqttsKey: 'the path of a PEM file',
  mqttsCa: 'the path of a PEM file',
  mqttUrl: 'an address such as mqtt://broker:1883',
  store: '"duckdb" or "influx://user:password@host:8086/database"',
  storeCa: 'the path of a PEM file',
  spoolMb: 'a number of megabytes, at least 1',
  keepDays: 'a number of days, at least 31',
  memoryMb: 'a number of megabytes, at least 64',
  adminPassword: '8 to 200 characters',
  language: '"zh" or "en"',
  log: 'one of silent, error, warn, info, debug',
  webhookAllow: 'a list of hosts, separated by commas',
}

const NUMBERS: ReadonlySet<string> = new Set([
  'httpPort',
  'mqttPort',
  'mqttsPort',
  'spoolMb',
  'keepDays',
  'memoryMb',
])

/** A setting that cannot be used; the message is the one line a person needs. Ends the process with code 2. */
export class ConfigFault extends Error {
  readonly setting: string
  constructor(setting: string, message: string) {
    super(message)
    this.name = 'ConfigFault'
    this.setting = setting
  }
}

type Environment = Readonly<Record<string, string | undefined>>

/** Throws a {@link ConfigFault} that names the setting as the person wrote it. */
export function readConfig(environment: Environment, file = 'steward.yaml'): Config {
  const fromFile = readFile(file)
  const fromEnvironment = readEnvironment(environment)
  const merged = Value.Default(Config, { ...fromFile, ...fromEnvironment })
  const [fault] = Value.Errors(Config, merged)
  if (fault !== undefined) throw explain(fault, merged, fromEnvironment, file)
  const config = merged as Config
  if (config.mqttsPort !== null && (config.mqttsCert === null || config.mqttsKey === null)) {
    throw new ConfigFault(
      'mqttsCert',
      'STEWARD_MQTTS_PORT needs STEWARD_MQTTS_CERT and STEWARD_MQTTS_KEY (PEM files)',
    )
  }
  return config
}

function readFile(file: string): Record<string, unknown> {
  if (!existsSync(file)) return {}
  try {
    const content: unknown = parse(readFileSync(file, 'utf8')) ?? {}
    if (typeof content === 'object' && !Array.isArray(content)) return content as Record<string, unknown>
  } catch (error) {
    throw new ConfigFault(file, `${file} cannot be read: ${firstLine(error)}`)
  }
  throw new ConfigFault(file, `${file} must be a list of "setting: value" lines`)
}

function readEnvironment(environment: Environment): Record<string, unknown> {
  const settings: Record<string, unknown> = {}
  for (const [setting, variable] of Object.entries(ENVIRONMENT)) {
    const text = environment[variable]
    if (text === undefined || text === '') continue
    const number = Number(text)
    settings[setting] = NUMBERS.has(setting) && Number.isFinite(number) ? number : text
  }
  return settings
}

interface Fault {
  readonly instancePath: string
  readonly keyword: string
  readonly params: object
}

function explain(fault: Fault, merged: unknown, fromEnvironment: object, file: string): ConfigFault {
  const path = fault.instancePath.split('/')[1]
  if (path === undefined) {
    const extra = 'additionalProperties' in fault.params ? String(fault.params.additionalProperties) : ''
    return new ConfigFault(extra, `${file}: unknown setting "${extra}"`)
  }
  const setting = path as keyof Config
  const written = setting in fromEnvironment ? ENVIRONMENT[setting] : `${setting} in ${file}`
  // Never a password, not even a part of one.
  const secret = setting === 'adminPassword' || setting === 'store'
  const value = secret ? '' : ` is ${JSON.stringify((merged as Config)[setting])};`
  return new ConfigFault(setting, `${written}${value} must be ${EXPECTED[setting]}`)
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''
}
