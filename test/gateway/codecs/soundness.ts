/** What must hold of whatever a codec answers. */
import { expect } from 'vitest'
import { REJECTION_CODES } from '../../../core/contract/error.ts'
import { isMetric, METRICS } from '../../../core/contract/metric.ts'
import { type Decoding, isRejected } from '../../../core/contract/reading.ts'

/** Finite numbers of known metrics in their own unit at whole times, or a named rejection. */
export function check(decoding: Decoding): void {
  if (isRejected(decoding)) {
    if (!REJECTION_CODES.includes(decoding.rejected.code)) expect(decoding.rejected.code).toBe('a known code')
    expect(decoding.rejected.code).not.toBe('decoder.failed')
    return
  }
  for (const { device, values } of decoding) {
    expect(typeof device).toBe('string')
    for (const { metric, value, unit, at, channel } of values) {
      expect(isMetric(metric), metric).toBe(true)
      expect(unit).toBe(METRICS[metric].unit)
      const { kind } = METRICS[metric]
      expect(typeof value).toBe(kind === 'state' ? 'boolean' : kind === 'text' ? 'string' : 'number')
      if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true)
      if (at !== undefined) expect(Number.isInteger(at)).toBe(true)
      if (channel !== undefined) expect(channel.length).toBeLessThanOrEqual(64)
    }
  }
}
