/**
 * Dragino sensors: fixed places, big-endian, the battery in mV in the low 14 bits of the first two bytes.
 *
 * LHT65N  port 2, 11 bytes: battery and its state (2 bits), SHT temperature (2, 0.01 °C), humidity (2, 0.1 %), what the
 *         socket carries (1), its value (4). With bit 6 of that byte: records of 11 bytes with their own time.
 * LHT52   port 2, 11 bytes: temperature, humidity, probe, kind, s since 1970; port 3: records of the same form
 * LSE01   port 2, 11 bytes: battery, DS18B20 (0.1 °C), moisture (0.01 %), soil temperature (0.01 °C), conductivity, flags
 * LDS02, LWL02  10 bytes: bit 7 door, bit 6 leak, battery; kind (1 door, 2 leak)
 *
 * 7FFF (327.67 °C) is a probe that is not there; FFFF is no value either. Source: Dragino's user manuals and its decoders (dragino-end-node-decoder,
 * LHT65N 1.5.6, LSE01 1.2.1, LDS02 1.5; The Things Network's device repository).
 */
import { broken, type FrameDecoder, type FrameReport, type Part, scaled, valuesOf, viewOf } from './frame.ts'

const RECORD_BYTES = 11
const RECORDS_MAX = 30

const celsius = (data: DataView, at: number) => scaled(data.getInt16(at), 100, 0x7fff, -1)
const humidity = (data: DataView, at: number) => scaled(data.getUint16(at) & 0xfff, 10, 0xfff)
const volts = (data: DataView) => (data.getUint16(0) & 0x3fff) / 1000
const seconds = (data: DataView, at: number) => data.getUint32(at) * 1000

const report = (parts: readonly Part[], more: Partial<FrameReport> = {}, at?: number): FrameReport => ({
  ...{ events: [], faults: [] },
  ...more,
  values: valuesOf(parts, at),
})

function lht65n(bytes: Uint8Array, fPort: number): FrameReport {
  if (fPort !== 2) return report([])
  if (bytes.length < RECORD_BYTES) return broken('a frame of an LHT65N has 11 bytes')
  const data = viewOf(bytes)
  const status = bytes[6] ?? 0
  if ((status & 0xc0) === 0x40) return records(bytes, lht65nRecord)
  // Either its probe is away or the frame is sent once more with other things in its first bytes: nobody can tell.
  if (status & 0x80)
    return { ...broken('a frame sent again, or a probe that is away'), events: ['sensor.fault.probe'] }
  const inside: Part[] = [
    ['temperature', celsius(data, 2), 'internal'],
    ['humidity', humidity(data, 4), 'internal'],
  ]
  const kind = status & 0x0f
  if (kind === 9 || kind === 10) {
    // No room for the battery: its state stands above the humidity, and the frame has a time.
    const low: Part = ['battery_low', (bytes[4] ?? 0) >> 6 < 2]
    return report([['temperature', celsius(data, 0), 'probe'], ...inside, low], {}, seconds(data, 7))
  }
  // Kinds that name their probe have its number where the inner sensor would be.
  if (status >= 0x0e) return report([])
  const lost = (kind === 1 || kind === 2) && data.getInt16(7) === 0x7fff
  // The probe first: it is in the cabinet that is watched, the inner sensor hangs on the wall.
  const parts: Part[] = [
    ...socket(kind, data),
    ...inside,
    ['battery_voltage', volts(data)],
    ['battery_low', (bytes[0] ?? 0) >> 6 < 2],
  ]
  return report(parts, lost ? { events: ['sensor.fault.probe'] } : {})
}

/** What is plugged into an LHT65N. */
function socket(kind: number, data: DataView): Part[] {
  switch (kind) {
    case 1:
    case 2:
      return [['temperature', celsius(data, 7), 'probe']]
    case 5:
      return [['illuminance', scaled(data.getUint16(7), 1, 0xffff)]]
    case 7:
      return [['pulse_count', data.getUint16(7)]]
    case 8:
      return [['pulse_count', data.getUint32(7)]]
    case 11:
      return [
        ['temperature', celsius(data, 7), 'probe'],
        ['humidity', humidity(data, 9), 'probe'],
      ]
    default:
      return []
  }
}

