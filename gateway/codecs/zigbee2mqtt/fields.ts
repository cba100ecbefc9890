/**
 * The fields of a device's message, one line each. What `temperature`, `voltage` and `state` mean depends on what else the
 * device has, so every field also leaves a mark.
 */
import { METRICS, type Metric, type Unit } from '../../../core/contract/metric.ts'
import { conversionFor } from '../../../core/points/units.ts'

/** What a device has shown itself to be, as bits. */
export const MARK = {
  /** Its `temperature` is that of its own chip, unless it measures humidity too. */
  chip: 1,
  humidity: 2,
  chipNamed: 4,
  battery: 8,
  mains: 16,
  /** Fields only a water valve has; with one of them, `state` is the valve and not a switch. */
  valve: 32,
} as const

/** `temperature`, `voltage` and `state` wait for the marks of the whole message. */
type FieldKind =
  | 'number'
  | 'state'
  | 'temperature'
  | 'voltage'
  | 'switch'
  | 'text'
  | 'clock'
  | 'mark'
  | 'action'

export interface Field {
  readonly kind: FieldKind
  readonly metric: Metric
  readonly unit: Unit
  readonly channel: string | undefined
  /** kept = (sent + offset) * times / per */
  readonly offset: number
  readonly times: number
  readonly per: number
  readonly inverted: boolean
  readonly marks: number
}

export type Fields = ReadonlyMap<string, Field>

const LPM_PER_M3H = [1000, 60] as const
const SOCKETS = [
  'l1',
  'l2',
  'l3',
  'l4',
  'l5',
  'l6',
  'l7',
  'l8',
  'l9',
  '1',
  '2',
  '3',
  '4',
  'a',
  'b',
  'c',
  'left',
  'right',
]
/** A meter's first phase has no suffix. */
const PHASES = [
  ['phase_a', 'L1'],
  ['phase_b', 'L2'],
  ['phase_c', 'L3'],
] as const

function field(kind: FieldKind, metric: Metric, over: Partial<Field> = {}): Field {
  const { unit } = METRICS[metric]
  const { channel, offset = 0, times = 1, per = 1, inverted = false, marks = 0 } = over
  return { kind, metric, unit, channel, offset, times, per, inverted, marks }
}

const number = (metric: Metric, over?: Partial<Field>) => field('number', metric, over)
const state = (metric: Metric, over?: Partial<Field>) => field('state', metric, over)
const mark = (marks: number) => field('mark', 'switch_on', { marks })

const SINGLE: Readonly<Record<string, Field>> = {
  temperature: field('temperature', 'temperature'),
  device_temperature: number('device_temperature', { marks: MARK.chipNamed }),
  humidity: number('humidity', { marks: MARK.humidity }),
  pressure: number('pressure_air'),
  soil_moisture: number('soil_moisture'),
  illuminance: number('illuminance'),
  illuminance_lux: number('illuminance'),
  co: number('co'),
  co2: number('co2'),
  gas_density: number('gas_density_raw', { marks: MARK.chip }),
  smoke_density: number('smoke_density_raw', { marks: MARK.chip }),
  power: number('power_active', { marks: MARK.chip | MARK.mains }),
  power_apparent: number('power_apparent', { marks: MARK.mains }),
  power_reactive: number('power_reactive', { marks: MARK.mains }),
  power_factor: number('power_factor', { marks: MARK.mains }),
  current: number('current', { marks: MARK.mains }),
  current_neutral: number('current', { channel: 'N', marks: MARK.mains }),
  mains_voltage: number('voltage', { marks: MARK.mains }),
  total_power: number('power_active', { channel: 'total', marks: MARK.mains }),
  total_power_apparent: number('power_apparent', { channel: 'total', marks: MARK.mains }),
  total_power_reactive: number('power_reactive', { channel: 'total', marks: MARK.mains }),
  ac_frequency: number('frequency', { marks: MARK.mains }),
  energy: number('energy_import_total', { marks: MARK.mains }),
  produced_energy: number('energy_export_total', { marks: MARK.mains }),
  energy_produced: number('energy_export_total', { marks: MARK.mains }),
  reverse_energy: number('energy_export_total', { marks: MARK.mains }),
  probe_temperature: number('temperature', { channel: 'probe' }),
  voltage: field('voltage', 'voltage'),
  flow: number('water_flow', { times: LPM_PER_M3H[0], per: LPM_PER_M3H[1], marks: MARK.valve }),
  water_consumed: number('water_volume_last_run', { marks: MARK.valve }),
  timer_time_left: number('timer_remaining', { marks: MARK.valve }),
  battery: number('battery', { marks: MARK.battery }),
  battery_low: state('battery_low', { marks: MARK.battery }),
  linkquality: number('link_quality'),
  contact: state('door_open', { inverted: true, marks: MARK.chip }),
  water_leak: state('water_leak', { marks: MARK.chip }),
  smoke: state('smoke_alarm', { marks: MARK.chip }),
  gas: state('gas_alarm', { marks: MARK.chip }),
  carbon_monoxide: state('gas_alarm', { marks: MARK.chip }),
  tamper: state('tamper'),
  state: field('switch', 'switch_on', { marks: MARK.chip | MARK.mains }),
  current_device_status: field('text', 'valve_fault', { marks: MARK.valve }),
  last_irrigation_duration: field('clock', 'irrigation_duration_last_run', { marks: MARK.valve }),
  action: field('action', 'switch_on'),
  timer: mark(MARK.valve),
  cyclic_timed_irrigation: mark(MARK.valve),
  cyclic_quantity_irrigation: mark(MARK.valve),
  irrigation_target: mark(MARK.valve),
  weather_delay: mark(MARK.valve),
}
/** Fields that a device of several sockets or phases has once for each. */
const SEVERAL = [
  'ac_frequency',
  'energy_produced',
  'power',
  'current',
  'energy',
  'produced_energy',
  'power_factor',
  'power_apparent',
  'power_reactive',
]

