/** Valves and instruments as the forms offer them. */
import type { Metric } from '../../../core/contract/metric.ts'
import { pointName } from '../../data/shown.ts'
import { devices, points, zones } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import type { Choice } from '../../widgets/field.tsx'

/** A device and its outlet in one choice; neither can hold a line break. */
export const keyOf = (deviceId: string, channel: string | null) => `${deviceId}\n${channel ?? ''}`

/** Every outlet of every device that opens something. */
export function valveChoices(): readonly Choice<string>[] {
  return [...points.value.values()].flatMap(({ metric, deviceId, channel }) => {
    const device = devices.value.get(deviceId)
    const opens = metric === 'valve_open' || (metric === 'switch_on' && device?.kind === 'valve')
    if (device === undefined || !opens) return []
    return [
      { value: keyOf(deviceId, channel), label: [n(device.name), ...(channel ? [channel] : [])].join(' · ') },
    ]
  })
}

/** Those that no other zone has. */
export function freeValveChoices(zoneId: string | undefined): readonly Choice<string>[] {
  const taken = zones.value.filter(({ zone }) => zone.id !== zoneId)
  const keys = new Set(taken.map(({ zone }) => keyOf(zone.valveDeviceId, zone.valveChannel)))
  return valveChoices().filter(({ value }) => !keys.has(value))
}

export function pointChoices(metric: Metric): readonly Choice<string>[] {
  const found = [...points.value.values()].filter(point => point.metric === metric)
  const label = (deviceId: string) => {
    const device = devices.value.get(deviceId)
    return device === undefined ? deviceId : n(device.name)
  }
  return [
    { value: '', label: w('none') },
    ...found.map(point => ({
      value: String(point.id),
      label: `${label(point.deviceId)} · ${pointName(point)}`,
    })),
  ]
}
