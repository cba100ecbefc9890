/**
 * Shelly, first generation: one bare word or number per topic.
 *
 * `shellies/<id>/relay/<n>`                on | off | overpower; `/power` W, `/energy` watt-minutes since it was switched on
 * `shellies/<id>/emeter/<n>/...`           power W, voltage V, current A, pf, reactive_power var, total and total_returned Wh
 * `shellies/<id>/sensor/...`               temperature, humidity, battery, flood, smoke, state, lux, alarm_state, charger ...
 * `shellies/<id>/input/<n>`, `/input_event/<n>`   0 | 1; { "event": "S", "event_cnt": 2 }
 * `shellies/<id>/online`                   true | false, retained, the will
 * `shellies/<id>/announce`, `/info`        { "id", "model", "mac", "fw_ver" }; the whole status as JSON
 * `shellies/<id>/relay/<n>/command`, `/set`   orders: never readings
 *
 * The unit of a temperature is a setting of the device, said only in `info` (`tmp.units`). A gas detector's alarm is
 * `sensor/gas` or `sensor/alarm_state`: none, mild, heavy, test or unknown. Devices with a battery sleep, so their "false"
 * is no fault. A relay takes no off-timer by MQTT: give it "Auto off" in its own settings as a safety net. Source:
 * shelly-api-docs.shelly.cloud/gen1.
 */
import type { Metric } from '../../core/contract/metric.ts'
import type { DecodedValue, Decoding } from '../../core/contract/reading.ts'
import { measuredOf } from '../../core/points/spoken.ts'
import type { Codec, Dialect, DialectMemory } from './codec.ts'
import { addNumber, availabilityOf, bodyOf, decodedOf, isFields, rejected, textOf } from './json.ts'

const ROOT = 'shellies/'
const WH_PER_KWH = 1000
const WATT_MINUTES_PER_KWH = 60_000
/** What it sends while a probe is not there. */
const NO_TEMPERATURE = 999
const NO_CONCENTRATION = '65535'
const SLEEPERS = /^(?:shelly(?:ht|flood|dw2?|smoke|motion\w*|button1)-|SH(?:HT|WT|DW|SM|MOS|BTN)-)/i
const THREE_PHASE = /^(?:shellyem3-|SHEM-3$)/i
const PHASES = ['L1', 'L2', 'L3']
const WORD_MAX_CHARS = 40

interface Leaf {
  readonly metric: Metric
  /** What the number must be divided by to be in the metric's unit. */
  readonly per?: number
  /** Of a state: its words for true and false. Any other word is no reading. */
  readonly words?: readonly [yes: readonly string[], no: readonly string[]]
}

const ON: Leaf = { metric: 'switch_on', words: [['on'], ['off', 'overpower']] }
const POWER: Leaf = { metric: 'power_active' }
const ENERGY: Leaf = { metric: 'energy_import_total', per: WATT_MINUTES_PER_KWH }
const GAS: Leaf = { metric: 'gas_alarm', words: [['mild', 'heavy'], ['none']] }
const yesNo = (metric: Metric): Leaf => ({
  metric,
  words: [
    ['true', '1'],
    ['false', '0'],
  ],
})

/** Topic without its numbers -> what is in it. */
const LEAVES: Readonly<Record<string, Leaf>> = {
  'relay/#': ON,
  'relay/#/power': POWER,
  'relay/#/energy': ENERGY,
  'light/#': ON,
  'light/#/power': POWER,
  'light/#/energy': ENERGY,
  'white/#': ON,
  'color/#': ON,
  'roller/#/power': POWER,
  'roller/#/energy': ENERGY,
  'emeter/#/power': POWER,
  'emeter/#/voltage': { metric: 'voltage' },
  'emeter/#/current': { metric: 'current' },
  'emeter/#/pf': { metric: 'power_factor' },
  'emeter/#/reactive_power': { metric: 'power_reactive' },
  'emeter/#/total': { metric: 'energy_import_total', per: WH_PER_KWH },
  'emeter/#/total_returned': { metric: 'energy_export_total', per: WH_PER_KWH },
  'input/#': yesNo('input_on'),
  'ext_switch/#': yesNo('input_on'),
  'ext_temperature/#': { metric: 'temperature' },
  'ext_humidity/#': { metric: 'humidity' },
  temperature: { metric: 'device_temperature' },
  voltage: { metric: 'voltage' },
  'sensor/temperature': { metric: 'temperature' },
  'sensor/humidity': { metric: 'humidity' },
  'sensor/battery': { metric: 'battery' },
  'sensor/lux': { metric: 'illuminance' },
  'sensor/concentration': { metric: 'gas_density_raw' },
  'sensor/flood': yesNo('water_leak'),
  'sensor/smoke': yesNo('smoke_alarm'),
  'sensor/charger': yesNo('external_power'),
  'sensor/state': { metric: 'door_open', words: [['open'], ['close']] },
  'sensor/ext_power': yesNo('external_power'),
  'sensor/gas': GAS,
  'sensor/alarm_state': GAS,
}

/** What it remembers of a device. */
interface Known {
  readonly model?: string
  readonly fahrenheit?: boolean
}

