/** The rules a kind of device brings when it is adopted: defaults to be changed, not law. */
import { COOLING, type Jurisdiction, presetOf } from '../coldchain/jurisdiction.ts'
import { FOOD, LEVEL_NAMES, LEVEL_WORDS, levelRule } from '../coldchain/level-rules.ts'
import { type ColdKind, isColdKind } from '../coldchain/preset.ts'
import type { DeviceKind } from '../contract/device.ts'
import type { Metric } from '../contract/metric.ts'
import type { Point } from '../contract/point.ts'
import { type Condition, RULE_DEFAULTS, type Rule } from '../contract/rule.ts'
import { ruleTexts } from '../text/alarms.ts'
import { HEAT_FIXED, HEAT_RISE, LEL_LEVELS } from './gas.ts'

/** A rule without its place; `key` is the same every time for the same point. */
export type RuleDraft = Omit<Rule, 'id' | 'siteId' | 'createdAt' | 'changedAt'> & { readonly key: string }

const DAY_S = 86_400

/**
 * Seconds of silence before it is an alarm, for a device on the mains. Gas, CO and fire: 200 s, the time within which
 * NFPA 72 wants the loss of a wireless device announced (EN 54-25: 300 s).
 */
const SILENT_AFTER_S: Readonly<Record<DeviceKind, number>> = {
  gas: 200,
  co: 200,
  smoke: 200,
  heat: 200,
  flame: 200,
  'call-point': 200,
  leak: 3 * 3600,
  fridge: 1800,
  freezer: 1800,
  'cold-room': 1800,
  'sample-fridge': 1800,
  display: 1800,
  'blast-chiller': 1800,
  'hot-holding': 1800,
  door: 3 * 3600,
  'water-meter': DAY_S,
  'electricity-meter': 3600,
  'gas-meter': DAY_S,
  valve: 3 * 3600,
  soil: 3 * 3600,
  station: 3600,
  plug: 3600,
  siren: 3 * 3600,
  gateway: 600,
  other: DAY_S,
}

/**
 * How often a battery-powered device of a kind usually reports, seconds. Zigbee detectors and contacts say that they
 * are there about once an hour; a cabinet's temperature moves with its compressor, so it is heard more often.
 */
const BATTERY_INTERVAL_S: Partial<Record<DeviceKind, number>> = {
  gas: 3600,
  co: 3600,
  smoke: 3600,
  heat: 3600,
  flame: 3600,
  'call-point': 3600,
  leak: 3600,
  door: 3600,
  siren: 3600,
  valve: 3600,
  soil: 3600,
  station: 1200,
  fridge: 1200,
  freezer: 1200,
  'cold-room': 1200,
  'sample-fridge': 1200,
  display: 1200,
  'blast-chiller': 1200,
  'hot-holding': 1200,
}

/** A battery-powered device may miss two reports, and is never hurried below this. */
const BATTERY_INTERVALS = 3
const BATTERY_FLOOR_S = 600

const BATTERY_METRICS: ReadonlySet<Metric> = new Set(['battery', 'battery_low', 'battery_voltage'])

/** How long a device of this kind may be silent, seconds. Points that tell of a battery give it more time. */
export function silentAfterOf(kind: DeviceKind, points: readonly Pick<Point, 'metric'>[] = []): number {
  const onMains = SILENT_AFTER_S[kind]
  const interval = BATTERY_INTERVAL_S[kind]
  if (interval === undefined || !points.some(({ metric }) => BATTERY_METRICS.has(metric))) return onMains
  return Math.max(onMains, interval * BATTERY_INTERVALS, BATTERY_FLOOR_S)
}

/** Gas, fire, CO: at once, stays until reset, told again after ten minutes, closed only with what was done. */
const LIFE_SAFETY = {
  ...RULE_DEFAULTS,
  priority: 'critical',
  latching: true,
  lifeSafety: true,
  actionRequired: true,
  realarmS: 600,
} as const

type Part = Omit<RuleDraft, 'key' | 'pointId'> & { readonly word: string }

const IS_TRUE: Condition = { type: 'boolean', when: true }

/** Rules that go with what is measured, whatever the device. */
const BY_METRIC: Partial<Record<Metric, Part>> = {
  gas_alarm: { word: 'gas', name: ruleTexts.gas, condition: IS_TRUE, ...LIFE_SAFETY },
  /** First level of GB/T 50493-2019; detectors clear well below it. */
  gas_lel: {
    word: 'gas',
    name: ruleTexts.gasLevel,
    condition: { type: 'high', limit: LEL_LEVELS.first, deadband: LEL_LEVELS.deadband },
    ...LIFE_SAFETY,
  },
  smoke_alarm: { word: 'smoke', name: ruleTexts.smoke, condition: IS_TRUE, ...LIFE_SAFETY },
  heat_alarm: { word: 'heat', name: ruleTexts.heat, condition: IS_TRUE, ...LIFE_SAFETY },
  flame_alarm: { word: 'flame', name: ruleTexts.flame, condition: IS_TRUE, ...LIFE_SAFETY },
  manual_alarm: { word: 'manual', name: ruleTexts.manual, condition: IS_TRUE, ...LIFE_SAFETY },
  /** 50 ppm at once, clear at 35: on the safe side of EN 50291-1, which allows 60 to 90 min at 50 ppm. */
  co: {
    word: 'co',
    name: ruleTexts.co,
    condition: { type: 'high', limit: 50, deadband: 15 },
    ...LIFE_SAFETY,
  },
  water_leak: {
    word: 'leak',
    name: ruleTexts.leak,
    condition: IS_TRUE,
    ...RULE_DEFAULTS,
    priority: 'high',
    actionRequired: true,
    realarmS: 1800,
  },
  battery_low: {
    word: 'battery',
    name: ruleTexts.batteryLow,
    condition: IS_TRUE,
    ...RULE_DEFAULTS,
    priority: 'low',
  },
  battery: {
    word: 'battery',
    name: ruleTexts.batteryLow,
    condition: { type: 'low', limit: 15, deadband: 5 },
    ...RULE_DEFAULTS,
    priority: 'low',
    onDelayS: 600,
  },
}

