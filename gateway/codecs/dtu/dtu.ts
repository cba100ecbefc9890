/**
 * Meters behind a DTU, a modem that hands on the bytes of a serial line.
 *
 * `dtu/<name>/up`     frames of DL/T 645-2007 or CJ/T 188, as bytes, as hexadecimal text, or in JSON (carrier.ts)
 * `dtu/<name>/down`   what somebody asks the meters: never a reading
 *
 * A DTU whose topic cannot be chosen is brought here by a broker's bridge, which renames topics.
 *
 * A meter is who its address says, whichever DTU it is behind. A frame may come in two packets; what is missing is waited
 * for. Meters are not commanded from here: relays need the meter's password, and neither protocol has a time limit.
 */
import type { DecodedValue, Decoding, Fault } from '../../../core/contract/reading.ts'
import type { Codec, Dialect } from '../codec.ts'
import { rejected, reportOf } from '../json.ts'
import { lineBytes } from './carrier.ts'
import { readCjt188 } from './cjt188.ts'
import { readDlt645 } from './dlt645.ts'
import { type Frame, findFrames } from './frames.ts'
import type { Said } from './said.ts'

const TOPIC = /^dtu\/([^/]+)\/(up|down)$/

export const dtu: Dialect = () => createDtu()

function createDtu(): Codec {
  const halves = new Halves()
  return {
    name: 'dtu',
    claims: topic => TOPIC.test(topic),
    decode({ topic, payload, retained, receivedAt }) {
      const [, name = '', direction] = TOPIC.exec(topic) ?? []
      if (direction !== 'up') return []
      if (payload.length === 0) return rejected('payload.empty', 'the packet is empty', name)
      const line = lineBytes(payload)
      if (line === undefined)
        return rejected('payload.no-metric', 'no bytes of a serial line are in it', name)
      const { bytes, lost } = retained ? { bytes: line, lost: false } : halves.join(topic, line, receivedAt)
      const { frames, broken, rest } = findFrames(bytes)
      if (rest.length > 0 && !retained) halves.keep(topic, rest, receivedAt)
      const faults: (Fault & { device: string })[] = []
      if (lost) faults.push({ ...CUT, device: name })
      if (broken !== undefined)
        faults.push({ code: 'frame.broken', message: broken.message, device: broken.address ?? name })
      else if (frames.length === 0 && (rest.length === 0 || retained))
        faults.push({ ...NO_FRAME, device: name })
      return answerOf(frames, faults)
    },
  }
}

const CUT: Fault = { code: 'frame.broken', message: 'the rest of a frame never came' }
const NO_FRAME: Fault = { code: 'frame.broken', message: 'no frame of a meter is in it' }

interface Meter {
  readonly values: DecodedValue[]
  readonly events: string[]
}

/** One report for each meter; a rejection when all there is to say is what went wrong. */
function answerOf(frames: readonly Frame[], broken: readonly (Fault & { device: string })[]): Decoding {
  const meters = new Map<string, Meter>()
  const faults = [...broken]
  for (const frame of frames) {
    const said = frame.protocol === 'dlt645' ? readDlt645(frame) : readCjt188(frame)
    if (said.kind === 'nothing') continue
    if (said.kind === 'fault') {
      faults.push({ ...said.fault, device: frame.address })
      continue
    }
    const meter = meters.get(frame.address) ?? { values: [], events: [] }
    meters.set(frame.address, add(meter, said))
  }
  const [first] = faults
  if (meters.size === 0 && first !== undefined) return rejected(first.code, first.message, first.device)
  return [...meters].map(([address, { values, events }], index) =>
    reportOf(
      address,
      values,
      events,
      index === 0 ? faults.map(({ code, message }) => ({ code, message })) : [],
    ),
  )
}

function add(meter: Meter, said: Said): Meter {
  if (said.kind === 'values') meter.values.push(...said.values)
  if (said.kind === 'event') meter.events.push(said.event)
  return meter
}

const TOPICS_MAX = 1000
const WAIT_MS = 5000

/** Beginnings of frames whose end is to come. */
class Halves {
  readonly #kept = new Map<string, { bytes: Uint8Array; at: number }>()

  /** What waited and what came, in one piece; `lost` when what waited came too long ago. */
  join(topic: string, bytes: Uint8Array, at: number): { bytes: Uint8Array; lost: boolean } {
    const half = this.#kept.get(topic)
    if (half === undefined) return { bytes, lost: false }
    this.#kept.delete(topic)
    if (Math.abs(at - half.at) > WAIT_MS) return { bytes, lost: true }
    return { bytes: Buffer.concat([half.bytes, bytes]), lost: false }
  }

  keep(topic: string, bytes: Uint8Array, at: number): void {
    if (this.#kept.size >= TOPICS_MAX)
      for (const oldest of this.#kept.keys()) {
        this.#kept.delete(oldest)
        break
      }
    this.#kept.set(topic, { bytes, at })
  }
}
