/** `device add`, next to a running server. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Credentials } from '../../../server/access/credentials.ts'
import { device } from '../../../server/commands/device.ts'
import { commands } from '../../../server/commands/index.ts'
import { TestConsole } from './console.ts'

let shell: TestConsole
let running: Credentials
beforeEach(() => {
  shell = new TestConsole()
  running = new Credentials(shell.state, { now: Date.now, monotonic: () => performance.now() })
})
afterEach(() => shell.close())

test('a device gets a credential for its own topics, also before the first start', async () => {
  expect(await shell.run(device, 'add', 'fridge-1', '--kind', 'fridge')).toBe(0)
  expect(running.verify('fridge-1', shell.password)).toMatchObject({
    publish: ['steward/canteen/fridge-1', 'steward/canteen/fridge-1/status'],
    subscribe: ['steward/canteen/fridge-1/set'],
  })
  expect(running.verify('fridge-1', 'wrong')).toBeUndefined()
  expect(running.verify('nobody', shell.password)).toBeUndefined()
  expect(shell.state.devices.get('fridge-1')).toMatchObject({
    kind: 'fridge',
    status: 'active',
    codec: 'plain',
  })
})

test('adding it again replaces the password and keeps the device', async () => {
  await shell.run(device, 'add', 'fridge-1', '--kind', 'fridge')
  const old = shell.password
  await shell.run(device, 'add', 'fridge-1')
  expect(running.verify('fridge-1', old)).toBeUndefined()
  expect(running.verify('fridge-1', shell.password)).toBeDefined()
  expect(shell.state.devices.get('fridge-1')).toMatchObject({ kind: 'fridge' })
})

test('a gateway speaks where its filters say and hears the orders of its devices', async () => {
  expect(await shell.run(device, 'add', 'bridge', '--topic', 'zigbee2mqtt/#')).toBe(0)
  expect(shell.out.slice(0, 2).join('\n')).toMatch(/^username: bridge\npassword: [A-Za-z0-9]\S{31} /)
  const credential = running.verify('bridge', shell.password)
  expect(credential?.publish).toEqual(['zigbee2mqtt/#'])
  expect(credential?.subscribe).toContain('zigbee2mqtt/#')
  expect(shell.state.devices.list()).toEqual([])
})

test.each([
  [['add', 'a b'], 'ID is 1 to 64'],
  [['add', 'x', '--kind', 'spoon'], '--kind must be one of'],
  [['add', 'x', '--site', 'moon'], 'no site moon'],
  [['add', 'x', '--topic', 'a#'], 'not a topic filter'],
  [['add', 'x', '--topic', '$SYS/#'], 'not a topic filter'],
  [['remove', 'x'], 'say add and one ID'],
])('device %j ends with 2 and says why', async (args, why) => {
  expect(await shell.run(device, ...args)).toBe(2)
  expect(shell.err.join('\n')).toContain(why)
  expect(shell.state.credentials.list()).toEqual([])
})

test('help names every command', async () => {
  const help = commands.find(({ name }) => name === 'help')
  if (help === undefined) throw new Error('no help')
  await shell.run(help)
  for (const { name } of commands) expect(shell.out.join('\n')).toMatch(new RegExp(`^  ${name}\\b`, 'm'))
  expect(shell.out.join('\n')).toContain('decode')
})

test('revoked at the console, it is in the list as such and its password opens nothing', async () => {
  await shell.run(device, 'add', 'hall', '--topic', 'zigbee2mqtt/#')
  expect(running.verify('hall', shell.password)).toBeDefined()
  const { password } = shell
  expect(await shell.run(device, 'revoke', 'hall')).toBe(0)
  expect(running.verify('hall', password)).toBeUndefined()
  expect(await shell.run(device, 'list')).toBe(0)
  expect(shell.out).toEqual(['hall\trevoked\tnever connected\tzigbee2mqtt/#'])
  expect(await shell.run(device, 'revoke', 'nobody')).toBe(2)
})
