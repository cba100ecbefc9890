/** Real payloads, and what must come out of them. */
import { describe, expect, test } from 'vitest'
import { isMetric, METRICS } from '../../../core/contract/metric.ts'
import { type Decoded, isRejected } from '../../../core/contract/reading.ts'
import { createDialects } from '../../../gateway/codecs/index.ts'
import { type ExpectedPoint, FAMILIES, packetOf, prepare, type Sample, samplesOf } from './samples.ts'

/** Units of a sample that Steward keeps in another one. */
const FACTORS: Readonly<Record<string, number>> = { 'm3/h>L/min': 1000 / 60 }
/** About the radio; a sample need not list them and a codec need not give them. */
const OPTIONAL: ReadonlySet<string> = new Set(['link_quality', 'rssi', 'snr', 'link_margin'])
const TOLERANCE = 1e-6

interface Row {
  readonly key: string
  readonly value: number | boolean | string
  readonly at?: number | undefined
  readonly historical?: boolean | undefined
  readonly tolerance?: number | undefined
}

/** What a packet gave. One that is refused whole gave nothing. */
function partsOf(sample: Sample, family: readonly Sample[]): readonly Decoded[] {
  const dialects = createDialects()
  prepare(dialects, sample, family)
  const { codec, decoding } = dialects.decode(packetOf(sample))
  expect(codec, 'nobody claims it').not.toBeNull()
  if (!isRejected(decoding)) return decoding
  expect(decoding.rejected.code).not.toBe('decoder.failed')
  if (sample.expected.device_key !== undefined) expect(decoding.device).toBe(sample.expected.device_key)
  expect(sample.expected.points, decoding.rejected.message).toEqual([])
  return []
}

function expectedRow(point: ExpectedPoint, { device_key, timestamp }: Sample['expected']): Row {
  const { metric, value, unit, channel, phase, tariff, device, at, tolerance, historical } = point
  const kept = isMetric(metric) ? METRICS[metric].unit : ''
  const factor = unit === undefined ? 1 : (FACTORS[`${unit}>${kept}`] ?? 1)
  const zoned = at ?? /\d{4}-\d\d-\d\dT[\d:.]+Z/.exec(timestamp ?? '')?.[0]
  return {
    key: keyOf(device ?? device_key, metric, channel ?? phase ?? tariff),
    value: typeof value === 'number' ? value * factor : value,
    at: zoned === undefined ? undefined : Math.floor(Date.parse(zoned)),
    historical,
    tolerance,
  }
}

function rowsOf(parts: readonly Decoded[]): Row[] {
  return parts.flatMap(({ device, values }) =>
    values.map(({ metric, value, channel, at, historical }) => ({
      key: keyOf(device, metric, channel),
      value,
      at,
      historical,
    })),
  )
}

const keyOf = (device = '', metric = '', channel = '') => `${device} ${metric} ${channel}`
const isOptional = ({ key }: Row) => [...OPTIONAL].some(metric => key.includes(` ${metric} `))
const byKey = (a: Row, b: Row) => a.key.localeCompare(b.key)

describe.each(FAMILIES)('%s', name => {
  const family = samplesOf(name)

  test.each(family)('$id: $device', sample => {
    const parts = partsOf(sample, family)
    const { points, device_key, availability } = sample.expected
    const given = rowsOf(parts).sort(byKey)
    const wanted = points.map(point => expectedRow(point, sample.expected)).sort(byKey)
    const optional = wanted.filter(row => isOptional(row) && given.some(({ key }) => key === row.key))
    const firm = [...wanted.filter(row => !isOptional(row)), ...optional].sort(byKey)
    const listed = given.filter(row => !isOptional(row) || firm.some(({ key }) => key === row.key))
    // Exactly these and nothing more: whatever a sample must not give is thereby not given.
    expect(listed.map(({ key }) => key)).toEqual(firm.map(({ key }) => key))
    for (const [i, { value, at, historical, tolerance = TOLERANCE }] of firm.entries()) {
      const row = listed[i]
      if (typeof value === 'number')
        expect(Math.abs(Number(row?.value) - value), row?.key).toBeLessThanOrEqual(
          tolerance * Math.max(1, Math.abs(value)),
        )
      else expect(row?.value, row?.key).toBe(value)
      expect(row?.at, row?.key).toBe(at)
      expect(row?.historical, row?.key).toBe(historical)
    }
    for (const { metric, unit } of parts.flatMap(part => part.values)) expect(unit).toBe(METRICS[metric].unit)
    const [first] = parts
    if (first !== undefined && device_key !== undefined && points.length === 0)
      expect(first.device).toBe(device_key)
    if (availability !== undefined && device_key !== undefined)
      expect(first?.availability).toBe(availability.split(' ')[0])
  })
})
