/** A device from the inbox to its successor, on the real broker and the real store. */
import { connectAsync, type MqttClient } from 'mqtt'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Device, DeviceDetail, InboxEntry } from '../../core/contract/device.ts'
import type { PeriodUse, ReadingView } from '../../core/contract/reading.ts'
import type { DeviceHealth, SheetOutcome } from '../../core/contract/registry.ts'
import { eventually, StewardProcess } from '../support/steward-process.ts'

let steward: StewardProcess
let client: MqttClient
beforeAll(async () => {
  steward = new StewardProcess()
  await steward.start()
  const { password } = await steward.addDevice('hub', '--topic', 'steward/canteen/+')
  client = await connectAsync(`mqtt://127.0.0.1:${steward.mqttPort}`, { username: 'hub', password })
}, 30_000)
afterAll(async () => {
  await client?.endAsync()
  await steward?.stop()
  steward?.dispose()
})

const say = (device: string, body: object) =>
  client.publishAsync(`steward/canteen/${device}`, JSON.stringify(body), { qos: 1 })

async function inboxKey(address: string): Promise<string> {
  const entry = await eventually(`${address} in the inbox`, async () =>
    (await steward.api<InboxEntry[]>('GET', '/inbox')).find(({ device }) => device.address === address),
  )
  return entry.key
}

const readingsOf = async (point: number) =>
  (await steward.api<{ items: ReadingView[] }>('GET', `/points/${point}/readings`)).items.map(
    ({ value }) => value,
  )

let meter: DeviceDetail
test('several are adopted at once, or none', async () => {
  const now = Date.now()
  await say('meter-1', { water_total: 8120, ts: now - 7_200_000 })
  await say('meter-1', { water_total: 8123.4, ts: now - 3_600_000 })
  await say('cold-1', { temperature: 4, ts: now - 60_000 })
  const items = [
    { key: await inboxKey('canteen/meter-1'), kind: 'water-meter', name: 'Main meter' },
    { key: await inboxKey('canteen/cold-1'), kind: 'fridge' },
  ]
  const unknown = { key: 'nobody', kind: 'fridge' }
  await expect(steward.api('POST', '/inbox/adopt-many', { items: [...items, unknown] })).rejects.toThrow(
    /404/,
  )
  expect(await steward.api<InboxEntry[]>('GET', '/inbox')).toHaveLength(2)
  const adopted = await steward.api<Device[]>('POST', '/inbox/adopt-many', { items })
  expect(adopted.map(({ kind, status }) => [kind, status])).toEqual([
    ['water-meter', 'active'],
    ['fridge', 'active'],
  ])
  meter = await steward.api<DeviceDetail>('GET', `/devices/${items[0]?.key}`)
})

test('an exchanged meter goes on where the old one ended, and nobody used the difference', async () => {
  const register = meter.points[0]?.id ?? 0
  await say('meter-2', { water_total: 0.5 })
  const by = await inboxKey('canteen/meter-2')
  const registers = [{ pointId: register, final: 8124, first: 0.2 }]
  const after = await steward.api<DeviceDetail>('POST', `/devices/${meter.device.id}/replace`, {
    by,
    registers,
  })
  expect(after.device).toMatchObject({
    id: meter.device.id,
    name: { en: 'Main meter' },
    address: 'canteen/meter-2',
  })
  expect(await steward.api<InboxEntry[]>('GET', '/inbox')).toEqual([])
  await say('meter-2', { water_total: 1.7 })
  expect(await readingsOf(register)).toEqual([8120, 8123.4, 0.5, 1.7])
  const use = await steward.api<PeriodUse[]>(
    'GET',
    `/points/${register}/use?from=${Date.now() - 86_400_000}&to=${Date.now() + 60_000}&per=day`,
  )
  const total = use.reduce((sum, one) => sum + (one.use ?? 0), 0)
  // 8120 to 8124 on the old one, 0.2 to 1.7 on the new one.
  expect(total).toBeCloseTo(4 + 1.5, 6)
})

