/**
 * Alarm evaluation: 10,000 rules on 10,000 points, judged by the live engine on a real state file, as fast as one core
 * goes, with every point a cabinet whose doors and defrosts are watched for; how much of that core 20,000 readings a second take; and whether its memory stays where it is.
 *
 * The peer is the least that anybody would write instead: a loop that looks up a point's limit and compares. It has no
 * delay, no deadband, no memory, no history, and forgets everything when it stops.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Condition } from '../core/contract/condition.ts'
import type { Device } from '../core/contract/device.ts'
import type { Point } from '../core/contract/point.ts'
import type { Reading } from '../core/contract/reading.ts'
import { RULE_DEFAULTS, type Rule } from '../core/contract/rule.ts'
import type { Clock, StateStore } from '../core/ports.ts'
import { createAlarmEngine } from '../server/alarms/engine.ts'
import { createChangeFeed } from '../server/change-feed.ts'
import { Watcher } from '../server/coldchain/watcher.ts'
import { openStateStore } from '../server/store/state-sqlite.ts'
import { silentLog } from '../test/support/silent-log.ts'
import { type BenchLine, compared } from './report.ts'

const BENCH = 'alarms'
const POINTS = 10_000
const PER_SECOND = 20_000
const BATCH = 500
const LIMIT = 8
const START = Date.UTC(2026, 0, 1)
/** A point goes astray about once in this many readings, and is back after a while. */
const ASTRAY_ONE_IN = 50_000
const ASTRAY_READINGS = 40
const WINDOW_S = 60
/** Before it is measured, windows fill (on the stream's time) and the code is compiled. */
const WARM_MS = 3 * WINDOW_S * 1000
const MEGABYTE = 1024 * 1024

/** Runs for about `seconds`. */
export async function run({ seconds }: { seconds: number }): Promise<BenchLine[]> {
  const folder = mkdtempSync(join(tmpdir(), 'steward-bench-alarms-'))
  const state = openStateStore(join(folder, 'state.sqlite'))
  try {
    furnish(state)
    return measure(state, seconds)
  } finally {
    state.close()
    rmSync(folder, { recursive: true })
  }
}

function measure(state: StateStore, seconds: number): BenchLine[] {
  const clock = new StreamClock()
  const changes = createChangeFeed(silentLog)
  const explainer = new Watcher({ state, changes, log: silentLog })
  const engine = createAlarmEngine({ state, changes, clock, log: silentLog, explainer })
  const stream = new Stream(clock)
  const judge = () => {
    engine.evaluate(stream.next())
    if (clock.monotonic() % 1000 < 1) engine.tick()
  }
  while (clock.monotonic() < WARM_MS) judge()
  const before = restingMb()
  const steward = timed(seconds * 0.6, judge)
  const after = restingMb()
  engine.stop()
  explainer.stop()
  const naive = timed(seconds * 0.1, naiveLoop(state, new Stream(new StreamClock())))
  const line = (metric: string, value: number, unit: string): BenchLine => ({
    bench: BENCH,
    system: 'steward',
    metric,
    value,
    unit,
  })
  const rate = line('readings judged, 10,000 rules', steward.perSecond, '1/s')
  return [
    rate,
    compared(rate, { ...rate, system: 'bare compare loop', value: naive.perSecond }, 'higher'),
    line('of a core at 20,000 readings/s', (PER_SECOND / steward.perSecond) * 100, '%'),
    line('alarms raised meanwhile', state.alarms.list().length, 'alarms'),
    line('memory held afterwards', after, 'MB'),
    line('resident set', process.memoryUsage().rss / MEGABYTE, 'MB'),
    line('memory grown in the run', after - before, 'MB'),
  ]
}

/** The readings of so many seconds, as fast as they are taken. */
function timed(seconds: number, work: () => void): { perSecond: number } {
  const began = performance.now()
  let batches = 0
  while (performance.now() - began < seconds * 1000) {
    work()
    batches += 1
  }
  return { perSecond: (batches * BATCH * 1000) / (performance.now() - began) }
}

