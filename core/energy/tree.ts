/** Meters as a tree, and virtual meters as weighted sums of real ones. */
import type { FlowNode, Meter, MeterFormula } from '../contract/energy-meter.ts'

/** A meter that counts, and how often it is counted: -1 where it is taken off. */
export interface Term {
  readonly meterId: string
  readonly weight: number
}

/** Virtual meters of virtual meters of …: deeper is a mistake. */
const DEPTH_MAX = 8

/**
 * The real meters a meter is made of. Null when it names one that is gone, itself, or goes too deep: then it is unknown,
 * not zero.
 */
export function termsOf(meter: Meter, byId: ReadonlyMap<string, Meter>): Term[] | null {
  const sums = new Map<string, number>()
  return gather(meter, 1, byId, sums, 0)
    ? [...sums].filter(([, weight]) => weight !== 0).map(([meterId, weight]) => ({ meterId, weight }))
    : null
}

function gather(
  meter: Meter,
  weight: number,
  byId: ReadonlyMap<string, Meter>,
  sums: Map<string, number>,
  depth: number,
): boolean {
  const { formula } = meter
  if (formula === undefined || formula === null) {
    if (meter.pointId === null) return false
    sums.set(meter.id, (sums.get(meter.id) ?? 0) + weight)
    return true
  }
  if (depth >= DEPTH_MAX) return false
  return partsOf(formula).every(part => {
    const inner = byId.get(part.meterId)
    return (
      inner !== undefined &&
      inner.medium === meter.medium &&
      gather(inner, weight * part.weight, byId, sums, depth + 1)
    )
  })
}

/** The meters a formula names, as it names them. */
export function partsOf(formula: MeterFormula): Term[] {
  switch (formula.type) {
    case 'sum':
      return formula.of.map(meterId => ({ meterId, weight: 1 }))
    case 'difference':
      return [
        { meterId: formula.from, weight: 1 },
        ...formula.minus.map(meterId => ({ meterId, weight: -1 })),
      ]
    case 'share':
      return [{ meterId: formula.of, weight: formula.part }]
  }
}

/** Main meters of a medium: those that are behind no other one of it. What they say is what the site bought. */
export function mainsOf<T extends Pick<Meter, 'id' | 'medium' | 'parentId' | 'formula'>>(
  meters: readonly T[],
  medium: T['medium'],
): T[] {
  const own = meters.filter(meter => meter.medium === medium)
  const ids = new Set(own.map(({ id }) => id))
  return own.filter(
    ({ parentId, formula }) => (parentId === null || !ids.has(parentId)) && !isVirtual(formula),
  )
}

export function isVirtual(formula: MeterFormula | null | undefined): boolean {
  return formula !== undefined && formula !== null
}

export interface Used {
  readonly use: number | null
  readonly cost: number | null
  readonly estimated: boolean
}

/** What each meter used, and what its own children do not account for. Virtual meters are calculated, not behind anybody. */
export function flowsOf(meters: readonly Meter[], used: ReadonlyMap<string, Used>): FlowNode[] {
  const ids = new Set(meters.map(({ id }) => id))
  return meters.map(meter => {
    const { use, cost, estimated } = used.get(meter.id) ?? { use: null, cost: null, estimated: false }
    const children = meters.filter(({ parentId, formula }) => parentId === meter.id && !isVirtual(formula))
    const parts = children.map(({ id }) => used.get(id)?.use ?? null)
    const rest =
      use === null || parts.includes(null)
        ? null
        : parts.reduce<number>((left, part) => left - (part ?? 0), use)
    const parentId = meter.parentId !== null && ids.has(meter.parentId) ? meter.parentId : null
    return { meterId: meter.id, name: meter.name, parentId, use, cost, rest, estimated }
  })
}
