/** A real Mosquitto on a free port, as a user runs it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually, freePort } from '../../test/support/steward-process.ts'

const PROGRAM = ['/usr/sbin/mosquitto', '/usr/local/sbin/mosquitto'].find(existsSync)

export const isMosquittoInstalled = (): boolean => PROGRAM !== undefined

export interface Mosquitto {
  readonly port: number
  readonly pid: number
  stop(): void
}

export async function startMosquitto(): Promise<Mosquitto> {
  if (PROGRAM === undefined) throw new Error('mosquitto is not installed')
  const folder = mkdtempSync(join(tmpdir(), 'steward-mosquitto-'))
  const port = await freePort()
  const config = join(folder, 'mosquitto.conf')
  // Without limits on what waits for the subscriber: nothing may be lost, only late.
  writeFileSync(
    config,
    `listener ${port} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\nmax_inflight_messages 1000\n`,
  )
  const child: ChildProcess = spawn(PROGRAM, ['-c', config], { stdio: 'ignore' })
  await eventually('mosquitto to listen', () => reachable(port))
  return {
    port,
    pid: child.pid ?? -1,
    stop() {
      child.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function reachable(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = createConnection(port, '127.0.0.1')
    socket.on('connect', () => resolve(true))
    socket.on('error', () => resolve(false))
    socket.on('connect', () => socket.destroy())
  })
}
