import type { MeterStatus } from '../../../core/contract/energy.ts'

const DEPTH_MAX = 8

/** Parents before their children; a loop or a lost parent cannot hide a meter. */
export function inTreeOrder(list: readonly MeterStatus[]): (readonly [MeterStatus, number])[] {
  const ids = new Set(list.map(({ meter }) => meter.id))
  const found: (readonly [MeterStatus, number])[] = []
  const seen = new Set<string>()
  const add = (parent: string | null, depth: number) => {
    if (depth > DEPTH_MAX) return
    for (const status of list) {
      const own = status.meter.parentId
      if ((own !== null && ids.has(own) ? own : null) !== parent || seen.has(status.meter.id)) continue
      seen.add(status.meter.id)
      found.push([status, depth])
      add(status.meter.id, depth + 1)
    }
  }
  add(null, 0)
  return [...found, ...list.filter(({ meter }) => !seen.has(meter.id)).map(status => [status, 0] as const)]
}
