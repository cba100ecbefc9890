/** Access to a Steward that runs: what is done at the console counts at once, and a restart closes what was open. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ConnectedClient } from '../../core/contract/credential.ts'
import { mosquittoTool } from '../support/mosquitto.ts'
import { eventually, StewardProcess } from '../support/steward-process.ts'

const steward = new StewardProcess()
beforeAll(() => steward.start(), 30_000)
afterAll(async () => {
  await steward.stop()
  steward.dispose()
})

const clients = async () =>
  (await steward.api<{ clients: ConnectedClient[] }>('GET', '/mqtt/clients')).clients

const passwordIn = (output: string) => /^password: (\S+)/m.exec(output)?.[1] ?? ''

const address = () => ['-h', '127.0.0.1', '-p', String(steward.mqttPort)]

test('a new password at the console ends the connection that used the old one', async () => {
  const add = () => steward.cli('device', 'add', 'hall', '--topic', 'zigbee2mqtt/#')
  const login = ['-u', 'hall', '-P', passwordIn(await add())]
  const listener = spawn('mosquitto_sub', [...address(), ...login, '-t', 'zigbee2mqtt/#'], {
    stdio: 'ignore',
  })
  try {
    await eventually('the listener to be connected', async () => (await clients()).length === 1)
    const next = passwordIn(await add())
    await eventually('the connection to be ended', async () => (await clients()).length === 0)
    const message = [
      ...address(),
      '-q',
      '1',
      '-t',
      'zigbee2mqtt/x',
      '-m',
      '{"temperature":3}',
      '-u',
      'hall',
      '-P',
    ]
    expect((await mosquittoTool('mosquitto_pub', [...message, login[3] ?? ''])).code).not.toBe(0)
    expect((await mosquittoTool('mosquitto_pub', [...message, next])).code).toBe(0)
  } finally {
    listener.kill('SIGKILL')
    await once(listener, 'exit')
  }
}, 20_000)

test('an import while it runs is in force at once, and changes nothing the second time', async () => {
  const folder = join(steward.folder, 'files')
  await steward.cli('export', folder)
  const path = join(folder, 'sites.yaml')
  writeFileSync(path, readFileSync(path, 'utf8').replace(/zh: .*/, 'zh: 第二食堂'))
  expect(await steward.cli('import', folder, '--dry-run')).toMatch(
    /name\.zh: ".*" -> "第二食堂"[\s\S]*dry run/,
  )
  expect(await steward.cli('import', folder)).toContain('1 changed')
  expect(await steward.api('GET', '/sites')).toMatchObject([{ name: { zh: '第二食堂' } }])
  expect(await steward.cli('import', folder)).toBe('nothing differs\n')
}, 20_000)

test('pairing does not survive a restart', async () => {
  const stranger = [...address(), '-q', '1', '-t', 'tele/cellar/LWT', '-m', 'Online']
  await steward.api('POST', '/pairing', { prefix: 'tele', minutes: 15 })
  expect((await mosquittoTool('mosquitto_pub', stranger)).code).toBe(0)
  const inbox = await steward.api<{ key: string }[]>('GET', '/inbox')
  expect(inbox.map(({ key }) => key)).toContain('cellar')
  await steward.stop()
  await steward.start()
  expect(await steward.api('GET', '/pairing')).toEqual({ pairing: null })
  expect((await mosquittoTool('mosquitto_pub', stranger)).code).not.toBe(0)
}, 30_000)
