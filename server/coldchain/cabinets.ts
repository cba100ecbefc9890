/** What people ask and change about cabinets. */
import { randomUUID } from 'node:crypto'
import { signOf } from '../../core/coldchain/bands.ts'
import { jurisdictionAt, levelClash, presetOf } from '../../core/coldchain/jurisdiction.ts'
import { monthOf } from '../../core/coldchain/log.ts'
import type { ColdKind } from '../../core/coldchain/preset.ts'
import { idleAt } from '../../core/coldchain/serving.ts'
import type {
  Cabinet,
  CabinetDetail,
  CabinetHabit,
  CabinetHistory,
  CabinetInput,
  CabinetState,
  Restocking,
} from '../../core/contract/cabinet.ts'
import type { MonthLog } from '../../core/contract/cabinet-log.ts'
import type { CabinetLevels, Calibration } from '../../core/contract/cabinet-parts.ts'
import type { Device } from '../../core/contract/device.ts'
import { Problem } from '../../core/contract/error.ts'
import type { PointId } from '../../core/contract/reading.ts'
import type { ReplayReply } from '../../core/contract/replay.ts'
import type { Clock, LearnedCabinet, SeriesStore, StateStore } from '../../core/ports.ts'
import { sameValue } from '../../core/rules/override.ts'
import type { AlarmService, LatestValues } from '../services.ts'
import { minutesRule, minutesRuleId, rulesFor, rulesOf } from './levels.ts'
import type { Offsets } from './offsets.ts'
import { type Asked, historyOf, logOf, previewOf } from './past.ts'
import { samplesOf } from './samples.ts'
import { SLOW_SPAN_MS, type Slow, slowOf, stateOf } from './standing.ts'
import type { WatchedCabinet } from './watched.ts'
import { runningRestocking, type Watcher } from './watcher.ts'

const RESTOCK_MIN_DEFAULT = 30
const CHECKS_AT: readonly string[] = ['08:00', '16:00']
const CALIBRATIONS_MAX = 200
/** What is read of the store is shown for so long. */
const SLOW_HOLDS_MS = 60_000
/** A list is answered after this long with what is known; the rest is worked out meanwhile. */
const PATIENCE_MS = 1500

export interface CabinetService {
  /** Those at these sites, in the order of their ids. */
  states(sees: (siteId: string) => boolean): Promise<CabinetState[]>
  detail(id: string): Promise<CabinetDetail>
  /** What is set about it, by a person or by default. Throws `thing.not-found` for what is no cabinet in use. */
  settings(id: string): Cabinet
  change(id: string, input: CabinetInput): Cabinet
  setLevels(id: string, levels: CabinetLevels): Promise<CabinetState>
  preview(id: string, levels: CabinetLevels, grace: boolean): Promise<ReplayReply>
  history(id: string, from: number, to: number): Promise<CabinetHistory>
  /** `YYYY-MM` of the site's calendar; without one, this month. */
  log(id: string, month?: string): Promise<MonthLog>
  calibrate(id: string, calibration: Calibration): Cabinet
  uncalibrate(id: string, pointId: PointId, at: number): Cabinet
  restock(id: string, by: string, minutes?: number): Restocking
  restocked(id: string): Restocking
  renewStock(id: string): Cabinet
}

export interface CabinetParts {
  readonly state: StateStore
  /** With the probes' errors taken off. */
  readonly series: SeriesStore
  readonly latest: LatestValues
  readonly clock: Clock
  readonly watcher: Watcher
  readonly offsets: Offsets
  readonly alarms: Pick<AlarmService, 'ruleChanged'>
}

export function createCabinets(parts: CabinetParts): CabinetService {
  return new Cabinets(parts)
}

class Cabinets implements CabinetService {
  readonly #parts: CabinetParts
  readonly #slow = new Map<string, Slow>()
  #working: Promise<void> = Promise.resolve()

  constructor(parts: CabinetParts) {
    this.#parts = parts
  }

