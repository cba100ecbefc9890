import { chmodSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { doctor } from '../../../server/commands/doctor.ts'
import { TestAuthority } from '../../support/certificates.ts'
import { TestConsole } from './console.ts'

let shell: TestConsole
afterEach(() => shell.close())

const line = (name: string) => shell.out.find(one => one.includes(`  ${name}:`)) ?? ''

test('a sound machine ends with 0, one line for each check', async () => {
  shell = new TestConsole({ httpPort: 0, mqttPort: 0 })
  expect(await shell.run(doctor)).toBe(0)
  expect(shell.out).toHaveLength(10)
  for (const one of shell.out) expect(one).toMatch(/^(OK {2}|WARN) {2}\S/)
  expect(line('state database')).toContain('no administrator yet')
})

test('a port in use is worth a word, a folder open to all too', async () => {
  const other = createServer()
  await new Promise<void>(resolve => other.listen(0, '0.0.0.0', resolve))
  const { port } = other.address() as AddressInfo
  shell = new TestConsole({ httpPort: port, mqttPort: 0 })
  chmodSync(shell.folder, 0o755)
  expect(await shell.run(doctor)).toBe(0)
  expect(line('web port')).toMatch(/^WARN .*STEWARD_HTTP_PORT/)
  expect(line('data folder')).toMatch(/^WARN .*chmod 700/)
  await new Promise(resolve => other.close(resolve))
})

test('a store that does not answer ends with 1, and its password is not shown', async () => {
  shell = new TestConsole({ httpPort: 0, mqttPort: 0, store: 'influx://me:hidden-word@127.0.0.1:1/steward' })
  expect(await shell.run(doctor)).toBe(1)
  expect(line('store of readings')).toMatch(/^FAIL .*127\.0\.0\.1:1 does not answer/)
  expect(shell.out.join()).not.toContain('hidden-word')
})

test('a certificate that ends soon is worth a word, a key of another one is a failure', async () => {
  const authority = new TestAuthority()
  try {
    const [one, two] = [authority.sign('one'), authority.sign('two')]
    const ports = { httpPort: 0, mqttPort: 0, mqttsPort: 0 }
    shell = new TestConsole({ ...ports, mqttsCert: one.cert, mqttsKey: one.key })
    expect(await shell.run(doctor)).toBe(0)
    expect(line('TLS certificate')).toMatch(/^WARN .*renew it/)
    shell.close()
    shell = new TestConsole({ ...ports, mqttsCert: one.cert, mqttsKey: two.key })
    expect(await shell.run(doctor)).toBe(1)
    expect(line('TLS certificate')).toMatch(/^FAIL .*does not belong/)
  } finally {
    authority.dispose()
  }
})
