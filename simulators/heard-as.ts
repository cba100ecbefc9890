/** How the product will call what a device senses: dialects number or name the parts of a device, each in its own way. */
import type { Metric } from '../core/contract/metric.ts'
import type { DialectName } from './scenario.ts'

const CHANNELS: Partial<Record<DialectName, (metric: Metric) => string | null>> = {
  'shelly-gen2': () => '0',
  esphome: metric => (metric === 'valve_open' ? 'water_valve' : null),
}

/** The same values under the channels of a dialect. */
export function heardAs<Value extends { readonly metric: Metric; readonly channel: string | null }>(
  speaks: DialectName,
  values: Value[],
): Value[] {
  const channelOf = CHANNELS[speaks]
  if (channelOf === undefined) return values
  return values.map(value => ({ ...value, channel: value.channel ?? channelOf(value.metric) }))
}
