/**
 * Raw packets, as they come, in files of the data folder: bounded in size, time and number, written aside from the road
 * of a reading. A disk that cannot follow costs packets of the recording, never readings.
 */
import {
  createWriteStream,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  type WriteStream,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { Problem } from '../core/contract/error.ts'
import {
  RECORDING_BYTES_MAX,
  RECORDINGS_AT_ONCE,
  RECORDINGS_KEPT,
  type Recording,
} from '../core/contract/recording.ts'
import type { Clock, RawPacket } from '../core/ports.ts'
import { lineOfPacket } from '../core/recording/packet-line.ts'
import { withoutSecrets } from '../core/recording/secrets.ts'
import { covers, validFilter } from './access.ts'

/** Lines that wait for the disk, of one recording. */
const WAITING_MAX_BYTES = 4 * 1024 * 1024

export interface RecorderParts {
  readonly folder: string
  readonly clock: Clock
  readonly log: { warn(fields: object, message: string): void }
  /** Called with the tap while anything is recorded, with null when nothing is. */
  readonly tap: (tap: Tap | null) => void
}

export type Tap = (packet: RawPacket, qos: number) => void

export interface RecordingOrder {
  readonly filter: string
  readonly seconds: number
  readonly by: string
}

interface Running {
  recording: Recording
  readonly file: WriteStream
  readonly timer: NodeJS.Timeout
}

export class Recorder {
  readonly #parts: RecorderParts
  readonly #running = new Map<string, Running>()

  constructor(parts: RecorderParts) {
    this.#parts = parts
  }

  /** The newest first. */
  list(): Recording[] {
    const running = [...this.#running.values()].map(({ recording }) => recording)
    const over = this.#ids()
      .filter(id => !this.#running.has(id))
      .flatMap(id => this.#described(id) ?? [])
    return [...running, ...over].sort((a, b) => b.startedAt - a.startedAt)
  }

  /** Throws a `Problem` for a filter that is none, and while too many go on. */
  start({ filter, seconds, by }: RecordingOrder): Recording {
    if (!validFilter(filter)) throw new Problem('request.invalid', `"${filter}" is not a topic filter`)
    if (this.#running.size >= RECORDINGS_AT_ONCE)
      throw new Problem('thing.conflict', `${RECORDINGS_AT_ONCE} recordings go on already`)
    mkdirSync(this.#parts.folder, { recursive: true, mode: 0o700 })
    this.#makeRoom()
    const startedAt = this.#freeInstant()
    const recording: Recording = {
      id: String(startedAt),
      filter,
      by,
      startedAt,
      endsAt: startedAt + seconds * 1000,
      endedAt: null,
      ended: null,
      packets: 0,
      bytes: 0,
      missed: 0,
    }
    this.#describe(recording)
    const file = createWriteStream(this.path(recording.id), { flags: 'wx', mode: 0o600 })
    file.on('error', error => {
      this.#parts.log.warn({ error: error.message }, 'a recording could not be written')
      this.#end(recording.id, 'failed')
    })
    const timer = setTimeout(() => this.#end(recording.id, 'time'), seconds * 1000)
    this.#running.set(recording.id, { recording, file, timer })
    this.#parts.tap((packet, qos) => {
      try {
        this.#take(packet, qos)
      } catch (error) {
        // Whatever is wrong with a recording is no fault of the reading.
        this.#parts.log.warn({ error: String(error) }, 'a packet could not be recorded')
        for (const id of [...this.#running.keys()]) this.#end(id, 'failed')
      }
    })
    return recording
  }

  /** Throws `thing.not-found`. One that is over stays as it is. */
  async stop(id: string): Promise<Recording> {
    const file = this.#running.get(id)?.file
    this.#end(id, 'stopped')
    if (file !== undefined) await finished(file).catch(() => {})
    return this.#required(id)
  }

  /** The file's content so far. Throws `thing.not-found`. */
  read(id: string): Uint8Array {
    this.#required(id)
    return readFileSync(this.path(id))
  }

  /** Throws `thing.not-found`. */
  async remove(id: string): Promise<void> {
    this.#required(id)
    await this.stop(id)
    rmSync(this.path(id), { force: true })
    rmSync(this.#factsPath(id), { force: true })
  }

  async close(): Promise<void> {
    const files = [...this.#running.values()].map(({ file }) => file)
    for (const id of [...this.#running.keys()]) this.#end(id, 'stopped')
    await Promise.all(files.map(file => finished(file).catch(() => {})))
  }

  path(id: string): string {
    return join(this.#parts.folder, `${id}.jsonl`)
  }

  #factsPath(id: string): string {
    return join(this.#parts.folder, `${id}.json`)
  }

  #take(packet: RawPacket, qos: number): void {
    let line: string | undefined
    for (const running of this.#running.values()) {
      const { recording, file } = running
      if (!covers(recording.filter, packet.topic)) continue
      line ??= `${lineOf(packet, qos)}\n`
      const bytes = recording.bytes + Buffer.byteLength(line)
      if (bytes > RECORDING_BYTES_MAX) {
        this.#end(recording.id, 'size')
      } else if (file.writableLength > WAITING_MAX_BYTES) {
        running.recording = { ...recording, missed: recording.missed + 1 }
      } else {
        file.write(line)
        running.recording = { ...recording, bytes, packets: (recording.packets ?? 0) + 1 }
      }
    }
  }

  #end(id: string, ended: NonNullable<Recording['ended']>): void {
    const running = this.#running.get(id)
    if (running === undefined) return
    this.#running.delete(id)
    clearTimeout(running.timer)
    running.file.end()
    try {
      this.#describe({ ...running.recording, ended, endedAt: this.#parts.clock.now() })
    } catch (error) {
      this.#parts.log.warn({ error: String(error) }, 'a recording could not be described')
    }
    if (this.#running.size === 0) this.#parts.tap(null)
  }

  #required(id: string): Recording {
    const found = this.#running.get(id)?.recording ?? this.#described(id)
    if (found === undefined) throw new Problem('thing.not-found', `there is no recording ${id}`)
    return found
  }

  /** What an earlier process left unfinished ended with it. */
  #described(id: string): Recording | undefined {
    try {
      const facts = JSON.parse(readFileSync(this.#factsPath(id), 'utf8')) as Recording
      if (facts.ended !== null) return facts
      const { size, mtimeMs } = statSync(this.path(id))
      return { ...facts, ended: 'restart', endedAt: Math.round(mtimeMs), packets: null, bytes: size }
    } catch {
      return undefined
    }
  }

  #describe(recording: Recording): void {
    writeFileSync(this.#factsPath(recording.id), JSON.stringify(recording), { mode: 0o600 })
  }

  /** Oldest first. */
  #ids(): string[] {
    try {
      return readdirSync(this.#parts.folder)
        .flatMap(name => /^(\d{13})\.json$/.exec(name)?.[1] ?? [])
        .sort()
    } catch {
      return []
    }
  }

  #makeRoom(): void {
    const over = this.#ids().filter(id => !this.#running.has(id))
    const surplus = over.length + this.#running.size - (RECORDINGS_KEPT - 1)
    for (const id of over.slice(0, Math.max(0, surplus))) {
      rmSync(this.path(id), { force: true })
      rmSync(this.#factsPath(id), { force: true })
    }
  }

  #freeInstant(): number {
    const taken = new Set(this.#ids())
    let at = this.#parts.clock.now()
    while (taken.has(String(at))) at += 1
    return at
  }
}

function lineOf({ topic, payload, receivedAt, retained, retain }: RawPacket, qos: number): string {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength)
  // Bytes that are no text come back changed, and are left as they are.
  const text = bytes.toString('utf8')
  const shown = text.includes('\ufffd') ? text : withoutSecrets(topic, text)
  const hidden = shown !== text
  return lineOfPacket({
    at: receivedAt,
    topic,
    payloadBase64: (hidden ? Buffer.from(shown) : bytes).toString('base64'),
    qos: qos === 1 || qos === 2 ? qos : 0,
    retain: retained || retain === true,
    ...(hidden && { hidden }),
  })
}
