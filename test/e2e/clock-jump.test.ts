/**
 * Somebody sets the machine's clock, an hour ahead and an hour back: the whole product on a clock that can be set, with
 * real devices on the wire, one that knows the time and one that does not.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectAsync, type MqttClient } from 'mqtt'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Alarm } from '../../core/contract/alarm.ts'
import type { Device } from '../../core/contract/device.ts'
import type { PointView } from '../../core/contract/point.ts'
import type { Clock } from '../../core/ports.ts'
import { type House, openHouse } from '../../house.ts'
import { readConfig } from '../../server/config.ts'
import { silentLog } from '../support/silent-log.ts'

const HOUR = 3_600_000
const PASSWORD = 'a long enough secret'
const [WARM, COLD] = [12, 4]
const EACH = 15
const SILENT_AFTER_S = 120

class SetClock implements Clock {
  offsetMs = 0
  now(): number {
    return Date.now() + this.offsetMs
  }
  monotonic(): number {
    return performance.now()
  }
}

let folder: string
let clock: SetClock
let house: House
let cookie: string
const devices: Record<'knowing' | 'plain', TestDevice> = {} as never

class TestDevice {
  readonly client: MqttClient
  readonly topic: string
  sent = 0

  constructor(client: MqttClient, { siteId, id }: Device) {
    this.client = client
    this.topic = `steward/${siteId}/${id}`
  }

  /** `at` is the device's own time, which is right; left out when it has none. */
  async send(temperature: number, at?: number): Promise<void> {
    this.sent += 1
    await this.client.publishAsync(this.topic, JSON.stringify({ temperature, ts: at }), { qos: 1 })
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'steward-clock-'))
  clock = new SetClock()
  const environment = {
    ...{ STEWARD_DATA: join(folder, 'data'), STEWARD_HOST: '127.0.0.1', STEWARD_ADMIN_PASSWORD: PASSWORD },
    ...{ STEWARD_HTTP_PORT: '0', STEWARD_MQTT_PORT: '0' },
  }
  const config = readConfig(environment, join(folder, 'none.yaml'))
  house = await openHouse({ config, log: silentLog, clock, dashboardFolder: folder })
  cookie = ''
  await api('POST', '/session', { username: 'admin', password: PASSWORD })
  for (const id of ['knowing', 'plain'] as const) await addDevice(id)
})
afterEach(async () => {
  await Promise.all(Object.values(devices).map(({ client }) => client.endAsync()))
  await house.stop()
  rmSync(folder, { recursive: true })
})

async function api<T>(method: string, path: string, body?: unknown): Promise<T> {
  const url = `http://127.0.0.1:${house.ports.http}`
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { origin: url, cookie, ...(body !== undefined && { 'content-type': 'application/json' }) },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
  return JSON.parse(text) as T
}

interface Created {
  readonly device: Device
  readonly credential: { readonly username: string; readonly password: string }
}

/** A device that has spoken once, with a limit and a time after which its silence is an alarm. */
async function addDevice(id: 'knowing' | 'plain'): Promise<void> {
  const { device, credential } = await api<Created>('POST', '/devices', { id })
  const client = await connectAsync(`mqtt://127.0.0.1:${house.ports.mqtt}`, { ...credential, clientId: id })
  devices[id] = new TestDevice(client, device)
  await api('PATCH', `/devices/${id}`, { silentAfterS: SILENT_AFTER_S })
  await devices[id].send(COLD, id === 'knowing' ? Date.now() : undefined)
  const points = await api<PointView[]>('GET', `/points?deviceId=${id}`)
  const rule = {
    ...{ pointId: points[0]?.id, priority: 'high', enabled: true, onDelayS: 0, offDelayS: 0 },
    ...{ latching: false, lifeSafety: false, actionRequired: false, realarmS: 0 },
  }
  const limit = { type: 'high', limit: 8, deadband: 0 }
  await api('POST', '/rules', { ...rule, name: { zh: '过热', en: 'Too warm' }, condition: limit })
  const silence = {
    ...rule,
    name: { zh: '失联', en: 'Silent' },
    condition: { type: 'no-data', afterS: SILENT_AFTER_S },
  }
  await api('POST', '/rules', silence)
}

async function talk(count: number, temperature = COLD): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    await devices.knowing.send(temperature, Date.now())
    await devices.plain.send(temperature)
  }
}

const alarms = async () => (await api<{ items: Alarm[] }>('GET', '/alarms?state=all')).items

const AHEAD_AND_BACK = [HOUR, 0]
const BACK_AND_RIGHT = [-HOUR, 0]
const A_LITTLE = [-300, 0]

test.each([
  ['an hour ahead, and back', AHEAD_AND_BACK],
  ['an hour back, and right again', BACK_AND_RIGHT],
  ['ahead, back and further back', [HOUR, -HOUR, 0]],
  ['a moment back, as a time server does it', A_LITTLE],
])('%s: no reading is lost, nobody is signed out, no alarm is invented or missed', async (_, offsets) => {
  await talk(EACH)
  for (const offset of offsets) {
    clock.offsetMs = offset
    await talk(EACH)
    expect(await alarms()).toEqual([])
  }
  const { sent } = devices.plain
  const from = Date.now() - 3 * HOUR
  for (const { id, deviceId } of await api<PointView[]>('GET', '/points')) {
    const { items } = await api<{ items: unknown[] }>(
      'GET',
      `/points/${id}/readings?from=${from}&to=${from + 6 * HOUR}`,
    )
    expect([deviceId, items.length]).toEqual([deviceId, sent])
  }
  expect(await api('GET', '/session')).toMatchObject({ user: { username: 'admin' } })

  await talk(EACH, WARM)
  const raised = await alarms()
  expect(raised.map(({ deviceId }) => deviceId).sort()).toEqual(['knowing', 'plain'])
  await talk(2, COLD)
  expect((await alarms()).map(({ state }) => state)).toEqual(['rtnun', 'rtnun'])
})

test('while the clock is wrong, too warm is too warm, once for each rule', async () => {
  await talk(EACH)
  for (const offset of [HOUR, 0, -HOUR, 0]) {
    clock.offsetMs = offset
    await talk(5, WARM)
  }
  const raised = await alarms()
  expect(raised.map(({ deviceId, state }) => `${deviceId} ${state}`).sort()).toEqual([
    'knowing unack',
    'plain unack',
  ])
})

test('what is late, from the future, or said again neither raises nor ends an alarm', async () => {
  const { knowing } = devices
  const now = Date.now()
  await knowing.send(COLD, now)
  await knowing.send(WARM, now - 24 * HOUR)
  await knowing.send(WARM, now - 60_000)
  await knowing.send(WARM, now - 50)
  expect(await alarms()).toEqual([])
  await knowing.send(WARM, now + 20)
  await knowing.send(WARM, now + 20)
  await knowing.send(COLD, now - 24 * HOUR)
  await knowing.send(COLD, now + 10)
  const raised = await alarms()
  expect(raised.map(({ state }) => state)).toEqual(['unack'])
})
