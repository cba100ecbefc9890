/** What explained a cabinet's past, for a rule that is tried on it: the same grace, led through the stored readings. */
import type { Excuse } from '../../core/alarms/excuse.ts'
import type { PointId, Reading } from '../../core/contract/reading.ts'
import type { StateStore } from '../../core/ports.ts'
import { WatchedCabinet } from './watched.ts'
import { partsOf } from './watcher.ts'

export interface PastExplainer {
  /** What it must be given, besides the rule's own points. */
  readonly points: readonly PointId[]
  /** Readings in the order of their times; an excuse when it changes. */
  see(reading: Reading): Excuse | undefined
}

/** Null for a point that belongs to no cabinet. `onDelayS`: of the rule that is tried. */
export function pastExplainer(
  state: StateStore,
  point: PointId,
  onDelayS: number,
  from: number,
): PastExplainer | null {
  const deviceId = state.points.get(point)?.deviceId
  const parts = deviceId === undefined ? null : partsOf(state, deviceId)
  if (parts === null || !parts.probes.includes(point)) return null
  const cabinet = new WatchedCabinet({ ...parts, levels: { ...parts.levels, innerDelayS: onDelayS } })
  const deliveries = state.restockings
    .list({ cabinetId: parts.id })
    .filter(({ until }) => until >= from)
    .sort((a, b) => a.startedAt - b.startedAt)
  let next = 0
  return {
    points: cabinet.points,
    see(reading) {
      let excuse: Excuse | undefined
      for (
        let one = deliveries[next];
        one !== undefined && one.startedAt <= reading.at;
        one = deliveries[next]
      ) {
        next += 1
        excuse = cabinet.restock(one.startedAt, ((one.doneAt ?? one.until) - one.startedAt) / 60_000)
      }
      return cabinet.see(reading) ?? excuse
    },
  }
}
