/**
 * A canteen for endurance tests: devices that publish numbered readings with QoS 1, one of them watched by a rule with
 * somebody who is told, and the comparison of all that was acknowledged with all that is stored.
 */
import type { Device, InboxEntry } from '../../core/contract/device.ts'
import type { PointView } from '../../core/contract/point.ts'
import type { PointId, Reading } from '../../core/contract/reading.ts'
import type { SeriesStore } from '../../core/ports.ts'
import { eventually, type StewardProcess } from './steward-process.ts'
import { type Message, StubbornPublisher } from './stubborn-publisher.ts'

const DEVICES = 20
const PUBLISHERS = 4
const WINDOW = 50
const [WARM, COLD] = [12, 4]
export const LIMIT = 8
const ALARM_TOPIC = 'steward/canteen/watched'

export interface Target {
  readonly port: number
  readonly username: string
  readonly password: string
}

export async function signIn(steward: StewardProcess): Promise<Target> {
  const added = await steward.cli('device', 'add', 'bench', '--topic', 'steward/canteen/#')
  return { port: steward.mqttPort, username: 'bench', password: /password\W+(\S+)/i.exec(added)?.[1] ?? '' }
}

/** A device with a limit, and somebody who is told. */
export async function watch(steward: StewardProcess, target: Target, url: string): Promise<void> {
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

export function publishersOf(target: Target, ratePerS: number): StubbornPublisher[] {
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
export function crossings(target: Target, everyMs: number): StubbornPublisher {
  let sent = 0
  let lastAt = 0
  const next = (): Message | undefined => {
    const at = Date.now()
    if (at - lastAt < everyMs) return undefined
    lastAt = at
    sent += 1
    return { topic: ALARM_TOPIC, at, value: sent % 2 === 1 ? WARM : COLD }
  }
  return new StubbornPublisher({ ...target, clientId: 'watched', window: 1, next })
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
export async function namesOf(steward: StewardProcess): Promise<Map<PointId, string>> {
  const devices = await steward.api<Device[]>('GET', '/devices')
  const points = await steward.api<PointView[]>('GET', '/points')
  const names = new Map(devices.map(({ id, address }) => [id, address?.split('/').at(-1) ?? id]))
  return new Map(points.map(({ id, deviceId }) => [id, names.get(deviceId) ?? deviceId]))
}

export function compare(
  rows: readonly Reading[],
  sent: readonly Message[],
  names: ReadonlyMap<PointId, string>,
) {
  const kept = new Map(rows.map(({ point, at, value }) => [`${names.get(point)} ${at}`, value]))
  const missing = sent.filter(
    ({ topic, at, value }) => kept.get(`${topic.split('/').at(-1)} ${at}`) !== value,
  )
  return { acknowledged: sent.length, missing: missing.length, duplicates: rows.length - kept.size }
}
