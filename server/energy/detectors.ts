/** Proposes detectors for the meters and cabinets of a site, puts them in force as rules, and tells what they find. */
import { randomUUID } from 'node:crypto'
import type { Alarm } from '../../core/contract/alarm.ts'
import type { Meter } from '../../core/contract/energy.ts'
import {
  type Detector,
  WASTE_KINDS,
  type Waste,
  type WasteKind,
  type WasteSettings,
} from '../../core/contract/energy-waste.ts'
import { METRICS } from '../../core/contract/metric.ts'
import type { Point } from '../../core/contract/point.ts'
import type { Rule } from '../../core/contract/rule.ts'
import { detectorsOf, driftDraft } from '../../core/energy/detectors.ts'
import { HALF_HOUR_MS } from '../../core/energy/grid.ts'
import { type Learnt, learn } from '../../core/energy/learning.ts'
import { halfOf, pricesOn, tariffAt } from '../../core/energy/tariff.ts'
import { isVirtual } from '../../core/energy/tree.ts'
import { kindsAt } from './calendars.ts'
import type { EnergyRoom } from './room.ts'
import { wasteSettings } from './waste-settings.ts'

const DAY_MS = 86_400_000
const LEARN_DAYS = 28
const CABINETS = ['fridge', 'freezer', 'cold-room', 'sample-fridge', 'display', 'blast-chiller'] as const
/** What is wasted is measured over the last hours. */
const LOSS_HOURS = 3
const LIGHT = ['illuminance', 'solar_radiation'] as const

/** The rule of a detector has its key for an id, so that it is found again. */
const ruleIdOf = (key: string) => `waste.${key}`

export class Detectors {
  readonly #room: EnergyRoom

  constructor(room: EnergyRoom) {
    this.#room = room
  }

