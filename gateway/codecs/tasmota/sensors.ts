/** What Tasmota's sensors and its own state report, in one pass over each group of fields. */
import { METRICS, type Metric, type Unit } from '../../../core/contract/metric.ts'
import type { DecodedValue } from '../../../core/contract/reading.ts'
import { measuredOf } from '../../../core/points/spoken.ts'
import { type Fields, isFields } from '../json.ts'

const HPA_PER_MMHG = 1.333_223_684
/** A DS18B20 that lost its wire, and one that lost its power since it was asked (data sheet: power-on value). */
const DS18B20_NONE: ReadonlySet<number> = new Set([-127, 85])
/** Three phases, and one more of four-channel meters. */
const PHASES = ['L1', 'L2', 'L3', 'L4']
const ANALOG_INPUTS = ['1', '2', '3', '4', '5', '6', '7', '8']
const RELAYS = ['', ...Array.from({ length: 32 }, (_, n) => String(n + 1))]
const COUNTERS = Array.from({ length: 8 }, (_, n) => `C${n + 1}`)
const CHANNEL_MAX_CHARS = 64

interface Field {
  readonly metric: Metric
  readonly unit: Unit
  /** Said by the field itself: the number of an input, a counter or a relay. */
  readonly channel: string | undefined
}

const field = (metric: Metric, channel?: string): Field => ({ metric, unit: METRICS[metric].unit, channel })

const SENSOR: ReadonlyMap<string, Field> = new Map([
  ['Temperature', field('temperature')],
  ['Humidity', field('humidity')],
  ['Pressure', field('pressure_air')],
  ['Illuminance', field('illuminance')],
  ['Battery', field('battery')],
  ['CarbonDioxide', field('co2')],
  ['Moisture', field('soil_moisture')],
  ['Fertility', field('soil_ec')],
  // The inputs of ANALOG are numbered: Temperature1, Illuminance2.
  ...ANALOG_INPUTS.flatMap((input): [string, Field][] => [
    [`Temperature${input}`, field('temperature', input)],
    [`Illuminance${input}`, field('illuminance', input)],
  ]),
])
const ENERGY: ReadonlyMap<string, Field> = new Map([
  ['Total', field('energy_import_total')],
  ['ExportTotal', field('energy_export_total')],
  ['Power', field('power_active')],
  ['ApparentPower', field('power_apparent')],
  ['ReactivePower', field('power_reactive')],
  ['Factor', field('power_factor')],
  ['Voltage', field('voltage')],
  ['Current', field('current')],
  ['Frequency', field('frequency')],
])
const COUNTER: ReadonlyMap<string, Field> = new Map(
  COUNTERS.map(counter => [counter, field('pulse_count', counter)]),
)
/** POWER is the only relay; POWER1 the first of several. */
const POWER: ReadonlyMap<string, Field> = new Map(
  RELAYS.map(relay => [`POWER${relay}`, field('switch_on', relay === '' ? undefined : relay)]),
)
const CHIP = field('device_temperature')
const SUPPLY = field('supply_voltage')
const QUALITY = field('wifi_quality')
const SIGNAL = field('rssi')
const UPTIME = field('uptime')

/** The relays, the radio and the supply. */
export function stateValues(fields: Fields, at: number | undefined): DecodedValue[] {
  const values = relayValues(fields, at)
  add(values, SUPPLY, fields.Vcc, at)
  if (isFields(fields.Wifi)) {
    add(values, QUALITY, fields.Wifi.RSSI, at)
    add(values, SIGNAL, fields.Wifi.Signal, at)
  }
  add(values, UPTIME, fields.UptimeSec, at)
  return values
}

/** Everything it measures. */
export function sensorValues(fields: Fields, at: number | undefined): DecodedValue[] {
  const values = relayValues(fields, at)
  const fahrenheit = fields.TempUnit === 'F'
  const mmHg = fields.PressureUnit === 'mmHg'
  // One sensor needs no name; of several each has its own.
  const several = hasSeveral(fields)
  for (const name in fields) {
    const group = fields[name]
    if (!isFields(group)) continue
    if (name === 'ENERGY') addEnergy(values, group, at)
    else if (name === 'COUNTER') addAll(values, COUNTER, group, at)
    else if (name === 'ESP32') addTemperature(values, CHIP, group.Temperature, undefined, fahrenheit, at)
    else {
      const channel = channelOf(name, group, several)
      addGroup(values, group, channel, { fahrenheit, mmHg, probe: name.startsWith('DS18') }, at)
    }
  }
  return values
}

