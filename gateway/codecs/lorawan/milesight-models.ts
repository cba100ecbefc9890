/** What each Milesight model says under which channel and type. Sources as in milesight.ts. */
import { flagOf, type Part, scaled } from './frame.ts'

export interface Entry {
  /** Bytes of data after channel and type. */
  readonly length: number
  /** `data` begins with the entry. */
  read(data: DataView): readonly Part[]
  /** The first four bytes are its time, s since 1970. */
  readonly record?: true
  readonly event?: (data: DataView) => string | undefined
}

/** Channel and type, hexadecimal -> what follows. */
export type Table = Readonly<Record<string, Entry>>

const entry = (length: number, read: Entry['read']): Entry => ({ length, read })
/** A record that was kept: its parts begin after its time. */
const record = (length: number, read: Entry['read']): Entry => ({ length, read, record: true })

const u16 = (data: DataView, at = 0) => data.getUint16(at, true)
const i16 = (data: DataView, at = 0) => data.getInt16(at, true)
const u32 = (data: DataView, at = 0) => data.getUint32(at, true)
const NONE_16 = [0xffff, 0xfffe, 0xfffd]
/** The same, in a signed field. Where they are errors by the vendor's table they are not -0.1 and -0.3 °C. */
const NONE_I16 = [-1, -2, -3]

const tenths = (data: DataView, at = 0) => scaled(i16(data, at), 10, 0x7fff, -0x8000)
const tenthsOrError = (data: DataView, at = 0) => scaled(i16(data, at), 10, 0x7fff, -0x8000, ...NONE_I16)
const halves = (data: DataView, at = 0) => scaled(data.getUint8(at), 2, 0xff)
const pascal = (data: DataView, at = 0) => scaled(u16(data, at), 0.001, ...NONE_16)
const flag = (data: DataView, at = 0) => flagOf(data.getUint8(at))

const battery = entry(1, data => [['battery', scaled(data.getUint8(0), 1, 0xff)]])
const temperature = entry(2, data => [['temperature', tenths(data)]])
const humidity = entry(1, data => [['humidity', halves(data)]])
const climate: Table = { '0175': battery, '0367': temperature, '0468': humidity }
const leak = entry(1, data => [['water_leak', flag(data)]])
const door = entry(1, data => [['door_open', flag(data)]])
const kept = (data: DataView): Part[] => [
  ['temperature', tenths(data)],
  ['humidity', halves(data, 2)],
]

const EM300_TH: Table = { ...climate, '20ce': record(8, kept) }
const EM300_LEAK: Table = {
  ...climate,
  '0500': leak,
  '20ce': record(8, data => [...kept(data), ['water_leak', flag(data, 3)]]),
}
const EM300_MCS: Table = {
  ...climate,
  '0600': door,
  '20ce': record(8, data => [...kept(data), ['door_open', flag(data, 3)]]),
}
/** Its record says whether its input is a level (1) or counts (2). */
const EM300_DI: Table = {
  ...climate,
  '0500': entry(1, data => [['input_on', flag(data)]]),
  '05c8': entry(4, data => [['pulse_count', u32(data)]]),
  // Its water is in whatever unit its owner chose.
  '05e1': entry(8, () => []),
  '20ce': record(13, data => [
    ...kept(data),
    data.getUint8(3) === 1
      ? ['input_on', flag(data, 4)]
      : ['pulse_count', data.getUint8(3) === 2 ? u32(data, 5) : undefined],
  ]),
  '21ce': record(18, data => [
    ...kept(data),
    ['input_on', data.getUint8(4) === 1 ? flag(data, 5) : undefined],
  ]),
  '8500': entry(2, data => [['input_on', flag(data)]]),
  '85e1': entry(9, () => []),
}

