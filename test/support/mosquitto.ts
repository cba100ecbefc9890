/** A real Mosquitto in a temporary folder on a free port, and its two programs for the command line. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'

const PROGRAM = '/usr/sbin/mosquitto'
const START_LIMIT_MS = 10_000

export interface Mosquitto {
  readonly port: number
  readonly url: string
  /** The same port and the same sessions again, after `halt`. */
  start(): Promise<void>
  /** SIGTERM writes the sessions down first; SIGKILL loses what came since the last change was saved. */
  halt(signal?: NodeJS.Signals): Promise<void>
  /** Ends the process and removes its data. */
  stop(): Promise<void>
}

export const isMosquittoInstalled = (): boolean => existsSync(PROGRAM)

/** Resolves when it takes connections; rejects after 10 s. */
export async function startMosquitto(): Promise<Mosquitto> {
  const folder = mkdtempSync(join(tmpdir(), 'steward-mosquitto-'))
  const port = await freePort()
  const configPath = join(folder, 'mosquitto.conf')
  writeFileSync(configPath, configOf(folder, port))
  let child: ChildProcess | undefined
  const start = async () => {
    child = spawn(PROGRAM, ['-c', configPath], { stdio: 'ignore' })
    await answering(port)
  }
  const halt = async (signal: NodeJS.Signals = 'SIGTERM') => {
    const running = child
    child = undefined
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return
    running.kill(signal)
    await once(running, 'exit')
  }
  const stop = async () => {
    await halt('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
  await start().catch(async error => {
    await stop()
    throw error
  })
  return { port, url: `mqtt://127.0.0.1:${port}`, start, halt, stop }
}

/** Runs `mosquitto_pub` or `mosquitto_sub` and answers with its exit code and what it printed. */
export async function mosquittoTool(
  name: 'mosquitto_pub' | 'mosquitto_sub',
  args: readonly string[],
  input = '',
): Promise<{ code: number; output: string }> {
  const child = spawn(name, args, { stdio: 'pipe' })
  child.stdin.end(input)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (output += chunk))
  const [code] = await once(child, 'close')
  return { code, output }
}

/** Publishes with a QoS of 1 as a device of its own would; rejects with what was printed when it was refused. */
export async function mosquittoPublish(
  port: number,
  { username, password }: { readonly username: string; readonly password: string },
  topic: string,
  payload: string,
): Promise<void> {
  const door = ['-h', '127.0.0.1', '-p', String(port), '-V', 'mqttv311', '-u', username, '-P', password]
  const message = ['-q', '1', '-t', topic, '-m', payload]
  const { code, output } = await mosquittoTool('mosquitto_pub', [...door, ...message])
  if (code !== 0) throw new Error(`mosquitto_pub ended with ${code}: ${output}`)
}

/** Sessions are saved at once. Started by root it would become another user, who may not write here. */
function configOf(folder: string, port: number): string {
  return [
    `listener ${port} 127.0.0.1`,
    'allow_anonymous true',
    'persistence true',
    `persistence_location ${folder}/`,
    'autosave_on_changes true',
    'autosave_interval 1',
    'max_queued_messages 0',
    `user ${userInfo().username}`,
    '',
  ].join('\n')
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}

async function answering(port: number): Promise<void> {
  const until = performance.now() + START_LIMIT_MS
  while (performance.now() < until) {
    const socket = connect(port, '127.0.0.1')
    const answer = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false)
    socket.destroy()
    if (answer) return
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  throw new Error(`mosquitto does not answer on port ${port}`)
}
