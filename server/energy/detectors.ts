/** Proposes detectors for the meters and cabinets of a site, and puts them in force as rules. */
import { randomUUID } from 'node:crypto'
import type { Meter } from '../../core/contract/energy.ts'
import type { Detector, WasteSettings } from '../../core/contract/energy-waste.ts'
import { METRICS } from '../../core/contract/metric.ts'
import type { Point } from '../../core/contract/point.ts'
import type { Rule } from '../../core/contract/rule.ts'
import { detectorsOf, driftDraft } from '../../core/energy/detectors.ts'
import { type Learnt, learn } from '../../core/energy/learning.ts'
import { halfOf, tariffAt } from '../../core/energy/tariff.ts'
import { isVirtual } from '../../core/energy/tree.ts'
import type { EnergyRoom } from './room.ts'
import { priceNow } from './waste-now.ts'
import { wasteSettings } from './waste-settings.ts'

const DAY_MS = 86_400_000
const LEARN_DAYS = 28
const CABINETS = ['fridge', 'freezer', 'cold-room', 'sample-fridge', 'display', 'blast-chiller'] as const
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
    return [...(await this.#ofMeters(siteId, settings)), ...this.#ofCabinets(siteId, settings)]
  }

  /** The one of this key, as it would be with these settings: only its own device's meters are learnt anew. */
  async find(
    siteId: string,
    key: string,
    settings: WasteSettings = wasteSettings(this.#room.state, siteId),
  ): Promise<Detector | undefined> {
    const { state } = this.#room
    const device = state.points.get(Number(/\d+$/.exec(key)?.[0]))?.deviceId
    const its = ({ pointId }: Meter) => state.points.get(pointId ?? 0)?.deviceId === device
    const own = await this.#ofMeters(siteId, settings, its)
    return [...own, ...this.#ofCabinets(siteId, settings)].find(one => one.key === key)
  }

  /** What is legitimate at night behind a meter has been said anew: its detector goes by that if it is in force. */
  async nightSaidAnew({ pointId, siteId }: Meter): Promise<void> {
    const detector = await this.find(siteId, `night-flow-${pointId}`)
    if (detector !== undefined && detector.ruleId !== null) await this.install(siteId, [detector.key])
  }

  async #ofMeters(
    siteId: string,
    settings: WasteSettings,
    which: (meter: Meter) => boolean = () => true,
  ): Promise<Detector[]> {
    const meters = this.#room.state.meters
      .list({ siteId })
      .filter(meter => meter.pointId !== null && meter.handRead !== true)
    const drafts = meters.filter(which).map(meter => this.#ofMeter(meter, meters, settings))
    return (await Promise.all(drafts)).flat()
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
      price: priceNow(this.#room, meter),
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
