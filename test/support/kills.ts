/**
 * Kills Steward again and again while devices publish with QoS 1 and an alarm comes and goes, and counts afterwards what
 * of all that was acknowledged is missing, twice there, not told or told twice.
 */
import { join } from 'node:path'
import type { SeriesStore } from '../../core/ports.ts'
import { openDuckDbStore } from '../../server/store/series-duckdb.ts'
import { openInfluxStore } from '../../server/store/series-influx.ts'
import { compare, crossings, everything, LIMIT, namesOf, publishersOf, signIn, watch } from './endurance.ts'
import { startInfluxd } from './influxd.ts'
import { createRandom } from './random.ts'
import { silentLog } from './silent-log.ts'
import { eventually, StewardProcess } from './steward-process.ts'
import type { Message, StubbornPublisher } from './stubborn-publisher.ts'
import { VirtualClock } from './virtual-clock.ts'
import { WebhookReceiver } from './webhook-receiver.ts'

export interface KillsOptions {
  readonly store: 'duckdb' | 'influx'
  readonly kills: number
  readonly seed: number
  readonly ratePerS?: number
}

export interface KillsReport {
  readonly kills: number
  readonly acknowledged: number
  /** Acknowledged, and not in the store. */
  readonly missing: number
  /** Rows beyond the first of a point + time. */
  readonly duplicates: number
  /** Acknowledged crossings of the limit, in either direction. */
  readonly crossings: number
  /** Crossings nobody was told of, and tellings that have no crossing. */
  readonly alarmsLost: number
  readonly announcedTwice: number
  /** Deliveries repeated under their own id, which a receiver can tell. */
  readonly repeatedDeliveries: number
  /** From the start of the process to the first acknowledgement. */
  readonly longestStartMs: number
}

const CROSSING_EVERY_MS = 60
/** A kill comes this long after the last start. */
const [SOONEST_MS, LATEST_MS] = [50, 900]

export async function killAgainAndAgain(options: KillsOptions): Promise<KillsReport> {
  const influxd = options.store === 'influx' ? await startInfluxd() : undefined
  const settings = { STEWARD_LOG: 'error', STEWARD_WEBHOOK_ALLOW: '127.0.0.1' }
  const url = `influx://127.0.0.1:${influxd?.port}/steward`
  const steward = new StewardProcess(influxd === undefined ? settings : { ...settings, STEWARD_STORE: url })
  const hook = new WebhookReceiver()
  try {
    await steward.start()
    const target = await signIn(steward)
    await watch(steward, target, await hook.listen())
    const devices = publishersOf(target, options.ratePerS ?? 2000)
    const alarm = crossings(target, CROSSING_EVERY_MS)
    const longestStartMs = await kill(steward, devices[0] as StubbornPublisher, options)
    await Promise.all([...devices, alarm].map(publisher => publisher.stop()))
    const told = await tellings(hook, alarm.acknowledged)
    const names = await namesOf(steward)
    await steward.stop()
    const store = await openStore(steward, options.store, url)
    const rows = await everything(store)
    await store.close()
    const sent = [...devices, alarm].flatMap(publisher => publisher.acknowledged)
    return { kills: options.kills, ...compare(rows, sent, names), ...told, longestStartMs }
  } finally {
    await hook.close()
    steward.dispose()
    await influxd?.stop()
  }
}

/** Answers with the longest time from a start to its first acknowledgement. */
async function kill(
  steward: StewardProcess,
  publisher: StubbornPublisher,
  { kills, seed }: KillsOptions,
): Promise<number> {
  const random = createRandom(seed)
  let longestStartMs = 0
  for (let n = 0; n < kills; n += 1) {
    await new Promise(resolve => setTimeout(resolve, SOONEST_MS + random.next() * (LATEST_MS - SOONEST_MS)))
    await steward.kill()
    const startedAt = performance.now()
    await steward.start()
    await eventually('an acknowledgement', async () => publisher.acknowledgedAt > startedAt)
    longestStartMs = Math.max(longestStartMs, publisher.acknowledgedAt - startedAt)
  }
  return longestStartMs
}

async function tellings(hook: WebhookReceiver, acknowledged: readonly Message[]) {
  const expected = { on: 0, off: 0 }
  for (const { value } of acknowledged) {
    if (value > LIMIT) expected.on += 1
    else if (expected.on > expected.off) expected.off += 1
  }
  const distinct = () => new Map(hook.calls.map(({ body }) => [body.id, body.event]))
  const crossings = expected.on + expected.off
  await eventually('every telling', async () => distinct().size >= crossings, 30_000).catch(() => undefined)
  const events = [...distinct().values()]
  const on = events.filter(event => event === 'raised' || event === 're-raised').length
  const off = events.filter(event => event === 'returned').length
  return {
    crossings,
    alarmsLost: Math.max(0, expected.on - on) + Math.max(0, expected.off - off),
    announcedTwice: Math.max(0, on - expected.on) + Math.max(0, off - expected.off),
    repeatedDeliveries: hook.calls.length - events.length,
  }
}

function openStore(steward: StewardProcess, store: KillsOptions['store'], url: string): Promise<SeriesStore> {
  const data = join(steward.folder, 'data')
  if (store === 'duckdb') return openDuckDbStore({ folder: join(data, 'series'), log: silentLog })
  return openInfluxStore({ url, spoolFolder: join(data, 'spool'), clock: new VirtualClock(), log: silentLog })
}
