/**
 * The whole loop with real parts: Steward as its own process, mosquitto_pub as the device, Chromium as the kitchen
 * lead, an HTTP server as the webhook, on each of the stores.
 */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Alarm } from '../../core/contract/alarm.ts'
import type { InboxEntry } from '../../core/contract/device.ts'
import type { ReadingView } from '../../core/contract/reading.ts'
import type { Rule } from '../../core/contract/rule.ts'
import { openBrowser, openOverview } from '../support/browser.ts'
import { startInfluxd } from '../support/influxd.ts'
import { mosquittoPublish } from '../support/mosquitto.ts'
import { type Credential, eventually, StewardProcess } from '../support/steward-process.ts'
import { WebhookReceiver } from '../support/webhook-receiver.ts'

const DELAY_S = 2

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())

describe.each([
  { store: 'duckdb', locale: 'zh-CN', name: '一号冰箱' },
  { store: 'influx', locale: 'en-GB', name: 'Fridge 1' },
])('on $store, read in $locale', ({ store, locale, name }) => {
  let steward: StewardProcess
  let hook: WebhookReceiver
  let closeStore = async () => {}

  beforeAll(async () => {
    const settings: Record<string, string> = { STEWARD_WEBHOOK_ALLOW: '127.0.0.1' }
    if (store === 'influx') {
      const influxd = await startInfluxd()
      closeStore = () => influxd.stop()
      settings.STEWARD_STORE = `influx://127.0.0.1:${influxd.port}/steward`
    }
    steward = new StewardProcess(settings)
    hook = new WebhookReceiver()
    await steward.start()
  })
  afterAll(async () => {
    await steward?.stop()
    steward?.dispose()
    await hook?.close()
    await closeStore()
  })

  /** As a bridge with its own credential would; resolves after the PUBACK. */
  const publish = (credential: Credential, payload: string) =>
    mosquittoPublish(steward.mqttPort, credential, 'zigbee2mqtt/fridge_1', payload)

  test('a warm fridge becomes a reading, an alarm on the page and a webhook call, and somebody deals with it', async () => {
    const credential = await steward.addDevice('bridge', '--topic', 'zigbee2mqtt/#')
    await publish(credential, '{"temperature":4.2,"humidity":60,"battery":97}')

    const inbox = await steward.api<InboxEntry[]>('GET', '/inbox')
    const [entry] = inbox
    expect(inbox).toHaveLength(1)
    expect(entry).toMatchObject({ guess: 'fridge', device: { codec: 'zigbee2mqtt', address: 'fridge_1' } })
    expect(entry).toMatchObject({
      lastTopic: 'zigbee2mqtt/fridge_1',
      lastPayload: '{"temperature":4.2,"humidity":60,"battery":97}',
    })
    const key = entry?.key ?? ''
    await steward.api('POST', `/inbox/${key}/adopt`, {
      kind: 'fridge',
      name: { zh: '一号冰箱', en: 'Fridge 1' },
    })
    const temperature = entry?.points.find(point => point.metric === 'temperature')?.id ?? 0
    const rule = await limitRule(steward, temperature)
    await steward.api('PATCH', `/rules/${rule.id}`, { onDelayS: DELAY_S })
    const channel = {
      name: 'hook',
      type: 'webhook',
      url: await hook.listen(),
      secret: 'shared',
      minPriority: 'low',
      enabled: true,
    }
    await steward.api('POST', '/channels', channel)

    const page = await browser.newPage({ viewport: { width: 390, height: 844 }, locale })
    await openOverview(page, steward)

    const publishedAt = Date.now()
    await publish(credential, '{"temperature":12.3,"humidity":61,"battery":97}')
    const readings = await steward.api<{ items: ReadingView[] }>('GET', `/points/${temperature}/readings`)
    expect(readings.items.map(reading => reading.value)).toEqual([4.2, 12.3])

    const card = page.getByTestId('alarm-card').filter({ hasText: name })
    await card.first().waitFor({ timeout: 10_000 })
    const told = await eventually('the webhook', async () =>
      hook.calls.find(call => call.body.event === 'raised'),
    )
    expect(told.body.alarm).toMatchObject({ state: 'unack', value: 12.3 })
    expect(told.headers['x-steward-signature']).toMatch(/^sha256=[0-9a-f]{64}$/)
    expect(told.at - publishedAt).toBeGreaterThanOrEqual(DELAY_S * 1000 - 50)

    await card.first().getByTestId('acknowledge').click()
    await card.first().getByTestId('note').fill('正在转移食材')
    await card.first().getByTestId('acknowledge-confirm').click()
    const acknowledged = await eventually('the acknowledgement', async () => {
      const { items } = await steward.api<{ items: Alarm[] }>('GET', '/alarms?state=open')
      return items.find(alarm => alarm.pointId === temperature && alarm.state === 'acked')
    })
    expect(acknowledged).toMatchObject({ acknowledgedBy: 'admin', note: '正在转移食材' })

    await steward.kill()
    await steward.start()
    const after = await steward.api<{ alarm: Alarm }>('GET', `/alarms/${acknowledged.id}`)
    expect(after.alarm).toEqual(acknowledged)
    const again = await steward.api<{ items: ReadingView[] }>('GET', `/points/${temperature}/readings`)
    expect(again.items).toEqual(readings.items)
    await page.close()
  }, 60_000)

  test('a polite stop ends with 0', async () => {
    expect(await steward.stop()).toBe(0)
    await steward.start()
  })
})

/** The rule with the fridge's legal limit of 8 °C. */
async function limitRule(steward: StewardProcess, pointId: number): Promise<Rule> {
  const rules = await steward.api<Rule[]>('GET', `/rules?pointId=${pointId}`)
  const rule = rules.find(one => one.condition.type === 'high' && one.condition.limit === 8)
  if (rule === undefined) throw new Error(`no rule with limit 8 in ${JSON.stringify(rules)}`)
  return rule
}
