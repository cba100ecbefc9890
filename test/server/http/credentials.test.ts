/** Credentials over the API: shown once, rotated, revoked, and nobody else's. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CredentialView, IssuedCredential } from '../../../core/contract/credential.ts'
import { HouseFixture } from './house-fixture.ts'

let house: HouseFixture
let headers: { authorization: string }
beforeEach(async () => {
  house = await new HouseFixture().open()
  headers = house.bearer('administrator')
})
afterEach(() => house.close())

async function make(payload: object): Promise<IssuedCredential> {
  const reply = await house.call('POST', '/credentials', { headers, payload })
  expect(reply.statusCode, reply.body).toBe(200)
  return reply.json()
}

const verify = (name: string, password: string) => house.access.credentials.verify(name, password)

test('a gateway gets the topics of its kind, and its password once', async () => {
  const { username, password, credential } = await make({ id: 'hall', kind: 'zigbee2mqtt', base: 'zb/hall' })
  expect(verify(username, password)?.publish).toEqual(['zb/hall/#', 'homeassistant/#'])
  expect(credential.subscribe).toEqual(['zb/hall/#', 'homeassistant/#'])
  const list = await house.call('GET', '/credentials', { headers })
  expect(list.body).not.toContain(password)
  expect(JSON.stringify(house.state.audit.list())).not.toContain(password)
  expect(house.state.audit.list()[0]).toMatchObject({ action: 'createCredential', target: 'hall' })
})

test.each([
  [{ id: 'x', kind: 'zigbee2mqtt', base: '#' }, 400],
  [{ id: 'x', kind: 'zigbee2mqtt', base: '+' }, 400],
  [{ id: 'x', kind: 'zigbee2mqtt', base: 'steward/north' }, 400],
  [{ id: 'x', kind: 'custom', publish: [] }, 400],
  [{ id: 'x', kind: 'custom', publish: ['a/#/b'] }, 400],
  [{ id: 'x', kind: 'custom', publish: ['$SYS/#'] }, 400],
  [{ id: 'x', kind: 'plain', base: 'nowhere' }, 404],
  [{ id: 'a/b', kind: 'dtu' }, 400],
])('%j is refused with %i', async (payload, status) => {
  const reply = await house.call('POST', '/credentials', { headers, payload })
  expect(reply.statusCode, reply.body).toBe(status)
  expect(house.state.credentials.list()).toEqual([])
})

test('a name is given once, and never that of a device', async () => {
  await make({ id: 'hall', kind: 'tasmota' })
  house.device('north-valve', 'north')
  for (const id of ['hall', 'north-valve']) {
    const reply = await house.call('POST', '/credentials', { headers, payload: { id, kind: 'tasmota' } })
    expect(reply.statusCode).toBe(409)
  }
})

test('rotated: the old password is dead, the connections end, the rights stay', async () => {
  const { password } = await make({ id: 'hall', kind: 'dtu' })
  const reply = await house.call('POST', '/credentials/hall/rotate', { headers })
  const next: IssuedCredential = reply.json()
  expect(verify('hall', password)).toBeUndefined()
  expect(verify('hall', next.password)?.publish).toEqual(['dtu/%u/up'])
  expect(house.revoked).toEqual(['hall'])
})

test('revoked and given back, changed, removed', async () => {
  const { password } = await make({ id: 'hall', kind: 'dtu' })
  const change = (payload: object) => house.call('PATCH', '/credentials/hall', { headers, payload })
  await change({ disabled: true })
  expect(verify('hall', password)).toBeUndefined()
  await change({ disabled: false })
  expect(verify('hall', password)).toBeDefined()
  expect((await change({ publish: ['dtu/+/up'] })).json()).toMatchObject({
    kind: 'custom',
    publish: ['dtu/+/up'],
  })
  expect((await change({ publish: ['bad/#/x'] })).statusCode).toBe(400)
  await house.call('DELETE', '/credentials/hall', { headers })
  expect(verify('hall', password)).toBeUndefined()
  expect(house.revoked).toEqual(['hall', 'hall', 'hall', 'hall'])
})

test('who connected last, from where, and who is connected now', async () => {
  await make({ id: 'hall', kind: 'dtu' })
  house.access.credentials.connected('hall', '10.0.0.7')
  house.connections.push({
    clientId: 'dtu-1',
    credentialId: 'hall',
    address: '10.0.0.7',
    connectedAt: 5,
    secure: true,
    protocol: '3.1.1',
    filters: [],
  })
  const [hall]: CredentialView[] = (await house.call('GET', '/credentials', { headers })).json()
  expect(hall).toMatchObject({ lastAddress: '10.0.0.7', lastConnectedAt: house.clock.now(), clients: 1 })
  const shown = (await house.call('GET', '/mqtt/clients?credential=hall', { headers })).json()
  expect(shown).toMatchObject({ total: 1, clients: [{ clientId: 'dtu-1', secure: true }] })
})

test('what the command line changes meanwhile is not undone by writing down who connected', async () => {
  await make({ id: 'hall', kind: 'dtu' })
  house.access.credentials.connected('hall', '10.0.0.7')
  house.access.credentials.connected('hall', '10.0.0.8')
  house.access.credentials.setDisabled('hall', true)
  house.access.credentials.flush()
  expect(house.state.credentials.get('hall')).toMatchObject({ disabled: true, lastAddress: '10.0.0.8' })
})

describe('a manager of the south', () => {
  const theirs = () => house.bearer('manager', ['south'])

  test('deals with the credentials of the south only', async () => {
    house.device('north-valve', 'north')
    house.access.credentials.issueForDevice({ id: 'north-valve', siteId: 'north' })
    await make({ id: 'hall', kind: 'zigbee2mqtt' })
    await make({ id: 'plain-south', kind: 'plain', base: 'south' })
    const seen: CredentialView[] = (await house.call('GET', '/credentials', { headers: theirs() })).json()
    expect(seen.map(({ id }) => id)).toEqual(['plain-south'])
    for (const id of ['north-valve', 'hall'])
      for (const [method, path] of [
        ['PATCH', `/credentials/${id}`],
        ['POST', `/credentials/${id}/rotate`],
        ['DELETE', `/credentials/${id}`],
      ] as const) {
        const reply = await house.call(method, path, { headers: theirs(), payload: {} })
        expect(reply.statusCode).toBe(404)
      }
    expect(house.revoked).toEqual([])
  })

  test('makes none that speaks across sites', async () => {
    const ask = (payload: object) => house.call('POST', '/credentials', { headers: theirs(), payload })
    expect((await ask({ id: 'x', kind: 'zigbee2mqtt' })).statusCode).toBe(403)
    expect((await ask({ id: 'x', kind: 'plain', base: 'north' })).statusCode).toBe(404)
    expect((await ask({ id: 'x', kind: 'plain', base: 'south' })).statusCode).toBe(200)
  })
})

test('a device out of service is not let in by its key', async () => {
  const device = house.device('north-valve', 'north')
  house.access.credentials.issueForDevice({ id: 'north-valve', siteId: 'north' })
  house.directory.put({ ...device, status: 'disabled' })
  house.access.credentials.setDisabled('north-valve', true)
  const reply = await house.call('POST', '/credentials/north-valve/rotate', { headers })
  expect(reply.statusCode).toBe(409)
  expect(house.access.credentials.named('north-valve')).toBeUndefined()
})
