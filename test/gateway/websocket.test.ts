/** MQTT over WebSocket, and packets that come in pieces, as they do there. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connectAsync } from 'mqtt'
import { afterEach, beforeEach, expect, test } from 'vitest'
import WebSocket from 'ws'
import { connectFrame, publishFrame, type Rig, startRig } from './rig.ts'

let rig: Rig
const http = createServer()
let address: string
beforeEach(async () => {
  rig = await startRig()
  http.removeAllListeners('upgrade')
  http.on('upgrade', (request, socket, head) => rig.gateway.upgrade(request, socket, head))
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve))
  address = `ws://127.0.0.1:${(http.address() as AddressInfo).port}/mqtt`
})
afterEach(async () => {
  await rig.stop()
  await new Promise(resolve => http.close(resolve))
})

test('a client signs in, listens, and its reading is kept', async () => {
  const client = await connectAsync(address, {
    username: 'valve-1',
    password: 'secret of valve-1',
    reconnectPeriod: 0,
  })
  await client.subscribeAsync('steward/home/valve-1/set')
  await client.publishAsync('steward/home/valve-1', '{"temperature":5}', { qos: 1 })
  expect(rig.stored).toMatchObject([{ value: 5 }])
  await client.endAsync()
  await expect.poll(() => rig.gateway.status().clients).toBe(0)
})

test('a wrong secret is refused', async () => {
  const options = { username: 'valve-1', password: 'guess', reconnectPeriod: 0 }
  await expect(connectAsync(address, options)).rejects.toThrow()
})

test('packets are understood byte by byte', async () => {
  const socket = new WebSocket(address, 'mqtt')
  const heard: Buffer[] = []
  socket.on('message', data => heard.push(data as Buffer))
  await new Promise(resolve => socket.once('open', resolve))
  const publish = publishFrame('steward/home/valve-1', '{"temperature":6}', 7)
  for (const byte of Buffer.concat([connectFrame('valve-1'), publish])) socket.send(Buffer.from([byte]))
  await expect.poll(() => Buffer.concat(heard)).toEqual(Buffer.from([0x20, 2, 0, 0, 0x40, 2, 0, 7]))
  expect(rig.stored).toMatchObject([{ value: 6 }])
  socket.terminate()
})