  /** In force and proposed, of one site. */
  async list(
    siteId: string,
    settings: WasteSettings = wasteSettings(this.#room.state, siteId),
  ): Promise<Detector[]> {
    const { state } = this.#room
    const meters = state.meters
      .list({ siteId })
      .filter(meter => meter.pointId !== null && meter.handRead !== true)
    const drafts = await Promise.all(meters.map(meter => this.#ofMeter(meter, meters, settings)))
    return [...drafts.flat(), ...this.#ofCabinets(siteId, settings)]
  }

  /** Those that would be another rule with these settings. */
  async changedBy(siteId: string, settings: WasteSettings): Promise<Detector[]> {
    const now = new Map(
      (await this.list(siteId)).map(({ key, rule }) => [key, JSON.stringify(rule.condition)]),
    )
    const then = await this.list(siteId, settings)
    return then.filter(({ key, rule }) => now.get(key) !== JSON.stringify(rule.condition))
  }

  /** Puts these in force, or their rules anew; rules a person has changed since are replaced as asked. */
  async install(siteId: string, keys: readonly string[]): Promise<Detector[]> {
    const { state, clock, alarms } = this.#room
    const wanted = (await this.list(siteId)).filter(({ key }) => keys.includes(key))
    const rules = wanted.map(({ key, rule }): Rule => {
      const id = ruleIdOf(key)
      const before = state.rules.get(id)
      const now = clock.now()
      return { ...rule, id, siteId, createdAt: before?.createdAt ?? now, changedAt: now }
    })
    state.transaction(() => {
      for (const rule of rules) state.rules.put(rule)
    })
    for (const rule of rules) alarms.ruleChanged(rule.id)
    return wanted.map((detector, n) => ({ ...detector, ruleId: rules[n]?.id ?? randomUUID() }))
  }

  /** Open alarms of detectors with what they cost. */
  async wasteNow(siteId: string): Promise<Waste[]> {
    const alarms = this.#room.state.alarms
      .list({ siteId, closedAt: null })
      .filter(alarm => alarm.returnedAt === null)
    const found = await Promise.all(alarms.map(alarm => this.#wasteOf(alarm)))
    return found
      .filter(waste => waste !== null)
      .toSorted((a, b) => (b.moneyPerDay ?? 0) - (a.moneyPerDay ?? 0))
  }

  async #wasteOf(alarm: Alarm): Promise<Waste | null> {
    const kind = kindOfRule(alarm.ruleId)
    if (kind === null) return null
    const { state, clock } = this.#room
    const meter = this.#meterOf(alarm)
    const perHour = meter === undefined ? null : await this.#beyondUsual(meter, kind)
    const price = meter === undefined ? null : this.#priceNow(meter)
    const hours = (clock.now() - alarm.since) / 3_600_000
    return {
      alarmId: alarm.id,
      kind,
      siteId: alarm.siteId,
      meterId: meter?.id ?? null,
      name: meter?.name ?? state.rules.get(alarm.ruleId ?? '')?.name ?? alarm.name,
      medium: meter?.medium ?? null,
      since: alarm.since,
      perHour,
      moneyPerDay: perHour === null || price === null ? null : perHour * 24 * price,
      lostSoFar: perHour === null ? null : perHour * hours,
    }
  }

  /** What it used an hour lately beyond what it usually does at these hours; of a meter that stands still nothing is lost. */
  async #beyondUsual(meter: Meter, kind: WasteKind): Promise<number | null> {
    if (kind === 'dead-meter' || kind === 'demand-peak' || kind === 'frozen-pipe' || kind === 'lamps-dead')
      return null
    const { books, clock } = this.#room
    const now = clock.now()
    const grid = books.gridFor(meter.siteId, now - 15 * DAY_MS, now)
    const { use } = await books.use(meter, grid)
    const last = Math.floor((now - grid.from) / HALF_HOUR_MS)
    let own = 0
    let usual = 0
    let known = 0
    for (let n = last - LOSS_HOURS * 2; n < last; n++) {
      const before = Array.from({ length: 14 }, (_, day) => use[n - (day + 1) * 48] as number).filter(
        value => !Number.isNaN(value),
      )
      const value = use[n] as number
      if (Number.isNaN(value) || before.length < 3) continue
      own += value
      usual += before.toSorted((a, b) => a - b)[Math.floor(before.length / 4)] ?? 0
      known++
    }
    return known === 0 ? null : (Math.max(0, own - usual) / known) * 2
  }

  #priceNow(meter: Meter): number | null {
    const { state, books, clock } = this.#room
    const now = clock.now()
    const grid = books.gridFor(meter.siteId, now - DAY_MS, now)
    const { price } = pricesOn(
      grid,
      meter.medium,
      state.tariffs.list({ siteId: meter.siteId }),
      kindsAt(state, meter.siteId),
    )
    const known = price.filter(value => !Number.isNaN(value))
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length
  }

  #meterOf({ pointId, deviceId, siteId }: Alarm): Meter | undefined {
    const { state } = this.#room
    const meters = state.meters.list({ siteId })
    const own = meters.find(meter => meter.pointId === pointId)
    return (
      own ??
      meters.find(meter => meter.pointId !== null && state.points.get(meter.pointId)?.deviceId === deviceId)
    )
  }

  async #ofMeter(meter: Meter, all: readonly Meter[], settings: WasteSettings): Promise<Detector[]> {
    const { state, clock, books } = this.#room
    const point = state.points.get(meter.pointId ?? 0)
    if (point === undefined) return []
    const beside = state.points.list({ deviceId: point.deviceId })
    const light = LIGHT.flatMap(metric => {
      const found = state.points.list({ siteId: meter.siteId, metric })[0]
      return found === undefined ? [] : [{ pointId: found.id, metric }]
    })[0]
    const tariff = tariffAt(
      state.tariffs.list({ siteId: meter.siteId }),
      meter.medium,
      clock.now(),
      books.timeZoneOf(meter.siteId),
    )
    const children = childrenOf(meter, all)
    const drafts = detectorsOf({
      meter,
      learnt: await this.#learn(meter, point, all, settings),
      settings,
      price: this.#priceNow(meter),
      flowPointId: beside.find(({ metric }) => metric === 'water_flow')?.id ?? null,
      powerPointId:
        beside.find(({ metric, channel }) => metric === 'power_active' && channel === null)?.id ??
        beside.find(({ metric }) => metric === 'power_active')?.id ??
        null,
      children: children.map(({ pointId }) => pointId ?? 0),
      sameRatio: children.every(({ ratio }) => (ratio ?? 1) === (meter.ratio ?? 1)),
      light: light ?? null,
      outdoorPointId: this.#outdoor(meter.siteId),
      contractKw: tariff?.basic?.type === 'demand' ? tariff.basic.contractKw : null,
    })
    return drafts.map(draft => ({
      ...draft,
      siteId: meter.siteId,
      meterId: meter.id,
      ruleId: this.#ruleOf(draft.key),
    }))
  }

  async #learn(
    meter: Meter,
    point: Point,
    all: readonly Meter[],
    { openFrom, openTo }: WasteSettings,
  ): Promise<Learnt | null> {
    const { books, clock } = this.#room
    const now = clock.now()
    const grid = books.gridFor(meter.siteId, now - LEARN_DAYS * DAY_MS, now - 1)
    const children = all.filter(
      one => one.parentId === meter.id && one.medium === meter.medium && !isVirtual(one.formula),
    )
    const [own, ...parts] = await books.uses([meter, ...children], grid)
    if (own === undefined) return null
    const rest =
      parts.length === 0
        ? null
        : own.use.map((value, n) => parts.reduce((left, part) => left - (part.use[n] as number), value))
    const resolution = 10 ** -(METRICS[point.metric].digits ?? 2) * (meter.ratio ?? 1)
    return learn(grid, own.use, resolution, rest, { from: halfOf(openFrom), to: halfOf(openTo) })
  }

