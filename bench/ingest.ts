/**
 * From published to queryable, nothing lost: Steward as a user runs it, against Mosquitto with an mqtt.js subscriber
 * that writes batches into InfluxDB. Steward's PUBACK says "on disk"; Mosquitto's says "received".
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { InfluxDB } from 'influx'
import type { IngestStatus } from '../core/contract/ingest.ts'
import { isInfluxdInstalled, startInfluxd } from '../test/support/influxd.ts'
import { eventually, StewardProcess } from '../test/support/steward-process.ts'
import type { Load } from './load/generator.ts'
import { cpuSeconds, generate, residentMb } from './load/process.ts'
import { isMosquittoInstalled, startMosquitto } from './peers/mosquitto.ts'
import { type BenchLine, compared } from './report.ts'

const BENCH = 'ingest'
const PEER = 'mosquitto + mqtt.js + influxdb'
const CONNECTIONS = 20
const WINDOW = 1000
const DEVICES = 200
/** The peer's queue needs time to drain after the last message. */
const DRAIN_MS = 120_000

interface Outcome {
  readonly published: number
  /** Messages acknowledged to the publishers, a second. */
  readonly acknowledgedPerS: number
  /** Messages that could be queried, over the time until the last one could. */
  readonly queryablePerS: number
  readonly cpuSPerMillion: number
  readonly residentMb: number
  readonly lost: number
}

export async function run({ seconds }: { seconds: number }): Promise<BenchLine[]> {
  const each = Math.max(2, seconds / 2)
  const steward = linesOf('steward', await measureSteward(each))
  if (!isMosquittoInstalled() || !isInfluxdInstalled()) {
    console.error('ingest: mosquitto or influxd is not installed, so there is nothing to compare with')
    return steward
  }
  const peer = linesOf(PEER, await measurePeer(each))
  return steward.flatMap((line, n) => {
    const other = peer[n]
    if (other === undefined) return [line]
    const higher = line.unit === 'msg/s'
    return [line, line.metric === 'lost' ? other : compared(line, other, higher ? 'higher' : 'lower')]
  })
}

function linesOf(system: string, outcome: Outcome): BenchLine[] {
  const line = (metric: string, value: number, unit: string): BenchLine => ({
    bench: BENCH,
    system,
    metric,
    value,
    unit,
  })
  return [
    line('published to queryable', outcome.queryablePerS, 'msg/s'),
    line('acknowledged', outcome.acknowledgedPerS, 'msg/s'),
    line('CPU per million', outcome.cpuSPerMillion, 's'),
    line('memory', outcome.residentMb, 'MB'),
    line('lost', outcome.lost, 'msg'),
  ]
}

async function measureSteward(seconds: number): Promise<Outcome> {
  const steward = new StewardProcess({ STEWARD_LOG: 'error' })
  try {
    await steward.start()
    const added = await steward.cli('device', 'add', 'bench', '--topic', 'steward/canteen/#')
    const password = /password\W+(\S+)/i.exec(added)?.[1] ?? ''
    const target = { port: steward.mqttPort, username: 'bench', password }
    const stored = async () => (await steward.api<IngestStatus>('GET', '/ingest')).stored
    return await measure(target, seconds, [steward.pid], stored)
  } finally {
    await steward.stop()
    steward.dispose()
  }
}

async function measurePeer(seconds: number): Promise<Outcome> {
  const influxd = await startInfluxd()
  const mosquitto = await startMosquitto()
  const ports = [String(mosquitto.port), String(influxd.port)]
  const subscriber: ChildProcess = fork(join(import.meta.dirname, 'peers/subscriber.ts'), ports, {
    silent: true,
  })
  try {
    if (subscriber.stdout) await once(subscriber.stdout, 'data')
    const influx = new InfluxDB({ host: '127.0.0.1', port: influxd.port, database: 'peer' })
    const stored = async () => {
      const [row] = await influx.query<{ count: number }>('SELECT count(value) FROM reading')
      return row?.count ?? 0
    }
    const pids = [influxd.pid, mosquitto.pid, subscriber.pid ?? -1]
    return await measure({ port: mosquitto.port, username: '', password: '' }, seconds, pids, stored)
  } finally {
    subscriber.kill('SIGKILL')
    mosquitto.stop()
    await influxd.stop()
  }
}

type Target = Pick<Load, 'port' | 'username' | 'password'>

async function measure(
  target: Target,
  seconds: number,
  pids: readonly number[],
  stored: () => Promise<number>,
): Promise<Outcome> {
  const load: Load = { ...target, connections: CONNECTIONS, window: WINDOW, devices: DEVICES, seconds }
  const used = () => pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0)
  const before = used()
  const started = performance.now()
  const { acknowledged, seconds: sendingS } = await generate(load)
  const kept = await drained(acknowledged, stored)
  const totalS = (performance.now() - started) / 1000
  return {
    published: acknowledged,
    acknowledgedPerS: acknowledged / sendingS,
    queryablePerS: kept / Math.max(sendingS, totalS),
    cpuSPerMillion: ((used() - before) / kept) * 1e6,
    residentMb: pids.reduce((sum, pid) => sum + residentMb(pid), 0),
    lost: acknowledged - kept,
  }
}

/** Waits until everything can be queried, and answers with how much can. */
async function drained(expected: number, stored: () => Promise<number>): Promise<number> {
  let last = 0
  await eventually(
    'everything to be queryable',
    async () => {
      last = await stored()
      return last >= expected
    },
    DRAIN_MS,
  ).catch(() => undefined)
  return last
}
