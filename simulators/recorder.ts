/**
 * Raw packets in a file, one JSON object a line: { at, topic, payloadBase64, retain, qos }. What a real site sent can be
 * sent again, at any speed.
 */

import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { finished } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'

export interface RawPacket {
  /** ms since 1970. */
  readonly at: number
  readonly topic: string
  readonly payload: Uint8Array
  readonly retain: boolean
  readonly qos: 0 | 1 | 2
}

export interface Recorder {
  /** Resolves when there is room for more. */
  record(packet: RawPacket): Promise<void>
  close(): Promise<void>
}

/** Lines longer than this are no packet of ours. */
const LINE_LENGTH_MAX = 2_000_000

/** Appends packets to a file. */
export function createRecorder(path: string): Recorder {
  const file = createWriteStream(path, { flags: 'a' })
  return {
    async record({ payload, ...rest }) {
      const line = JSON.stringify({ ...rest, payloadBase64: Buffer.from(payload).toString('base64') })
      if (!file.write(`${line}\n`)) await once(file, 'drain')
    },
    async close() {
      file.end()
      await finished(file)
    },
  }
}

/** Reads a recording in order. A line that is no packet (a write cut off by a crash) ends it with an error naming the line. */
export async function* readRecording(path: string): AsyncGenerator<RawPacket> {
  let number = 0
  for await (const line of createInterface({ input: createReadStream(path) })) {
    number++
    if (line.trim() !== '') yield packetOf(line, `${path}:${number}`)
  }
}

/** Sends a recording again: the gaps between packets are kept, divided by `speed`; infinity sends without a pause. */
export async function replay(
  path: string,
  {
    speed,
    publish,
    signal,
  }: { speed: number; publish(packet: RawPacket): void | Promise<void>; signal?: AbortSignal },
): Promise<number> {
  let before: number | undefined
  let count = 0
  for await (const packet of readRecording(path)) {
    const gapMs = before === undefined ? 0 : Math.max(0, packet.at - before) / speed
    before = packet.at
    if (gapMs > 0) await sleep(gapMs, undefined, signal === undefined ? {} : { signal })
    await publish(packet)
    count++
  }
  return count
}

function packetOf(line: string, where: string): RawPacket {
  if (line.length > LINE_LENGTH_MAX) throw new Error(`${where}: line too long`)
  let body: Record<string, unknown>
  try {
    body = JSON.parse(line)
  } catch {
    throw new Error(`${where}: not a recorded packet`)
  }
  const { at, topic, payloadBase64, retain, qos } = body
  if (typeof at !== 'number' || typeof topic !== 'string' || typeof payloadBase64 !== 'string')
    throw new Error(`${where}: not a recorded packet`)
  const level = qos === 1 || qos === 2 ? qos : 0
  return { at, topic, payload: Buffer.from(payloadBase64, 'base64'), retain: retain === true, qos: level }
}
