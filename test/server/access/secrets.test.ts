import { argon2Sync } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { hashPassword, verifyPassword } from '../../../server/access/passwords.ts'
import { hashSecret, newSecret, sameSecret } from '../../../server/access/secrets.ts'
import { SignInThrottle } from '../../../server/access/sign-in-throttle.ts'
import { VirtualClock } from '../../support/virtual-clock.ts'

test('a password is kept as Argon2id in PHC format that any other program can check', async () => {
  const phc = await hashPassword('密码 password')
  const [, name, version, parameters, salt = '', tag = ''] = phc.split('$')
  expect([name, version, parameters]).toEqual(['argon2id', 'v=19', 'm=19456,t=2,p=1'])
  const expected = argon2Sync('argon2id', {
    message: '密码 password',
    nonce: Buffer.from(salt, 'base64'),
    parallelism: 1,
    tagLength: 32,
    memory: 19_456,
    passes: 2,
  })
  expect(Buffer.from(tag, 'base64')).toEqual(expected)
  expect(await verifyPassword(phc, '密码 password')).toBe(true)
  expect(await verifyPassword(phc, '密码 Password')).toBe(false)
  expect(await hashPassword('密码 password')).not.toBe(phc)
})

test.each([undefined, '', 'plain text', '$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$'])(
  'the hash %j fits no password',
  async phc => {
    expect(await verifyPassword(phc, '')).toBe(false)
    expect(await verifyPassword(phc, 'x')).toBe(false)
  },
)

test('at most so many passwords are checked at once; the rest are asked to come again', async () => {
  const results = await Promise.allSettled(Array.from({ length: 40 }, () => verifyPassword(undefined, 'x')))
  const refused = results.filter(result => result.status === 'rejected')
  expect(refused).toHaveLength(8)
  expect(refused[0]?.reason).toMatchObject({ code: 'request.too-many' })
  expect(await verifyPassword(undefined, 'x')).toBe(false)
})

test('secrets are long, different, and begin with a letter or digit', () => {
  const secrets = Array.from({ length: 1000 }, newSecret)
  expect(new Set(secrets).size).toBe(1000)
  for (const secret of secrets) expect(secret).toMatch(/^[A-Za-z0-9][\w-]{31}$/)
  const [one = '', other = ''] = secrets
  expect(sameSecret(one, hashSecret(one))).toBe(true)
  expect(sameSecret(other, hashSecret(one))).toBe(false)
  expect(sameSecret(one, '')).toBe(false)
})

let clock: VirtualClock
let throttle: SignInThrottle
beforeEach(() => {
  clock = new VirtualClock()
  throttle = new SignInThrottle(clock)
})
afterEach(() => expect(throttle.waitS('somebody else', '::1')).toBe(0))

test('setting the clock does not shorten the wait', () => {
  for (let i = 0; i < 10; i += 1) throttle.failed('chef', '::1')
  clock.jump(86_400_000)
  expect(throttle.waitS('CHEF', '::1')).toBe(900)
  clock.advance(899_000)
  expect(throttle.waitS('chef', '::1')).toBe(1)
  clock.advance(1000)
  expect(throttle.waitS('chef', '::1')).toBe(0)
})

test('names that somebody invents do not fill the memory, and push out the longest untouched only', () => {
  for (let i = 0; i < 10; i += 1) throttle.failed('old', '::1')
  for (let i = 0; i < 9_999; i += 1) throttle.failed(`name-${i}`, '::1')
  expect(throttle.waitS('old', '::1')).toBeGreaterThan(0)
  throttle.failed('one more', '::1')
  expect(throttle.waitS('old', '::1')).toBe(0)
})