/** The point that a device's silence is shown on, first that is there; kinds not listed take their first. */
const HEARTBEAT: Partial<Record<DeviceKind, readonly Metric[]>> = {
  gas: ['gas_lel', 'gas_alarm'],
  co: ['co'],
  smoke: ['smoke_alarm'],
  heat: ['heat_alarm', 'temperature'],
  flame: ['flame_alarm'],
  'call-point': ['manual_alarm'],
  leak: ['water_leak'],
  fridge: ['temperature'],
  freezer: ['temperature'],
  'cold-room': ['temperature'],
  'sample-fridge': ['temperature'],
  display: ['temperature'],
  'blast-chiller': ['temperature'],
  'hot-holding': ['temperature'],
  'water-meter': ['water_total', 'pulse_count'],
  'electricity-meter': ['energy_import_total', 'power_active'],
  'gas-meter': ['gas_total'],
  valve: ['valve_open', 'switch_on'],
  soil: ['soil_moisture'],
  station: ['temperature', 'rain_total'],
}

const SAFETY_KINDS: ReadonlySet<DeviceKind> = new Set(['gas', 'co', 'smoke', 'heat', 'flame', 'call-point'])

/** The rules of a kind for the points a device has. Keys are unique within the device and stay the same. */
export function rulesForKind(
  kind: DeviceKind,
  points: readonly Point[],
  jurisdiction: Jurisdiction,
): RuleDraft[] {
  const rules = points.flatMap(point => partsFor(kind, point, jurisdiction).map(part => placed(part, point)))
  const silence = silenceOf(kind, points)
  return silence === null ? rules : [...rules, silence]
}

function partsFor(kind: DeviceKind, point: Point, jurisdiction: Jurisdiction): Part[] {
  if (point.metric === 'temperature' && kind === 'blast-chiller') return [coolingPart(jurisdiction)]
  if (point.metric === 'temperature' && isColdKind(kind)) return foodParts(kind, jurisdiction)
  if (point.metric === 'door_open' && (kind === 'door' || isColdKind(kind))) {
    return [{ word: 'door', name: ruleTexts.doorOpen, condition: IS_TRUE, ...RULE_DEFAULTS, onDelayS: 600 }]
  }
  const part = BY_METRIC[point.metric]
  return [...(part === undefined ? [] : [part]), ...moreParts(kind, point)]
}

/** The second level of gas; heat detectors that say their temperature. */
function moreParts(kind: DeviceKind, { metric }: Point): Part[] {
  if (metric === 'gas_lel') {
    const { second: limit, deadband } = LEL_LEVELS
    const condition: Condition = { type: 'high', limit, deadband, level: 'outer' }
    return [{ word: 'gas-high', name: ruleTexts.gasHigh, condition, ...LIFE_SAFETY }]
  }
  if (kind !== 'heat' || metric !== 'temperature') return []
  return [
    { word: 'heat', name: ruleTexts.heat, condition: HEAT_FIXED, ...LIFE_SAFETY },
    { word: 'heat-rise', name: ruleTexts.heatRise, condition: HEAT_RISE, ...LIFE_SAFETY },
  ]
}

function coolingPart(jurisdiction: Jurisdiction): Part {
  const condition = COOLING[jurisdiction]
  return { word: 'cooling', name: ruleTexts.coolsSlowly, condition, ...FOOD, onDelayS: 0, offDelayS: 0 }
}

function foodParts(kind: ColdKind, jurisdiction: Jurisdiction): Part[] {
  const { levels } = presetOf(jurisdiction, kind)
  return LEVEL_NAMES.flatMap(level => {
    const limit = levels[level]
    return limit === null ? [] : [{ word: LEVEL_WORDS[level], ...levelRule(level, limit, levels, kind) }]
  })
}

function silenceOf(kind: DeviceKind, points: readonly Point[]): RuleDraft | null {
  const wanted = HEARTBEAT[kind] ?? []
  const named = wanted.map(metric => points.find(point => point.metric === metric)).find(Boolean)
  const point = named ?? (wanted.length === 0 && kind !== 'other' ? points[0] : undefined)
  if (point === undefined) return null
  const condition: Condition = { type: 'no-data', afterS: silentAfterOf(kind, points) }
  const priority = SAFETY_KINDS.has(kind) ? 'high' : 'medium'
  const { word, ...rest } = {
    word: 'silent',
    name: ruleTexts.silent,
    condition,
    ...RULE_DEFAULTS,
    priority,
  } as const
  return { ...rest, key: word, pointId: point.id }
}

function placed({ word, ...rule }: Part, point: Point): RuleDraft {
  return { ...rule, key: `${word}-${point.id}`, pointId: point.id }
}
