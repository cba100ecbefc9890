/** `steward decode --topic T [--hex] < payload`: what the product makes of one message, as one JSON object. */
import { parseArgs } from 'node:util'
import { isRejected } from '../core/contract/reading.ts'
import { createDialects } from './codecs/index.ts'

const PAYLOAD_MAX_BYTES = 256 * 1024

/** Prints the decoding and answers the exit code: 0 decoded, 1 rejected, 2 wrong use. */
export async function decodeCommand(
  argv: string[],
  input: AsyncIterable<Uint8Array> = process.stdin,
  print: (line: string) => void = console.log,
): Promise<number> {
  const values = optionsOf(argv)
  if (values?.topic === undefined) {
    print('usage: steward decode --topic TOPIC [--hex] < payload')
    return 2
  }
  const bytes = await read(input)
  const payload = values.hex ? bytesOfHex(bytes.toString('latin1')) : bytes
  if (payload === undefined) {
    print('decode: --hex takes an even number of hexadecimal digits')
    return 2
  }
  const answer = describe(values.topic, payload)
  print(JSON.stringify(answer))
  return answer.rejected === undefined ? 0 : 1
}

/** Undefined for options that are not known. */
function optionsOf(args: string[]) {
  try {
    return parseArgs({ args, options: { topic: { type: 'string' }, hex: { type: 'boolean' } } }).values
  } catch {
    return undefined
  }
}

function bytesOfHex(text: string): Buffer | undefined {
  const digits = text.replace(/\s/g, '')
  return /^(?:[0-9a-fA-F]{2})*$/.test(digits) ? Buffer.from(digits, 'hex') : undefined
}

function describe(topic: string, payload: Uint8Array) {
  const { codec, decoding } = createDialects().decode({
    topic,
    payload,
    retained: false,
    receivedAt: Date.now(),
  })
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
