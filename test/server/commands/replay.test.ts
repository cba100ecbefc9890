/** A recording is made on one broker and sent again to another, as a person at a console does it. */
import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { packetOfLine } from '../../../core/recording/packet-line.ts'
import { record } from '../../../server/commands/record.ts'
import { replay } from '../../../server/commands/replay.ts'
import { type Rig, startRig } from '../../gateway/rig.ts'
import { TestConsole } from './console.ts'

let shell: TestConsole
let here: Rig
let there: Rig
beforeEach(async () => {
  shell = new TestConsole()
  here = await startRig()
  there = await startRig()
})
afterEach(async () => {
  shell.close()
  await here.stop()
  await there.stop()
})

const login = ({ port }: Rig, user = 'hub') => [
  '--url',
  `mqtt://127.0.0.1:${port}`,
  '--username',
  user,
  '--password',
  `secret of ${user}`,
]

test('recorded here, replayed there: the same packets give the same readings', async () => {
  const recording = shell.run(record, ...login(here), '--topic', 'steward/home/#', '--seconds', '1')
  await expect.poll(() => here.gateway.clients().some(({ filters }) => filters.length > 0)).toBe(true)
  const device = await here.sign('valve-1')
  await device.publishAsync('steward/home/valve-1', '{"temperature":3}', { qos: 1 })
  await device.publishAsync('steward/home/valve-1', '{"temperature":4,"wifi_password":"x"}', { qos: 1 })
  expect(await recording).toBe(0)
  expect(shell.err.join()).toContain('2 packets; time is up')
  expect(shell.out.map(line => packetOfLine(line)?.topic)).toEqual(Array(2).fill('steward/home/valve-1'))
  expect(atob(packetOfLine(shell.out[1] ?? '')?.payloadBase64 ?? '')).toContain('"wifi_password":"hidden"')
  const file = join(shell.folder, 'packets.jsonl')
  writeFileSync(file, `${shell.out.join('\n')}\n`)
  expect(await shell.run(replay, file, ...login(there), '--speed', 'max')).toBe(0)
  expect(shell.out).toEqual(['2 packets sent'])
  expect(there.stored.map(({ value }) => value)).toEqual([3, 4])
  // A line that a crash cut off is named, after what came before it was sent.
  appendFileSync(file, '{"at":3,"topic":"tele')
  await expect(shell.run(replay, file, ...login(there), '--speed', '1000')).rejects.toThrow(
    /packets\.jsonl:3/,
  )
}, 15_000)

test('a credential that may not publish there is told so, not that all went well', async () => {
  const file = join(shell.folder, 'packets.jsonl')
  const line = '{"at":1,"topic":"steward/home/other","payloadBase64":"e30=","qos":1,"retain":false}\n'
  writeFileSync(file, line.repeat(300))
  await expect(shell.run(replay, file, ...login(there, 'valve-1'))).rejects.toThrow(
    /not all packets|ended the connection/,
  )
  await expect(shell.run(record, ...login(here, 'valve-1'), '--topic', '#')).rejects.toThrow(/may not listen/)
})

test.each([
  [replay, [], 'say which file'],
  [replay, ['f', '--speed', '0'], '--speed'],
  [replay, ['f', '--speed', 'fast'], '--speed'],
  [record, [], '--topic'],
  [record, ['--topic', 'a', '--seconds', '-1'], '--seconds'],
  [record, ['--topic', 'a', '--url', 'http://x'], '--url'],
] as const)('$0.name $1 says what is wrong', async (command, words, hint) => {
  expect(await shell.run(command, ...words)).toBe(2)
  expect(shell.err[0]).toContain(hint)
})

test('a wrong password is one line with the address', async () => {
  const words = [...login(there).slice(0, -1), 'no']
  const file = join(shell.folder, 'packets.jsonl')
  writeFileSync(file, '')
  await expect(shell.run(replay, file, ...words)).rejects.toThrow(/^127\.0\.0\.1:\d+: /)
})