/** The relay of `POWER` or `POWER<n>`, on or off; undefined when the word is another. */
export function relayValue(name: string, word: unknown, at?: number): DecodedValue | undefined {
  const relay = POWER.get(name)
  const on = word === 'ON' ? true : word === 'OFF' ? false : undefined
  return relay === undefined || on === undefined ? undefined : valueIn(relay, on, relay.channel, at)
}

function relayValues(fields: Fields, at: number | undefined): DecodedValue[] {
  const values: DecodedValue[] = []
  for (const name in fields) {
    const value = typeof fields[name] === 'string' ? relayValue(name, fields[name], at) : undefined
    if (value !== undefined) values.push(value)
  }
  return values
}

function hasSeveral(fields: Fields): boolean {
  let sensors = 0
  for (const name in fields) {
    const group = fields[name]
    if (!isFields(group) || name === 'ENERGY' || name === 'COUNTER' || name === 'ESP32') continue
    for (const one in group)
      if (SENSOR.has(one)) {
        sensors += 1
        break
      }
    if (sensors > 1) return true
  }
  return false
}

function channelOf(name: string, { Id }: Fields, several: boolean): string | undefined {
  if (typeof Id === 'string' && Id !== '') return Id.slice(0, CHANNEL_MAX_CHARS)
  return several ? name.slice(0, CHANNEL_MAX_CHARS) : undefined
}

interface Sense {
  readonly fahrenheit: boolean
  readonly mmHg: boolean
  readonly probe: boolean
}

function addGroup(
  values: DecodedValue[],
  group: Fields,
  channel: string | undefined,
  { fahrenheit, mmHg, probe }: Sense,
  at: number | undefined,
): void {
  for (const name in group) {
    const known = SENSOR.get(name)
    if (known === undefined) continue
    const own = known.channel ?? channel
    if (known.metric === 'temperature') addTemperature(values, known, group[name], own, fahrenheit, at, probe)
    else {
      const number = measuredOf(known.metric, group[name])
      const factor = known.metric === 'pressure_air' && mmHg ? HPA_PER_MMHG : 1
      if (number !== undefined) values.push(valueIn(known, number * factor, own, at))
    }
  }
}

function addTemperature(
  values: DecodedValue[],
  known: Field,
  raw: unknown,
  channel: string | undefined,
  fahrenheit: boolean,
  at: number | undefined,
  probe = false,
): void {
  const degrees = measuredOf('temperature', raw)
  if (degrees === undefined) return
  const celsius = fahrenheit ? (degrees - 32) / 1.8 : degrees
  if (!probe || !DS18B20_NONE.has(celsius)) values.push(valueIn(known, celsius, channel, at))
}

/** A meter of several phases sends lists; their channels are the phases. */
function addEnergy(values: DecodedValue[], group: Fields, at: number | undefined): void {
  for (const name in group) {
    const known = ENERGY.get(name)
    if (known === undefined) continue
    const raw = group[name]
    if (!Array.isArray(raw)) add(values, known, raw, at)
    else
      for (const [n, phase] of PHASES.entries()) {
        const number = measuredOf(known.metric, raw[n])
        if (number !== undefined) values.push(valueIn(known, number, phase, at))
      }
  }
}

function addAll(
  values: DecodedValue[],
  fields: ReadonlyMap<string, Field>,
  group: Fields,
  at: number | undefined,
): void {
  for (const name in group) {
    const known = fields.get(name)
    if (known !== undefined) add(values, known, group[name], at)
  }
}

function add(values: DecodedValue[], known: Field, raw: unknown, at: number | undefined): void {
  const number = measuredOf(known.metric, raw)
  if (number !== undefined) values.push(valueIn(known, number, known.channel, at))
}

function valueIn(
  { metric, unit }: Field,
  value: number | boolean,
  channel: string | undefined,
  at: number | undefined,
): DecodedValue {
  if (at === undefined)
    return channel === undefined ? { metric, value, unit } : { metric, value, unit, channel }
  return channel === undefined ? { metric, value, unit, at } : { metric, value, unit, channel, at }
}
