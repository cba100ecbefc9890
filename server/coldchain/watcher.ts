/**
 * Watches every cabinet's readings on their way to the alarms and says what explains them. Which points belong to which
 * cabinet follows the directory; limits follow the rules.
 */
import type { Excuse, Explainer } from '../../core/alarms/excuse.ts'
import { type ColdKind, isColdKind } from '../../core/coldchain/preset.ts'
import { inUseBy } from '../../core/coldchain/serving.ts'
import type { Cabinet } from '../../core/contract/cabinet.ts'
import type { Device } from '../../core/contract/device.ts'
import type { Point } from '../../core/contract/point.ts'
import type { PointId, Reading } from '../../core/contract/reading.ts'
import type { SeriesStore, StateStore } from '../../core/ports.ts'
import type { ChangeFeed, Logger } from '../services.ts'
import { levelsOf, probesOf, rulesOf } from './levels.ts'
import { type CabinetParts, WatchedCabinet } from './watched.ts'

export interface WatcherParts {
  readonly state: StateStore
  readonly changes: ChangeFeed
  readonly log: Logger
}

/** A start reads this much of the past, so that an open door or a defrost goes on explaining after a crash. */
const REMEMBER_MS = 2 * 3_600_000
const REMEMBER_READINGS = 2000

export class Watcher implements Explainer {
  readonly #parts: WatcherParts
  readonly #cabinets = new Map<string, WatchedCabinet>()
  readonly #byPoint = new Map<PointId, WatchedCabinet[]>()
  readonly #stale = new Set<string>()
  readonly #listeners: ((excuse: Excuse) => void)[] = []
  readonly #unsubscribe: () => void

  constructor(parts: WatcherParts) {
    this.#parts = parts
    for (const device of parts.state.devices.list()) this.refresh(device.id)
    this.#unsubscribe = parts.changes.subscribe(change => {
      if (change.type === 'device') this.#follow(change.device)
      if (change.type === 'point') this.refresh(change.point.deviceId)
    })
  }

  stop(): void {
    this.#unsubscribe()
  }

  listen(listener: (excuse: Excuse) => void): void {
    this.#listeners.push(listener)
  }

  see(reading: Reading): Excuse | undefined {
    const watching = this.#byPoint.get(reading.point)
    if (watching === undefined) return undefined
    let excuse: Excuse | undefined
    for (const cabinet of watching) {
      if (this.#stale.delete(cabinet.parts.id)) this.refresh(cabinet.parts.id)
      const said = cabinet.see(reading)
      // A door may serve two cabinets; each but the last is told at once.
      if (excuse !== undefined) this.#tell(excuse)
      excuse = said ?? undefined
    }
    return excuse
  }

  ruleChanged(point: PointId): void {
    for (const cabinet of this.#byPoint.get(point) ?? []) this.#stale.add(cabinet.parts.id)
  }

  all(): IterableIterator<WatchedCabinet> {
    for (const id of [...this.#stale]) this.refresh(id)
    return this.#cabinets.values()
  }

  get(id: string): WatchedCabinet | undefined {
    if (this.#stale.delete(id)) this.refresh(id)
    return this.#cabinets.get(id)
  }

  restock(id: string, at: number, minutes: number): void {
    this.#tell(this.#cabinets.get(id)?.restock(at, minutes))
  }

  restocked(id: string, at: number): void {
    this.#tell(this.#cabinets.get(id)?.restocked(at))
  }

  /** Takes up what was set, learned or adopted; forgets what is no cabinet any more. */
  refresh(id: string): void {
    this.#stale.delete(id)
    const parts = partsOf(this.#parts.state, id)
    const known = this.#cabinets.get(id)
    if (known !== undefined) this.#unplace(known)
    if (parts === null) this.#cabinets.delete(id)
    else {
      // What is warm for a fridge is not for a hot cabinet: another kind begins anew.
      const cabinet = known?.parts.kind === parts.kind ? known : new WatchedCabinet(parts)
      cabinet.change(parts)
      this.#cabinets.set(id, cabinet)
      for (const point of cabinet.points)
        this.#byPoint.set(point, [...(this.#byPoint.get(point) ?? []), cabinet])
    }
  }

  /** Reads the last hours again, in the order of their times. */
  async remember(series: Pick<SeriesStore, 'range'>, now: number): Promise<void> {
    for (const cabinet of this.#cabinets.values()) {
      const readings: Reading[] = []
      try {
        for (const point of cabinet.points)
          readings.push(...(await series.range(point, now - REMEMBER_MS, now + 1, REMEMBER_READINGS)))
      } catch (error) {
        this.#parts.log.warn(
          { error: String(error), cabinet: cabinet.parts.id },
          'what a cabinet did last is not known',
        )
        continue
      }
      for (const reading of readings.sort((a, b) => a.at - b.at)) cabinet.see(reading)
      const running = runningRestocking(this.#parts.state, cabinet.parts.id, now)
      if (running !== undefined)
        cabinet.restock(running.startedAt, (running.until - running.startedAt) / 60_000)
    }
  }

  #follow({ id, kind, status }: Device): void {
    const known = this.#cabinets.get(id)
    const isOne = isColdKind(kind) && status === 'active'
    const another = known !== undefined && known.parts.kind !== kind
    if (another) this.#parts.state.cabinetProfiles.remove(id)
    if (another || isOne !== (known !== undefined)) this.refresh(id)
  }

  #unplace(cabinet: WatchedCabinet): void {
    for (const point of cabinet.points) {
      const others = (this.#byPoint.get(point) ?? []).filter(one => one !== cabinet)
      if (others.length === 0) this.#byPoint.delete(point)
      else this.#byPoint.set(point, others)
    }
  }

  #tell(excuse: Excuse | undefined): void {
    if (excuse !== undefined) for (const listener of this.#listeners) listener(excuse)
  }
}

/** The delivery that is under way; undefined without one. */
export function runningRestocking(state: StateStore, cabinetId: string, now: number) {
  return state.restockings
    .list({ cabinetId })
    .findLast(({ startedAt, until }) => startedAt <= now && now < until)
}

/** Null for what is no cabinet in use, or has no probe. */
export function partsOf(state: StateStore, id: string): CabinetParts | null {
  const device = state.devices.get(id)
  if (device === undefined || device.status !== 'active' || !isColdKind(device.kind)) return null
  const points = state.points.list({ deviceId: id })
  const probes = probesOf(points)
  const [main] = probes
  return main === undefined ? null : partsWith(state, device, device.kind, points, probes, main)
}

function partsWith(
  state: StateStore,
  { id, siteId }: Device,
  kind: ColdKind,
  points: readonly Point[],
  probes: readonly Point[],
  main: Point,
): CabinetParts {
  const set: Partial<Cabinet> | undefined = state.cabinets.get(id)
  const own = (metric: Point['metric']) => points.find(point => point.metric === metric)?.id ?? null
  return {
    id,
    siteId,
    kind,
    probes: probes.map(probe => probe.id),
    humidity: own('humidity'),
    door: set?.doorPointId ?? own('door_open'),
    levels: levelsOf(rulesOf(state, main.id), kind),
    profile: state.cabinetProfiles.get(id)?.profile ?? null,
    graceful: set?.grace ?? true,
    inUse: inUseBy(set?.servingHours ?? [], state.sites.get(siteId)?.timeZone ?? 'UTC'),
  }
}
