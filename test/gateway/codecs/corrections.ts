/**
 * Where a sample, as it was collected, says more or less than Steward keeps. Each line is a decision, with its reason.
 */
import type { ExpectedPoint, Sample } from './sample.ts'

/** Quantities whose unit nobody says, or which only repeat another: no reading is made of them. */
const NOT_KEPT: ReadonlySet<string> = new Set([
  'raw',
  'temperature_raw',
  'water_total_raw',
  'luminosity_raw',
  // Counts restarts of a register; Steward sees a restart by itself.
  'rain_counter_epoch',
  // The register of the last settlement day; Steward has the readings of every day.
  'water_total_settlement_day',
  // Becomes battery_low.
  'battery_status',
])

/** Values in the unit that is kept. */
const FACTORS: Readonly<Record<string, readonly [factor: number, unit: string]>> = { kPa: [1000, 'Pa'] }

const FINE = { metric: 'battery_low', value: false }

interface Correction {
  /** Sent before, because without it nothing could be known. */
  readonly requires?: string
  readonly timestamp?: string
  readonly added?: readonly ExpectedPoint[]
  /** The sample's points are records of the device's own memory. */
  readonly historical?: true
}

const BY_ID: Readonly<Record<string, Correction>> = {
  // Its name alone is no certainty; its birth is.
  'spb-002': { requires: 'spb-001', timestamp: '2017-02-03T17:55:02.122Z' },
  'spb-003': { timestamp: '2017-02-03T17:55:02.122Z' },
  // A flag that is only ever raised could never be cleared.
  'dragino-001': { added: [FINE] },
  'dragino-003': { added: [FINE] },
  'milesight-009': { historical: true },
}

/** The sample as Steward means to read it. Its packet is left as it is, but for the model of a LoRaWAN sensor. */
export function corrected(sample: Sample): Sample {
  const { requires, timestamp, added = [], historical } = BY_ID[sample.id] ?? {}
  const { expected } = withModel(sample)
  const points = expected.points
    .filter(({ metric }) => !NOT_KEPT.has(metric))
    .map(point => ({ ...converted(point), ...(historical ? { historical } : {}) }))
  return {
    ...withModel(sample),
    expected: {
      ...expected,
      ...(timestamp === undefined ? {} : { timestamp }),
      points: [...points, ...added],
    },
    ...(requires === undefined ? {} : { context: { requires } }),
  }
}

function converted(point: ExpectedPoint): ExpectedPoint {
  const [factor, unit] = FACTORS[point.unit ?? ''] ?? []
  if (factor === undefined || unit === undefined || typeof point.value !== 'number') return point
  return { ...point, value: point.value * factor, unit }
}

/**
 * The samples of LoRaWAN sensors were put into an envelope that does not name the model, and are known there by a made-up
 * name. The Things Stack names the model in `version_ids`, and the EUI is who a device is.
 */
function withModel(sample: Sample): Sample {
  const model = sample.context?.model
  if (model === undefined || sample.payload_text === undefined) return sample
  const body = JSON.parse(sample.payload_text)
  const [model_id] = model.toLowerCase().split(' ')
  body.uplink_message.version_ids = { model_id }
  const device_key = body.end_device_ids.dev_eui
  return { ...sample, payload_text: JSON.stringify(body), expected: { ...sample.expected, device_key } }
}
