/** Each way in which an InfluxDB says no, from the real server where it can be made to, and what becomes of the readings. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InfluxDB } from 'influx'
import { afterEach, expect, test } from 'vitest'
import { type Influxd, startInfluxd } from '../../support/influxd.ts'
import { batchOf, InfluxRig, T0 } from './influx-rig.ts'

const ends: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function influxdWith(options: Parameters<typeof startInfluxd>[0] = {}): Promise<Influxd> {
  const influxd = await startInfluxd(options)
  ends.push(() => influxd.stop())
  return influxd
}

async function rigAt(
  url: string,
  more: Partial<ConstructorParameters<typeof InfluxRig>[0]> = {},
): Promise<InfluxRig> {
  const rig = new InfluxRig({ url, ...more })
  ends.push(() => rig.end())
  await rig.open()
  return rig
}

const ask = (influxd: Influxd, query: string, user = '') =>
  fetch(`http://127.0.0.1:${influxd.port}/query`, {
    method: 'POST',
    body: new URLSearchParams({ q: query }),
    ...(user && { headers: { authorization: `Basic ${btoa(user)}` } }),
  })

test('a user and a password: a wrong one keeps readings here and is said; the right one writes them', async () => {
  const influxd = await influxdWith({ auth: true })
  await ask(influxd, `CREATE USER root WITH PASSWORD 'secret' WITH ALL PRIVILEGES`)
  const user = `CREATE DATABASE steward; CREATE USER steward WITH PASSWORD 'p@ss/word'; GRANT ALL ON steward TO steward`
  expect((await ask(influxd, user, 'root:secret')).status).toBe(200)

  const wrong = await rigAt(`influx://steward:wrong@127.0.0.1:${influxd.port}/steward`)
  await wrong.store.append(batchOf(100))
  const stats = await wrong.store.stats()
  expect(stats).toMatchObject({ healthy: false, spooled: 100 })
  expect(stats.detail).toContain('the user or the password is not accepted (401')
  expect(stats.detail).not.toContain('wrong')
  await wrong.store.close()

  // No administrator: it may not make the database, and need not.
  const right = new InfluxRig({
    url: `influx://steward:${encodeURIComponent('p@ss/word')}@127.0.0.1:${influxd.port}/steward`,
    spoolFolder: wrong.folder,
  })
  ends.push(() => right.end())
  await right.open()
  await right.drained()
  expect(await right.store.since(0, 1000)).toEqual(batchOf(100))
  expect(await right.store.stats()).toMatchObject({ healthy: true, spooled: 0 })
})

test('a user who may not write is told so, and the readings wait', async () => {
  const influxd = await influxdWith({ auth: true })
  await ask(influxd, `CREATE USER root WITH PASSWORD 'secret' WITH ALL PRIVILEGES`)
  await ask(
    influxd,
    `CREATE DATABASE steward; CREATE USER looker WITH PASSWORD 'x'; GRANT READ ON steward TO looker`,
    'root:secret',
  )
  const { store } = await rigAt(`influx://looker:x@127.0.0.1:${influxd.port}/steward`)
  await store.append(batchOf(10))
  expect(await store.stats()).toMatchObject({ healthy: false, spooled: 10 })
  expect((await store.stats()).detail).toContain('(403')
  await ask(influxd, 'GRANT ALL ON steward TO looker', 'root:secret')
  await expect.poll(async () => (await store.stats()).spooled, { timeout: 5000 }).toBe(0)
})

test('TLS: the own authority is trusted when it is named, and only then', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'steward-tls-'))
  ends.push(() => rmSync(folder, { recursive: true }))
  const [certPath, keyPath] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  const subject = ['-subj', '/CN=influx', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2']
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', keyPath, '-out', certPath, ...subject],
    { stdio: 'ignore' },
  )
  const influxd = await influxdWith({ tls: { certPath, keyPath } })
  const url = `influxs://127.0.0.1:${influxd.port}/steward`

  const stranger = await rigAt(url)
  await stranger.store.append(batchOf(10))
  expect(await stranger.store.stats()).toMatchObject({ healthy: false, spooled: 10 })
  expect((await stranger.store.stats()).detail).toMatch(/self-signed certificate.*STEWARD_STORE_CA/)

  const friend = await rigAt(url, { caPath: certPath })
  await friend.store.append(batchOf(50))
  expect(await friend.store.since(0, 1000)).toEqual(batchOf(50))
  expect(await friend.store.stats()).toMatchObject({ healthy: true, spooled: 0 })

  await expect(new InfluxRig({ url, caPath: join(folder, 'none.pem') }).open()).rejects.toThrow(
    'STEWARD_STORE_CA',
  )
})

test('413: the batch is halved until it fits, those after it are no larger, nothing is lost', async () => {
  // A line of ours is about 50 bytes: 5,000 of them are refused, 625 are not.
  const influxd = await influxdWith({ bodyLimit: 40_000 })
  const { store } = await rigAt(`influx://127.0.0.1:${influxd.port}/steward`)
  await store.append(batchOf(12_000))
  expect(await store.stats()).toMatchObject({ healthy: true, spooled: 0 })
  expect((await store.stats()).detail).toContain('batches of 625')
  expect(await store.since(0, 20_000)).toEqual(batchOf(12_000))
})

test('a reading that nobody will ever take is set aside after three tries, among thousands that are stored', async () => {
  const influxd = await influxdWith()
  const client = new InfluxDB({ host: '127.0.0.1', port: influxd.port, database: 'steward' })
  await client.createDatabase('steward')
  // The same field as text, in the week of the poisoned reading only.
  const poisonAt = T0 - 400 * 86_400_000
  await client.writePoints([
    {
      measurement: 'reading',
      tags: { point: '9' },
      fields: { value: 'text' },
      timestamp: new Date(poisonAt),
    },
  ])
  const rig = await rigAt(`influx://127.0.0.1:${influxd.port}/steward`)
  const others = batchOf(5000, T0)
  const poison = { point: 9, at: poisonAt + 1000, value: 1, quality: 'good' } as const
  const writes = await requestsDuring(influxd, () =>
    rig.store.append([...others.slice(0, 3000), poison, ...others.slice(3000)]),
  )
  expect(rig.lines('refused.jsonl')).toMatchObject([
    { ...poison, reason: expect.stringContaining('field type conflict') },
  ])
  expect(await rig.store.since(T0 - 1, 10_000)).toEqual(others)
  expect(await rig.store.stats()).toMatchObject({ healthy: true, spooled: 0 })
  expect((await rig.store.stats()).detail).toContain('1 refused and set aside')
  // Two batches, one of them again in parts, one of these again one by one.
  expect(writes).toBeLessThanOrEqual(2 + 71 + 71)

  await rig.store.close()
  await rig.open()
  expect((await rig.store.stats()).detail).toContain('1 refused and set aside')
})

test('a whole batch that can never be taken is set aside at once', async () => {
  const influxd = await influxdWith()
  const client = new InfluxDB({ host: '127.0.0.1', port: influxd.port, database: 'steward' })
  await client.createDatabase('steward')
  await client.writePoints([
    { measurement: 'reading', tags: { point: '9' }, fields: { value: 'text' }, timestamp: new Date(T0) },
  ])
  const rig = await rigAt(`influx://127.0.0.1:${influxd.port}/steward`)
  const writes = await requestsDuring(influxd, () => rig.store.append(batchOf(3000)))
  expect(writes).toBe(1)
  expect(rig.lines('refused.jsonl')).toHaveLength(3000)
})

test('a reading older than the database keeps is not an error, and is counted', async () => {
  const influxd = await influxdWith()
  await ask(influxd, 'CREATE DATABASE steward WITH DURATION 1d')
  const { store } = await rigAt(`influx://127.0.0.1:${influxd.port}/steward`)
  const now = Date.now()
  await store.append([...batchOf(3, now - 30 * 86_400_000), ...batchOf(4, now)])
  expect(await store.since(0)).toEqual(batchOf(4, now))
  expect(await store.stats()).toMatchObject({ healthy: true, spooled: 0 })
  expect((await store.stats()).detail).toContain('3 were older than the database keeps')
})

test('a server that hangs: readings go to this disk, and back in order when it breathes again', async () => {
  const influxd = await influxdWith()
  const rig = await rigAt(`influx://127.0.0.1:${influxd.port}/steward`, {
    writeTimeoutMs: 300,
    queryTimeoutMs: 500,
  })
  await rig.store.append(batchOf(100, T0))
  process.kill(influxd.pid, 'SIGSTOP')
  ends.push(() => {
    if (influxd.pid > 0) process.kill(influxd.pid, 'SIGCONT')
  })
  for (let n = 1; n <= 5; n += 1) await rig.store.append(batchOf(100, T0 + n * 100))
  const { healthy, spooled } = await rig.store.stats()
  expect(healthy).toBe(false)
  // The signal may take effect a moment later.
  expect(spooled).toBeGreaterThanOrEqual(300)
  expect((await rig.store.stats()).detail).toContain('no answer within 0.3 s')
  process.kill(influxd.pid, 'SIGCONT')
  await rig.drained()
  expect(await rig.store.since(0, 1000)).toEqual([0, 1, 2, 3, 4, 5].flatMap(n => batchOf(100, T0 + n * 100)))
})

/** A server of our own that answers as it is told, for what the real one cannot be made to say. */
async function serverSaying(answer: Parameters<typeof createServer>[1] & {}): Promise<string> {
  const server: Server = createServer((request, response) => {
    request.resume().on('end', () => answer(request, response))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  ends.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return `influx://127.0.0.1:${(server.address() as AddressInfo).port}/steward`
}

const EMPTY = JSON.stringify({ results: [{ statement_id: 0 }] })

test.each([
  [500, '{"error":"engine: disk full"}'],
  [503, '{"error":"timeout"}'],
  [429, 'slow down'],
  [400, '<h1>Bad Request</h1>'],
  [302, ''],
])(
  '%i from the server or a proxy: nothing is lost, the reason is shown, it goes on when that is over',
  async (status, body) => {
    let broken = true
    const bodies: number[] = []
    const url = await serverSaying((request, response) => {
      if (!request.url?.startsWith('/write')) return void response.end(EMPTY)
      if (broken) return void response.writeHead(status).end(body)
      bodies.push(status)
      response.writeHead(204).end()
    })
    const rig = await rigAt(url)
    await rig.store.append(batchOf(10))
    await rig.store.append(batchOf(10, T0 + 10))
    const stats = await rig.store.stats()
    expect(stats).toMatchObject({ healthy: false, spooled: 20 })
    expect(stats.detail).toMatch(new RegExp(status < 500 ? String(status) : 'Server Error|Unavailable'))
    broken = false
    await rig.drained()
    expect(bodies).toHaveLength(1)
    expect((await rig.store.stats()).healthy).toBe(true)
  },
)

test('an answer that is cut off in the middle ends with the limit of time, not never', async () => {
  const url = await serverSaying((request, response) => {
    if (request.url?.startsWith('/write')) return void response.writeHead(204).end()
    response.writeHead(200, { 'content-length': 1000 })
    response.write('{"results":')
  })
  const { store } = await rigAt(url, { writeTimeoutMs: 200, queryTimeoutMs: 300 })
  await expect(store.range(1, 0, T0)).rejects.toMatchObject({ code: 'store.unavailable' })
  await store.append(batchOf(10))
  expect(await store.stats()).toMatchObject({ healthy: false, spooled: 10 })
})

/** How many writes the server took meanwhile, by its own count. */
async function requestsDuring(influxd: Influxd, work: () => Promise<void>): Promise<number> {
  const count = async () => {
    const vars = (await (await fetch(`http://127.0.0.1:${influxd.port}/debug/vars`)).json()) as Record<
      string,
      { name?: string; values?: { writeReq?: number } }
    >
    return Object.values(vars).find(one => one.name === 'httpd')?.values?.writeReq ?? 0
  }
  const before = await count()
  await work()
  return (await count()) - before
}
