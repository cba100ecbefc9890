/** Real payloads, and what must come out of them. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isMetric, METRICS } from '../../../core/contract/metric.ts'
import { type Decoded, isRejected } from '../../../core/contract/reading.ts'
import { createDialects } from '../../../gateway/codecs/index.ts'

const { decode } = createDialects()

interface Expected {
  readonly metric: string
  readonly value: number | boolean | string
  readonly unit?: string
  readonly channel?: string
}

interface Sample {
  readonly id: string
  readonly device: string
  readonly topic: string
  readonly payload_text: string
  readonly expected: {
    readonly points: readonly Expected[]
    readonly device_key: string
    readonly availability?: string
    readonly timestamp?: string
  }
}

const FOLDER = join(import.meta.dirname, '../../fixtures/payloads')
/** Units of a sample that Steward keeps in another one. */
const FACTORS: Readonly<Record<string, number>> = { 'm3/h>L/min': 1000 / 60 }
const NOW = Date.parse('2026-03-02T12:00:00Z')

function samplesOf(family: string): Sample[] {
  const folder = join(FOLDER, family)
  return readdirSync(folder).map(name => JSON.parse(readFileSync(join(folder, name), 'utf8')))
}

function partsOf({ topic, payload_text }: Sample): readonly Decoded[] {
  const { decoding } = decode({ topic, payload: Buffer.from(payload_text), retained: false, receivedAt: NOW })
  if (isRejected(decoding)) throw new Error(decoding.rejected.message)
  return decoding
}

function converted({ metric, value, unit, channel }: Expected): [string, string | undefined, unknown] {
  const kept = isMetric(metric) ? METRICS[metric].unit : ''
  const factor = unit === undefined ? 1 : (FACTORS[`${unit}>${kept}`] ?? 1)
  return [metric, channel, typeof value === 'number' ? value * factor : value]
}

const byName = (a: readonly unknown[], b: readonly unknown[]) =>
  `${a[0]} ${a[1]}`.localeCompare(`${b[0]} ${b[1]}`)

describe.each(['zigbee2mqtt', 'tasmota'])('%s', family => {
  test.each(samplesOf(family))('$id: $device', sample => {
    const parts = partsOf(sample)
    const { points, device_key, availability, timestamp } = sample.expected
    const values = parts.flatMap(part => part.values)
    // Exactly these and nothing more: whatever a sample must not give is thereby not given.
    expect(values.map(({ metric, channel, value }) => [metric, channel, value]).sort(byName)).toEqual(
      points.map(converted).sort(byName),
    )
    for (const { metric, unit } of values) expect(unit).toBe(METRICS[metric].unit)
    for (const { device } of parts) expect(device).toBe(device_key)
    if (availability !== undefined) expect(parts[0]?.availability).toBe(availability.split(' ')[0])
    const zoned = /\d{4}-\d\d-\d\dT[\d:.]+Z/.exec(timestamp ?? '')?.[0]
    for (const { at } of values) expect(at).toBe(zoned === undefined ? undefined : Date.parse(zoned))
  })
})
