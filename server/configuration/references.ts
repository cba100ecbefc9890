/**
 * Points are numbers and users are random ids, in this installation only. In the files a point is `freezer-2/temperature`,
 * or `freezer-2/temperature/<channel>`, and a user is the name they sign in with.
 */
import { METRICS, type Metric } from '../../core/contract/metric.ts'
import type { Point } from '../../core/contract/point.ts'
import type { StateStore } from '../../core/ports.ts'

const POINT_KEY = /^(?:pointId|[a-z]\w*PointId|points)$/
const USER_KEY = /^(?:userId|userIds|deputyId)$/

export function pointName({
  deviceId,
  metric,
  channel,
}: Pick<Point, 'deviceId' | 'metric' | 'channel'>): string {
  return channel === null ? `${deviceId}/${metric}` : `${deviceId}/${metric}/${channel}`
}

/** Undefined for a name that no point can have. */
export function parsePointName(name: string): Pick<Point, 'deviceId' | 'metric' | 'channel'> | undefined {
  const [deviceId = '', metric = '', ...channel] = name.split('/')
  if (deviceId === '' || !Object.hasOwn(METRICS, metric)) return undefined
  return { deviceId, metric: metric as Metric, channel: channel.length === 0 ? null : channel.join('/') }
}

/** The names of things as the files have them, and back. */
export class References {
  readonly #pointNames: ReadonlyMap<number, string>
  readonly #userNames: ReadonlyMap<string, string>

  constructor(state: StateStore) {
    this.#pointNames = new Map(state.points.list().map(point => [point.id, pointName(point)]))
    this.#userNames = new Map(state.users.list().map(user => [user.id, user.username]))
  }

  /** Numbers and ids to names. A point or user that is gone keeps what it was. */
  outward(value: unknown, key = ''): unknown {
    if (POINT_KEY.test(key)) return each(value, one => this.#pointNames.get(one as number) ?? one)
    if (USER_KEY.test(key)) return each(value, one => this.#userNames.get(one as string) ?? one)
    return walk(value, (inner, name) => this.outward(inner, name))
  }

  /** Every point and user that is named. */
  static named(value: unknown, found = { points: new Set<string>(), users: new Set<string>() }, key = '') {
    const note = (set: Set<string>) => (one: unknown) => {
      if (typeof one === 'string') set.add(one)
      return one
    }
    if (POINT_KEY.test(key)) each(value, note(found.points))
    else if (USER_KEY.test(key)) each(value, note(found.users))
    else walk(value, (inner, name) => References.named(inner, found, name))
    return found
  }

  /** Names to what they are here. */
  static inward(
    value: unknown,
    points: ReadonlyMap<string, number>,
    users: ReadonlyMap<string, string>,
    key = '',
  ): unknown {
    if (POINT_KEY.test(key)) return each(value, one => points.get(one as string) ?? one)
    if (USER_KEY.test(key)) return each(value, one => users.get(one as string) ?? one)
    return walk(value, (inner, name) => References.inward(inner, points, users, name))
  }
}

/** One, a list, or a table of them. */
function each(value: unknown, change: (one: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(change)
  if (typeof value !== 'object' || value === null) return change(value)
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, change(one)]))
}

function walk(value: unknown, change: (inner: unknown, key: string) => unknown): unknown {
  if (Array.isArray(value)) return value.map(one => change(one, ''))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, change(inner, key)]))
}
