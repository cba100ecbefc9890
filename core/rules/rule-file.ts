/**
 * Rules as a file that can live in version control: points are named by device, metric and channel instead of a number
 * that another installation counts differently.
 */
import type { Point } from '../contract/point.ts'
import type { PointId } from '../contract/reading.ts'
import type { Rule } from '../contract/rule.ts'
import type { RuleChange, RuleEntry } from '../contract/rule-file.ts'
import { bodyOf, sameValue } from './override.ts'

/** `freezer-2/temperature`, or `relay-1/switch_on/l2`. */
export function pointPath({
  deviceId,
  metric,
  channel,
}: Pick<Point, 'deviceId' | 'metric' | 'channel'>): string {
  return [deviceId, metric, ...(channel === null ? [] : [channel])].join('/')
}

/** Rules as entries, by point and id, so that a file changes only where a rule did. Rules of lost points are left out. */
export function entriesOf(rules: readonly Rule[], points: readonly Point[]): RuleEntry[] {
  const paths = new Map(points.map(point => [point.id, pointPath(point)]))
  return rules
    .flatMap(rule => {
      const point = paths.get(rule.pointId)
      if (point === undefined) return []
      const { condition, ...body } = bodyOf(rule)
      const named = withPoints(condition, id => paths.get(id as PointId) ?? String(id))
      return [{ id: rule.id, point, name: rule.name, condition: named, ...body }]
    })
    .sort((a, b) => compareText(a.point, b.point) || compareText(a.id, b.id))
}

/** A rule of an entry, or why there can be none, in English. */
export function ruleOf(
  entry: RuleEntry,
  points: ReadonlyMap<string, PointId>,
): Omit<Rule, 'siteId' | 'createdAt' | 'changedAt'> | string {
  const pointId = points.get(entry.point)
  if (pointId === undefined) return `there is no point ${entry.point}`
  const lost: string[] = []
  const condition = withPoints(entry.condition, path => {
    const id = points.get(String(path))
    if (id === undefined) lost.push(String(path))
    return id ?? 0
  }) as Rule['condition']
  if (lost.length > 0) return `there is no point ${lost[0]}`
  const { id, name } = entry
  return { id, pointId, name, ...bodyOf({ ...entry, condition }) }
}

/** What a file would change. `removeOthers`: rules that it does not name go. */
export function changesOf(
  current: readonly RuleEntry[],
  wanted: readonly RuleEntry[],
  removeOthers: boolean,
): RuleChange[] {
  const now = new Map(current.map(entry => [entry.id, entry]))
  const changes = wanted.flatMap((after): RuleChange[] => {
    const before = now.get(after.id) ?? null
    if (before !== null && sameValue(before, after)) return []
    return [{ kind: before === null ? 'added' : 'changed', id: after.id, before, after }]
  })
  const named = new Set(wanted.map(({ id }) => id))
  const gone = removeOthers ? current.filter(({ id }) => !named.has(id)) : []
  return [
    ...changes,
    ...gone.map(before => ({ kind: 'removed' as const, id: before.id, before, after: null })),
  ]
}

/** A copy in which every mention of a point is replaced. */
function withPoints(condition: unknown, replace: (point: unknown) => unknown): unknown {
  if (Array.isArray(condition)) return condition.map(inner => withPoints(inner, replace))
  if (typeof condition !== 'object' || condition === null) return condition
  return Object.fromEntries(
    Object.entries(condition).map(([key, value]) => {
      if (key === 'pointId') return [key, replace(value)]
      if (key !== 'points' && key !== 'minus') return [key, withPoints(value, replace)]
      if (Array.isArray(value)) return [key, value.map(replace)]
      return [key, Object.fromEntries(Object.entries(value).map(([name, point]) => [name, replace(point)]))]
    }),
  )
}

/** The same order on every machine. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