export const shellyGen1: Dialect = (memory): Codec => ({
  name: 'shelly-gen1',
  claims: topic => topic.startsWith(ROOT),
  decode({ topic, payload }) {
    const [device = '', ...path] = topic.slice(ROOT.length).split('/')
    if (path.length === 0) return device === 'announce' ? announced(memory, payload) : []
    const last = path.at(-1)
    if (device === '' || last === 'command' || last === 'set') return []
    if (path[0] === 'announce') return announced(memory, payload, device)
    if (path[0] === 'info') return informed(memory, payload, device)
    if (path[0] === 'online') return online(device, textOf(payload), knownOf(memory, device))
    if (path[0] === 'input_event' || path[0] === 'longpush') return pressed(device, path, payload)
    return reading(device, path, textOf(payload).trim(), knownOf(memory, device))
  },
  encode({ kind, channel }, address) {
    const on = kind === 'valve.open' || kind === 'switch.on'
    return [{ topic: `${ROOT}${address}/relay/${channel ?? '0'}/command`, payload: on ? 'on' : 'off' }]
  },
})

function knownOf(memory: DialectMemory, device: string): Known {
  return (memory.get(device) as Known | undefined) ?? {}
}

function reading(device: string, path: readonly string[], text: string, known: Known): Decoding {
  const number = path[1] !== undefined && /^\d$/.test(path[1]) ? path[1] : undefined
  const name = number === undefined ? path.join('/') : [path[0], '#', ...path.slice(2)].join('/')
  const leaf = Object.hasOwn(LEAVES, name) ? LEAVES[name] : undefined
  if (name === 'sensor/operation') return text === 'fault' ? [{ device, values: [], events: ['fault'] }] : []
  if (leaf === undefined) return []
  const channel = path[0] === 'emeter' ? phaseOf(device, number, known) : number
  if (leaf.words !== undefined) return state(device, leaf, channel, text)
  const values: DecodedValue[] = []
  if (leaf.metric === 'temperature') {
    const degrees = measuredOf('temperature', text)
    if (degrees !== undefined && degrees !== NO_TEMPERATURE)
      values.push(
        decodedOf('temperature', known.fahrenheit ? (degrees - 32) / 1.8 : degrees, channel, undefined),
      )
  } else if (text !== NO_CONCENTRATION || leaf.metric !== 'gas_density_raw')
    addNumber(values, leaf.metric, text, channel, undefined, leaf.per)
  if (values.length === 0) return rejected('value.not-a-number', `${name} is no number`, device)
  return [{ device, values, events: [] }]
}

function state(device: string, { metric, words }: Leaf, channel: string | undefined, text: string): Decoding {
  const [yes, no] = words ?? [[], []]
  const word = text.toLowerCase()
  const events = word === 'overpower' || word === 'test' ? [word] : []
  if (yes.includes(word) || no.includes(word))
    return [{ device, values: [decodedOf(metric, yes.includes(word), channel, undefined)], events }]
  // A self-test is no alarm and no all-clear.
  if (word === 'unknown' || events.length > 0) return [{ device, values: [], events }]
  return rejected('value.unknown', `${metric} has no such word`, device)
}

/** The three inputs of a 3EM are phases; the two of an EM are two circuits. */
function phaseOf(device: string, number: string | undefined, { model = '' }: Known): string | undefined {
  const threePhase = THREE_PHASE.test(device) || THREE_PHASE.test(model)
  return threePhase ? PHASES[Number(number)] : number
}

function online(device: string, text: string, { model = '' }: Known): Decoding {
  const availability = availabilityOf(text, 'true', 'false')
  if (availability === undefined) return rejected('value.unknown', 'online is true or false', device)
  const part = { device, values: [], events: [], availability }
  return SLEEPERS.test(device) || SLEEPERS.test(model) ? [{ ...part, sleeps: true }] : [part]
}

/** Every device also announces itself on the topic without its name. */
function announced(memory: DialectMemory, payload: Uint8Array, named?: string): Decoding {
  const body = bodyOf(payload, named ?? '')
  if (!body.ok) return body.rejected
  const { id, model } = body.fields
  const device = named ?? (typeof id === 'string' ? id : '')
  if (device === '' || device.includes('/')) return rejected('value.unknown', 'it does not say who it is', '')
  if (typeof model !== 'string') return [{ device, values: [], events: ['announced'] }]
  const short = model.slice(0, WORD_MAX_CHARS)
  memory.put(device, { ...knownOf(memory, device), model: short })
  return [{ device, values: [], events: ['announced'], model: short }]
}

/** The status: what its temperatures are in, and how well it hears the radio. */
function informed(memory: DialectMemory, payload: Uint8Array, device: string): Decoding {
  const body = bodyOf(payload, device)
  if (!body.ok) return body.rejected
  const { tmp, wifi_sta: wifi } = body.fields
  if (isFields(tmp) && (tmp.units === 'F' || tmp.units === 'C'))
    memory.put(device, { ...knownOf(memory, device), fahrenheit: tmp.units === 'F' })
  const values: DecodedValue[] = []
  if (isFields(wifi)) addNumber(values, 'rssi', wifi.rssi)
  return values.length === 0 ? [] : [{ device, values, events: [] }]
}

function pressed(device: string, [kind, number = '0']: readonly string[], payload: Uint8Array): Decoding {
  if (kind === 'longpush')
    return textOf(payload).trim() === '1'
      ? [{ device, values: [], events: [`button.${number}.long`.slice(0, WORD_MAX_CHARS)] }]
      : []
  const body = bodyOf(payload, device)
  if (!body.ok) return body.rejected
  const { event } = body.fields
  return typeof event === 'string' && event !== ''
    ? [{ device, values: [], events: [`button.${number}.${event}`.slice(0, WORD_MAX_CHARS)] }]
    : []
}
