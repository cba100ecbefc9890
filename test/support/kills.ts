/**
 * Kills Steward again and again while devices publish with QoS 1 and an alarm comes and goes, and counts afterwards what
 * of all that was acknowledged is missing, twice there, not told or told twice.
 */
import { join } from 'node:path'
import type { Device, InboxEntry } from '../../core/contract/device.ts'
import type { PointView } from '../../core/contract/point.ts'
import type { PointId, Reading } from '../../core/contract/reading.ts'
import type { SeriesStore } from '../../core/ports.ts'
import { openDuckDbStore } from '../../server/store/series-duckdb.ts'
import { openInfluxStore } from '../../server/store/series-influx.ts'
import { startInfluxd } from './influxd.ts'
import { createRandom } from './random.ts'
import { silentLog } from './silent-log.ts'
import { eventually, StewardProcess } from './steward-process.ts'
import { type Message, StubbornPublisher } from './stubborn-publisher.ts'
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

const DEVICES = 20
const PUBLISHERS = 4
const WINDOW = 50
const CROSSING_EVERY_MS = 60
const [WARM, COLD, LIMIT] = [12, 4, 8]
const ALARM_TOPIC = 'steward/canteen/watched'
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
    const alarm = crossings(target)
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

interface Target {
  readonly port: number
  readonly username: string
  readonly password: string
}

async function signIn(steward: StewardProcess): Promise<Target> {
  const added = await steward.cli('device', 'add', 'bench', '--topic', 'steward/canteen/#')
  return { port: steward.mqttPort, username: 'bench', password: /password\W+(\S+)/i.exec(added)?.[1] ?? '' }
}

/** A device with a limit, and somebody who is told. */
async function watch(steward: StewardProcess, target: Target, url: string): Promise<void> {
  let first: Message | undefined = { topic: ALARM_TOPIC, at: Date.now() - 1000, value: COLD }
  const next = () => {
    const message = first
    first = undefined
    return message
  }
  const publisher = new StubbornPublisher({ ...target, clientId: 'first', window: 1, next })
  await eventually('the first reading', async () => publisher.acknowledged.length === 1)
  await publisher.stop()
  const inbox = await steward.api<InboxEntry[]>('GET', '/inbox')
  const pointId = inbox.flatMap(({ points }) => points)[0]?.id
  await steward.api('POST', '/rules', {
    ...{ pointId, name: { zh: '温度', en: 'Temperature' }, priority: 'high', enabled: true },
    condition: { type: 'high', limit: LIMIT, deadband: 0 },
    ...{ onDelayS: 0, offDelayS: 0, latching: false, lifeSafety: false, actionRequired: false, realarmS: 0 },
  })
  await steward.api('POST', '/channels', {
    ...{ name: 'hook', type: 'webhook', url, secret: null, minPriority: 'low', enabled: true },
  })
}

function publishersOf(target: Target, ratePerS: number): StubbornPublisher[] {
  const start = Date.now() - 60_000
  const startedAt = performance.now()
  return Array.from({ length: PUBLISHERS }, (_, publisher) => {
    let sent = 0
    const next = (): Message | undefined => {
      if (sent >= ((performance.now() - startedAt) / 1000) * (ratePerS / PUBLISHERS)) return undefined
      const own = DEVICES / PUBLISHERS
      const device = publisher * own + (sent % own)
      const at = start + Math.floor(sent / own)
      sent += 1
      return { topic: `steward/canteen/device-${device}`, at, value: (sent % 100) / 10 }
    }
    return new StubbornPublisher({ ...target, clientId: `device-${publisher}`, window: WINDOW, next })
  })
}

/** Warm, cold, warm, and cold in the end: one at a time. */
function crossings(target: Target): StubbornPublisher {
  let sent = 0
  let lastAt = 0
  const next = (): Message | undefined => {
    const at = Date.now()
    if (at - lastAt < CROSSING_EVERY_MS) return undefined
    lastAt = at
    sent += 1
    return { topic: ALARM_TOPIC, at, value: sent % 2 === 1 ? WARM : COLD }
  }
  return new StubbornPublisher({ ...target, clientId: 'watched', window: 1, next })
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

/** Every row, page by page. */
export async function everything(store: SeriesStore): Promise<Reading[]> {
  await eventually('an empty spool', async () => (await store.stats()).spooled === 0, 60_000)
  const rows: Reading[] = []
  const limit = 50_000
  for (let page = await store.since(0, limit); page.length > 0; ) {
    for (const row of page) rows.push(row)
    page = page.length < limit ? [] : await store.since(page.at(-1)?.at ?? 0, limit)
  }
  return rows
}

/** The last part of the topic a point comes from. */
async function namesOf(steward: StewardProcess): Promise<Map<PointId, string>> {
  const devices = await steward.api<Device[]>('GET', '/devices')
  const points = await steward.api<PointView[]>('GET', '/points')
  const names = new Map(devices.map(({ id, address }) => [id, address?.split('/').at(-1) ?? id]))
  return new Map(points.map(({ id, deviceId }) => [id, names.get(deviceId) ?? deviceId]))
}

function compare(rows: readonly Reading[], sent: readonly Message[], names: ReadonlyMap<PointId, string>) {
  const kept = new Map(rows.map(({ point, at, value }) => [`${names.get(point)} ${at}`, value]))
  const missing = sent.filter(
    ({ topic, at, value }) => kept.get(`${topic.split('/').at(-1)} ${at}`) !== value,
  )
  return { acknowledged: sent.length, missing: missing.length, duplicates: rows.length - kept.size }
}
