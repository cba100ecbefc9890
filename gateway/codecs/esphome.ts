/**
 * ESPHome's MQTT component.
 *
 * `<prefix>/sensor/<object>/state`          21.43, or nan
 * `<prefix>/binary_sensor/<object>/state`   ON | OFF
 * `<prefix>/switch/<object>/state`          ON | OFF; `/command` takes the same
 * `<prefix>/valve/<object>/state`           open | closed | opening | closing; `/command` takes OPEN and CLOSE
 * `<prefix>/status`                         online | offline, retained, birth and will
 * `<prefix>/debug`                          the log
 *
 * The prefix is the node's name unless set otherwise. The unit is said only in its Home Assistant announcement, which is
 * read before this; without one, the object's name must be certain. States are retained. A switch has no off-timer of its
 * own by MQTT. Source: esphome.io, components/mqtt.
 */
import type { DecodedValue, Decoding } from '../../core/contract/reading.ts'
import { meaningOf, namedValue, yesOrNo } from '../vocabulary.ts'
import type { Codec } from './codec.ts'
import { availabilityOf, decodedOf, rejected, textOf } from './json.ts'

const TOPIC =
  /^(.+)\/(sensor|binary_sensor|switch|valve|text_sensor|light|fan|cover|climate|number|select|lock|button|event|text|update)\/([^/]+)\/(state|command)$/
const STATUS = /^(.+)\/status$/
const LOG = /^.+\/debug$/
const CHANNEL_MAX_CHARS = 64
/** Units that ESPHome itself gives, where other makers differ. */
const UNITS: Readonly<Record<string, string>> = { uptime: 's' }
const MOVING: ReadonlySet<string> = new Set(['opening', 'closing'])

export const esphome: Codec = {
  name: 'esphome',
  claims: topic => TOPIC.test(topic) || STATUS.test(topic) || LOG.test(topic),
  decode({ topic, payload }) {
    const [, device = '', type = '', object = '', leaf] = TOPIC.exec(topic) ?? []
    if (leaf === 'command') return []
    if (leaf === undefined) {
      const node = STATUS.exec(topic)?.[1]
      return node === undefined ? [] : status(node, textOf(payload))
    }
    const text = textOf(payload).trim()
    if (type === 'switch' || type === 'valve') return output(device, type, object, text)
    return type === 'sensor' || type === 'binary_sensor' ? sensor(device, type, object, text) : []
  },
  encode({ kind, channel }, address) {
    if (channel === null) return undefined
    const open = kind === 'valve.open' || kind === 'switch.on'
    return kind.startsWith('valve')
      ? [{ topic: `${address}/valve/${channel}/command`, payload: open ? 'OPEN' : 'CLOSE' }]
      : [{ topic: `${address}/switch/${channel}/command`, payload: open ? 'ON' : 'OFF' }]
  },
}

function status(device: string, text: string): Decoding {
  const availability = availabilityOf(text, 'online', 'offline')
  if (availability === undefined) return rejected('value.unknown', 'a status is online or offline', device)
  return [{ device, values: [], events: [], availability }]
}

/** Its channel is the object, by which it is given orders. */
function output(device: string, type: 'switch' | 'valve', object: string, text: string): Decoding {
  const on = yesOrNo(text)
  const heard = { device, events: [] }
  if (on === undefined)
    return MOVING.has(text.toLowerCase())
      ? [{ ...heard, values: [] }]
      : rejected('value.unknown', `${object} has no such state`, device)
  const metric = type === 'valve' ? 'valve_open' : 'switch_on'
  return [{ ...heard, values: [decodedOf(metric, on, object.slice(0, CHANNEL_MAX_CHARS), undefined)] }]
}

function sensor(device: string, type: string, object: string, text: string): Decoding {
  const named = namedValue(object, text, UNITS[meaningOf(object)?.metric ?? ''])
  if (typeof named === 'string')
    return rejected(named, `${object}: its name or its value says too little`, device)
  // ON of a sensor, or 1 of what is a state, is not what its kind says.
  if ((typeof named.value === 'boolean') !== (type === 'binary_sensor'))
    return rejected('payload.no-metric', `${object} is no ${type}`, device)
  const value: DecodedValue = decodedOf(named.metric, named.value, channelOf(named.label, device), undefined)
  return [{ device, values: [value], events: [] }]
}

/** What the object's name says beyond the node's own. */
function channelOf(label: string, device: string): string | undefined {
  const plain = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
  const node = plain(device.slice(device.lastIndexOf('/') + 1))
  const words = label.split('_')
  for (let count = words.length; count > 0; count -= 1)
    if (plain(words.slice(0, count).join('')) === node) return words.slice(count).join('_') || undefined
  return label === '' ? undefined : label
}
