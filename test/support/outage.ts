/**
 * Stops a real InfluxDB for a while under a steady load and measures what Steward makes of it: nothing missing, in order,
 * alarms on time, and how long it takes until all is written.
 */
import { join } from 'node:path'
import type { IngestStatus } from '../../core/contract/ingest.ts'
import { openInfluxStore } from '../../server/store/series-influx.ts'
import { compare, crossings, everything, namesOf, publishersOf, signIn, watch } from './endurance.ts'
import { startInfluxd } from './influxd.ts'
import { silentLog } from './silent-log.ts'
import { eventually, StewardProcess } from './steward-process.ts'
import { StoreGate } from './store-gate.ts'
import { VirtualClock } from './virtual-clock.ts'
import { WebhookReceiver } from './webhook-receiver.ts'

export interface OutageOptions {
  readonly outageMs: number
  readonly ratePerS: number
}

export interface OutageReport {
  readonly acknowledged: number
  readonly missing: number
  readonly duplicates: number
  /** Lines the database took; more than there are readings where some were sent again. */
  readonly written: number
  /** Readings written after a later one of their point. */
  readonly outOfOrder: number
  /** What waited on the disk at the end of the outage, as the API tells it. */
  readonly spooled: number
  /** From the database's return until nothing waits any more, while the load goes on. */
  readonly backToLiveMs: number
  /** From a device's crossing of its limit to the webhook, throughout. */
  readonly crossings: number
  readonly alarmP50Ms: number
  readonly alarmP99Ms: number
  /** Acknowledgements as the API tells them, during the outage. */
  readonly ackP99Ms: number
  readonly shown: string
}

const BEFORE_MS = 3000
const AFTER_MS = 2000
const CROSSING_EVERY_MS = 500
const LOOK_MS = 100

export async function stopTheDatabase({ outageMs, ratePerS }: OutageOptions): Promise<OutageReport> {
  const influxd = await startInfluxd()
  const gate = new StoreGate(influxd.port)
  const STEWARD_STORE = `influx://127.0.0.1:${await gate.listen()}/steward`
  const steward = new StewardProcess({
    STEWARD_STORE,
    STEWARD_LOG: 'error',
    STEWARD_WEBHOOK_ALLOW: '127.0.0.1',
  })
  const hook = new WebhookReceiver()
  const status = () => steward.api<IngestStatus>('GET', '/ingest')
  try {
    await steward.start()
    const target = await signIn(steward)
    await watch(steward, target, await hook.listen())
    const devices = publishersOf(target, ratePerS)
    const alarm = crossings(target, CROSSING_EVERY_MS)
    await sleep(BEFORE_MS)
    await influxd.halt('SIGTERM')
    await sleep(outageMs)
    const during = await status()
    await influxd.start()
    const returnedAt = performance.now()
    await eventually('an empty spool', async () => isBack(await status()), 2 * outageMs + 30_000)
    const backToLiveMs = performance.now() - returnedAt
    await sleep(AFTER_MS)
    await Promise.all([...devices, alarm].map(publisher => publisher.stop()))
    await sleep(LOOK_MS)
    const names = await namesOf(steward)
    await steward.stop()
    const sent = [...devices, alarm].flatMap(publisher => publisher.acknowledged)
    return {
      ...compare(await stored(steward, influxd.port), sent, names),
      written: gate.written,
      outOfOrder: gate.outOfOrder,
      spooled: during.store.spooled,
      backToLiveMs,
      ...latencies(
        hook,
        alarm.acknowledged.map(({ at }) => at),
      ),
      ackP99Ms: during.durableAckMs?.p99 ?? Number.NaN,
      shown: during.store.detail,
    }
  } finally {
    await hook.close()
    steward.dispose()
    await gate.close()
    await influxd.stop()
  }
}

const isBack = ({ store }: IngestStatus) => store.spooled === 0 && store.healthy

async function stored(steward: StewardProcess, port: number) {
  const spoolFolder = join(steward.folder, 'data', 'spool')
  const url = `influx://127.0.0.1:${port}/steward`
  const store = await openInfluxStore({ url, spoolFolder, clock: new VirtualClock(), log: silentLog })
  const rows = await everything(store)
  await store.close()
  return rows
}

/** Each crossing has its telling, in order; the alarm about the database itself has no value. */
function latencies(hook: WebhookReceiver, crossedAt: readonly number[]) {
  const calls = hook.calls.filter(({ body }) => body.alarm.value !== null)
  const waits = calls.map(({ at }, n) => at - (crossedAt[n] ?? Number.NaN)).sort((a, b) => a - b)
  const quantile = (share: number) =>
    waits[Math.min(waits.length - 1, Math.floor(share * waits.length))] ?? Number.NaN
  return { crossings: waits.length, alarmP50Ms: quantile(0.5), alarmP99Ms: quantile(0.99) }
}

const sleep = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))