function lht65nRecord(data: DataView): Part[] {
  const kind = data.getUint8(6) & 0x0f
  const probe: Part[] = [1, 2, 9, 10, 11].includes(kind) ? [['temperature', celsius(data, 0), 'probe']] : []
  return [
    ...probe,
    ['temperature', celsius(data, 2), 'internal'],
    ['humidity', humidity(data, 4), 'internal'],
  ]
}

function lht52(bytes: Uint8Array, fPort: number): FrameReport {
  if (fPort === 3) return records(bytes, lht52Parts)
  if (fPort !== 2) return report([])
  if (bytes.length !== RECORD_BYTES) return broken('a frame of an LHT52 has 11 bytes')
  const data = viewOf(bytes)
  const at = seconds(data, 7)
  return report(lht52Parts(data), {}, at === 0 ? undefined : at)
}

function lht52Parts(data: DataView): Part[] {
  const probe: Part[] = data.getUint8(6) === 1 ? [['temperature', celsius(data, 4), 'probe']] : []
  return [
    ...probe,
    ['temperature', celsius(data, 0), 'internal'],
    ['humidity', humidity(data, 2), 'internal'],
  ]
}

/** Records the device had kept, 11 bytes each, the last four its time. */
function records(bytes: Uint8Array, partsOf: (data: DataView) => Part[]): FrameReport {
  const values = []
  for (let n = 0; (n + 1) * RECORD_BYTES <= bytes.length && n < RECORDS_MAX; n++) {
    const data = viewOf(bytes.subarray(n * RECORD_BYTES, (n + 1) * RECORD_BYTES))
    const at = seconds(data, 7)
    if (at > 0) values.push(...valuesOf(partsOf(data), at, true))
  }
  return { values, events: [], faults: [] }
}

/** In raw mode the third word is a dielectric constant in tenths, and no matter has one above that of water. */
const DIELECTRIC_MAX_TENTHS = 1000

/**
 * Bit 7 of the flags is raw mode in the newer firmware and something else in the older one. A frame that could be raw is
 * refused; one whose dielectric constant would be impossible is of the older kind.
 */
function lse01(bytes: Uint8Array, fPort: number): FrameReport {
  if (fPort !== 2) return report([])
  if (bytes.length !== 11) return broken('a frame of an LSE01 has 11 bytes')
  const data = viewOf(bytes)
  const own: Part[] = [
    ['battery_voltage', volts(data)],
    ['temperature', scaled(data.getInt16(2), 10, 0x7fff, 3276, -1), 'ds18b20'],
  ]
  const mayBeRaw = (bytes[10] ?? 0) >> 7 === 1 && data.getUint16(4) <= DIELECTRIC_MAX_TENTHS
  if (mayBeRaw) {
    const message = 'its soil values are in raw mode, which has no unit'
    return report(own, { faults: [{ code: 'unit.unknown', message }] })
  }
  return report([
    ...own,
    ['soil_moisture', scaled(data.getUint16(4), 100, 0xffff)],
    ['soil_temperature', celsius(data, 6)],
    ['soil_ec', scaled(data.getUint16(8), 1, 0xffff)],
  ])
}

function doorOrLeak(bytes: Uint8Array): FrameReport {
  // Shorter and longer ones are about its settings.
  if (bytes.length !== 10) return report([])
  const [state = 0, , kind = 0] = bytes
  const parts: Part[] = [['battery_voltage', volts(viewOf(bytes))]]
  if (kind === 1 || kind === 3) parts.push(['door_open', (state & 0x80) !== 0])
  if (kind === 2 || kind === 3) parts.push(['water_leak', (state & 0x40) !== 0])
  return report(parts)
}

/** By model, in lower case. */
export const DRAGINO: Readonly<Record<string, FrameDecoder>> = {
  lht65n: lht65n,
  lht65: lht65n,
  lht52,
  lse01,
  lds02: doorOrLeak,
  lwl02: doorOrLeak,
}
