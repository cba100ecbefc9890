/**
 * From published to queryable, nothing lost: Steward as a user runs it, against Mosquitto with an mqtt.js subscriber
 * that writes batches into InfluxDB. Steward's PUBACK says "on disk"; Mosquitto's says "received", so that its rate
 * alone, with nobody behind it, is shown too.
 */
import { eventually } from '../test/support/steward-process.ts'
import type { Load } from './load/generator.ts'
import { generate } from './load/process.ts'
import { type BenchLine, compared } from './report.ts'
import { type System, startBrokerOnly, startPeer, startSteward } from './systems.ts'

const BENCH = 'ingest'
const CONNECTIONS = 50
const WINDOW = 500
export const DEVICES = 200
/** The peer's queue needs time to drain after the last message. */
const DRAIN_MS = 120_000
const SUSTAINED_PER_S = 20_000

interface Outcome {
  /** Messages acknowledged to the publishers, a second. */
  readonly acknowledgedPerS: number
  /** Messages that could be queried, over the time until the last one could. */
  readonly queryablePerS: number
  readonly cpuSPerMillion: number
  readonly residentMb: number
  readonly lost: number
}

export async function run({ seconds }: { seconds: number }): Promise<BenchLine[]> {
  const eachS = Math.max(2, seconds / 6)
  const steward = await withSystem(startSteward, async system => {
    const sustained = await flood(system, eachS, { ratePerS: SUSTAINED_PER_S })
    return { qos1: await flood(system, eachS), qos0: await flood(system, eachS, { qos: 0 }), sustained }
  })
  const peer = await withSystem(startPeer, async system => {
    const sustained = await flood(system, eachS, { ratePerS: SUSTAINED_PER_S })
    return { qos1: await flood(system, eachS), sustained }
  })
  const broker = await withSystem(startBrokerOnly, async system => (await acknowledge(system, eachS)).perS)
  if (steward === undefined) return []
  const { qos1, qos0, sustained } = steward
  const lines = [
    ...sideBySide('published to queryable', 'msg/s', qos1.queryablePerS, peer?.qos1.queryablePerS),
    ...sideBySide('acknowledged', 'msg/s', qos1.acknowledgedPerS, peer?.qos1.acknowledgedPerS),
    ...sideBySide('CPU per million', 's', qos1.cpuSPerMillion, peer?.qos1.cpuSPerMillion),
    ...sideBySide('memory at 20,000/s', 'MB', sustained.residentMb, peer?.sustained.residentMb),
    ...sideBySide('memory at full speed', 'MB', qos1.residentMb, peer?.qos1.residentMb),
    ...sideBySide('lost', 'msg', qos1.lost, peer?.qos1.lost),
    line('QoS 0, published to queryable', 'steward', qos0.queryablePerS, 'msg/s'),
  ]
  if (broker === undefined) return lines
  const alone = line('acknowledged', 'mosquitto alone, keeping nothing', broker, 'msg/s')
  return [
    ...lines,
    compared(line('acknowledged', 'steward', qos1.acknowledgedPerS, 'msg/s'), alone, 'higher'),
  ]
}

function line(metric: string, system: string, value: number, unit: string): BenchLine {
  return { bench: BENCH, system, metric, value, unit }
}

function sideBySide(metric: string, unit: string, steward: number, peer: number | undefined): BenchLine[] {
  const own = line(metric, 'steward', steward, unit)
  if (peer === undefined) return [own]
  const other = line(metric, 'mosquitto + mqtt.js + influxdb', peer, unit)
  if (metric === 'lost') return [own, other]
  return [own, compared(own, other, unit === 'msg/s' ? 'higher' : 'lower')]
}

/** Starts a system, works with it, and ends it whatever happened; undefined where it is not installed. */
export async function withSystem<S extends System, T>(
  start: () => Promise<S | undefined>,
  work: (system: S) => Promise<T>,
): Promise<T | undefined> {
  const system = await start()
  if (system === undefined) return undefined
  try {
    return await work(system)
  } finally {
    await system.stop()
  }
}

/** As fast as it goes, or at a rate; ends when everything can be queried. */
export async function flood(system: System, seconds: number, how: Partial<Load> = {}): Promise<Outcome> {
  const [cpuBefore, storedBefore] = [system.cpuS(), await system.stored()]
  const started = performance.now()
  const { acknowledged, perS } = await acknowledge(system, seconds, how)
  const kept = (await drained(storedBefore + acknowledged, system)) - storedBefore
  const totalS = (performance.now() - started) / 1000
  return {
    acknowledgedPerS: perS,
    queryablePerS: kept / totalS,
    cpuSPerMillion: ((system.cpuS() - cpuBefore) / kept) * 1e6,
    residentMb: system.residentMb(),
    lost: acknowledged - kept,
  }
}

async function acknowledge({ target }: System, seconds: number, how: Partial<Load> = {}) {
  const load = { ...target, connections: CONNECTIONS, window: WINDOW, devices: DEVICES, seconds, ...how }
  const { acknowledged, seconds: sendingS } = await generate(load)
  return { acknowledged, perS: acknowledged / sendingS }
}

/** Waits until everything can be queried, and answers with how much can. */
async function drained(expected: number, { stored }: System): Promise<number> {
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
