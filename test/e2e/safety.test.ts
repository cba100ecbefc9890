/** Gas, its interlock, a test and a drill, over the real broker, the real rules and a real webhook. */
import { connectAsync, type MqttClient } from 'mqtt'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Alarm, AlarmEvent } from '../../core/contract/alarm.ts'
import type { DetectorStanding, Drill, Interlock, InterlockStanding } from '../../core/contract/safety.ts'
import { eventually, StewardProcess } from '../support/steward-process.ts'
import { WebhookReceiver } from '../support/webhook-receiver.ts'

/** One pixel. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

const hook = new WebhookReceiver()
let steward: StewardProcess
let client: MqttClient
const orders: { topic: string; body: unknown }[] = []
beforeAll(async () => {
  steward = new StewardProcess({ STEWARD_WEBHOOK_ALLOW: '127.0.0.1' })
  await steward.start()
  await steward.addDevice('gas-1', '--kind', 'gas')
  await steward.addDevice('valve-1', '--kind', 'valve')
  const { password } = await steward.addDevice('hub', '--topic', 'steward/canteen/#')
  client = await connectAsync(`mqtt://127.0.0.1:${steward.mqttPort}`, { username: 'hub', password })
  client.on('message', (topic, payload) => {
    const body = JSON.parse(payload.toString())
    orders.push({ topic, body })
    void say('valve-1', { valve_open: body.valve_open })
  })
  await client.subscribeAsync('steward/canteen/+/set')
  await say('gas-1', { gas_alarm: false, gas_lel: 0 })
  await say('valve-1', { valve_open: true })
  const channel = {
    name: 'hook',
    type: 'webhook',
    url: await hook.listen(),
    secret: 'shared',
    minPriority: 'low',
    enabled: true,
  }
  await steward.api('POST', '/channels', channel)
}, 30_000)
afterAll(async () => {
  await client?.endAsync()
  await hook.close()
  await steward?.stop()
  steward?.dispose()
})

const say = (device: string, body: object) =>
  client.publishAsync(`steward/canteen/${device}`, JSON.stringify(body), { qos: 1 })

const openAlarms = async (deviceId: string) =>
  (await steward.api<{ items: Alarm[] }>('GET', '/alarms?state=open')).items.filter(
    alarm => alarm.deviceId === deviceId && alarm.lifeSafety,
  )

const detector = async () =>
  (await steward.api<DetectorStanding[]>('GET', '/safety/detectors')).find(
    ({ deviceId }) => deviceId === 'gas-1',
  )

const told = (alarm: Alarm, event: string) =>
  hook.calls.find(({ body }) => body.event === event && body.alarm.id === alarm.id)

async function dealWith(alarm: Alarm): Promise<void> {
  await say('gas-1', { gas_alarm: false, gas_lel: 0 })
  await steward.api('POST', `/alarms/${alarm.id}/acknowledge`, {})
  await eventually('the alarm closed', () =>
    steward.api('POST', `/alarms/${alarm.id}/close`, { action: 'aired' }),
  )
}

test('a detector is green only when it is alive, in date, and its interlock is proven', async () => {
  expect((await detector())?.reasons).toEqual(['age-unknown', 'bump-overdue'])
  const ledger = { installedOn: '2026-01-01', calibrationDueOn: '2027-01-01' }
  await steward.api('PATCH', '/devices/gas-1', { ledger })
  await steward.api('POST', '/safety/detectors/gas-1/bump-test', {})
  expect((await detector())?.reasons).toEqual([])

  const interlock = await steward.api<Interlock>('POST', '/safety/interlocks', {
    name: 'Gas valve',
    detectorIds: ['gas-1'],
    actuatorId: 'valve-1',
    channel: null,
    order: 'valve.close',
  })
  expect((await detector())?.reasons).toEqual(['interlock-unproven'])
  await steward.api('POST', `/safety/interlocks/${interlock.id}/prove`, {})
  await eventually('the valve to confirm', async () => {
    const [standing] = await steward.api<InterlockStanding[]>('GET', '/safety/interlocks')
    return standing?.state === 'proven'
  })
  expect(orders).toEqual([{ topic: 'steward/canteen/valve-1/set', body: { valve_open: false } }])
  expect((await detector())?.reasons).toEqual([])
})

test('gas closes the valve at once, once, and whoever saw it says so with a picture', async () => {
  orders.length = 0
  await say('valve-1', { valve_open: true })
  await say('gas-1', { gas_alarm: true })
  const [alarm] = await eventually('the alarm', async () => {
    const list = await openAlarms('gas-1')
    return list.length > 0 && list
  })
  if (alarm === undefined) throw new Error('no alarm')
  await eventually('the valve to be told', async () => orders.length === 1)
  expect(alarm.exercise).toBeUndefined()
  await eventually('the webhook', async () => told(alarm, 'raised'))

  await steward.api('POST', `/alarms/${alarm.id}/assign`, { username: 'admin' })
  await steward.api('POST', `/alarms/${alarm.id}/notes`, { note: 'ring 3 was left on', picture: PNG })
  const { alarm: seen, events } = await steward.api<{ alarm: Alarm; events: AlarmEvent[] }>(
    'GET',
    `/alarms/${alarm.id}`,
  )
  expect(seen.assignedTo).toBe('admin')
  const noted = events.find(({ kind }) => kind === 'noted')
  expect(noted).toMatchObject({ note: 'ring 3 was left on', pictureId: expect.any(String) })
  const picture = await fetch(`${steward.url}/api/v1/pictures/${noted?.pictureId}`, {
    headers: await steward.bearer(),
  })
  expect(picture.headers.get('content-type')).toBe('image/png')
  expect(Buffer.from(await picture.arrayBuffer()).toString('base64')).toBe(PNG)
  const noPicture = Buffer.from('<svg onload=alert(1)>').toString('base64')
  await expect(steward.api('POST', `/alarms/${alarm.id}/notes`, { picture: noPicture })).rejects.toThrow(
    /400/,
  )
  await dealWith(alarm)
  expect(orders).toHaveLength(1)
})

test('what a detector says while somebody tries it is a test; what still stands afterwards is not', async () => {
  await steward.api('POST', '/safety/detectors/gas-1/test', { minutes: 10 })
  expect((await detector())?.reasons).toContain('quiet')
  await say('gas-1', { gas_alarm: true })
  const [alarm] = await eventually('the test alarm', async () => {
    const list = await openAlarms('gas-1')
    return list.length > 0 && list
  })
  if (alarm === undefined) throw new Error('no alarm')
  expect(alarm.exercise).toBe('test')
  expect(told(alarm, 'raised')).toBeUndefined()
  await steward.api('POST', '/safety/detectors/gas-1/test', { minutes: 0 })
  await eventually('people to be told', async () => told(alarm, 'raised'))
  const [real] = await openAlarms('gas-1')
  expect(real).toMatchObject({ id: alarm.id })
  expect(real?.exercise).toBeUndefined()
  await dealWith(alarm)
})

test('a drill goes the whole road, marked, and keeps how fast it was answered; it outlives a restart', async () => {
  orders.length = 0
  const drill = await steward.api<Drill>('POST', '/safety/drills', { siteId: 'canteen' })
  await expect(steward.api('POST', '/safety/drills', { siteId: 'canteen' })).rejects.toThrow(/409/)
  const [alarm] = await eventually('the drill alarm', async () => {
    const list = await openAlarms('drill.canteen')
    return list.length > 0 && list
  })
  if (alarm === undefined) throw new Error('no alarm')
  expect(alarm).toMatchObject({ exercise: 'drill', lifeSafety: true, priority: 'critical' })
  const call = await eventually('the webhook', async () => told(alarm, 'raised'))
  expect(call.body.title.zh).toContain('【演练】')

  await steward.kill()
  await steward.start()
  await steward.api('POST', `/alarms/${alarm.id}/acknowledge`, {})
  await eventually('the drill alarm closed', () =>
    steward.api('POST', `/alarms/${alarm.id}/close`, { action: 'drill answered' }),
  )
  const [kept] = await steward.api<Drill[]>('GET', '/safety/drills')
  expect(kept).toMatchObject({ id: drill.id, acknowledgedBy: expect.any(String), outcome: 'answered' })
  expect((kept?.acknowledgedAt ?? 0) - (kept?.raisedAt ?? 0)).toBeGreaterThan(0)
  // A drill shuts nothing.
  expect(orders).toEqual([])
})
