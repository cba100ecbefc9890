/** What is compared: Steward as a user runs it, and what a user would put together instead. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { InfluxDB } from 'influx'
import type { IngestStatus } from '../core/contract/ingest.ts'
import { isInfluxdInstalled, startInfluxd } from '../test/support/influxd.ts'
import { StewardProcess } from '../test/support/steward-process.ts'
import type { Load } from './load/generator.ts'
import { cpuSeconds, residentMb } from './load/process.ts'
import { isMosquittoInstalled, startMosquitto } from './peers/mosquitto.ts'

export const PEER = 'mosquitto + mqtt.js + influxdb'

export type Target = Pick<Load, 'port' | 'username' | 'password'>

export interface System {
  readonly name: string
  readonly target: Target
  /** Messages that can be queried. */
  stored(): Promise<number>
  /** Of all its processes so far: user and system seconds. */
  cpuS(): number
  residentMb(): number
  stop(): Promise<void>
}

export interface StewardSystem extends System {
  readonly process: StewardProcess
}

export interface PeerSystem extends System {
  readonly influxPort: number
}

export async function startSteward(settings: Record<string, string> = {}): Promise<StewardSystem> {
  const process = new StewardProcess({ STEWARD_LOG: 'error', ...settings })
  await process.start()
  const added = await process.cli('device', 'add', 'bench', '--topic', 'steward/canteen/#')
  const password = /password\W+(\S+)/i.exec(added)?.[1] ?? ''
  return {
    name: 'steward',
    process,
    target: { port: process.mqttPort, username: 'bench', password },
    stored: async () => (await process.api<IngestStatus>('GET', '/ingest')).stored,
    ...uses(() => [process.pid]),
    async stop() {
      await process.stop()
      process.dispose()
    },
  }
}

/** Undefined, with a note, where it is not installed. */
export async function startPeer(): Promise<PeerSystem | undefined> {
  if (!isMosquittoInstalled() || !isInfluxdInstalled()) {
    console.error('mosquitto or influxd is not installed, so there is nothing to compare with')
    return undefined
  }
  const influxd = await startInfluxd()
  const mosquitto = await startMosquitto()
  const ports = [String(mosquitto.port), String(influxd.port)]
  const program = join(import.meta.dirname, 'peers/subscriber.ts')
  const subscriber: ChildProcess = fork(program, ports, { silent: true })
  if (subscriber.stdout) await once(subscriber.stdout, 'data')
  const influx = new InfluxDB({ host: '127.0.0.1', port: influxd.port, database: 'peer' })
  return {
    name: PEER,
    influxPort: influxd.port,
    target: { port: mosquitto.port, username: '', password: '' },
    async stored() {
      const [row] = await influx.query<{ count: number }>('SELECT count(value) FROM reading')
      return row?.count ?? 0
    },
    ...uses(() => [influxd.pid, mosquitto.pid, subscriber.pid ?? -1]),
    async stop() {
      subscriber.kill('SIGKILL')
      mosquitto.stop()
      await influxd.stop()
    },
  }
}

/** The broker alone: what is acknowledged is kept by nobody. */
export async function startBrokerOnly(): Promise<System | undefined> {
  if (!isMosquittoInstalled()) return undefined
  const mosquitto = await startMosquitto()
  return {
    name: 'mosquitto alone, keeping nothing',
    target: { port: mosquitto.port, username: '', password: '' },
    stored: async () => 0,
    ...uses(() => [mosquitto.pid]),
    stop: async () => mosquitto.stop(),
  }
}

function uses(pids: () => readonly number[]) {
  const sum = (of: (pid: number) => number) => () => pids().reduce((total, pid) => total + of(pid), 0)
  return { cpuS: sum(cpuSeconds), residentMb: sum(residentMb) }
}
