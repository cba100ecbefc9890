/** What detectors have found and nobody has ended, with the money it costs a day. */
import type { Alarm } from '../../core/contract/alarm.ts'
import type { Meter } from '../../core/contract/energy.ts'
import { WASTE_KINDS, type Waste, type WasteKind } from '../../core/contract/energy-waste.ts'
import { HALF_HOUR_MS } from '../../core/energy/grid.ts'
import { pricesOn } from '../../core/energy/tariff.ts'
import { kindsAt } from './calendars.ts'
import type { EnergyRoom } from './room.ts'

const DAY_MS = 86_400_000
/** What is wasted is measured over the last hours. */
const LOSS_HOURS = 3

export class WasteNow {
  readonly #room: EnergyRoom

  constructor(room: EnergyRoom) {
    this.#room = room
  }

  /** Open alarms of detectors with what they cost. */
  async list(siteId: string): Promise<Waste[]> {
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
    const price = meter === undefined ? null : priceNow(this.#room, meter)
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

  #meterOf({ pointId, deviceId, siteId }: Alarm): Meter | undefined {
    const { state } = this.#room
    const meters = state.meters.list({ siteId })
    const own = meters.find(meter => meter.pointId === pointId)
    return (
      own ??
      meters.find(meter => meter.pointId !== null && state.points.get(meter.pointId)?.deviceId === deviceId)
    )
  }
}

/** What a unit costs today, the mean of its day; null without a tariff. */
export function priceNow({ state, books, clock }: EnergyRoom, meter: Meter): number | null {
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

/** What a rule watches for, by its id; null for one that is no detector. */
function kindOfRule(ruleId: string | null): WasteKind | null {
  if (ruleId === null || !ruleId.startsWith('waste.')) return null
  const word = ruleId.slice('waste.'.length).replace(/-\d+$/, '')
  return WASTE_KINDS.find(kind => kind === word) ?? null
}
