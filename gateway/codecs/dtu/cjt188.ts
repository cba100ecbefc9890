/**
 * CJ/T 188: water, gas and heat meters.
 *
 * The answer to reading (control 81H) is its identifier, a sequence number, and for a water or gas meter: the register
 * (4 bytes XXXXXX.XX, its unit), the register of the last settlement day (the same), the meter's clock (7), its status (2).
 *
 * `90 1F` is the identifier of the edition of 2004, `1F 90` that of 2018. Units: 2CH m³, 29H L. Kinds: 10H cold, 11H hot,
 * 12H drinking, 13H reclaimed water; 30H gas. The clock has no zone and is often never set, and makers disagree about the
 * status: neither is read. Source: CJ/T 188-2004 and -2018, tables of identifiers, kinds and units.
 */
import type { Metric } from '../../../core/contract/metric.ts'
import { decodedOf } from '../json.ts'
import { bcdOf } from './bcd.ts'
import type { Frame } from './frames.ts'
import { faulty, NOTHING, type Said } from './said.ts'

const ANSWER = 0x80
const ABNORMAL = 0x40
const READ = 0x01
const READ_ADDRESS = 0x03
const IDENTIFIERS: ReadonlySet<string> = new Set(['901f', '1f90'])
/** m³ in a hundredth of each unit. */
const DIVISORS: Readonly<Record<number, number>> = { 44: 100, 41: 100_000 }

export function readCjt188({ kind, control, data }: Frame): Said {
  if ((control & ANSWER) === 0) return NOTHING
  if (control & ABNORMAL) return faulty('device.error', 'the meter refused')
  const what = control & ~ANSWER
  if (what === READ_ADDRESS) return { kind: 'event', event: 'meter.address' }
  if (what !== READ) return NOTHING
  const identifier = Buffer.from(data.subarray(0, 2)).toString('hex')
  const metric = metricOf(kind)
  if (!IDENTIFIERS.has(identifier) || metric === undefined) {
    const message = `no reading is made of ${identifier} of a meter of kind ${kind.toString(16)}`
    return faulty('payload.no-metric', message)
  }
  return registerOf(metric, data.subarray(3))
}

function metricOf(kind: number): Metric | undefined {
  if (kind >= 0x10 && kind <= 0x19) return 'water_total'
  return kind >= 0x30 && kind <= 0x39 ? 'gas_total' : undefined
}

function registerOf(metric: Metric, data: Uint8Array): Said {
  const divisor = DIVISORS[data[4] ?? 0]
  if (divisor === undefined) {
    const unit = (data[4] ?? 0).toString(16).padStart(2, '0')
    return faulty('unit.unknown', `unit ${unit} is no unit of volume`)
  }
  const digits = bcdOf(data.subarray(0, 4))
  if (digits === undefined) return { kind: 'values', values: [] }
  return { kind: 'values', values: [decodedOf(metric, digits / divisor, undefined, undefined)] }
}
