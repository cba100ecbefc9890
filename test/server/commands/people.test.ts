/** `user` and `token`, next to a server that has the same data folder open. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Access, createAccess } from '../../../server/access/access.ts'
import { token } from '../../../server/commands/token.ts'
import { user } from '../../../server/commands/user.ts'
import { TestConsole } from './console.ts'

let shell: TestConsole
let running: Access
beforeEach(() => {
  shell = new TestConsole()
  running = createAccess(shell.state, { now: Date.now, monotonic: () => performance.now() })
})
afterEach(() => shell.close())

test('a user that is added may sign in to the running server, with the password printed once', async () => {
  expect(await shell.run(user, 'add', 'chef', '--role', 'kitchen')).toBe(0)
  const { user: signedIn } = await running.signIn('chef', shell.password, '::1')
  expect(signedIn).toMatchObject({ role: 'kitchen', sites: ['*'] })
  expect(await shell.run(user, 'list')).toBe(0)
  expect(shell.out).toEqual(['chef\tkitchen\t*\tactive'])
})

test('a password may come from a pipe and is then not printed; a new one signs out everywhere', async () => {
  shell.input = 'from a pipe'
  await shell.run(user, 'add', 'boss', '--role', 'administrator', '--password-stdin')
  expect(shell.out.join()).not.toContain('from a pipe')
  const { token: cookie } = await running.signIn('boss', 'from a pipe', '::1')
  expect(await shell.run(user, 'password', 'boss')).toBe(0)
  expect(running.identify({ cookie })).toBeUndefined()
  await expect(running.signIn('boss', 'from a pipe', '::1')).rejects.toThrow('wrong')
  await running.signIn('boss', shell.password, '::1')
})

test('a disabled user is out at once', async () => {
  await shell.run(user, 'add', 'boss', '--role', 'administrator')
  await shell.run(user, 'add', 'chef', '--role', 'kitchen')
  const { token: cookie } = await running.signIn('chef', shell.password, '::1')
  expect(await shell.run(user, 'disable', 'chef')).toBe(0)
  expect(running.identify({ cookie })).toBeUndefined()
})

test('a token works at once, at the sites it names, and is kept as a hash', async () => {
  expect(await shell.run(token, 'create', '--role', 'viewer', '--name', 'wall')).toBe(0)
  const [secret = ''] = shell.out
  expect(secret).toMatch(/^stw_[A-Za-z0-9][\w-]{31}$/)
  expect(running.identify({ bearer: secret })?.actor).toEqual({
    name: 'token:wall',
    role: 'viewer',
    sites: ['*'],
  })
  expect(JSON.stringify(shell.state.tokens.list())).not.toContain(secret)
  expect(shell.state.audit.list()[0]).toMatchObject({
    by: 'command line',
    action: 'token create',
    target: 'wall',
  })
})

test.each([
  [['add', 'chef'], '--role must be one of'],
  [['add', 'chef', '--role', 'king'], '--role must be one of'],
  [['add', 'a b', '--role', 'viewer'], 'NAME is 1 to 40'],
  [['add', 'chef', '--role', 'viewer', '--site', 'moon'], 'no site moon'],
  [['add', 'chef', '--roll', 'viewer'], "Unknown option '--roll'"],
  [['disable', 'nobody'], 'no user nobody'],
  [[], 'say add, list, password or disable'],
])('user %j ends with 2 and says why', async (args, why) => {
  expect(await shell.run(user, ...args)).toBe(2)
  expect(shell.err.join('\n')).toContain(why)
  expect(shell.state.users.list()).toEqual([])
})
