/** Radio signal in words. */
import type { Metric } from '../contract/metric.ts'

export type SignalWord = 'good' | 'fair' | 'poor'

/**
 * From which value on a signal is good, and fair. dBm: Wi-Fi and LoRa practice (Wi-Fi drops below -80, LoRa hears to
 * -120 and is told by its margin instead); lqi: Zigbee's 0 to 255.
 */
const LIMITS: Readonly<Partial<Record<Metric, readonly [good: number, fair: number]>>> = {
  link_margin: [10, 3],
  link_quality: [100, 40],
  wifi_quality: [60, 30],
  rssi: [-70, -85],
  snr: [5, -5],
}

/** The measures of a signal, the most telling first. */
export const SIGNAL_METRICS = Object.keys(LIMITS) as readonly Metric[]

/** Undefined for what is no measure of a signal. A LoRa radio at -110 dBm is well: `isLora` widens the limits. */
export function signalWord(metric: Metric, value: number, isLora = false): SignalWord | undefined {
  const limits = isLora && metric === 'rssi' ? ([-105, -117] as const) : LIMITS[metric]
  if (limits === undefined) return undefined
  return value >= limits[0] ? 'good' : value >= limits[1] ? 'fair' : 'poor'
}
