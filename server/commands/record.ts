import type { IPublishPacket } from 'mqtt'
import { lineOfPacket } from '../../core/recording/packet-line.ts'
import { withoutSecrets } from '../../core/recording/secrets.ts'
import { readArguments, withUsage } from './arguments.ts'
import { UsageFault } from './command.ts'
import { connectTo, MQTT_OPTIONS } from './mqtt-line.ts'

const OPTIONS = {
  ...MQTT_OPTIONS,
  topic: { type: 'string', multiple: true },
  seconds: { type: 'string' },
} as const

const SECONDS_DEFAULT = 60
const SECONDS_MAX = 7 * 86_400
const BYTES_MAX = 500 * 1024 * 1024

export const record = withUsage({
  name: 'record',
  usage: [
    "record --topic 'zigbee2mqtt/#' [--seconds 60] [--url mqtt://host:1883] [--user U] [--password-stdin] > file",
  ],
  summary: 'raw packets of a topic, as lines for "replay"; what is secret in them is left out',
  async run(context, args) {
    const { values, positionals } = readArguments(args, OPTIONS)
    if (positionals.length > 0) throw new UsageFault(`what is "${positionals[0]}"?`)
    const topics = values.topic ?? []
    if (topics.length === 0) throw new UsageFault('say which --topic')
    const seconds = Number(values.seconds ?? SECONDS_DEFAULT)
    if (!(seconds > 0 && seconds <= SECONDS_MAX))
      throw new UsageFault(`--seconds is more than 0 and at most ${SECONDS_MAX}`)
    const client = await connectTo(context, values)
    let packets = 0
    let bytes = 0
    const over = new Promise<string>(resolve => {
      const timer = setTimeout(() => resolve('time is up'), seconds * 1000)
      const done = (why: string) => {
        clearTimeout(timer)
        resolve(why)
      }
      process.once('SIGINT', () => done('stopped'))
      process.once('SIGTERM', () => done('stopped'))
      client.on('close', () => done('the broker closed the connection'))
      client.on('error', error => done(error.message))
      client.on('message', (topic, payload, packet) => {
        const line = lineOf(topic, payload, packet, context.clock.now())
        bytes += line.length
        if (bytes > BYTES_MAX) return done('the recording is as large as it may be')
        packets += 1
        context.print(line)
      })
    })
    const granted = await client.subscribeAsync(topics, { qos: 1 }).catch(() => [])
    if (granted.length < topics.length || granted.some(({ qos }) => qos > 2))
      throw new Error(`may not listen to ${topics.join(' ')}; give this credential the right to`)
    const why = await over
    await client.endAsync(true)
    context.printError(`${packets} packets; ${why}`)
    return 0
  },
})

function lineOf(topic: string, payload: Buffer, { qos, retain }: IPublishPacket, at: number): string {
  const text = payload.toString('utf8')
  const shown = text.includes('\ufffd') ? text : withoutSecrets(topic, text)
  const hidden = shown !== text
  const payloadBase64 = (hidden ? Buffer.from(shown) : payload).toString('base64')
  return lineOfPacket({ at, topic, payloadBase64, qos, retain, ...(hidden && { hidden }) })
}
