/**
 * Readings come in at 20,000 a second while people look: charts that are drawn again and again, and at Steward five
 * dashboards that are open. What each costs the other: acknowledgements, answers, processor time, memory.
 */
import { InfluxDB } from 'influx'
import { io } from 'socket.io-client'
import type { Point } from '../core/contract/point.ts'
import { DEVICES, withSystem } from './ingest.ts'
import { quantile } from './load/prober.ts'
import { generate } from './load/process.ts'
import { type BenchLine, compared } from './report.ts'
import { type PeerSystem, type StewardSystem, type System, startPeer, startSteward } from './systems.ts'

const BENCH = 'mixed'
const RATE_PER_S = 20_000
const DASHBOARDS = 5
const HOUR_MS = 3_600_000
const CHART_BUCKETS = 200

/** Draws a chart of the last hour of one point. */
type Draw = () => Promise<unknown>

interface Outcome {
  readonly chartMs: readonly number[]
  readonly cpuSPerMillion: number
  readonly residentMb: number
}

export async function run({ seconds }: { seconds: number }): Promise<BenchLine[]> {
  const eachS = Math.max(5, seconds / 3)
  const steward = await withSystem(startSteward, async system => {
    await feed(system, 1)
    const alone = await feed(system, eachS).then(() => acknowledgedMs(system))
    const dashboards = await openDashboards(system)
    const outcome = await feedAndDraw(system, eachS, await chartOf(system))
    const updatesPerS = dashboards.close() / DASHBOARDS / eachS
    return { ...outcome, alone, together: await acknowledgedMs(system), updatesPerS }
  })
  const peer = await withSystem(startPeer, async system => {
    await feed(system, eachS)
    return feedAndDraw(system, eachS, chartOfPeer(system))
  })
  if (steward === undefined) return []
  const own = (metric: string, value: number, unit: string) => line('steward', metric, value, unit)
  return [
    ...sideBySide('chart of an hour, p50', 'ms', steward, peer, ({ chartMs }) => quantile(chartMs, 0.5)),
    ...sideBySide('chart of an hour, p99', 'ms', steward, peer, ({ chartMs }) => quantile(chartMs, 0.99)),
    ...sideBySide('CPU per million', 's', steward, peer, ({ cpuSPerMillion }) => cpuSPerMillion),
    ...sideBySide('memory', 'MB', steward, peer, ({ residentMb }) => residentMb),
    own('durable after, p50, nobody looks', steward.alone.p50, 'ms'),
    own('durable after, p50, people look', steward.together.p50, 'ms'),
    own('durable after, p99, nobody looks', steward.alone.p99, 'ms'),
    own('durable after, p99, people look', steward.together.p99, 'ms'),
    own('updates to each dashboard', steward.updatesPerS, '1/s'),
  ]
}

function line(system: string, metric: string, value: number, unit: string): BenchLine {
  return { bench: BENCH, system, metric, value, unit }
}

function sideBySide(
  metric: string,
  unit: string,
  steward: Outcome,
  peer: Outcome | undefined,
  of: (outcome: Outcome) => number,
): BenchLine[] {
  const own = line('steward', metric, of(steward), unit)
  if (peer === undefined) return [own]
  return [own, compared(own, line('mosquitto + mqtt.js + influxdb', metric, of(peer), unit), 'lower')]
}

function feed({ target }: System, seconds: number) {
  return generate({
    ...{ ...target, connections: 50, window: 500, devices: DEVICES, seconds, ratePerS: RATE_PER_S },
  })
}

async function feedAndDraw(system: System, seconds: number, draw: Draw): Promise<Outcome> {
  const cpuBefore = system.cpuS()
  let feeding = true
  const fed = feed(system, seconds).finally(() => {
    feeding = false
  })
  const chartMs: number[] = []
  while (feeding) {
    const began = performance.now()
    await draw()
    chartMs.push(performance.now() - began)
  }
  const { acknowledged } = await fed
  const cpuSPerMillion = ((system.cpuS() - cpuBefore) / acknowledged) * 1e6
  return { chartMs, cpuSPerMillion, residentMb: system.residentMb() }
}

async function acknowledgedMs({ process }: StewardSystem): Promise<{ p50: number; p99: number }> {
  return (await process.api<{ durableAckMs: { p50: number; p99: number } }>('GET', '/ingest')).durableAckMs
}

async function chartOf({ process }: StewardSystem): Promise<Draw> {
  const [point] = await process.api<Point[]>('GET', '/points')
  return () => {
    const to = Date.now()
    const range = `from=${to - HOUR_MS}&to=${to}&count=${CHART_BUCKETS}`
    return process.api('GET', `/points/${point?.id}/buckets?${range}`)
  }
}

function chartOfPeer({ influxPort }: PeerSystem): Draw {
  const influx = new InfluxDB({ host: '127.0.0.1', port: influxPort, database: 'peer' })
  return () =>
    influx.query(
      `SELECT min(value), mean(value), max(value), count(value) FROM reading
       WHERE device = 'steward/canteen/bench-0' AND time > now() - 1h
       GROUP BY time(${HOUR_MS / CHART_BUCKETS}ms) fill(none)`,
    )
}

async function openDashboards({ process }: StewardSystem) {
  const token = /stw_\S+/.exec(await process.cli('token', 'create', '--role', 'viewer'))?.[0]
  const extraHeaders = { authorization: `Bearer ${token}` }
  let updates = 0
  const sockets = Array.from({ length: DASHBOARDS }, () => {
    const socket = io(process.url, { extraHeaders, transports: ['websocket'], forceNew: true })
    socket.on('changes', () => updates++)
    socket.on('connect', () => socket.emit('join', 'canteen'))
    return socket
  })
  return {
    close() {
      for (const socket of sockets) socket.disconnect()
      return updates
    },
  }
}
