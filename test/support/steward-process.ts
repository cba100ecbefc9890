import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const ROOT = join(import.meta.dirname, '../..')
const run = promisify(execFile)

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise(resolve => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** Polls until the answer is neither undefined nor false, or fails with what it waited for. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined | false>,
  // A limit against waiting for ever, not a measure: the machine may be busy with other things.
  timeoutMs = 40_000,
): Promise<T> {
  const deadline = performance.now() + timeoutMs
  let lastError: unknown
  while (performance.now() < deadline) {
    try {
      const answer = await ask()
      if (answer !== undefined && answer !== false) return answer
    } catch (error) {
      lastError = error
    }
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  throw new Error(`waited ${timeoutMs} ms for ${what}`, { cause: lastError })
}

export interface Credential {
  readonly username: string
  readonly password: string
}

/** Steward as a user runs it: its own process, its own data folder, reached only over its ports. */
export class StewardProcess {
  readonly folder = mkdtempSync(join(tmpdir(), 'steward-e2e-'))
  readonly password = 'a long enough secret'
  output = ''
  httpPort = 0
  mqttPort = 0
  #child: ChildProcess | undefined
  #token = ''
  readonly #settings: Record<string, string>

  constructor(settings: Record<string, string> = {}) {
    this.#settings = settings
  }

  get pid(): number {
    return this.#child?.pid ?? -1
  }

  get url(): string {
    return `http://127.0.0.1:${this.httpPort}`
  }

  get environment(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      STEWARD_DATA: join(this.folder, 'data'),
      STEWARD_HOST: '127.0.0.1',
      STEWARD_HTTP_PORT: String(this.httpPort),
      STEWARD_MQTT_PORT: String(this.mqttPort),
      STEWARD_ADMIN_PASSWORD: this.password,
      ...this.#settings,
    }
  }

  /** Resolves when it answers on `path`: ready, or `/healthz` when it cannot be. */
  async start(path = '/readyz'): Promise<void> {
    const began = this.output.length
    const child = spawn(process.execPath, ['main.ts'], { cwd: ROOT, env: this.environment })
    this.#child = child
    const listen = (chunk: Buffer) => {
      this.output += chunk.toString()
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    let gone = false
    child.on('exit', () => {
      gone = true
    })
    await eventually('Steward to be ready', async () => {
      if (gone) return true
      // The ports it was given are its own: one that was only free a moment ago may be somebody else's by now.
      return this.#hearPorts(began) && (await fetch(`${this.url}${path}`)).ok
    })
    if (gone) throw new Error(`Steward did not start:\n${this.output}`)
  }

  /** False until it has said where it listens. */
  #hearPorts(began: number): boolean {
    const said = /Steward 后勤管家 +http:\/\/\S+:(\d+) +MQTT (\d+)?/.exec(this.output.slice(began))
    if (said === null) return false
    this.httpPort = Number(said[1])
    this.mqttPort = Number(said[2] ?? this.mqttPort)
    return true
  }

  /** As a power cut does it. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  /** The exit code. */
  async stop(): Promise<number | null> {
    return this.#end('SIGTERM')
  }

  /** Runs a subcommand on the same data folder and answers with what it printed. */
  async cli(...args: string[]): Promise<string> {
    const { stdout } = await run(process.execPath, ['main.ts', ...args], { cwd: ROOT, env: this.environment })
    return stdout
  }

  /** Makes a device on the command line, as an owner does, and answers with the credential it printed. */
  async addDevice(id: string, ...words: string[]): Promise<Credential> {
    return credentialIn(await this.cli('device', 'add', id, ...words))
  }

  /** The header of a script that may do anything. */
  async bearer(): Promise<{ authorization: string }> {
    if (this.#token === '')
      this.#token = tokenIn(await this.cli('token', 'create', '--role', 'administrator'))
    return { authorization: `Bearer ${this.#token}` }
  }

  /** One API call with a script's token; throws with the body when it is refused. */
  async api<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        ...(await this.bearer()),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return JSON.parse(text)
  }

  dispose(): void {
    this.#child?.kill('SIGKILL')
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 })
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child
    if (child === undefined || child.exitCode !== null || child.signalCode !== null)
      return child?.exitCode ?? null
    const exit = new Promise<number | null>(resolve => child.once('exit', resolve))
    child.kill(signal)
    return exit
  }
}

function tokenIn(output: string): string {
  const token = /stw_[A-Za-z0-9_-]+/.exec(output)?.[0]
  if (token === undefined) throw new Error(`no token in: ${output}`)
  return token
}

function credentialIn(output: string): Credential {
  const username = /username\W+(\S+)/i.exec(output)?.[1]
  const password = /password\W+(\S+)/i.exec(output)?.[1]
  if (username === undefined || password === undefined) throw new Error(`no credential in: ${output}`)
  return { username, password }
}
