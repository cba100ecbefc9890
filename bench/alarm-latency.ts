/**
 * From a published reading to the alarm on an MQTT topic: idle, at half of what the peer can take, at all the peer can
 * take, and at half of what Steward can take. The loads are found in this same run. Steward's alarm is kept, with its
 * history and its outbox, before it is told; the peer's is a comparison in the subscriber.
 */
import type { InboxEntry } from '../core/contract/device.ts'
import { DEVICES, flood, withSystem } from './ingest.ts'
import { probe, quantile } from './load/prober.ts'
import { generate } from './load/process.ts'
import { type BenchLine, compared } from './report.ts'
import { PEER, type StewardSystem, type System, startPeer, startSteward } from './systems.ts'

const BENCH = 'alarm-latency'
const TOPIC = 'steward/canteen/probe'
const CONNECTIONS = 50
/** The load runs before the first probe and beyond the last. */
const MARGIN_S = 2

interface Latency {
  readonly p50: number
  readonly p99: number
}

export async function run({ seconds }: { seconds: number }): Promise<BenchLine[]> {
  const eachS = Math.max(2, seconds / 9)
  const peer = await withSystem(startPeer, async system => {
    const most = (await flood(system, eachS)).queryablePerS
    const idle = await measure(system, 'alarms/#', eachS, 0)
    return { most, idle, half: await measure(system, 'alarms/#', eachS, most / 2) }
  })
  const steward = await withSystem(startSteward, async system => {
    await watch(system)
    const listenOn = 'steward/canteen/alarms/#'
    const most = (await flood(system, eachS)).queryablePerS
    const idle = await measure(system, listenOn, eachS, 0)
    const half = peer && (await measure(system, listenOn, eachS, peer.most / 2))
    const saturated = peer && (await measure(system, listenOn, eachS, peer.most))
    return { most, idle, half, saturated, ownHalf: await measure(system, listenOn, eachS, most / 2) }
  })
  if (steward === undefined) return []
  return [
    ...lines('idle', steward.idle, peer?.idle),
    ...lines("half of the peer's maximum", steward.half, peer?.half),
    ...lines("the peer's maximum (peer: half)", steward.saturated, peer?.half),
    ...lines("half of Steward's maximum", steward.ownHalf, undefined),
    { bench: BENCH, system: 'steward', metric: 'maximum', value: steward.most, unit: 'msg/s' },
    ...(peer ? [{ bench: BENCH, system: PEER, metric: 'maximum', value: peer.most, unit: 'msg/s' }] : []),
  ]
}

async function measure(
  system: System,
  listenOn: string,
  seconds: number,
  ratePerS: number,
): Promise<Latency> {
  const load =
    ratePerS === 0
      ? Promise.resolve()
      : generate({
          ...{ ...system.target, connections: CONNECTIONS, window: 500, devices: DEVICES },
          ...{ seconds: seconds + 2 * MARGIN_S, ratePerS },
        })
  await new Promise(resolve => setTimeout(resolve, MARGIN_S * 1000))
  const latencies = await probe({ ...system.target, publishOn: TOPIC, listenOn, seconds })
  await load
  return { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) }
}

/** A fridge with a limit of 8 °C and no delays. */
async function watch({ process, target }: StewardSystem): Promise<void> {
  await generate({ ...target, connections: 1, window: 1, devices: 1, seconds: 1, messages: 1, topic: TOPIC })
  const inbox = await process.api<InboxEntry[]>('GET', '/inbox')
  const point = inbox.flatMap(({ points }) => points)[0]
  await process.api('POST', '/rules', {
    ...{ pointId: point?.id, name: { zh: '探测', en: 'Probe' }, priority: 'high' },
    condition: { type: 'high', limit: 8, deadband: 0 },
    ...{ onDelayS: 0, offDelayS: 0, latching: false, lifeSafety: false, actionRequired: false, realarmS: 0 },
    enabled: true,
  })
}

function lines(load: string, steward: Latency | undefined, peer: Latency | undefined): BenchLine[] {
  if (steward === undefined) return []
  return (['p50', 'p99'] as const).flatMap(part => {
    const own = {
      bench: BENCH,
      system: 'steward',
      metric: `${load}, ${part}`,
      value: steward[part],
      unit: 'ms',
    }
    if (peer === undefined) return [own]
    return [own, compared(own, { ...own, system: PEER, value: peer[part] }, 'lower')]
  })
}