  #ofCabinets(siteId: string, settings: WasteSettings): Detector[] {
    const { state } = this.#room
    return CABINETS.flatMap(kind => {
      const own = state.devices.list({ siteId, kind }).flatMap(device => {
        const point = state.points
          .list({ deviceId: device.id })
          .find(({ metric }) => metric === 'power_active')
        return point === undefined || device.status !== 'active'
          ? []
          : [{ pointId: point.id, name: device.name }]
      })
      return own.flatMap(one => {
        const draft = driftDraft(
          one,
          own.filter(other => other !== one).map(({ pointId }) => pointId),
          settings,
        )
        return draft === null ? [] : [{ ...draft, siteId, meterId: null, ruleId: this.#ruleOf(draft.key) }]
      })
    })
  }

  #outdoor(siteId: string): number | null {
    const { state } = this.#room
    const stations = new Set(state.devices.list({ siteId, kind: 'station' }).map(({ id }) => id))
    return (
      state.points.list({ siteId, metric: 'temperature' }).find(({ deviceId }) => stations.has(deviceId))
        ?.id ?? null
    )
  }

  #ruleOf(key: string): string | null {
    const id = ruleIdOf(key)
    return this.#room.state.rules.get(id) === undefined ? null : id
  }
}

/** Meters behind one that report by themselves; one that is read by hand balances nothing today. */
function childrenOf(meter: Meter, all: readonly Meter[]): Meter[] {
  return all.filter(
    one =>
      one.parentId === meter.id &&
      one.medium === meter.medium &&
      one.pointId !== null &&
      one.handRead !== true,
  )
}

/** What a rule watches for, by its id; null for one that is no detector. */
export function kindOfRule(ruleId: string | null): WasteKind | null {
  if (ruleId === null || !ruleId.startsWith('waste.')) return null
  const word = ruleId.slice('waste.'.length).replace(/-\d+$/, '')
  return WASTE_KINDS.find(kind => kind === word) ?? null
}
