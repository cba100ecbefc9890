import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Alarm } from '../../../core/contract/alarm.ts'
import type { Channel } from '../../../core/contract/channel.ts'
import { createWebhook } from '../../../server/notify/webhook.ts'

let server: Server
let port: number
let status: number
let calls: { headers: IncomingHttpHeaders; body: string }[]

beforeEach(async () => {
  status = 200
  calls = []
  server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    calls.push({ headers: request.headers, body })
    response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end()
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  port = (server.address() as AddressInfo).port
})
afterEach(() => new Promise(done => server.close(done)))

const channel = (host: string) => ({ url: `http://${host}:${port}/hook`, secret: 'shared' }) as Channel
const message = {
  id: 'a.1',
  event: 'raised',
  at: 1,
  alarm: { id: 'a' } as Alarm,
  title: { zh: '告警', en: 'Alarm' },
  test: false,
}

test('a call is signed and carries its id', async () => {
  await createWebhook('127.0.0.1').notify(channel('127.0.0.1'), message, 2000)
  const [call] = calls
  expect(JSON.parse(call?.body ?? '')).toEqual(message)
  expect(call?.headers['x-steward-delivery']).toBe('a.1')
  const expected = createHmac('sha256', 'shared')
    .update(call?.body ?? '')
    .digest('hex')
  expect(call?.headers['x-steward-signature']).toBe(`sha256=${expected}`)
})

test.each([500, 404, 302])('an answer of %i is a failure, and a redirect is not followed', async answer => {
  status = answer
  await expect(createWebhook('127.0.0.1').notify(channel('127.0.0.1'), message, 2000)).rejects.toThrow(
    String(answer),
  )
  expect(calls).toHaveLength(1)
})

test.each([
  '127.0.0.1',
  'localhost',
  '127.1',
  '127.0.1',
  '2130706433',
  '0x7f000001',
  '0x7f.1',
  '017700000001',
  '0177.0.0.1',
  '0.0.0.0',
  '0',
  '[::1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[64:ff9b::7f00:1]',
  '127.0.0.1.',
  '１２７.0.0.1',
])('%s is not called unless it is allowed', async host => {
  await expect(createWebhook('').notify(channel(host), message, 2000)).rejects.toThrow('private network')
  expect(calls).toEqual([])
})

test('a name that changes its mind is asked once, and the checked address is the one that is called', async () => {
  let asked = 0
  const rebind = async () => [{ address: asked++ === 0 ? '127.0.0.1' : '10.0.0.1', family: 4 }]
  await createWebhook('127.0.0.0/8', rebind).notify(channel('rebind.test'), message, 2000)
  expect([asked, calls.length]).toEqual([1, 1])
  await expect(
    createWebhook('127.0.0.0/8', rebind).notify(channel('rebind.test'), message, 2000),
  ).rejects.toThrow('private')
})

test('a receiver that never answers is given up on, one that hangs up is a failure at once', async () => {
  const silent = createServer(() => {})
  const rude = createServer(request => request.socket.destroy())
  for (const one of [silent, rude]) await new Promise<void>(done => one.listen(0, '127.0.0.1', done))
  const to = (one: Server) =>
    ({ url: `http://127.0.0.1:${(one.address() as AddressInfo).port}/`, secret: null }) as Channel
  const webhook = createWebhook('127.0.0.1')
  await expect(webhook.notify(to(silent), message, 100)).rejects.toThrow('no answer within 100 ms')
  await expect(webhook.notify(to(rude), message, 10_000)).rejects.toThrow('socket hang up')
  silent.closeAllConnections()
  for (const one of [silent, rude]) await new Promise(done => one.close(done))
})
