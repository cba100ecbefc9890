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
  /** What is watched costs a day; parts of the same meter overlap, so the greatest of each, not the sum. */
  readonly watched: number | null
}

export type GroupBy = 'meter' | 'kind'

export function groupsOf(
  detectors: readonly Detector[],
  waste: readonly Waste[],
  by: GroupBy,
): DetectorGroup[] {
  const idOf = (one: Pick<Detector, 'meterId' | 'kind'>) => (by === 'kind' ? one.kind : (one.meterId ?? ''))
  const wastes = Map.groupBy(waste, idOf)
  return [...Map.groupBy(detectors, idOf)]
    .map(([id, group]) => ({
      id,
      detectors: group.toSorted((a, b) => worth(b) - worth(a)),
      on: group.filter(({ ruleId }) => ruleId !== null).length,
      off: group.filter(({ ruleId }) => ruleId === null),
      wasted: summed((wastes.get(id) ?? []).map(({ moneyPerDay }) => moneyPerDay)),
      watched: summed(
        [...Map.groupBy(group, ({ meterId }) => meterId).values()].map(own =>
          greatest(own.map(({ moneyPerDay }) => moneyPerDay)),
        ),
      ),
    }))
    .toSorted(
      (a, b) =>
        (b.wasted ?? 0) - (a.wasted ?? 0) ||
        (b.watched ?? -1) - (a.watched ?? -1) ||
        b.off.length - a.off.length,
    )
}

const worth = ({ moneyPerDay }: Detector) => moneyPerDay ?? -1
const known = (values: readonly (number | null)[]) => values.filter(value => value !== null)

function summed(values: readonly (number | null)[]): number | null {
  const all = known(values)
  return all.length === 0 ? null : all.reduce((sum, value) => sum + value, 0)
}

function greatest(values: readonly (number | null)[]): number | null {
  const all = known(values)
  return all.length === 0 ? null : Math.max(...all)
}
