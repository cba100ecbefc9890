/** Detectors in groups, the dearest first: what is wasted there now, then what it costs on an ordinary day. */
import type { Detector, Waste } from '../../../core/contract/energy-waste.ts'

export interface DetectorGroup {
  /** A meter's id, or a kind; empty for cabinets, which have no meter. */
  readonly id: string
  readonly detectors: readonly Detector[]
  readonly on: number
  readonly off: readonly Detector[]
  /** Money a day of the waste that goes on; null when there is none, or its money is not known. */
  readonly wasted: number | null
  /** What is watched costs a day; what overlaps counts once: the greatest of a meter, and no meter behind another one. */
  readonly watched: number | null
}

export type GroupBy = 'meter' | 'kind'

export function groupsOf(
  detectors: readonly Detector[],
  waste: readonly Waste[],
  by: GroupBy,
  parentOf: ReadonlyMap<string, string | null> = new Map(),
): DetectorGroup[] {
  const idOf = (one: Pick<Detector, 'meterId' | 'kind'>) => (by === 'kind' ? one.kind : (one.meterId ?? ''))
  const wastes = Map.groupBy(waste, idOf)
  return [...Map.groupBy(detectors, idOf)]
    .map(([id, group]) => ({
      id,
      detectors: group.toSorted((a, b) => worth(b) - worth(a)),
      on: group.filter(({ ruleId }) => ruleId !== null).length,
      off: group.filter(({ ruleId }) => ruleId === null),
      wasted: once(wastes.get(id) ?? [], parentOf),
      watched: once(group, parentOf),
    }))
    .toSorted(
      (a, b) =>
        (b.wasted ?? 0) - (a.wasted ?? 0) ||
        (b.watched ?? -1) - (a.watched ?? -1) ||
        b.off.length - a.off.length,
    )
}

const worth = ({ moneyPerDay }: Detector) => moneyPerDay ?? -1

/** Null when the money of none is known. */
function once(
  list: readonly Pick<Detector, 'meterId' | 'moneyPerDay'>[],
  parentOf: ReadonlyMap<string, string | null>,
): number | null {
  const most = new Map<string | null, number>()
  for (const { meterId, moneyPerDay } of list)
    if (moneyPerDay !== null) most.set(meterId, Math.max(moneyPerDay, most.get(meterId) ?? 0))
  if (most.size === 0) return null
  const isWithin = (meterId: string | null) => {
    let above = meterId === null ? null : (parentOf.get(meterId) ?? null)
    for (let depth = 0; above !== null && depth < parentOf.size; depth++) {
      if (most.has(above)) return true
      above = parentOf.get(above) ?? null
    }
    return false
  }
  return [...most].reduce((sum, [meterId, money]) => (isWithin(meterId) ? sum : sum + money), 0)
}
