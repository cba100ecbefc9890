import type { Device, DeviceKind } from '../contract/device.ts'
import type { Metric } from '../contract/metric.ts'
import type { Point } from '../contract/point.ts'

/** Words in a device's own name that say what it is, most telling first. */
const BY_NAME: readonly (readonly [RegExp, DeviceKind])[] = [
  [/留样|sample/i, 'sample-fridge'],
  [/速冷|急速冷却|blast.?chill/i, 'blast-chiller'],
  [/展示|陈列|display/i, 'display'],
  [/冷冻|freezer|congel/i, 'freezer'],
  [/冷库|cold.?room/i, 'cold-room'],
  [/冰箱|冷藏|fridge|refriger|chiller|cooler/i, 'fridge'],
  [/保温|热柜|hot.?hold|warmer/i, 'hot-holding'],
]

/** What a device measures that only one kind does, most telling first. */
const BY_METRIC: readonly (readonly [Metric, DeviceKind])[] = [
  ['gas_alarm', 'gas'],
  ['gas_lel', 'gas'],
  ['co', 'co'],
  ['smoke_alarm', 'smoke'],
  ['heat_alarm', 'heat'],
  ['flame_alarm', 'flame'],
  ['manual_alarm', 'call-point'],
  ['water_leak', 'leak'],
  ['valve_open', 'valve'],
  ['soil_moisture', 'soil'],
  ['rain_total', 'station'],
  ['wind_speed', 'station'],
  ['water_total', 'water-meter'],
  ['gas_total', 'gas-meter'],
  ['switch_on', 'plug'],
  ['energy_import_total', 'electricity-meter'],
  ['power_active', 'electricity-meter'],
  ['door_open', 'door'],
]

/** What a device nobody has described probably is, from its name and what it measures; `other` when in doubt. */
export function guessKind(
  device: Pick<Device, 'address' | 'model'> & Partial<Pick<Device, 'name'>>,
  points: readonly Pick<Point, 'metric'>[],
  /** Its last one, °C. */
  temperature?: number,
): DeviceKind {
  const metrics = new Set(points.map(point => point.metric))
  const measured = BY_METRIC.find(([metric]) => metrics.has(metric))
  if (measured !== undefined) return measured[1]
  const names = `${device.address} ${device.name?.zh ?? ''} ${device.name?.en ?? ''}`
  const named = BY_NAME.find(([word]) => word.test(names))
  if (named !== undefined && metrics.has('temperature')) return named[1]
  return temperature === undefined ? 'other' : byTemperature(temperature)
}

/** Nobody keeps a room like this: it is a cabinet. Rooms and gardens lie in between. */
function byTemperature(degC: number): DeviceKind {
  if (degC <= -12) return 'freezer'
  if (degC > -3 && degC <= 8) return 'fridge'
  return degC >= 57 && degC <= 95 ? 'hot-holding' : 'other'
}