  async states(sees: (siteId: string) => boolean): Promise<CabinetState[]> {
    const own = [...this.#parts.watcher.all()].filter(({ parts }) => sees(parts.siteId))
    const timer = Promise.withResolvers<void>()
    const alarm = setTimeout(timer.resolve, PATIENCE_MS)
    await Promise.race([this.#refresh(own), timer.promise])
    clearTimeout(alarm)
    return own.map(one => this.#stateOf(one)).sort((a, b) => (a.id < b.id ? -1 : 1))
  }

  async detail(id: string): Promise<CabinetDetail> {
    const watched = this.#watched(id)
    await this.#refresh([watched])
    const { state, clock } = this.#parts
    return {
      cabinet: this.settings(id),
      state: this.#stateOf(watched),
      habit: habitOf(state.cabinetProfiles.get(id), watched.parts.kind),
      restocking: runningRestocking(state, id, clock.now()) ?? null,
    }
  }

  settings(id: string): Cabinet {
    const { kind, siteId } = this.#watched(id).parts
    // What an earlier version did not know is as usual.
    return { ...this.#usual(id, siteId, kind), ...this.#parts.state.cabinets.get(id) }
  }

  change(id: string, input: CabinetInput): Cabinet {
    const before = this.settings(id)
    for (const point of [input.doorPointId, input.roomPointId])
      if (point != null && this.#parts.state.points.get(point)?.siteId !== before.siteId)
        throw new Problem('request.invalid', `point ${point} is not at this site`)
    const { servingHours = before.servingHours } = input
    if (servingHours.length > 0 && this.#watched(id).parts.kind !== 'hot-holding')
      throw new Problem('request.invalid', 'only a hot cabinet has serving hours')
    const served = !sameValue(servingHours, before.servingHours)
    const counted = served && this.#countsMinutes(id) ? before.allowance : undefined
    const allowance = input.allowance === undefined ? counted : input.allowance
    if (allowance !== undefined) this.#countMinutes(id, allowance, servingHours)
    const changed = this.#put({ ...before, ...input })
    if (served) this.#putLevels(this.#watched(id), this.#watched(id).parts.levels)
    return changed
  }

  async setLevels(id: string, levels: CabinetLevels): Promise<CabinetState> {
    const watched = this.#watched(id)
    refuseClash(levels)
    this.#putLevels(watched, levels)
    await this.#refresh([watched])
    return this.#stateOf(watched)
  }

  preview(id: string, levels: CabinetLevels, grace: boolean): Promise<ReplayReply> {
    refuseClash(levels)
    return previewOf(this.#parts, this.#asked(id), levels, grace)
  }

  history(id: string, from: number, to: number): Promise<CabinetHistory> {
    return historyOf(this.#parts, this.#asked(id), from, to)
  }

  log(id: string, month?: string): Promise<MonthLog> {
    const { state } = this.#parts
    const asked = this.#asked(id)
    const device = state.devices.get(id) as Device
    const timeZone = state.sites.get(device.siteId)?.timeZone ?? 'UTC'
    const { name, kind, siteId, areaId } = device
    const place = areaId === null ? null : (state.areas.get(areaId)?.name ?? null)
    return logOf(this.#parts, {
      ...asked,
      about: { id, name, kind, siteId, place },
      timeZone,
      month: month ?? monthOf(asked.now, timeZone),
      since: state.points.get(asked.main)?.createdAt ?? 0,
    })
  }

  calibrate(id: string, calibration: Calibration): Cabinet {
    const before = this.settings(id)
    if (!this.#watched(id).parts.probes.includes(calibration.pointId))
      throw new Problem('request.invalid', `point ${calibration.pointId} is no probe of ${id}`)
    if (calibration.at > this.#parts.clock.now())
      throw new Problem('request.invalid', 'a calibration lies in the past')
    if (before.calibrations.length >= CALIBRATIONS_MAX)
      throw new Problem('request.too-many', `more than ${CALIBRATIONS_MAX} calibrations`)
    const others = before.calibrations.filter(one => !isSame(one, calibration))
    return this.#put({ ...before, calibrations: [...others, calibration].sort((a, b) => a.at - b.at) })
  }

  uncalibrate(id: string, pointId: PointId, at: number): Cabinet {
    const before = this.settings(id)
    const calibrations = before.calibrations.filter(one => !isSame(one, { pointId, at }))
    if (calibrations.length === before.calibrations.length)
      throw new Problem('thing.not-found', 'there is no such calibration')
    return this.#put({ ...before, calibrations })
  }

  restock(id: string, by: string, minutes?: number): Restocking {
    const { siteId, restockMin } = this.settings(id)
    const { state, clock, watcher } = this.#parts
    const startedAt = clock.now()
    const last = minutes ?? restockMin
    const until = startedAt + last * 60_000
    const one: Restocking = { id: randomUUID(), siteId, cabinetId: id, startedAt, until, by, doneAt: null }
    state.transaction(() => {
      const running = runningRestocking(state, id, startedAt)
      if (running !== undefined) state.restockings.put({ ...running, until: startedAt })
      state.restockings.put(one)
    })
    watcher.restock(id, startedAt, last)
    return one
  }

  restocked(id: string): Restocking {
    this.#watched(id)
    const { state, clock, watcher } = this.#parts
    const now = clock.now()
    const running = runningRestocking(state, id, now)
    if (running === undefined) throw new Problem('thing.not-found', 'no delivery is under way')
    const done = { ...running, doneAt: running.doneAt ?? now }
    state.restockings.put(done)
    watcher.restocked(id, now)
    return done
  }

  renewStock(id: string): Cabinet {
    return this.#put({ ...this.settings(id), stockSince: this.#parts.clock.now() })
  }

  #put(cabinet: Cabinet): Cabinet {
    const { state, clock, watcher, offsets } = this.#parts
    const changed = { ...cabinet, changedAt: clock.now() }
    state.cabinets.put(changed)
    offsets.reload()
    watcher.refresh(cabinet.id)
    this.#slow.delete(cabinet.id)
    return changed
  }

  /** Whoever says how many minutes are allowed is told when they are used up. */
  #countMinutes(id: string, allowance: Cabinet['allowance'], hours: Cabinet['servingHours']): void {
    const { state, alarms, clock } = this.#parts
    const point = state.points.get(this.#asked(id).main)
    if (point === undefined) return
    const rule = minutesRule(
      point,
      state.rules.get(minutesRuleId(id, point.id)),
      allowance,
      hours,
      clock.now(),
    )
    if (rule === null) return
    state.rules.put(rule)
    alarms.ruleChanged(rule.id)
  }

  #countsMinutes(id: string): boolean {
    return this.#parts.state.rules.get(minutesRuleId(id, this.#asked(id).main))?.enabled === true
  }

  /** The rules of its probes say these levels, within its serving hours. */
  #putLevels({ parts: { id, probes, kind } }: WatchedCabinet, levels: CabinetLevels): void {
    const { state, alarms, clock, watcher } = this.#parts
    const { servingHours } = this.settings(id)
    const changed = probes.flatMap(pointId => {
      const point = state.points.get(pointId)
      if (point === undefined) return []
      return rulesFor(point, rulesOf(state, pointId), levels, kind, servingHours, clock.now())
    })
    state.transaction(() => {
      for (const rule of changed) state.rules.put(rule)
    })
    for (const rule of changed) alarms.ruleChanged(rule.id)
    watcher.refresh(id)
    this.#slow.delete(id)
  }

  /** Since the goods were new, or since somebody dealt with the alarm about their minutes. */
  #stockSince(id: string, main: PointId, stockSince: number | null): number | null {
    const closed = this.#parts.state.alarms
      .list({ key: minutesRuleId(id, main) })
      .map(({ closedAt }) => closedAt ?? 0)
    const since = Math.max(stockSince ?? 0, ...closed)
    return since === 0 ? null : since
  }

  #watched(id: string): WatchedCabinet {
    const found = this.#parts.watcher.get(id)
    if (found === undefined) throw new Problem('thing.not-found', `${id} is no cabinet in use`)
    return found
  }

  #asked(id: string): Asked {
    const { parts } = this.#watched(id)
    const [main = 0] = parts.probes
    return { parts, cabinet: this.settings(id), main, now: this.#parts.clock.now() }
  }

  #usual(id: string, siteId: string, kind: ColdKind): Cabinet {
    const jurisdiction = jurisdictionAt(this.#parts.state.sites.get(siteId))
    return {
      id,
      siteId,
      jurisdiction,
      doorPointId: null,
      roomPointId: null,
      restockMin: RESTOCK_MIN_DEFAULT,
      grace: true,
      checksAt: [...CHECKS_AT],
      servingHours: [],
      allowance: presetOf(jurisdiction, kind).allowance,
      calibrations: [],
      stockSince: null,
      changedAt: 0,
    }
  }

  #stateOf(watched: WatchedCabinet): CabinetState {
    const { state, latest, clock } = this.#parts
    const { id, probes } = watched.parts
    const now = clock.now()
    return stateOf({
      parts: watched.parts,
      cabinet: this.settings(id),
      device: state.devices.get(id) as Device,
      latest: probes[0] === undefined ? undefined : latest.get(probes[0]),
      grace: idleAt(watched.parts.inUse, now) ?? watched.explains(now),
      slow: this.#slow.get(id),
      now,
    })
  }

  /** One after the other, whoever asks. */
  #refresh(cabinets: readonly WatchedCabinet[]): Promise<void> {
    const work = this.#working.then(async () => {
      for (const one of cabinets) await this.#workOut(one)
    })
    this.#working = work.catch(() => {})
    return work
  }

  async #workOut(watched: WatchedCabinet): Promise<void> {
    const { parts } = watched
    const [main] = parts.probes
    const { state, series, latest, clock } = this.#parts
    const now = clock.now()
    const known = this.#slow.get(parts.id)
    if (main === undefined || (known !== undefined && now - known.asOf < SLOW_HOLDS_MS)) return
    const set = this.settings(parts.id)
    const cabinet = { ...set, stockSince: this.#stockSince(parts.id, main, set.stockSince) }
    const samples = await samplesOf(series, main, now - SLOW_SPAN_MS, now + 1)
    const roomC = cabinet.roomPointId === null ? null : (latest.get(cabinet.roomPointId)?.value ?? null)
    const learned = state.cabinetProfiles.get(parts.id)
    this.#slow.set(
      parts.id,
      slowOf({
        parts,
        cabinet,
        learned,
        samples,
        roomC,
        grace: idleAt(parts.inUse, now) ?? watched.explains(now),
        now,
      }),
    )
  }
}

const isSame = (a: Pick<Calibration, 'pointId' | 'at'>, b: Pick<Calibration, 'pointId' | 'at'>) =>
  a.pointId === b.pointId && a.at === b.at

function refuseClash(levels: CabinetLevels): void {
  const clash = levelClash(levels)
  if (clash !== null) throw new Problem('request.invalid', `${clash[0]} must be below ${clash[1]}`)
}

function habitOf(learned: LearnedCabinet | undefined, kind: ColdKind): CabinetHabit | null {
  if (learned === undefined) return null
  const { learnedAt, profile } = learned
  const { defrost } = profile
  return {
    learnedAt,
    steadyC: signOf(kind) * profile.topC,
    recoversMin: profile.recoversMs / 60_000,
    defrost: defrost && {
      everyH: defrost.everyMs / 3_600_000,
      peakC: signOf(kind) * defrost.peakC,
      lastsMin: defrost.lastsMs / 60_000,
      lastAt: Math.round(defrost.lastAt),
    },
  }
}