test('a device heard a second way is one device', async () => {
  await say('cold-1-again', { temperature: 5, humidity: 60 })
  const other = await inboxKey('canteen/cold-1-again')
  const [fridge] = (await steward.api<Device[]>('GET', '/devices')).filter(({ kind }) => kind === 'fridge')
  const merged = await steward.api<DeviceDetail>('POST', `/devices/${fridge?.id}/merge`, { other })
  expect(merged.points.map(({ metric }) => metric).sort()).toEqual(['humidity', 'temperature'])
  await say('cold-1-again', { temperature: 6 })
  await say('cold-1', { temperature: 7 })
  const temperature = merged.points.find(({ metric }) => metric === 'temperature')?.id ?? 0
  expect(await readingsOf(temperature)).toEqual([4, 5, 6, 7])
  expect(await steward.api<InboxEntry[]>('GET', '/inbox')).toEqual([])
})

test('the registry goes through a spreadsheet and back; what is wrong in it changes nothing', async () => {
  const response = await fetch(`${steward.url}/api/v1/registry.csv`, { headers: await steward.bearer() })
  const csv = await response.text()
  expect(response.headers.get('content-type')).toContain('text/csv')
  const untouched = await steward.api<SheetOutcome>('POST', '/registry', { csv, dryRun: true })
  expect(untouched).toEqual({ added: [], changes: [], faults: [], applied: false })

  // As a German Excel saves it: semicolons.
  const sheet = 'id;name_zh;installed_on;kind\r\n'
  const row = `${meter.device.id};总水表;2026-11-01;\r\n`
  const dry = await steward.api<SheetOutcome>('POST', '/registry', {
    csv: `${sheet}${row}new-1;;;gas`,
    dryRun: true,
  })
  expect(dry).toMatchObject({ added: ['new-1'], applied: false, faults: [] })
  expect(dry.changes.map(({ id, field, after }) => [id, field, after])).toEqual([
    [meter.device.id, 'name_zh', '总水表'],
    [meter.device.id, 'installed_on', '2026-11-01'],
    ['new-1', 'kind', 'gas'],
  ])
  const bad = await steward.api<SheetOutcome>('POST', '/registry', {
    csv: `${sheet}${row}new-1;;;oven`,
    dryRun: false,
  })
  expect(bad).toMatchObject({ applied: false, faults: [{ row: 3, column: 'kind', code: 'kind.unknown' }] })
  expect(
    (await steward.api<DeviceDetail>('GET', `/devices/${meter.device.id}`)).device.ledger,
  ).toBeUndefined()

  await steward.api('POST', '/registry', { csv: `${sheet}${row}new-1;;;gas`, dryRun: false })
  const { device } = await steward.api<DeviceDetail>('GET', `/devices/${meter.device.id}`)
  expect(device).toMatchObject({
    name: { zh: '总水表', en: 'Main meter' },
    ledger: { installedOn: '2026-11-01' },
  })
  expect((await steward.api<DeviceDetail>('GET', '/devices/new-1')).device).toMatchObject({ kind: 'gas' })
})

test('how a device is doing: its clock, its rhythm, what came twice', async () => {
  const start = Date.now()
  for (let at = 0; at < 8; at += 1)
    await say('new-1', { gas_lel: 0, battery: 80, rssi: -60, ts: start - (8 - at) * 60_000 - 1_800_000 })
  await say('new-1', { gas_lel: 0, ts: start - 60_000 - 1_800_000 })
  const health = await steward.api<DeviceHealth>('GET', '/devices/new-1/health')
  expect(health).toMatchObject({ packets: 9, everyS: 60, battery: { percent: 80, emptyOn: null } })
  expect(health.signal).toMatchObject({ metric: 'rssi', word: 'good' })
  expect(health.repeats).toBe(1)
  expect(health.clockAheadS).toBeLessThan(-1800)
})

test('everything survives a restart', async () => {
  await steward.stop()
  await steward.start()
  const [fridge] = (await steward.api<Device[]>('GET', '/devices')).filter(({ kind }) => kind === 'fridge')
  expect(fridge?.aliases).toEqual([{ codec: 'plain', address: 'canteen/cold-1-again' }])
  expect(await steward.api<InboxEntry[]>('GET', '/inbox')).toEqual([])
})
