/**
 * DL/T 645-2007: electricity meters.
 *
 * Every byte of data has 33H added. Data begins with its identifier (4 bytes, least significant first), then decimals:
 *
 * `00 01 tt 00`  forward active energy, tt 00 total, 01-3F tariffs, FF all   XXXXXX.XX kWh
 * `02 01 pp 00`  voltage of phase pp (01-03, FF all)   XXX.X V
 * `02 02 pp 00`  current   XXX.XXX A, signed · `02 03|04|05 pp 00` active, reactive, apparent power, 00 total  XX.XXXX
 * `02 06 pp 00`  power factor  X.XXX, signed · `02 80 00 02` frequency · `00 90 02 00` credit left, CNY
 *
 * Tariffs 1 to 4 are sharp, peak, flat and valley by the convention of the State Grid; the standard only numbers them.
 * Source: DL/T 645-2007, annex A.
 */
import type { Metric } from '../../../core/contract/metric.ts'
import type { DecodedValue } from '../../../core/contract/reading.ts'
import { decodedOf } from '../json.ts'
import { bcdOf } from './bcd.ts'
import type { Frame } from './frames.ts'
import { faulty, NOTHING, type Said } from './said.ts'

const OFFSET = 0x33
const READ = 0x11
const READ_ADDRESS = 0x13
const ANSWER = 0x80
const ABNORMAL = 0x40
/** More frames follow; what is in this one is whole. */
const FOLLOWED = 0x20

const ERRORS = [
  'another error',
  'no such data',
  'wrong password or no right',
  'the rate cannot be changed',
  'too many yearly time zones',
  'too many daily time slots',
  'too many tariffs',
]

interface Quantity {
  readonly metric: Metric
  readonly bytes: number
  /** Of the integer of all digits, to the metric's unit. */
  readonly divisor: number
  readonly signed?: true
  /** Names of a block's values, in order; a single one is at its own place. */
  readonly channels: readonly (string | undefined)[]
}

const PHASES = ['L1', 'L2', 'L3']
const TOTAL_AND_PHASES = ['total', ...PHASES]
const TARIFFS = [undefined, 'sharp', 'peak', 'flat', 'valley']
const COMBINED = ['combined', 'combined sharp', 'combined peak', 'combined flat', 'combined valley']

const energy = (metric: Metric, channels: Quantity['channels'] = TARIFFS): Quantity => ({
  ...{ metric, bytes: 4, divisor: 100, channels },
})

/** By the two upper bytes of the identifier; the third is the place in `channels`, or FF for all. */
const BLOCKS: Readonly<Record<string, Quantity>> = {
  // Forward and backward energy together, as the meter is set: not the same register as forward energy.
  '0000': energy('energy_import_total', COMBINED),
  '0001': energy('energy_import_total'),
  '0002': energy('energy_export_total'),
  '0201': { metric: 'voltage', bytes: 2, divisor: 10, channels: [undefined, ...PHASES] },
  '0202': { metric: 'current', bytes: 3, divisor: 1000, signed: true, channels: [undefined, ...PHASES] },
  '0203': { metric: 'power_active', bytes: 3, divisor: 10, signed: true, channels: TOTAL_AND_PHASES },
  '0204': { metric: 'power_reactive', bytes: 3, divisor: 10, signed: true, channels: TOTAL_AND_PHASES },
  '0205': { metric: 'power_apparent', bytes: 3, divisor: 10, signed: true, channels: TOTAL_AND_PHASES },
  '0206': { metric: 'power_factor', bytes: 2, divisor: 1000, signed: true, channels: TOTAL_AND_PHASES },
}

/** Blocks that begin with the first phase: they have no total. */
const FROM_FIRST_PHASE: ReadonlySet<string> = new Set(['0201', '0202'])

/** Single values by their whole identifier. */
const SINGLES: Readonly<Record<string, Quantity>> = {
  '00900200': { metric: 'prepaid_balance', bytes: 4, divisor: 100, channels: [undefined] },
  '00150000': energy('energy_import_total', ['L1']),
  '00290000': energy('energy_import_total', ['L2']),
  '003d0000': energy('energy_import_total', ['L3']),
  '02800001': { metric: 'current', bytes: 3, divisor: 1000, signed: true, channels: ['N'] },
  '02800002': { metric: 'frequency', bytes: 2, divisor: 100, channels: [undefined] },
  '02800007': { metric: 'device_temperature', bytes: 2, divisor: 10, signed: true, channels: [undefined] },
  '02800008': { metric: 'battery_voltage', bytes: 2, divisor: 100, channels: [undefined] },
}

export function readDlt645({ control, data: wire }: Frame): Said {
  if ((control & ANSWER) === 0) return NOTHING
  const data = wire.map(byte => (byte - OFFSET) & 0xff)
  if (control & ABNORMAL) return faulty('device.error', errorsIn(data[0] ?? 0))
  const what = control & ~(ANSWER | FOLLOWED)
  if (what === READ_ADDRESS) return { kind: 'event', event: 'meter.address' }
  return what === READ ? dataOf(data) : NOTHING
}

function errorsIn(word: number): string {
  const named = ERRORS.filter((_, bit) => word & (1 << bit))
  return named.length === 0 ? 'an error it does not name' : named.join(', ')
}

function dataOf(data: Uint8Array): Said {
  const identifier = Buffer.from(data.subarray(0, 4)).reverse().toString('hex')
  const found = quantityOf(identifier)
  if (found === undefined)
    return faulty('payload.no-metric', `no reading is made of the identifier ${identifier}`)
  const { quantity, channels } = found
  const values: DecodedValue[] = []
  let unreadable = false
  channels.forEach((channel, index) => {
    const bytes = data.subarray(4 + index * quantity.bytes, 4 + (index + 1) * quantity.bytes)
    if (bytes.length < quantity.bytes) return
    const digits = bcdOf(bytes, quantity.signed)
    if (digits !== undefined)
      values.push(decodedOf(quantity.metric, digits / quantity.divisor, channel, undefined))
    else if (!bytes.every(byte => byte === 0xff)) unreadable = true
  })
  if (values.length === 0 && unreadable) return faulty('value.unknown', `${identifier} holds no decimals`)
  return { kind: 'values', values }
}

function quantityOf(identifier: string): { quantity: Quantity; channels: Quantity['channels'] } | undefined {
  const single = Object.hasOwn(SINGLES, identifier) ? SINGLES[identifier] : undefined
  if (single !== undefined) return { quantity: single, channels: single.channels }
  const group = identifier.slice(0, 4)
  const quantity = Object.hasOwn(BLOCKS, group) ? BLOCKS[group] : undefined
  // The last byte is the settlement day: only 00, now, is wanted.
  if (quantity === undefined || !identifier.endsWith('00')) return undefined
  const place = Number.parseInt(identifier.slice(4, 6), 16)
  const phased = FROM_FIRST_PHASE.has(group)
  if (place === 0xff) return { quantity, channels: phased ? quantity.channels.slice(1) : quantity.channels }
  if (place >= quantity.channels.length || (place === 0 && phased)) return undefined
  return { quantity, channels: [quantity.channels[place]] }
}
