/** What a person sees when something is wrong at the start or on the wire: one clear line, and nothing lost. */
import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { RejectedPacket } from '../../core/contract/device.ts'
import type { IngestStatus } from '../../core/contract/ingest.ts'
import { mosquittoPublish } from '../support/mosquitto.ts'
import { type Credential, eventually, freePort, StewardProcess } from '../support/steward-process.ts'

const run = promisify(execFile)
/** Against waiting for ever: a machine may be busy with other things. */
const START_LIMIT_MS = 60_000
const ROOT = join(import.meta.dirname, '../..')

let steward: StewardProcess
beforeEach(() => {
  steward = new StewardProcess()
})
afterEach(async () => {
  await steward.stop()
  steward.dispose()
})

interface Ending {
  readonly code: number
  readonly lines: string[]
}

/** Starts it where it cannot start, and answers with what it said. */
async function failToStart(settings: Record<string, string> = {}): Promise<Ending> {
  steward.httpPort ||= await freePort()
  steward.mqttPort ||= await freePort()
  const env = { ...steward.environment, STEWARD_LOG: 'error', ...settings }
  try {
    await run(process.execPath, ['main.ts'], { cwd: ROOT, env, timeout: START_LIMIT_MS })
  } catch (error) {
    const { code, stderr } = error as { code: number; stderr: string }
    return { code, lines: stderr.trim().split('\n') }
  }
  throw new Error('it started')
}

describe('at the start', () => {
  test('a wrong setting is named, with code 2', async () => {
    expect(await failToStart({ STEWARD_HTTP_PORT: 'eighty' })).toEqual({
      code: 2,
      lines: ['steward: STEWARD_HTTP_PORT is "eighty"; must be a port from 0 to 65535'],
    })
  })

  test.each(['STEWARD_HTTP_PORT', 'STEWARD_MQTT_PORT'])('%s in use is named', async setting => {
    const other = createServer()
    const port = await freePort()
    await new Promise<void>(resolve => other.listen(port, '127.0.0.1', resolve))
    const ending = await failToStart({ [setting]: String(port) })
    other.close()
    expect(ending.lines).toHaveLength(1)
    expect(ending.lines[0]).toContain(setting)
    expect(ending.lines[0]).toContain(String(port))
    expect(ending.code).toBe(1)
  })

  test('a data folder that cannot be made is named', async () => {
    const file = join(steward.folder, 'a-file')
    writeFileSync(file, '')
    const ending = await failToStart({ STEWARD_DATA: join(file, 'data') })
    expect(ending.lines).toHaveLength(1)
    expect(ending.lines[0]).toContain('STEWARD_DATA')
  })

  test.each([
    ['state', 'state.sqlite'],
    ['readings', join('series', 'readings.duckdb')],
  ])('a damaged file of %s is named and left as it is', async (_, name) => {
    const data = join(steward.folder, 'data')
    mkdirSync(join(data, 'series'), { recursive: true })
    writeFileSync(join(data, name), 'this is no database, not even a page of one. '.repeat(200))
    const ending = await failToStart()
    expect(ending.lines).toHaveLength(1)
    expect(ending.lines[0]).toContain(name)
  })

  test('a second Steward on the same folder is refused', async () => {
    await steward.start()
    const ending = await failToStart({
      STEWARD_HTTP_PORT: String(await freePort()),
      STEWARD_MQTT_PORT: String(await freePort()),
    })
    expect(ending.lines).toHaveLength(1)
    expect(ending.lines[0]).toMatch(/already|another/i)
  })
})

describe('on the wire', () => {
  const publish = (topic: string, payload: string, credential: Credential) =>
    mosquittoPublish(steward.mqttPort, credential, topic, payload)

  const addBridge = (...topics: string[]) =>
    steward.addDevice('bridge', ...topics.flatMap(topic => ['--topic', topic]))

  test('wrong passwords are refused on MQTT and on HTTP', async () => {
    await steward.start()
    await addBridge('zigbee2mqtt/#')
    await expect(publish('zigbee2mqtt/a', '{}', { username: 'bridge', password: 'wrong' })).rejects.toThrow()
    const response = await fetch(`${steward.url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'admin', password: 'wrong password' }),
    })
    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject({ code: 'session.wrong-credentials' })
  })

  test('rubbish and strange topics are acknowledged, named and counted, and the next good reading is kept', async () => {
    await steward.start()
    const bridge = await addBridge('zigbee2mqtt/#', 'strange/#')
    await publish('zigbee2mqtt/a', '{"temperature":', bridge)
    await publish('strange/topic', '1', bridge)
    await publish('zigbee2mqtt/a', '{"temperature":5.5}', bridge)
    const status = await steward.api<IngestStatus>('GET', '/ingest')
    expect(status.rejections).toMatchObject({ 'payload.not-json': 1, 'topic.unknown': 1 })
    expect(status.stored).toBe(1)
    const kept = await eventually('the kept packets', async () => {
      const packets = await steward.api<RejectedPacket[]>('GET', '/rejections')
      return packets.length === 2 && packets
    })
    expect(kept.map(packet => [packet.code, packet.topic, packet.payload])).toEqual([
      ['topic.unknown', 'strange/topic', '1'],
      ['payload.not-json', 'zigbee2mqtt/a', '{"temperature":'],
    ])
  })

  test('a read-only disk at the next start is said, not crashed on', async () => {
    if (process.getuid?.() === 0) return expectRootIgnoresModes()
    await steward.start()
    await steward.stop()
    chmodSync(join(steward.folder, 'data'), 0o500)
    const ending = await failToStart()
    chmodSync(join(steward.folder, 'data'), 0o700)
    expect(ending.lines).toHaveLength(1)
  })

  /** Root reads and writes whatever the mode says, so what can be checked is that it still starts. */
  async function expectRootIgnoresModes(): Promise<void> {
    mkdirSync(join(steward.folder, 'data'), { mode: 0o500 })
    await steward.start()
    expect((await fetch(`${steward.url}/readyz`)).status).toBe(200)
  }
})
