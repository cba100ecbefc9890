/** A maker nobody knows: its packets are kept, somebody says how they are read, and what was missed becomes history. */
import { connectAsync, type MqttClient } from 'mqtt'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { InboxEntry, RejectedPacket } from '../../core/contract/device.ts'
import type { Mapping } from '../../core/contract/mapping.ts'
import type { ReadingView } from '../../core/contract/reading.ts'
import { eventually, StewardProcess } from '../support/steward-process.ts'

let steward: StewardProcess
let client: MqttClient
beforeAll(async () => {
  steward = new StewardProcess()
  await steward.start()
  const { password } = await steward.addDevice('maker', '--topic', 'maker/#')
  client = await connectAsync(`mqtt://127.0.0.1:${steward.mqttPort}`, { username: 'maker', password })
}, 30_000)
afterAll(async () => {
  await client?.endAsync()
  await steward?.stop()
  steward?.dispose()
})

const say = (device: string, body: unknown) =>
  client.publishAsync(`maker/${device}/data`, JSON.stringify(body), { qos: 1 })

test('packets of an unknown maker become readings, those that came before too', async () => {
  await say('c-17', { sensors: [{ temp: 412 }], door: 'AUF' })
  const packet = await eventually('the packet among those that gave nothing', async () =>
    (await steward.api<RejectedPacket[]>('GET', '/rejections')).find(({ topic }) => topic.includes('c-17')),
  )
  expect(packet).toMatchObject({ code: 'topic.unknown', encoding: 'text', cut: false })

  const [{ id: siteId = '' } = {}] = await steward.api<{ id?: string }[]>('GET', '/sites')
  const plain = { channel: null, unit: null, scale: 1, offset: 0, trueWords: [], falseWords: [], nothing: [] }
  const mapping = await steward.api<Mapping>('POST', '/mappings', {
    siteId,
    name: 'Cold box',
    topic: 'maker/{device}/data',
    devicePath: null,
    timePath: null,
    fields: [
      { ...plain, path: 'sensors[0].temp', metric: 'temperature', unit: '°F', scale: 0.1 },
      { ...plain, path: 'door', metric: 'door_open', trueWords: ['AUF'], falseWords: ['ZU'] },
    ],
    order: null,
  })
  const again = await steward.api('POST', '/rejections/decode-again', { ids: [packet.id] })
  expect(again).toEqual({ understood: 1, refused: 0 })
  expect(await steward.api('GET', '/rejections')).toEqual([])

  await say('c-17', { sensors: [{ temp: 392 }], door: 'ZU' })
  const entry = await eventually('the device in the inbox with two readings', async () => {
    const found = (await steward.api<InboxEntry[]>('GET', '/inbox')).find(
      ({ device }) => device.codec === 'mapped',
    )
    return found?.points.length === 2 && found
  })
  expect(entry).toMatchObject({
    device: { address: `${mapping.id}/c-17`, name: { en: 'c-17' } },
    guess: 'door',
  })
  const temperature = entry.points.find(({ metric }) => metric === 'temperature')?.id
  const readings = await eventually('both readings', async () => {
    const { items } = await steward.api<{ items: ReadingView[] }>('GET', `/points/${temperature}/readings`)
    return items.length === 2 && items
  })
  expect(readings[0]).toMatchObject({ at: packet.at, quality: 'late' })
  expect(readings[0]?.value).toBeCloseTo(((41.2 - 32) * 5) / 9, 6)
  expect(readings[1]).toMatchObject({ quality: 'good' })
  expect(readings[1]?.value).toBeCloseTo(4, 6)
})

test('a mapping that would take every device is refused by name', async () => {
  const [{ id: siteId = '' } = {}] = await steward.api<{ id?: string }[]>('GET', '/sites')
  const field = { path: 't', metric: 'temperature', channel: null, unit: null, scale: 1, offset: 0 }
  const fields = [{ ...field, trueWords: [], falseWords: [], nothing: [] }]
  const body = { siteId, name: 'x', topic: '#', devicePath: null, timePath: null, order: null, fields }
  await expect(steward.api('POST', '/mappings', body)).rejects.toThrow(/400.*too-wide/)
})
