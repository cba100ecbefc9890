/** One process per data folder: two engines on the same files destroy them without an error. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { firstLine, StoreFault } from './store-fault.ts'

/** Folders this very process holds; a file alone cannot tell a second opening in here from a stale one. */
const held = new Set<string>()

/** Makes the folder and takes it. Returns the release. Throws a {@link StoreFault} when somebody else has it. */
export function lockFolder(folder: string): () => void {
  const path = join(folder, 'lock')
  makeFolder(folder)
  if (held.has(path)) throw new StoreFault(folder, 'is in use by this process already')
  if (!tryTake(path)) {
    const owner = readOwner(path)
    if (isAlive(owner))
      throw new StoreFault(folder, `is in use by another Steward (process ${owner.split(' ')[0]})`)
    rmSync(path, { force: true })
    if (!tryTake(path)) throw new StoreFault(folder, 'is being opened by another Steward')
  }
  held.add(path)
  return () => {
    if (held.delete(path)) rmSync(path, { force: true })
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new StoreFault(folder, `cannot be made (${firstLine(error)})`, error)
  }
}

function tryTake(path: string): boolean {
  try {
    writeFileSync(path, `${process.pid} ${startOf(process.pid)}\n`, { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw new StoreFault(path, `cannot be written (${firstLine(error)})`, error)
  }
}

function readOwner(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return ''
  }
}

/** Process numbers are given again (in a container nearly always the same ones): the start time tells them apart. */
function isAlive(owner: string): boolean {
  const [pid = 0, start] = owner.split(' ').map(Number)
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  return pid !== process.pid && startOf(pid) === start
}

/**
 * Clock ticks from the machine's start to the process's, proc(5) `stat` field 22; 0 where there is no /proc, -1 for a
 * process that has ended and only waits for its parent to notice.
 */
function startOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return fields[0] === 'Z' ? -1 : Number(fields[19] ?? 0)
  } catch {
    return 0
  }
}
