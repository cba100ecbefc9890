import { createReadStream, existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import type { MqttClient } from 'mqtt'
import { type PacketLine, packetOfLine } from '../../core/recording/packet-line.ts'
import { readArguments, withUsage } from './arguments.ts'
import { UsageFault } from './command.ts'
import { connectTo, MQTT_OPTIONS } from './mqtt-line.ts'

const OPTIONS = { ...MQTT_OPTIONS, speed: { type: 'string' } } as const
/** Packets sent whose acknowledgement has not come. */
const IN_FLIGHT_MAX = 100
/** A recording may have a night in it. */
const GAP_MAX_MS = 2_147_000_000

export const replay = withUsage({
  name: 'replay',
  usage: ['replay FILE [--speed X | --speed max] [--url mqtt://host:1883] [--username U] [--password-stdin]'],
  summary: 'sends a recording again, as fast as it was (speed 1), faster or slower',
  async run(context, args) {
    const { values, positionals } = readArguments(args, OPTIONS)
    const [path, ...rest] = positionals
    if (path === undefined || rest.length > 0) throw new UsageFault('say which file')
    const speed = speedOf(values.speed)
    if (!existsSync(path)) throw new Error(`${path} is not there`)
    const client = await connectTo(context, values)
    try {
      const sent = await replayTo(client, path, speed)
      await client.endAsync()
      context.print(`${sent} packets sent`)
      return 0
    } catch (error) {
      await client.endAsync(true)
      throw error
    }
  },
})

/**
 * Sends the packets in their order; the gaps between them are divided by `speed`, infinity leaves none. Answers how many
 * when all have been acknowledged; rejects when the broker ends the connection before that.
 */
export async function replayTo(client: MqttClient, path: string, speed: number): Promise<number> {
  const sending = new Sending(client)
  let before: number | undefined
  for await (const packet of readRecording(path)) {
    const gapMs = before === undefined ? 0 : Math.min(GAP_MAX_MS, Math.max(0, packet.at - before) / speed)
    before = packet.at
    if (gapMs > 0) await Promise.race([sleep(gapMs), sending.cut])
    await sending.send(packet)
  }
  return sending.acknowledged()
}

class Sending {
  /** Never resolves; rejects when the connection ends, which leaves what is in flight without an answer for ever. */
  readonly cut: Promise<never>
  readonly #client: MqttClient
  readonly #inFlight = new Set<Promise<unknown>>()
  #sent = 0
  #topic = ''

  constructor(client: MqttClient) {
    this.#client = client
    this.cut = new Promise((_resolve, reject) => {
      client.once('close', () =>
        reject(
          new Error(
            `the broker ended the connection after ${this.#sent} packets; may this credential publish on ${this.#topic}?`,
          ),
        ),
      )
    })
    // Whoever waits hears of it; nobody need.
    this.cut.catch(() => {})
  }

  async send({ topic, payloadBase64, qos, retain }: PacketLine): Promise<void> {
    this.#topic = topic
    const publish: Promise<unknown> = this.#client
      .publishAsync(topic, Buffer.from(payloadBase64, 'base64'), { qos, retain })
      .finally(() => this.#inFlight.delete(publish))
    publish.catch(() => {})
    this.#inFlight.add(publish)
    this.#sent += 1
    if (this.#inFlight.size >= IN_FLIGHT_MAX) await Promise.race([...this.#inFlight, this.cut])
  }

  async acknowledged(): Promise<number> {
    await Promise.race([Promise.all(this.#inFlight), this.cut])
    return this.#sent
  }
}

/** In the order of the file. Throws an error that names the line which is no packet, such as one that a crash cut off. */
export async function* readRecording(path: string): AsyncGenerator<PacketLine> {
  let number = 0
  for await (const line of createInterface({ input: createReadStream(path) })) {
    number += 1
    if (line.trim() === '') continue
    const packet = packetOfLine(line)
    if (packet === undefined) throw new Error(`${path}:${number} is no recorded packet`)
    yield packet
  }
}

function speedOf(word = '1'): number {
  const speed = word === 'max' ? Number.POSITIVE_INFINITY : Number(word)
  if (speed > 0) return speed
  throw new UsageFault('--speed is a number above 0, or max')
}
