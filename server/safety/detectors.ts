/** Whether each gas and fire detector would be heard, by the rule of core/alarms/gas.ts. */
import { type Detector, type DetectorKind, notGreen, SENSOR_LIFE_YEARS } from '../../core/alarms/gas.ts'
import type { Device } from '../../core/contract/device.ts'
import { Problem } from '../../core/contract/error.ts'
import type { Metric } from '../../core/contract/metric.ts'
import type { RuleStanding } from '../../core/contract/rule.ts'
import type { DetectorStanding, Interlock } from '../../core/contract/safety.ts'
import type { Clock, StateStore } from '../../core/ports.ts'
import { localTime } from '../../core/time/zone.ts'
import type { Directory } from '../directory.ts'
import type { AlarmService, LatestValues } from '../services.ts'

const MINUTE_MS = 60_000
const YEAR_MS = 365.25 * 86_400_000
const ALARM_METRICS: readonly Metric[] = [
  'gas_alarm',
  'smoke_alarm',
  'heat_alarm',
  'flame_alarm',
  'manual_alarm',
]
/** Radio detectors warn below this; then they have about a month. */
const BATTERY_LOW_PERCENT = 15

export interface DetectorParts {
  readonly state: StateStore
  readonly directory: Pick<Directory, 'byId' | 'devices' | 'pointsOf' | 'put'>
  readonly latest: LatestValues
  readonly alarms: Pick<AlarmService, 'standings' | 'ruleChanged'>
  readonly clock: Clock
}

export class Detectors {
  readonly #parts: DetectorParts

  constructor(parts: DetectorParts) {
    this.#parts = parts
  }

  standings(): DetectorStanding[] {
    const { directory, alarms, state } = this.#parts
    const rules = alarms.standings()
    const interlocks = state.interlocks.list()
    return directory
      .devices()
      .filter(device => isDetector(device) && device.status === 'active' && device.drill !== true)
      .map(device => this.#standing(device, rules, interlocks))
  }

  standing(deviceId: string): DetectorStanding {
    return this.#standing(
      this.#required(deviceId),
      this.#parts.alarms.standings(),
      this.#parts.state.interlocks.list(),
    )
  }

  /** What it says until then is marked as a test and told to nobody; 0 ends it, and what still stands is told. */
  test(deviceId: string, minutes: number): DetectorStanding {
    const { directory, state, alarms, clock } = this.#parts
    const device = this.#required(deviceId)
    directory.put({ ...device, testUntil: minutes === 0 ? null : clock.now() + minutes * MINUTE_MS })
    for (const alarm of state.alarms.list({ deviceId, closedAt: null }))
      if (alarm.ruleId !== null) alarms.ruleChanged(alarm.ruleId)
    return this.standing(deviceId)
  }

  /** Today, by the site's calendar, goes into the ledger. */
  bumpTested(deviceId: string): DetectorStanding {
    const { directory, state, clock } = this.#parts
    const device = this.#required(deviceId)
    const { year, month, day } = localTime(clock.now(), state.sites.get(device.siteId)?.timeZone ?? 'UTC')
    const testedOn = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
    directory.put({ ...device, ledger: { ...device.ledger, testedOn } })
    return this.standing(deviceId)
  }

  /** Tests that are over: their alarms are the real thing from now on. */
  endTests(): void {
    const now = this.#parts.clock.now()
    for (const { id, testUntil } of this.#parts.directory.devices())
      if (testUntil != null && testUntil <= now) this.test(id, 0)
  }

  #required(deviceId: string): Device {
    const device = this.#parts.directory.byId(deviceId)
    if (device === undefined || !isDetector(device))
      throw new Problem('thing.not-found', `there is no detector ${deviceId}`)
    return device
  }