export const FIELDS: Fields = new Map([
  ...Object.entries(SINGLE),
  ...SEVERAL.flatMap(name => several(name, SINGLE[name] ?? number('power_active'))),
  ...several('voltage', number('voltage', { marks: MARK.mains })),
  ...SOCKETS.flatMap((socket): [string, Field][] => [
    [`temperature_${socket}`, number('temperature', { channel: socket })],
    [`humidity_${socket}`, number('humidity', { channel: socket })],
  ]),
])

function several(name: string, one: Field): [string, Field][] {
  return [
    ...SOCKETS.map((socket): [string, Field] => [`${name}_${socket}`, { ...one, channel: socket }]),
    ...PHASES.map(([suffix, phase]): [string, Field] => [`${name}_${suffix}`, { ...one, channel: phase }]),
  ]
}

/** Fields whose unit differs from device to device: readable only when the device's definition says it. */
const BY_UNIT: Readonly<Record<string, Metric>> = {
  gas_value: 'gas_lel',
  co_value: 'co',
  soil_temperature: 'soil_temperature',
  total_energy: 'energy_import_total',
  real_time_irrigation_volume: 'water_volume_last_run',
  battery_voltage: 'battery_voltage',
  water_total: 'water_total',
  rain_total: 'rain_total',
  wind_speed: 'wind_speed',
}

/** Fields that mean something else when they come in another unit: registers of meters, parts of the explosive limit. */
const OTHERWISE: Readonly<Record<string, Readonly<Record<string, Metric>>>> = {
  gas: { 'm³': 'gas_total', '%LEL': 'gas_lel' },
  gas_density: { '%LEL': 'gas_lel' },
  water_consumed: { 'm³': 'water_total' },
}

/** Whether a unit of this field is worth remembering. */
export function isKnownField(name: string): boolean {
  return FIELDS.has(name) || Object.hasOwn(BY_UNIT, name)
}

/** The fields of a device that says its units. One whose unit is of another kind is no reading. */
export function fieldsWith(units: Readonly<Record<string, string>>): Fields {
  const fields = new Map(FIELDS)
  for (const [name, unit] of Object.entries(units)) {
    const metric = Object.hasOwn(BY_UNIT, name) ? BY_UNIT[name] : undefined
    const known = FIELDS.get(name) ?? (metric === undefined ? undefined : number(metric))
    if (known === undefined) continue
    const other = OTHERWISE[name]?.[unit]
    const own = withUnit(other === undefined ? known : number(other, { marks: known.marks }), unit)
    if (own === undefined) fields.delete(name)
    else fields.set(name, own)
  }
  return fields
}

function withUnit(known: Field, unit: string): Field | undefined {
  // Only batteries are measured in mV.
  if (known.kind === 'voltage')
    return unit === 'mV' ? number('battery_voltage', { per: 1000 }) : number('voltage', { marks: MARK.mains })
  // A timer that is no garden tap's counts seconds, until a switch goes off by itself.
  if (known.kind === 'mark') return unit === 's' ? undefined : known
  if (known.kind !== 'number' && known.kind !== 'temperature') return known
  if (known.unit === '' && known.metric !== 'power_factor') return known
  const conversion = conversionFor(known.metric, unit)
  return conversion === undefined ? undefined : { ...known, ...conversion }
}