const EM500_SMTC: Table = {
  '0175': battery,
  '0367': entry(2, data => [['soil_temperature', tenthsOrError(data)]]),
  '0468': entry(1, data => [['soil_moisture', halves(data)]]),
  '04ca': entry(2, data => [['soil_moisture', scaled(u16(data), 100, ...NONE_16)]]),
  '057f': entry(2, data => [['soil_ec', scaled(u16(data), 1, ...NONE_16)]]),
  '83d7': entry(5, data => [['soil_temperature', tenthsOrError(data)]]),
  '20ce': record(10, data => [
    ['soil_ec', scaled(u16(data), 1, ...NONE_16)],
    ['soil_temperature', tenthsOrError(data, 2)],
    ['soil_moisture', scaled(u16(data, 4), 100, ...NONE_16)],
  ]),
}

const EM500_PT100: Table = {
  '0175': battery,
  '0367': entry(2, data => [['temperature', tenthsOrError(data)]]),
  '83d7': entry(5, data => [['temperature', tenthsOrError(data)]]),
  '20ce': record(6, data => [['temperature', tenthsOrError(data)]]),
}

const TS201: Table = {
  '0175': battery,
  '0367': temperature,
  '8367': entry(3, data => [['temperature', tenths(data)]]),
  '9367': entry(5, data => [['temperature', tenths(data)]]),
  b367: { length: 1, read: () => [], event: () => 'sensor.fault' },
  ffa0: entry(9, () => []),
  // Half of a byte says whether the record could be read at all.
  '20ce': record(7, data => [['temperature', data.getUint8(0) >> 4 === 0 ? tenths(data, 1) : undefined]]),
}

/** Two latching valves with a pulse counter each. */
const UC511: Table = {
  '0175': battery,
  '0301': entry(1, data => [['valve_open', flag(data), '1']]),
  '04c8': entry(4, data => [['pulse_count', u32(data), '1']]),
  '0501': entry(1, data => [['valve_open', flag(data), '2']]),
  '06c8': entry(4, data => [['pulse_count', u32(data), '2']]),
  '0701': entry(1, data => [['input_on', flag(data), '1']]),
  '0801': entry(1, data => [['input_on', flag(data), '2']]),
  '097b': entry(2, data => [['pressure', pascal(data)]]),
  b97b: { length: 1, read: () => [], event: () => 'sensor.fault' },
  '0bf5': entry(9, () => []),
  '20ce': record(9, data => valveRecord(data)),
  '21ce': record(6, data => [['pressure', pascal(data)]]),
}

/** Bit 0 open, bit 1 counting (else an input, bit 2), bit 4 the second valve. */
function valveRecord(data: DataView): Part[] {
  const status = data.getUint8(0)
  const channel = status & 0x10 ? '2' : '1'
  return [
    ['valve_open', (status & 1) === 1, channel],
    status & 2 ? ['pulse_count', u32(data, 1), channel] : ['input_on', (status & 4) !== 0, channel],
  ]
}

/** Ampere-hours and amperes of three clamps. */
const CT3XX: Table = {
  ...clamp('1', '03', '04'),
  ...clamp('2', '05', '06'),
  ...clamp('3', '07', '08'),
  '0967': entry(2, data => [['temperature', tenthsOrError(data)]]),
  '8967': entry(3, data => [['temperature', tenthsOrError(data)]]),
}

function clamp(channel: string, total: string, now: string): Table {
  const alarm = (Number.parseInt(now, 16) | 0x80).toString(16)
  const amperes = (data: DataView, at: number): Part[] => [
    ['current', scaled(u16(data, at), 10, ...NONE_16), channel],
  ]
  return {
    [`${total}97`]: entry(4, data => [['current_total', scaled(u32(data), 100, 0xffff_ffff), channel]]),
    [`${now}99`]: {
      ...entry(2, data => amperes(data, 0)),
      event: data => (NONE_16.includes(u16(data)) ? `sensor.fault.${channel}` : undefined),
    },
    [`${alarm}99`]: entry(7, data => amperes(data, 4)),
  }
}

/** Power factor in percent, current in mA, energy in Wh. */
const WS523: Table = {
  '0374': entry(2, data => [['voltage', scaled(u16(data), 10, 0xffff)]]),
  '0480': entry(4, data => [['power_active', scaled(u32(data), 1, 0xffff_ffff)]]),
  '0581': entry(1, data => [['power_factor', scaled(data.getUint8(0), 100, 0xff)]]),
  '0683': entry(4, data => [['energy_import_total', scaled(u32(data), 1000, 0xffff_ffff)]]),
  '07c9': entry(2, data => [['current', scaled(u16(data), 1000, 0xffff)]]),
  '0870': entry(1, data => [['switch_on', (data.getUint8(0) & 1) === 1]]),
}

