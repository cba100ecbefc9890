/** Units as devices write them, and how to get from each to the unit a metric is kept in. Never by magnitude. */
import { METRICS, type Metric, type Unit } from '../contract/metric.ts'

/** kept = (sent + offset) * times / per. A division where one is meant: 2690.73 Wh are 2.69073 kWh and not nearly so. */
export interface Conversion {
  readonly offset: number
  readonly times: number
  readonly per: number
}

type Scale = readonly [times: number, per: number]

const SAME: Scale = [1, 1]
const MILLI: Scale = [1, 1000]
const KILO: Scale = [1000, 1]
const MEGA: Scale = [1e6, 1]
const CUBIC_FOOT_M3 = 0.028_316_846_592
const GALLON_L = 3.785_411_784
const INCH_MM = 25.4
const FOOT_M = 0.3048
const MILE_KM = 1.609_344
const KNOT_KMH = 1.852
const PSI_PA = 6894.757_293
const INHG_PA = 3386.389
const MMHG_PA = 133.322_368_4

/** Unit kept -> unit sent -> scale. Powers are written with plain digits, see {@link plainText}. */
const SCALES: Readonly<Partial<Record<Unit, Readonly<Record<string, Scale>>>>> = {
  degC: { '°C': SAME, C: SAME, degC: SAME, '°F': [5, 9], F: [5, 9], degF: [5, 9], K: SAME },
  '%RH': { '%': SAME, '%RH': SAME, '%rH': SAME, percent: SAME },
  '%': { '%': SAME, '%RH': SAME, percent: SAME },
  '%LEL': { '%': SAME, '%LEL': SAME, LEL: SAME, 'LEL %': SAME, '% LEL': SAME },
  ppm: { ppm: SAME, ppb: MILLI },
  kWh: { kWh: SAME, Wh: MILLI, MWh: KILO, MJ: [1, 3.6], GJ: [1000, 3.6] },
  kvarh: { kvarh: SAME, kVArh: SAME, varh: MILLI },
  W: { W: SAME, kW: KILO, mW: MILLI, MW: MEGA },
  VA: { VA: SAME, kVA: KILO },
  var: { var: SAME, VAr: SAME, VAR: SAME, kvar: KILO, kVAr: KILO },
  V: { V: SAME, mV: MILLI, kV: KILO },
  A: { A: SAME, mA: MILLI },
  Hz: { Hz: SAME, kHz: KILO },
  m3: {
    m3: SAME,
    L: MILLI,
    l: MILLI,
    ft3: [CUBIC_FOOT_M3, 1],
    CCF: [100 * CUBIC_FOOT_M3, 1],
    gal: [GALLON_L, 1000],
  },
  'm3/h': { 'm3/h': SAME, 'L/min': [60, 1000] },
  L: { L: SAME, l: SAME, mL: MILLI, m3: KILO, gal: [GALLON_L, 1] },
  'L/min': {
    'L/min': SAME,
    'l/min': SAME,
    lpm: SAME,
    'L/h': [1, 60],
    'l/h': [1, 60],
    'L/s': [60, 1],
    'm3/h': [1000, 60],
    'm3/s': [60_000, 1],
    'mL/s': [60, 1000],
    'gal/min': [GALLON_L, 1],
    gpm: [GALLON_L, 1],
    'ft3/min': [1000 * CUBIC_FOOT_M3, 1],
  },
  Pa: {
    Pa: SAME,
    hPa: [100, 1],
    mbar: [100, 1],
    kPa: KILO,
    MPa: MEGA,
    bar: [1e5, 1],
    psi: [PSI_PA, 1],
    mmHg: [MMHG_PA, 1],
    inHg: [INHG_PA, 1],
  },
  hPa: {
    hPa: SAME,
    mbar: SAME,
    Pa: [1, 100],
    kPa: [10, 1],
    mmHg: [MMHG_PA, 100],
    inHg: [INHG_PA, 100],
  },
  mm: { mm: SAME, cm: [10, 1], in: [INCH_MM, 1], '"': [INCH_MM, 1] },
  'm/s': { 'm/s': SAME, 'km/h': [1, 3.6], mph: [MILE_KM, 3.6], kn: [KNOT_KMH, 3.6], 'ft/s': [FOOT_M, 1] },
  deg: { '°': SAME, deg: SAME },
  s: { s: SAME, ms: MILLI, min: [60, 1], h: [3600, 1], d: [86_400, 1] },
  min: { min: SAME, s: [1, 60], h: [60, 1] },
  lqi: { lqi: SAME, '': SAME },
  dBm: { dBm: SAME },
  dB: { dB: SAME },
  CNY: { CNY: SAME, 元: SAME, '¥': SAME },
  'uS/cm': { 'uS/cm': SAME, 'mS/cm': KILO, 'S/m': [10_000, 1], 'mS/m': [10, 1], 'dS/m': KILO },
  lx: { lx: SAME, lux: SAME, Lx: SAME, klx: KILO },
  'W/m2': { 'W/m2': SAME },
  Ah: { Ah: SAME, mAh: MILLI },
  '': { '': SAME, '%': [1, 100] },
}
const FAHRENHEIT: ReadonlySet<string> = new Set(['°F', 'F', 'degF'])
const FREEZING_F = 32
const FREEZING_K = 273.15

/** How a value sent in `unit` becomes one of the metric; undefined when the unit is none of its kind. */
export function conversionFor(metric: Metric, unit: string): Conversion | undefined {
  const text = plainText(unit)
  const scales = SCALES[METRICS[metric].unit]
  const scale = scales !== undefined && Object.hasOwn(scales, text) ? scales[text] : undefined
  if (scale === undefined) return undefined
  const offset = FAHRENHEIT.has(text) ? -FREEZING_F : text === 'K' ? -FREEZING_K : 0
  return { offset, times: scale[0], per: scale[1] }
}

/** The units a metric may be sent in. */
export function unitsFor(metric: Metric): readonly string[] {
  return Object.keys(SCALES[METRICS[metric].unit] ?? {})
}

export function converted(value: number, { offset, times, per }: Conversion): number {
  return ((value + offset) * times) / per
}

/** One spelling for each: both micros, raised digits, the single characters for degrees. */
function plainText(unit: string): string {
  return unit
    .trim()
    .replace('³', '3')
    .replace('²', '2')
    .replace(/[µμ]/, 'u')
    .replace('℃', '°C')
    .replace('℉', '°F')
    .replace(/^º/, '°')
}