/** What is held after a collection: all else is the collector's own affair. */
function restingMb(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return (heapUsed + external) / MEGABYTE
}

/** Time as it would pass at 20,000 readings a second, however fast they are judged. */
class StreamClock implements Clock {
  #ms = 0
  now(): number {
    return START + Math.floor(this.#ms)
  }
  monotonic(): number {
    return Math.floor(this.#ms)
  }
  advance(ms: number): void {
    this.#ms += ms
  }
}

/** Every point in turn; now and then one goes astray. The same every time. */
class Stream {
  readonly #clock: StreamClock
  readonly #astray = new Map<number, number>()
  #point = 0
  #dice = 1

  constructor(clock: StreamClock) {
    this.#clock = clock
  }

  next(): Reading[] {
    this.#clock.advance((BATCH / PER_SECOND) * 1000)
    const at = this.#clock.now()
    return Array.from({ length: BATCH }, () => {
      this.#point = (this.#point % POINTS) + 1
      return { point: this.#point, at, value: this.#value(this.#point), quality: 'good' }
    })
  }

  #value(point: number): number {
    this.#dice = (Math.imul(this.#dice, 1664525) + 1013904223) >>> 0
    const left = this.#astray.get(point) ?? 0
    if (left > 1) this.#astray.set(point, left - 1)
    else if (left === 1) this.#astray.delete(point)
    else if (this.#dice % ASTRAY_ONE_IN === 0) this.#astray.set(point, ASTRAY_READINGS)
    return 4 + (this.#dice % 100) / 100 + (left > 0 ? 6 : 0)
  }
}

function naiveLoop(state: StateStore, stream: Stream): () => void {
  const limits = new Map(state.rules.list().map(({ pointId }) => [pointId, LIMIT]))
  const active = new Set<number>()
  return () => {
    for (const { point, value } of stream.next()) {
      const limit = limits.get(point)
      if (limit === undefined) continue
      if (value > limit) active.add(point)
      else active.delete(point)
    }
  }
}

/** Of ten rules: six limits, and one each of silence, rate, exposure and a window over two points. */
function conditionOf(point: number): Condition {
  const other = (point % POINTS) + 1
  switch (point % 10) {
    case 6:
      return { type: 'no-data', afterS: 600 }
    case 7:
      return { type: 'rate', perHour: 60, deadband: 20, overS: WINDOW_S }
    case 8:
      return {
        type: 'exposure',
        side: 'above',
        limit: LIMIT,
        measure: 'minutes',
        amount: 240,
        withinS: 86_400,
      }
    case 9:
      return {
        type: 'group',
        points: [other],
        of: 'any',
        side: 'above',
        limit: LIMIT,
        deadband: 0.5,
        windowS: 60,
      }
    default:
      return { type: 'high', limit: LIMIT, deadband: 0.5 }
  }
}

function furnish(state: StateStore): void {
  const name = { zh: '冰箱', en: 'Fridge' }
  const about = { siteId: 'main', name, createdAt: 0 }
  state.transaction(() => {
    for (let id = 1; id <= POINTS; id += 1) {
      const deviceId = `device-${id}`
      const place = { areaId: null, codec: 'plain', address: deviceId, model: null, silentAfterS: 1800 }
      const heard = { availability: null, texts: {}, firstSeenAt: null, lastSeenAt: null }
      const device: Device = { ...about, ...place, ...heard, id: deviceId, kind: 'fridge', status: 'active' }
      state.devices.put(device)
      const measure = {
        metric: 'temperature',
        unit: 'degC',
        kind: 'gauge',
        counter: null,
        channel: null,
      } as const
      const point: Point = { ...about, ...measure, id, deviceId, name: null }
      state.points.put(point)
      state.rules.put(ruleOf(id))
    }
  })
}

function ruleOf(pointId: number): Rule {
  return {
    id: `rule-${pointId}`,
    siteId: 'main',
    pointId,
    name: { zh: '温度过高', en: 'Too warm' },
    condition: conditionOf(pointId),
    ...RULE_DEFAULTS,
    priority: 'high',
    onDelayS: 10,
    createdAt: 0,
    changedAt: 0,
  }
}
