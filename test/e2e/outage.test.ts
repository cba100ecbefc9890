/** The short form of `npm run bench -- outage`: the database stops for a while at 2,000 readings a second. */
import { expect, test } from 'vitest'
import type { IngestStatus } from '../../core/contract/ingest.ts'
import type { ReadingView } from '../../core/contract/reading.ts'
import { signIn, watch } from '../support/endurance.ts'
import { startInfluxd } from '../support/influxd.ts'
import { stopTheDatabase } from '../support/outage.ts'
import { eventually, StewardProcess } from '../support/steward-process.ts'
import { type Message, StubbornPublisher } from '../support/stubborn-publisher.ts'
import { WebhookReceiver } from '../support/webhook-receiver.ts'

const OUTAGE_MS = 10_000
const RATE_PER_S = 2000

test('the database stops: nothing is missing, all is in order, alarms are on time, and it catches up', async () => {
  const report = await stopTheDatabase({ outageMs: OUTAGE_MS, ratePerS: RATE_PER_S })
  expect(report).toMatchObject({ missing: 0, duplicates: 0, outOfOrder: 0 })
  expect(report.acknowledged).toBeGreaterThan((OUTAGE_MS / 1000) * RATE_PER_S)
  expect(report.written).toBeGreaterThanOrEqual(report.acknowledged)
  expect(report.spooled).toBeGreaterThan(0.8 * (OUTAGE_MS / 1000) * RATE_PER_S)
  expect(report.shown).toContain('readings wait on this disk')
  expect(report.backToLiveMs).toBeLessThan(OUTAGE_MS)
  expect(report.crossings).toBeGreaterThan(20)
  expect(report.alarmP99Ms).toBeLessThan(2000)
}, 120_000)

test('killed and started again while the database is away: alarms go on at once, and nothing is missing when it is back', async () => {
  const influxd = await startInfluxd()
  const STEWARD_STORE = `influx://127.0.0.1:${influxd.port}/steward`
  const steward = new StewardProcess({
    STEWARD_STORE,
    STEWARD_LOG: 'error',
    STEWARD_WEBHOOK_ALLOW: '127.0.0.1',
  })
  const hook = new WebhookReceiver()
  const waiting: Message[] = []
  let publisher: StubbornPublisher | undefined
  try {
    await steward.start()
    const target = await signIn(steward)
    await watch(steward, target, await hook.listen())
    publisher = new StubbornPublisher({
      ...target,
      clientId: 'watched',
      window: 1,
      next: () => waiting.shift(),
    })
    const acknowledged = (count: number) =>
      eventually('an acknowledgement', async () => publisher?.acknowledged.length === count)
    const say = async (value: number) => {
      waiting.push({ topic: 'steward/canteen/watched', at: Date.now(), value })
      await acknowledged((publisher?.acknowledged.length ?? 0) + 1)
    }
    await say(4)
    await influxd.halt()
    for (const value of [5, 6, 7]) await say(value)
    await steward.kill()
    await steward.start('/healthz')
    expect((await fetch(`${steward.url}/readyz`)).status).toBe(503)
    await say(12)
    await eventually('the webhook', async () => hook.calls.some(({ body }) => body.event === 'raised'))
    await steward.kill()
    await steward.start('/healthz')
    await say(4.5)
    await eventually('the end of it', async () => hook.calls.some(({ body }) => body.event === 'returned'))
    await influxd.start()
    await eventually('an empty spool', async () => {
      const { store } = await steward.api<IngestStatus>('GET', '/ingest')
      return store.healthy && store.spooled === 0
    })
    const { items } = await steward.api<{ items: ReadingView[] }>('GET', '/points/1/readings')
    expect(items.map(({ value }) => value)).toEqual([4, 4, 5, 6, 7, 12, 4.5])
    expect(new Set(hook.calls.map(({ body }) => body.id)).size).toBe(2)
    expect((await fetch(`${steward.url}/readyz`)).status).toBe(200)
  } finally {
    await publisher?.stop()
    await hook.close()
    steward.dispose()
    await influxd.stop()
  }
}, 60_000)
