/** A real InfluxDB 1.x in a temporary folder on free ports. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Influxd {
  readonly port: number
  readonly pid: number
  /** Where everything of it lies. */
  readonly folder: string
  /** The same data on the same port again, after `halt`. */
  start(): Promise<void>
  /** Ends the process and keeps its data. */
  halt(signal?: NodeJS.Signals): Promise<void>
  /** Ends the process and removes its data. */
  stop(): Promise<void>
}

const START_LIMIT_MS = 15_000

export const isInfluxdInstalled = (): boolean =>
  existsSync('/usr/bin/influxd') || existsSync('/usr/local/bin/influxd')

export interface InfluxdOptions {
  /** Only users may come in; the first one to be made is the administrator. */
  readonly auth?: boolean
  /** PEM files; it speaks HTTPS then. */
  readonly tls?: { readonly certPath: string; readonly keyPath: string }
  /** Bytes of a request, at most. */
  readonly bodyLimit?: number
}

/** Resolves when it answers; rejects after 15 s. */
export async function startInfluxd(options: InfluxdOptions = {}): Promise<Influxd> {
  const folder = mkdtempSync(join(tmpdir(), 'steward-influxd-'))
  const [port, rpcPort] = await freePorts()
  const configPath = join(folder, 'influxdb.conf')
  writeFileSync(configPath, config(folder, port, rpcPort, options))
  let child: ChildProcess | undefined
  const start = async () => {
    child = spawn('influxd', ['run', '-config', configPath], { stdio: 'ignore' })
    child.on('error', () => undefined)
    await answering(port, options.tls !== undefined)
  }
  const halt = async (signal: NodeJS.Signals = 'SIGKILL') => {
    const running = child
    child = undefined
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return
    running.kill(signal)
    await once(running, 'exit')
  }
  const stop = async () => {
    await halt()
    rmSync(folder, { recursive: true, force: true })
  }
  await start().catch(async error => {
    await stop()
    throw error
  })
  return {
    port,
    folder,
    start,
    halt,
    stop,
    get pid() {
      return child?.pid ?? -1
    },
  }
}

const config = (folder: string, port: number, rpcPort: number, { auth, tls, bodyLimit }: InfluxdOptions) => `
reporting-disabled = true
bind-address = "127.0.0.1:${rpcPort}"
[meta]
  dir = "${folder}/meta"
[data]
  dir = "${folder}/data"
  wal-dir = "${folder}/wal"
  index-version = "inmem"
  query-log-enabled = false
[monitor]
  store-enabled = false
[http]
  bind-address = "127.0.0.1:${port}"
  log-enabled = false
  max-row-limit = 0
  auth-enabled = ${auth ?? false}
  https-enabled = ${tls !== undefined}
  ${tls === undefined ? '' : `https-certificate = "${tls.certPath}"\n  https-private-key = "${tls.keyPath}"`}
  ${bodyLimit === undefined ? '' : `max-body-size = ${bodyLimit}`}
[logging]
  level = "error"
`

async function answering(port: number, secure: boolean): Promise<void> {
  const end = performance.now() + START_LIMIT_MS
  const options = { port, host: '127.0.0.1', path: '/ping', rejectUnauthorized: false }
  while (performance.now() < end) {
    const status = await new Promise(resolve => {
      const request = (secure ? https : http).get(options, response => resolve(response.resume().statusCode))
      request.on('error', () => resolve(undefined))
    })
    if (status === 204) return
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  throw new Error(`influxd does not answer on port ${port}`)
}

/** Both are held at once, so that they differ. */
async function freePorts(): Promise<[number, number]> {
  const servers = await Promise.all(
    [0, 0].map(async () => {
      const server = createServer().listen(0, '127.0.0.1')
      await once(server, 'listening')
      return server
    }),
  )
  const ports = servers.map(server => (server.address() as { port: number }).port)
  await Promise.all(servers.map(server => new Promise(resolve => server.close(resolve))))
  return [ports[0] ?? 0, ports[1] ?? 0]
}
