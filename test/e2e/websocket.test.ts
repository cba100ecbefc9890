/** MQTT over WebSocket on the port of the page, for devices behind a proxy that lets nothing else through. */
import { connectAsync } from 'mqtt'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PointView } from '../../core/contract/point.ts'
import { StewardProcess } from '../support/steward-process.ts'

let steward: StewardProcess
beforeAll(async () => {
  steward = new StewardProcess()
  await steward.start()
})
afterAll(async () => {
  await steward?.stop()
  steward?.dispose()
})

test('a device signs in over /mqtt and its reading is kept before it is acknowledged', async () => {
  const { password } = await steward.addDevice('fridge-1', '--kind', 'fridge')
  const address = `ws://127.0.0.1:${steward.httpPort}/mqtt`
  const client = await connectAsync(address, { username: 'fridge-1', password, reconnectPeriod: 0 })
  await client.publishAsync('steward/canteen/fridge-1', '{"temperature":3.5}', { qos: 1 })
  const points = await steward.api<PointView[]>('GET', '/points?deviceId=fridge-1')
  expect(points).toMatchObject([
    { metric: 'temperature', unit: 'degC', last: { value: 3.5, quality: 'good' } },
  ])
  await client.endAsync()
})

test('no other path of the page speaks MQTT, and nobody comes in without a credential', async () => {
  const options = { username: 'fridge-1', password: 'guess', reconnectPeriod: 0 }
  await expect(connectAsync(`ws://127.0.0.1:${steward.httpPort}/mqtt`, options)).rejects.toThrow()
  await expect(connectAsync(`ws://127.0.0.1:${steward.httpPort}/other`, options)).rejects.toThrow()
})
