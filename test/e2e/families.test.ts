/**
 * Every sample of the home-automation families through the real broker of a real Steward: the device is met under its
 * dialect, with each of its readings as a point in its unit.
 */
import mqtt, { type MqttClient } from 'mqtt'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { InboxEntry } from '../../core/contract/device.ts'
import { METRICS, type Metric } from '../../core/contract/metric.ts'
import { payloadOf, type Sample, samplesOf } from '../gateway/codecs/samples.ts'
import { eventually, StewardProcess } from '../support/steward-process.ts'

const CODECS: Readonly<Record<string, string>> = {
  'shelly-gen1': 'shelly-gen1',
  'shelly-gen2': 'shelly-gen2',
  zigbee2mqtt: 'zigbee2mqtt',
  tasmota: 'tasmota',
  esphome: 'esphome',
  wirenboard: 'wiren-board',
  'ble-gateway': 'ble-gateway',
  'cn-platform': 'alink',
}
const FAMILIES = Object.entries(CODECS).map(([family, codec]) => [family, codec] as const)

let steward: StewardProcess
let client: MqttClient
beforeAll(async () => {
  steward = new StewardProcess()
  await steward.start()
  client = await mqtt.connectAsync(`mqtt://127.0.0.1:${steward.mqttPort}`, {
    ...(await steward.addDevice('hub', '--topic', '#')),
    clientId: 'hub',
  })
}, 30_000)
afterAll(async () => {
  await client?.endAsync(true)
  await steward?.stop()
  steward?.dispose()
})

/** Resolves after the PUBACK, when what it said is durable. */
const publish = (topic: string, payload: Buffer) => client.publishAsync(topic, payload, { qos: 1 })

function met(codec: string, address: string): Promise<InboxEntry> {
  return eventually(`${codec} ${address}`, async () =>
    (await steward.api<InboxEntry[]>('GET', '/inbox')).find(
      ({ device }) => device.codec === codec && device.address === address,
    ),
  )
}

/** Texts are kept with their device, not as points. */
function wantedOf({ expected }: Sample): string[] {
  return expected.points.flatMap(({ metric, channel, phase }) => {
    const { unit, kind } = METRICS[metric as Metric]
    return kind === 'text' ? [] : [`${metric} ${channel ?? phase ?? ''} ${unit}`]
  })
}

test.each(FAMILIES)('%s', async (family, codec) => {
  const samples = samplesOf(family)
  for (const sample of samples) await publish(sample.topic, payloadOf(sample))
  for (const sample of samples) {
    const wanted = wantedOf(sample)
    const { device_key: address } = sample.expected
    if (wanted.length === 0 || address === undefined) continue
    const { points } = await met(codec, address)
    const there = points.map(({ metric, channel, unit }) => `${metric} ${channel ?? ''} ${unit}`)
    expect(there, sample.id).toEqual(expect.arrayContaining(wanted))
  }
})

test('ThingsBoard: the devices of one message are met apart', async () => {
  await publish(
    'v1/gateway/telemetry',
    Buffer.from(
      '{"Cold room":[{"ts":1772409600000,"values":{"temperature":4.2}}],"Freezer":[{"temperature":-18}]}',
    ),
  )
  for (const address of ['Cold room', 'Freezer']) {
    const { points } = await met('thingsboard', address)
    expect(points).toMatchObject([{ metric: 'temperature', unit: 'degC' }])
  }
})

test('what is for a device and not from it makes none', async () => {
  await publish('zigbee2mqtt/garden/set', Buffer.from('{"state":"ON"}'))
  await publish('shellies/garden/relay/0/command', Buffer.from('on'))
  await publish('cmnd/garden/Power', Buffer.from('ON'))
  await publish('garden/switch/tap/command', Buffer.from('ON'))
  await publish('/devices/garden/controls/tap/on', Buffer.from('1'))
  const inbox = await steward.api<InboxEntry[]>('GET', '/inbox')
  expect(inbox.filter(({ device }) => device.address.includes('garden'))).toEqual([])
})
