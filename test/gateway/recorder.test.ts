/** Raw packets into a file: bounded, without secrets, and never in the way of a reading. */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { RECORDINGS_AT_ONCE, RECORDINGS_KEPT } from '../../core/contract/recording.ts'
import { packetOfLine } from '../../core/recording/packet-line.ts'
import { Recorder } from '../../gateway/recorder.ts'
import { decodeRecording } from '../support/recording.ts'
import { silentLog } from '../support/silent-log.ts'
import { type Rig, startRig } from './rig.ts'

let folder: string
let rig: Rig
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'steward-recorder-'))
  rig = await startRig({ config: { data: folder } })
})
afterEach(async () => {
  await rig.stop()
  rmSync(folder, { recursive: true, force: true })
})

const start = (filter: string, seconds = 60) => rig.gateway.recorder.start({ filter, seconds, by: 'anna' })

const packetsOf = (id: string) =>
  Buffer.from(rig.gateway.recorder.read(id))
    .toString()
    .split('\n')
    .filter(line => line !== '')
    .map(line => packetOfLine(line))

test('what comes by the fast lane and past the broker alike, byte for byte', async () => {
  const hub = await rig.sign('hub')
  const { id } = start('steward/home/+')
  await hub.publishAsync('steward/home/valve-1', '{"temperature":3}', { qos: 1 })
  await hub.publishAsync('steward/home/valve-1', Buffer.from([0xfe, 0x68, 0, 0x16]), { qos: 1, retain: true })
  await hub.publishAsync('steward/home/valve-1/status', 'online', { qos: 1 })
  const recording = await rig.gateway.recorder.stop(id)
  expect(recording).toMatchObject({
    packets: 2,
    missed: 0,
    ended: 'stopped',
    filter: 'steward/home/+',
    by: 'anna',
  })
  expect(packetsOf(id)).toMatchObject([
    { topic: 'steward/home/valve-1', qos: 1, retain: false, payloadBase64: btoa('{"temperature":3}') },
    { topic: 'steward/home/valve-1', qos: 1, retain: true, payloadBase64: '/mgAFg==' },
  ])
  // Nothing more once it is over.
  await hub.publishAsync('steward/home/valve-1', '{"temperature":4}', { qos: 1 })
  expect(packetsOf(id)).toHaveLength(2)
  expect(rig.stored.map(({ value }) => value)).toEqual([3, 4])
})

test('a secret does not get into the file, and says that it is missing', async () => {
  const hub = await rig.sign('hub')
  const { id } = start('#')
  await hub.publishAsync('steward/home/x', '{"temperature":3,"mqtt_password":"hunter2"}', { qos: 1 })
  await rig.gateway.recorder.stop(id)
  const [packet] = packetsOf(id)
  expect(atob(packet?.payloadBase64 ?? '')).toBe('{"temperature":3,"mqtt_password":"hidden"}')
  expect(packet?.hidden).toBe(true)
  expect(Buffer.from(rig.gateway.recorder.read(id)).toString()).not.toContain('secret of hub')
})

test('a recording goes through the codecs as the packets did', async () => {
  const hub = await rig.sign('hub')
  const { id } = start('#')
  await hub.publishAsync('steward/home/fridge', '{"temperature":3.5,"humidity":60}', { qos: 1 })
  await hub.publishAsync('steward/home/fridge', 'rubbish', { qos: 1 })
  await rig.gateway.recorder.stop(id)
  expect(decodeRecording(join(folder, 'recordings', `${id}.jsonl`))).toMatchObject([
    { codec: 'plain', decoding: [{ values: [{ value: 3.5 }, { value: 60 }] }] },
    { codec: 'plain', decoding: { rejected: { code: 'payload.not-json' } } },
  ])
})

test('it ends by itself, and so many at once are enough', async () => {
  const { id } = start('a', 0.05)
  await expect.poll(() => rig.gateway.recorder.list()[0]?.ended).toBe('time')
  for (let count = 0; count < RECORDINGS_AT_ONCE; count++) start('b')
  expect(() => start('b')).toThrow(/already/)
  expect(() => start('a/#/b')).toThrow(/not a topic filter/)
  await rig.gateway.recorder.remove(id)
  expect(existsSync(join(folder, 'recordings', `${id}.jsonl`))).toBe(false)
  await expect(rig.gateway.recorder.stop(id)).rejects.toMatchObject({ code: 'thing.not-found' })
})

test('the oldest make room', async () => {
  for (let count = 0; count < RECORDINGS_KEPT + 3; count++) await rig.gateway.recorder.stop(start('a').id)
  expect(rig.gateway.recorder.list()).toHaveLength(RECORDINGS_KEPT)
  expect(readdirSync(join(folder, 'recordings'))).toHaveLength(2 * RECORDINGS_KEPT)
})

test('it ends when it is as large as it may be', async () => {
  const hub = await rig.sign('hub')
  const { id } = start('#')
  const large = Buffer.alloc(1_000_000, 'x')
  for (let count = 0; count < 18; count++) await hub.publishAsync('steward/home/x', large, { qos: 1 })
  expect(rig.gateway.recorder.list().find(one => one.id === id)).toMatchObject({ ended: 'size' })
}, 15_000)

test('one that a crash cut off is there, and says so', async () => {
  const { id } = start('#')
  const facts = rig.gateway.recorder.list()[0]
  await rig.gateway.recorder.stop(id)
  // As it stood before it was stopped.
  writeFileSync(join(folder, 'recordings', `${id}.json`), JSON.stringify(facts))
  const after = new Recorder({
    folder: join(folder, 'recordings'),
    clock: { now: () => 0, monotonic: () => 0 },
    log: silentLog,
    tap() {},
  })
  expect(after.list()).toMatchObject([{ id, ended: 'restart', packets: null }])
})

test('a disk that takes nothing costs the recording, not the readings', async () => {
  const hub = await rig.sign('hub')
  start('#')
  rmSync(join(folder, 'recordings'), { recursive: true, force: true })
  writeFileSync(join(folder, 'recordings'), 'no folder')
  await hub.publishAsync('steward/home/valve-1', '{"temperature":3}', { qos: 1 })
  expect(() => start('#')).toThrow()
  await hub.publishAsync('steward/home/valve-1', '{"temperature":4}', { qos: 1 })
  expect(rig.stored.map(({ value }) => value)).toEqual([3, 4])
})
