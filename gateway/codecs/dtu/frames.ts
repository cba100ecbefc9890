/**
 * Finding the frames in what came over a serial line: preambles (FEH), the echo of the question before its answer, and
 * frames cut in two.
 *
 * DL/T 645   68 A0..A5    68 C L data CS 16
 * CJ/T 188   68 T A0..A6     C L data CS 16
 *
 * The checksum is the sum of all bytes from the first 68H on, modulo 256. 16H and 68H also stand within frames, so lengths
 * decide. Sources: DL/T 645-2007, 5.2; CJ/T 188-2004, 5.
 */

export type Protocol = 'dlt645' | 'cjt188'

export interface Frame {
  readonly protocol: Protocol
  /** The address, most significant byte first, hexadecimal. */
  readonly address: string
  /** CJ/T 188: the kind of meter. */
  readonly kind: number
  readonly control: number
  /** As on the wire. */
  readonly data: Uint8Array
}

export interface Found {
  readonly frames: readonly Frame[]
  /** The first thing that looked like a frame and was none, with its address when it could be read. */
  readonly broken?: { readonly message: string; readonly address?: string }
  /** The beginning of a frame at the end of what came. */
  readonly rest: Uint8Array
}

interface Shape {
  readonly protocol: Protocol
  readonly addressAt: number
  readonly addressBytes: number
  readonly controlAt: number
}

const DLT645: Shape = { protocol: 'dlt645', addressAt: 1, addressBytes: 6, controlAt: 8 }
const CJT188: Shape = { protocol: 'cjt188', addressAt: 2, addressBytes: 7, controlAt: 9 }
const START = 0x68
const END = 0x16
/** 200 for reading by DL/T 645; CJ/T 188 names no limit and stays far below. */
const DATA_MAX = 200
const FRAMES_MAX = 50
const EMPTY = new Uint8Array()

export function findFrames(bytes: Uint8Array): Found {
  const frames: Frame[] = []
  let broken: Found['broken']
  let at = bytes.indexOf(START)
  while (at >= 0 && frames.length < FRAMES_MAX) {
    const candidates = shapesAt(bytes, at).map(shape => readFrame(bytes, at, shape))
    const whole = candidates.find(one => one.state === 'whole')
    if (whole?.state === 'whole') {
      frames.push(whole.frame)
      at = bytes.indexOf(START, at + whole.length)
      continue
    }
    // An end in its place makes a frame of it, however it could also be read.
    const complete = candidates.some(one => one.state === 'broken' && one.ended)
    const wanting = !complete && candidates.some(one => one.state === 'wanting')
    // Nothing that is whole may follow what is taken for a beginning.
    if (wanting && !laterFrame(bytes, at + 1))
      return { frames, ...(broken && { broken }), rest: bytes.slice(at) }
    for (const one of candidates) if (one.state === 'broken') broken ??= one
    at = bytes.indexOf(START, at + 1)
  }
  return { frames, ...(broken && { broken }), rest: EMPTY }
}

/** Which frames could begin here; of a beginning that is too short to tell, both. */
function shapesAt(bytes: Uint8Array, at: number): Shape[] {
  const shapes: Shape[] = []
  const second = bytes[at + 7]
  if (second === undefined || second === START) shapes.push(DLT645)
  const kind = bytes[at + 1]
  if (kind === undefined || (kind >= 0x10 && kind <= 0x49)) shapes.push(CJT188)
  return shapes
}

type Reading =
  | { readonly state: 'whole'; readonly frame: Frame; readonly length: number }
  | { readonly state: 'wanting' }
  /** `ended`: only its checksum is wrong. */
  | { readonly state: 'broken'; readonly ended: boolean; readonly message: string; readonly address?: string }

function readFrame(bytes: Uint8Array, at: number, shape: Shape): Reading {
  const { protocol, addressAt, addressBytes, controlAt } = shape
  const control = bytes[at + controlAt]
  const size = bytes[at + controlAt + 1]
  if (control === undefined || size === undefined) return { state: 'wanting' }
  const address = Buffer.from(bytes.subarray(at + addressAt, at + addressAt + addressBytes))
    .reverse()
    .toString('hex')
  // Of CJ/T 188 only the frame as a whole tells that it is one.
  const known = protocol === 'dlt645' ? { address } : {}
  if (size > DATA_MAX) return { state: 'broken', ended: false, message: `a length of ${size}`, ...known }
  const sumAt = at + controlAt + 2 + size
  if (sumAt + 1 >= bytes.length) return { state: 'wanting' }
  if (bytes[sumAt + 1] !== END)
    return { state: 'broken', ended: false, message: 'no end where its length says', ...known }
  const sum = bytes.subarray(at, sumAt).reduce((total, byte) => (total + byte) & 0xff, 0)
  if (bytes[sumAt] !== sum)
    return {
      state: 'broken',
      ended: true,
      message: `checksum ${hex(bytes[sumAt])} where ${hex(sum)} is right`,
      ...known,
    }
  const data = bytes.slice(at + controlAt + 2, sumAt)
  const frame: Frame = { protocol, address, kind: bytes[at + 1] ?? 0, control, data }
  return { state: 'whole', frame, length: sumAt + 2 - at }
}

function laterFrame(bytes: Uint8Array, from: number): boolean {
  for (let at = bytes.indexOf(START, from); at >= 0; at = bytes.indexOf(START, at + 1))
    if (shapesAt(bytes, at).some(shape => readFrame(bytes, at, shape).state === 'whole')) return true
  return false
}

const hex = (byte = 0) => byte.toString(16).padStart(2, '0').toUpperCase()