  #standing(device: Device, rules: readonly RuleStanding[], all: readonly Interlock[]): DetectorStanding {
    const now = this.#parts.clock.now()
    const interlocks = all.filter(({ detectorIds }) => detectorIds.includes(device.id))
    return {
      deviceId: device.id,
      siteId: device.siteId,
      reasons: [
        ...notGreen(this.#detector(device, rules, now), interlocks.length === 0 ? null : interlocks, now),
      ],
      interlockIds: interlocks.map(({ id }) => id),
      testUntil: device.testUntil ?? null,
      outOfService: this.#outOfService(device, rules),
      supervisionS: device.silentAfterS,
    }
  }

  #detector(device: Device, rules: readonly RuleStanding[], now: number): Detector {
    const { state } = this.#parts
    const kind = device.kind as DetectorKind
    const open = state.alarms.list({ deviceId: device.id, closedAt: null })
    const said = this.#said(device.id, ...ALARM_METRICS)
    return {
      kind,
      heardAt: device.lastSeenAt,
      supervisionS: device.silentAfterS,
      alarm: open.some(alarm => alarm.lifeSafety) ? true : said === null ? null : said === 1,
      fault: (device.texts.fault ?? '') !== '' ? true : null,
      batteryLow: this.#batteryLow(device.id),
      ...datesOf(device, kind),
      quiet: (device.testUntil ?? 0) > now || this.#rulesOf(device, rules).some(isQuiet),
    }
  }

  #rulesOf({ id }: Device, rules: readonly RuleStanding[]): RuleStanding[] {
    const points = new Set<number | null>(this.#parts.directory.pointsOf(id).map(point => point.id))
    return rules.filter(({ pointId }) => points.has(pointId))
  }

  #outOfService(device: Device, rules: readonly RuleStanding[]): DetectorStanding['outOfService'] {
    const { state } = this.#parts
    return this.#rulesOf(device, rules)
      .filter(({ ruleId }) => state.rules.get(ruleId)?.lifeSafety === true)
      .reduce<DetectorStanding['outOfService']>(
        (last, { outOfService }) => ((outOfService?.until ?? 0) > (last?.until ?? 0) ? outOfService : last),
        null,
      )
  }

  #batteryLow(deviceId: string): boolean | null {
    const flag = this.#said(deviceId, 'battery_low')
    if (flag !== null) return flag === 1
    const percent = this.#said(deviceId, 'battery')
    return percent === null ? null : percent < BATTERY_LOW_PERCENT
  }

  /** The newest value of the first of these metrics that it has; null when it has none. */
  #said(deviceId: string, ...metrics: readonly Metric[]): number | null {
    const { directory, latest } = this.#parts
    for (const point of directory.pointsOf(deviceId))
      if (metrics.includes(point.metric)) {
        const value = latest.get(point.id)?.value
        if (value !== undefined) return value
      }
    return null
  }
}

export function isDetector({ kind }: Pick<Device, 'kind'>): boolean {
  return Object.hasOwn(SENSOR_LIFE_YEARS, kind)
}

function isQuiet({ shelvedUntil, suppressedBy, outOfService }: RuleStanding): boolean {
  return outOfService !== null || suppressedBy.length > 0 || shelvedUntil !== null
}

function datesOf({ ledger }: Device, kind: DetectorKind) {
  const { installedOn, lifeEndsOn, calibrationDueOn, testedOn } = ledger ?? {}
  const ends = dayAt(lifeEndsOn)
  const usualMs = SENSOR_LIFE_YEARS[kind] * YEAR_MS
  const installedAt = dayAt(installedOn) ?? (ends === null ? null : ends - usualMs)
  return {
    installedAt,
    ...(ends === null || installedAt === null ? {} : { lifeYears: (ends - installedAt) / YEAR_MS }),
    calibrationDueAt: dayAt(calibrationDueOn),
    bumpTestedAt: dayAt(testedOn),
  }
}

/** Midnight UTC: a day more or less is nothing to a sensor's life. */
function dayAt(day: string | undefined): number | null {
  return day === undefined ? null : Date.parse(`${day}T00:00:00Z`)
}
