/**
 * The past of a virtual site: the same physics, read at the rate an archive is read, with the watering programs kept by
 * a gardener who leaves them out when it is cold or wet. Afterwards the site stands at `until`, ready to be played on.
 */
import { METRICS, type Metric } from '../core/contract/metric.ts'
import { createCalendar, type WallClock } from './physics/calendar.ts'
import type { Scenario, ScenarioDevice } from './scenario.ts'
import type { VirtualSite } from './site.ts'

/** One reading of one point, in the metric's unit; a state is 1 or 0. */
export interface HistoryReading {
  /** The scenario's device, which is also the id an installer gives it. */
  readonly device: string
  readonly metric: Metric
  readonly channel: string | null
  readonly at: number
  readonly value: number
}

export interface HistoryOptions {
  /** ms since 1970; the site's time afterwards. */
  readonly until: number
  /** The grid of the physics, s. */
  readonly stepS?: number
  readonly gaugeEveryS?: number
  readonly counterEveryS?: number
}

const DAY_MS = 86_400_000
const BATCH_MS = 6 * 3_600_000
const STEP_S = 60
const GAUGE_S = 300
const COUNTER_S = 900
const STATE_EVERY_MS = 3_600_000
/** Nobody waters in frost, nor what is still wet. */
const FROST_C = 3
const WET_SOIL = 23

/** Tells the site's past from its time now to `until`, in batches of six hours, ascending within each point. */
export function* generateHistory(site: VirtualSite, options: HistoryOptions): Generator<HistoryReading[]> {
  const { until, stepS = STEP_S, gaugeEveryS = GAUGE_S, counterEveryS = COUNTER_S } = options
  const recorder = new HistoryRecorder(site, gaugeEveryS, counterEveryS)
  const gardener = createGardener(site)
  while (site.now() < until) {
    const batch: HistoryReading[] = []
    site.advanceQuietly(Math.min(until, site.now() + BATCH_MS), stepS, at => {
      gardener(at)
      recorder.record(at, batch)
    })
    yield batch
  }
}

/** A reading as the installation's points are named: see installation.ts. */
export type PastReading = Omit<HistoryReading, 'device'> & { readonly deviceId: string }

/**
 * Tells the `days` before the site's start, on a grid of `stepS`. The site must not have lived yet; afterwards it
 * stands at its start as that past has left it, ready to be played on.
 */
export function* historyOf(
  site: VirtualSite,
  { days, stepS }: { readonly days: number; readonly stepS?: number },
): Generator<PastReading[]> {
  const until = site.now()
  site.rewindTo(until - days * DAY_MS)
  for (const batch of generateHistory(site, stepS === undefined ? { until } : { until, stepS }))
    yield batch.map(({ device, ...rest }) => ({ deviceId: device, ...rest }))
}

class HistoryRecorder {
  readonly #site: VirtualSite
  readonly #gaugeMs: number
  readonly #counterMs: number
  readonly #states = new Map<string, { readonly value: number; readonly at: number }>()
  readonly #switching: readonly ScenarioDevice[]
  #lastGaugeAt = 0
  #lastCounterAt = 0

  constructor(site: VirtualSite, gaugeEveryS: number, counterEveryS: number) {
    this.#site = site
    this.#gaugeMs = gaugeEveryS * 1000
    this.#counterMs = counterEveryS * 1000
    this.#switching = site.scenario.devices.filter(({ kind }) => SWITCHING.has(kind))
  }

  record(at: number, into: HistoryReading[]): void {
    const gauges = Math.floor(at / this.#gaugeMs) !== Math.floor(this.#lastGaugeAt / this.#gaugeMs)
    const counters = Math.floor(at / this.#counterMs) !== Math.floor(this.#lastCounterAt / this.#counterMs)
    this.#lastGaugeAt = at
    this.#lastCounterAt = at
    const looked = gauges || counters ? this.#site.scenario.devices : this.#switching
    for (const device of looked) this.#look(device.id, at, gauges, counters, into)
  }

  #look(device: string, at: number, gauges: boolean, counters: boolean, into: HistoryReading[]): void {
    const { world } = this.#site
    if (world.faultNow(device, 'silent') > 0 || world.faultNow(device, 'garbage') > 0) return
    for (const { metric, channel, value } of world.read(device)) {
      const { kind } = METRICS[metric]
      if (kind === 'text') continue
      const number = Number(value)
      const due =
        kind === 'gauge'
          ? gauges
          : kind === 'counter'
            ? counters
            : this.#switched(`${device} ${metric}`, number, at)
      if (due) into.push({ device, metric, channel, at, value: number })
    }
  }

  /** True for the first look, every change, and once an hour without one, as such devices report. */
  #switched(key: string, value: number, at: number): boolean {
    const said = this.#states.get(key)
    if (said?.value === value && at - said.at < STATE_EVERY_MS) return false
    this.#states.set(key, { value, at })
    return true
  }
}

const SWITCHING = new Set(['door', 'gas', 'smoke', 'leak', 'valve'])

/** Keeps the programs by hand: one zone after the other, each for its time. */
function createGardener(site: VirtualSite): (at: number) => void {
  const calendar = createCalendar(site.scenario.site.timeZone)
  const soils = new Map(
    site.scenario.devices.flatMap(({ id, valve }) => (valve ? [[valve, id] as const] : [])),
  )
  let minute = -1
  return at => {
    const own = Math.floor(at / 60_000)
    if (own === minute) return
    minute = own
    if (site.world.weather.temperatureC < FROST_C) return
    for (const valve of dueNow(site.scenario, calendar(at))) {
      const moisture = site.world.read(soils.get(valve.id) ?? '')[0]?.value
      if (Number(moisture ?? 0) < WET_SOIL) site.world.order(valve.id, true, valve.runS)
    }
  }
}

/** The valves a program opens in this minute. */
export function dueNow({ programs }: Scenario, { hour, weekday }: WallClock): { id: string; runS: number }[] {
  const now = Math.floor(hour * 60 + 1e-6)
  return programs
    .filter(({ days }) => days.includes(weekday))
    .flatMap(({ starts, steps }) =>
      starts.flatMap(start => {
        let at = Number(start.slice(0, 2)) * 60 + Number(start.slice(3))
        return steps.flatMap(({ valve, runS }) => {
          const due = at === now
          at += Math.ceil(runS / 60)
          return due ? [{ id: valve, runS }] : []
        })
      }),
    )
}
