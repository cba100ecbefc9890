/** A credential that stops to hold ends its connections, and the broker knows who is connected. */
import { afterEach, expect, test } from 'vitest'
import { closeOf, credentialOf, type Rig, startRig } from './rig.ts'

let rig: Rig
afterEach(() => rig.stop())

test('who is connected, from where, and what they listen to', async () => {
  rig = await startRig()
  const client = await rig.sign('valve-1', { clientId: 'v1' })
  await rig.sign('hub', { clientId: 'h1', protocolId: 'MQIsdp', protocolVersion: 3 })
  await client.subscribeAsync('steward/home/valve-1/set')
  expect(rig.gateway.clients()).toMatchObject([
    {
      clientId: 'v1',
      credentialId: 'valve-1',
      address: '127.0.0.1',
      secure: false,
      protocol: '3.1.1',
      filters: ['steward/home/valve-1/set'],
    },
    { clientId: 'h1', credentialId: 'hub', protocol: '3.1', filters: [] },
  ])
  await client.endAsync()
  await expect.poll(() => rig.gateway.clients().map(({ clientId }) => clientId)).toEqual(['h1'])
})

test('revoked: every connection of it ends, others do not', async () => {
  rig = await startRig()
  const closed = [await rig.sign('valve-1'), await rig.sign('valve-1')].map(closeOf)
  const other = await rig.sign('hub')
  rig.gateway.disconnect('valve-1')
  await Promise.all(closed)
  expect(other.connected).toBe(true)
})

test('nothing that follows the revocation on the same wire is taken in', async () => {
  rig = await startRig()
  const client = await rig.sign('valve-1')
  await client.publishAsync('steward/home/valve-1', '{"temperature":1}', { qos: 1 })
  const closed = closeOf(client)
  client.publish('steward/home/valve-1', '{"temperature":2}', { qos: 1 }, () => {})
  rig.gateway.disconnect('valve-1')
  await closed
  expect(rig.stored.map(({ value }) => value)).toEqual([1])
})

test('looked at again, a credential that was changed elsewhere ends its connections', async () => {
  let secretHash = ''
  const connected: string[] = []
  rig = await startRig({
    parts: {
      credentials: {
        verify: id => ({ ...credentialOf(id), secretHash }),
        holds: credential => credential.secretHash === secretHash,
        connected: (id, address) => void connected.push(`${id} ${address}`),
      },
    },
  })
  const client = await rig.sign('valve-1')
  rig.gateway.recheck()
  expect(rig.gateway.clients()).toHaveLength(1)
  const closed = closeOf(client)
  secretHash = 'another'
  rig.gateway.recheck()
  await closed
  expect(connected).toEqual(['valve-1 127.0.0.1'])
})
