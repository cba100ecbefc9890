/**
 * `steward decode --topic T [--hex] < payload`: what the product makes of one message, as one JSON object; with
 * `--recording < file` of every packet of a recording, one object a line.
 */
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { parseArgs } from 'node:util'
import { isRejected } from '../core/contract/reading.ts'
import { packetOfLine } from '../core/recording/packet-line.ts'
import type { Packet } from './codecs/codec.ts'
import { createDialects, type Dialects } from './codecs/index.ts'

const PAYLOAD_MAX_BYTES = 256 * 1024

/** Prints the decoding and answers the exit code: 0 decoded, 1 rejected, 2 wrong use. */
export async function decodeCommand(
  argv: string[],
  input: AsyncIterable<Uint8Array> = process.stdin,
  print: (line: string) => void = console.log,
): Promise<number> {
  const values = optionsOf(argv)
  if (values?.recording) return decodeRecording(input, print)
  if (values?.topic === undefined) {
    print('usage: steward decode --topic TOPIC [--hex] < payload\n       steward decode --recording < file')
    return 2
  }
  const bytes = await read(input)
  const payload = values.hex ? bytesOfHex(bytes.toString('latin1')) : bytes
  if (payload === undefined) {
    print('decode: --hex takes an even number of hexadecimal digits')
    return 2
  }
  const { topic } = values
  const packet = { topic, payload, retained: false, receivedAt: Date.now() }
  const answer = describe(createDialects(), packet)
  print(JSON.stringify(answer))
  return answer.rejected === undefined ? 0 : 1
}

const OPTIONS = {
  topic: { type: 'string' },
  hex: { type: 'boolean' },
  recording: { type: 'boolean' },
} as const

/** One line each, in their order, by dialects that remember what came before; 1 when one was rejected. */
async function decodeRecording(
  input: AsyncIterable<Uint8Array>,
  print: (line: string) => void,
): Promise<number> {
  const dialects = createDialects()
  let code = 0
  let number = 0
  for await (const line of createInterface({ input: Readable.from(input) })) {
    number += 1
    if (line.trim() === '') continue
    const packet = packetOfLine(line)
    if (packet === undefined) throw new Error(`line ${number} is no recorded packet`)
    const { at, topic, payloadBase64, retain } = packet
    const payload = Buffer.from(payloadBase64, 'base64')
    const answer = describe(dialects, { topic, payload, retained: retain, receivedAt: at })
    print(JSON.stringify({ at, topic, ...answer }))
    if (answer.rejected !== undefined) code = 1
  }
  return code
}

/** Undefined for options that are not known. */
function optionsOf(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS }).values
  } catch {
    return undefined
  }
}

function bytesOfHex(text: string): Buffer | undefined {
  const digits = text.replace(/\s/g, '')
  return /^(?:[0-9a-fA-F]{2})*$/.test(digits) ? Buffer.from(digits, 'hex') : undefined
}

function describe(dialects: Dialects, packet: Packet) {
  const { codec, decoding } = dialects.decode(packet)
  if (isRejected(decoding))
    return { codec, device: decoding.device ?? null, readings: [], events: [], rejected: decoding.rejected }
  const [first] = decoding
  return {
    codec,
    device: first?.device ?? null,
    readings: decoding.flatMap(({ values }) => values),
    events: decoding.flatMap(({ events }) => events),
    ...(first?.availability === undefined ? {} : { availability: first.availability }),
    rejected: undefined,
  }
}

async function read(input: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of input) {
    size += chunk.length
    if (size > PAYLOAD_MAX_BYTES) throw new Error(`payload is larger than ${PAYLOAD_MAX_BYTES} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
