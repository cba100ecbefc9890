/** MQTT over TLS with real programs: passwords, client certificates, and files that change while it runs. */
import { once } from 'node:events'
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect as dial } from 'node:net'
import { connect } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openTls, type TlsListener } from '../../gateway/tls.ts'
import { type SignedPair, TestAuthority } from '../support/certificates.ts'
import { mosquittoTool } from '../support/mosquitto.ts'
import { credentialOf, type Rig, startRig } from './rig.ts'

let authority: TestAuthority
let stranger: TestAuthority
let server: SignedPair
beforeAll(() => {
  authority = new TestAuthority()
  stranger = new TestAuthority('Somebody else')
  server = authority.sign('localhost', 'IP:127.0.0.1,DNS:localhost')
})
afterAll(() => {
  authority.dispose()
  stranger.dispose()
})

describe('the listener', () => {
  let rig: Rig
  afterEach(() => rig.stop())

  const start = async (mqttsCa: string | null) => {
    rig = await startRig({
      config: { mqttsPort: 0, mqttsCert: server.cert, mqttsKey: server.key, mqttsCa },
      parts: {
        credentials: {
          verify: (id, secret) => (secret === `secret of ${id}` ? credentialOf(id) : undefined),
          named: id => (id === 'valve-1' ? credentialOf(id) : undefined),
        },
      },
    })
  }

  const publish = (...words: string[]) =>
    mosquittoTool('mosquitto_pub', [
      ...['-h', '127.0.0.1', '-p', String(rig.gateway.door().mqttsPort), '--cafile', authority.cert],
      ...['-q', '1', '-t', 'steward/home/valve-1', '-m', '{"temperature":7}', ...words],
    ])

  test('takes a password, and shows who is encrypted', async () => {
    await start(null)
    expect(await publish('-u', 'valve-1', '-P', 'secret of valve-1')).toEqual({ code: 0, output: '' })
    expect(rig.stored).toMatchObject([{ value: 7 }])
    expect((await publish('-u', 'valve-1', '-P', 'no')).code).not.toBe(0)
    const client = await rig.sign('valve-1', {
      protocol: 'mqtts',
      host: '127.0.0.1',
      port: rig.gateway.door().mqttsPort ?? 0,
      ca: readFileSync(authority.cert),
    })
    expect(client.connected).toBe(true)
    expect(rig.gateway.clients()).toMatchObject([{ credentialId: 'valve-1', secure: true }])
  })

  test('refuses TLS older than 1.2', async () => {
    await start(null)
    const old = connect({
      ...{ port: rig.gateway.door().mqttsPort ?? 0, host: '127.0.0.1', rejectUnauthorized: false },
      ...{ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' },
    })
    const [error] = await once(old, 'error')
    expect(error).toMatchObject({ code: expect.stringContaining('PROTOCOL_VERSION') })
  })

  test('a client certificate of our authority signs in as the credential that it names', async () => {
    await start(authority.cert)
    const own = authority.sign('valve-1')
    expect(await publish('--cert', own.cert, '--key', own.key)).toEqual({ code: 0, output: '' })
    expect(
      await publish('--cert', own.cert, '--key', own.key, '-u', 'valve-1', '-P', 'anything'),
    ).toMatchObject({ code: 0 })
    expect(rig.stored).toHaveLength(2)
    // The certificate says who it is, not the user name beside it.
    const claimed = await publish('--cert', own.cert, '--key', own.key, '-u', 'hub', '-P', 'secret of hub')
    expect(claimed.code).not.toBe(0)
    expect(rig.stored).toHaveLength(2)
  })

  test('the authority alone opens nothing: the credential must be there and count', async () => {
    await start(authority.cert)
    const unknown = authority.sign('nobody')
    expect((await publish('--cert', unknown.cert, '--key', unknown.key)).code).not.toBe(0)
    const foreign = stranger.sign('valve-1')
    expect((await publish('--cert', foreign.cert, '--key', foreign.key)).code).not.toBe(0)
    expect((await publish()).code).not.toBe(0)
    expect(rig.stored).toEqual([])
    expect(await publish('-u', 'valve-1', '-P', 'secret of valve-1')).toMatchObject({ code: 0 })
  })
})

describe('files that change while it runs', () => {
  let listener: TlsListener | undefined
  const warned: string[] = []
  afterEach(() => {
    listener?.close()
    listener = undefined
    warned.length = 0
  })

  const files = { cert: '', key: '', ca: null as string | null }
  const put = (pair: { cert: string; key: string }) => {
    // A fresh file each time, as a renewal makes it.
    for (const which of ['cert', 'key'] as const) {
      rmSync(files[which], { force: true })
      copyFileSync(pair[which], files[which])
    }
  }

  async function open(): Promise<() => Promise<string>> {
    files.cert = `${authority.folder}/live.pem`
    files.key = `${authority.folder}/live.key`
    put(server)
    listener = openTls({
      files,
      clock: { now: () => 1000, monotonic: () => 0 },
      log: { warn: (_fields, message) => void warned.push(message) },
      take: socket => socket.end(),
    })
    listener.server.listen(0, '127.0.0.1')
    await once(listener.server, 'listening')
    const { port } = listener.server.address() as AddressInfo
    return async () => {
      const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false })
      await once(socket, 'secureConnect')
      const shown = socket.getPeerX509Certificate()?.fingerprint256 ?? ''
      socket.destroy()
      return shown
    }
  }

  test('a new pair is in force without a restart', async () => {
    const shown = await open()
    const before = await shown()
    expect(listener?.status()).toMatchObject({ names: ['127.0.0.1', 'localhost'], refused: null })
    expect(listener?.status().fingerprint).toBe(before)
    put(authority.sign('kitchen', 'DNS:kitchen.example'))
    listener?.check()
    expect(await shown()).not.toBe(before)
    expect(listener?.status()).toMatchObject({ names: ['kitchen.example', 'kitchen'], refused: null })
    expect(warned).toEqual([])
  })

  test.each([
    [
      'a key of another certificate',
      () => put({ cert: authority.sign('a').cert, key: server.key }),
      'does not belong',
    ],
    ['no certificate at all', () => writeFileSync(files.cert, 'hello'), 'no certificate in PEM'],
    ['a file that is gone', () => rmSync(files.key), 'cannot be read'],
  ])('%s leaves the old one in force and is said', async (_what, spoil, reason) => {
    const shown = await open()
    const before = await shown()
    spoil()
    listener?.check()
    expect(await shown()).toBe(before)
    expect(listener?.status().refused).toContain(reason)
    expect(listener?.status().fingerprint).toBe(before)
    expect(warned).toHaveLength(1)
    put(server)
    listener?.check()
    expect(listener?.status().refused).toBeNull()
    expect(await shown()).toBe(before)
  })

  test('a first pair that does not fit is one line that names the setting', () => {
    const parts = { clock: { now: () => 0, monotonic: () => 0 }, log: { warn() {} }, take() {} }
    const wrong = { cert: authority.sign('a').cert, key: server.key, ca: null }
    expect(() => openTls({ ...parts, files: wrong })).toThrow(/^STEWARD_MQTTS_KEY: .* does not belong to/)
    expect(() => openTls({ ...parts, files: { ...wrong, key: 'missing.key' } })).toThrow(
      /^STEWARD_MQTTS_KEY: missing.key cannot be read/,
    )
    expect(() => openTls({ ...parts, files: { ...server, ca: server.key } })).toThrow(/^STEWARD_MQTTS_CA/)
  })

  test('somebody who speaks no TLS is turned away and harms nobody', async () => {
    const shown = await open()
    const { port } = (listener as TlsListener).server.address() as AddressInfo
    const socket = dial(port, '127.0.0.1')
    socket.on('error', () => {})
    await once(socket, 'connect')
    socket.write('GET / HTTP/1.1\r\n\r\n')
    await once(socket, 'close')
    expect(await shown()).not.toBe('')
  })
})