/** Its tamper flag is told in one way by the manual and in the other by the vendor's decoder: not read. */
const WS301: Table = { '0175': battery, '0300': door, '0400': entry(1, () => []) }
const WS303: Table = { '0175': battery, '0300': leak }

const GS101: Table = {
  '058e': entry(1, data => [['gas_alarm', flag(data)]]),
  '0601': entry(1, () => []),
  '0701': entry(1, data => [['switch_on', flag(data)]]),
  '0890': entry(4, () => []),
  ff3f: { length: 1, read: () => [], event: data => (data.getUint8(0) === 2 ? 'sensor.fault' : undefined) },
}

const GS301: Table = {
  '0175': battery,
  '0267': temperature,
  '0368': humidity,
  '047d': entry(2, data => [['nh3', scaled(u16(data), 100, ...NONE_16)]]),
  '057d': entry(2, data => [['h2s', scaled(u16(data), 100, ...NONE_16)]]),
  '067d': entry(2, data => [['h2s', scaled(u16(data), 1000, ...NONE_16)]]),
  '07ea': entry(5, () => []),
}

/** Weather stations. The rain register restarts when the counter behind it goes up. */
const WTS: Table = {
  ...climate,
  '0584': entry(2, data => [['wind_direction', scaled(u16(data), 10, 0xffff)]]),
  '0673': entry(2, data => [['pressure_air', scaled(u16(data), 10, 0xffff)]]),
  '0792': entry(2, data => [['wind_speed', scaled(u16(data), 10, 0xffff)]]),
  '0877': entry(3, data => [['rain_total', scaled(u16(data), 100, 0xffff)]]),
  '08ec': entry(5, data => [['rain_total', scaled(u32(data), 100, 0xffff_ffff)]]),
  '8367': entry(3, data => [['temperature', tenths(data)]]),
  '8673': entry(3, data => [['pressure_air', scaled(u16(data), 10, 0xffff)]]),
  '8792': entry(3, data => [['wind_speed', scaled(u16(data), 10, 0xffff)]]),
  '88ec': entry(6, data => [['rain_total', scaled(u32(data), 100, 0xffff_ffff)]]),
  '20ce': record(15, data => weatherRecord(data, scaled(u16(data, 9), 100, 0xffff))),
  '21ce': record(17, data => weatherRecord(data, scaled(u32(data, 9), 100, 0xffff_ffff))),
}

function weatherRecord(data: DataView, rain: number | undefined): Part[] {
  return [
    ...kept(data),
    ['pressure_air', scaled(u16(data, 3), 10, 0xffff)],
    ['wind_direction', scaled(u16(data, 5), 10, 0xffff)],
    ['wind_speed', scaled(u16(data, 7), 10, 0xffff)],
    ['rain_total', rain],
  ]
}

/** By model, in lower case. */
export const TABLES: Readonly<Record<string, Table>> = {
  'em300-th': EM300_TH,
  'em300-sld': EM300_LEAK,
  'em300-zld': EM300_LEAK,
  'em300-mld': { '0175': battery, '0500': leak },
  'em300-mcs': EM300_MCS,
  'em300-di': EM300_DI,
  'em320-th': { ...climate, '20ce': record(7, kept) },
  'em500-smtc': EM500_SMTC,
  'em500-pp': { '0175': battery, '037b': entry(2, data => [['pressure', pascal(data)]]) },
  'em500-pt100': EM500_PT100,
  ts101: { '0175': battery, '0367': temperature },
  ts201: TS201,
  uc511: UC511,
  ct303: CT3XX,
  ct305: CT3XX,
  ct310: CT3XX,
  ws523: WS523,
  ws301: WS301,
  ws303: WS303,
  gs101: GS101,
  gs301: GS301,
  wts305: WTS,
  wts505: WTS,
  wts506: WTS,
}
