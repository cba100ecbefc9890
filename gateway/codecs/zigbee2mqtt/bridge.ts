/** What a bridge says about itself and the devices behind it, and what is remembered of that. */
import type { DialectMemory } from '../codec.ts'
import { isFields, type Fields as Json } from '../json.ts'
import { FIELDS, isKnownField, MARK } from './fields.ts'

/** How a valve is given its own end. */
export type Timer = 'cyclic' | 'minutes' | 'target-minutes' | 'target-seconds'

/** From a device's definition. */
export interface Known {
  readonly model?: string
  /** Its `temperature` is that of the air, whatever else it is. */
  readonly ambient?: true
  readonly units?: Readonly<Record<string, string>>
  /** What it is; nothing in a message says otherwise. */
  readonly marks?: number
  readonly timer?: Timer
  /** Its words for on and off, where they are not these. */
  readonly words?: readonly [on: string, off: string]
}

const DEVICES_MAX = 1000
const EXPOSES_MAX = 200
const DEPTH_MAX = 3
const MODEL_MAX_CHARS = 60
const WORD_MAX_CHARS = 20
/** Their contact, leak and smoke sensors show the chip's temperature under the name of the air's. */
const CHIP_VENDORS: ReadonlySet<string> = new Set(['Xiaomi', 'Aqara', 'LUMI'])
const VALVE = /valve|irrigation|sprinkler|watering|water timer/i
const HEATING = /radiator|thermostat|trv\b|heat|boiler|fan\b/i
/** Of something on the mains, a temperature is that of its terminals unless it is bought for it. */
const THERMOMETER = /temperature|thermo|hygro/i

/** Takes the list of `bridge/devices`; what is no list of devices is passed over. */
export function rememberDevices(memory: DialectMemory, base: string, body: unknown): void {
  if (!Array.isArray(body)) return
  for (const device of body.slice(0, DEVICES_MAX)) {
    if (!isFields(device) || typeof device.friendly_name !== 'string' || !isFields(device.definition))
      continue
    memory.put(`known ${base}/${device.friendly_name}`, knownOf(device.definition))
  }
}

function knownOf(definition: Json): Known {
  const exposed = new Map<string, Json>()
  collect(definition.exposes, exposed, 0)
  const vendor = typeof definition.vendor === 'string' ? definition.vendor : ''
  const model = typeof definition.model === 'string' ? definition.model : ''
  const description = typeof definition.description === 'string' ? definition.description : ''
  const marks = marksOf(exposed, description)
  const ambient =
    exposed.has('temperature') &&
    !exposed.has('device_temperature') &&
    !CHIP_VENDORS.has(vendor) &&
    ((marks & MARK.mains) === 0 || THERMOMETER.test(description))
  const timer = timerOf(exposed)
  const words = wordsOf(exposed.get('state'))
  const units = Object.fromEntries(
    [...exposed]
      .filter(([name, { unit }]) => isKnownField(name) && typeof unit === 'string' && unit !== '')
      .map(([name, { unit }]) => [name, String(unit).slice(0, MODEL_MAX_CHARS)]),
  )
  return {
    model: `${vendor} ${model}`.trim().slice(0, MODEL_MAX_CHARS),
    marks,
    units,
    ...(ambient ? { ambient } : {}),
    ...(timer === undefined ? {} : { timer }),
    ...(words === undefined ? {} : { words }),
  }
}

/** Only the description tells a valve with nothing but a state from a switch. */
function marksOf(exposed: ReadonlyMap<string, Json>, description: string): number {
  const all = [...exposed.keys()].reduce((marks, name) => marks | (FIELDS.get(name)?.marks ?? 0), 0)
  const valve = VALVE.test(description) && !HEATING.test(description)
  return valve || exposed.has('cyclic_timed_irrigation') ? all | MARK.valve : all & ~MARK.valve
}

function wordsOf(state: Json | undefined): Known['words'] {
  const { value_on: on, value_off: off } = state ?? {}
  if (typeof on !== 'string' || typeof off !== 'string' || on === 'ON') return undefined
  return [on.slice(0, WORD_MAX_CHARS), off.slice(0, WORD_MAX_CHARS)]
}

/** Properties at any depth: a switch or a light holds its own. */
function collect(exposes: unknown, into: Map<string, Json>, depth: number): void {
  if (!Array.isArray(exposes) || depth > DEPTH_MAX) return
  for (const one of exposes) {
    if (!isFields(one) || into.size >= EXPOSES_MAX) continue
    if (typeof one.property === 'string') into.set(one.property, one)
    // The parts of a composite are inside its value and not beside it.
    if (one.type !== 'composite' && one.type !== 'list') collect(one.features, into, depth + 1)
  }
}

function timerOf(exposed: ReadonlyMap<string, Json>): Timer | undefined {
  if (exposed.has('cyclic_timed_irrigation')) return 'cyclic'
  const target = exposed.get('irrigation_target')?.unit
  if (typeof target === 'string') {
    if (/^sec/i.test(target)) return 'target-seconds'
    if (/^min/i.test(target)) return 'target-minutes'
  }
  const timer = exposed.get('timer')?.unit
  return typeof timer === 'string' && /^min/i.test(timer) ? 'minutes' : undefined
}
