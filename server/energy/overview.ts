/** What a manager looks at first: saved, wasted, answered, and what to do next. */
import type { Alarm } from '../../core/contract/alarm.ts'
import type { EnergyOverview } from '../../core/contract/energy-waste.ts'
import { MEDIA, MEDIUM_UNIT } from '../../core/contract/energy-words.ts'
import type { Name } from '../../core/contract/schema.ts'
import { countedBaselines } from '../../core/energy/counted-baselines.ts'
import { dateOf } from '../../core/energy/grid.ts'
import { promisedAt } from '../../core/matters/promise.ts'
import { overviewTexts as words } from '../../core/text/energy-pages.ts'
import { wasteTexts } from '../../core/text/energy-waste.ts'
import { fillBoth } from '../../core/text/text.ts'
import { monthStart } from '../../core/time/zone.ts'
import type { Baselines } from './baselines.ts'
import type { Judge } from './judge.ts'
import type { EnergyRoom } from './room.ts'
import type { Views } from './views.ts'
import type { WasteNow } from './waste-now.ts'

const DAY_MS = 86_400_000
const RESPONSE_DAYS = 30
const ALARMS_MAX = 2000
/** Shown again within this long; the sums behind it are large. */
const HOLDS_MS = 30_000

interface Parts {
  readonly views: Views
  readonly baselines: Baselines
  readonly wasteNow: WasteNow
  readonly judge: Judge
}

export class Overview {
  readonly #room: EnergyRoom
  readonly #parts: Parts
  readonly #held = new Map<string, { until: number; answer: Promise<EnergyOverview> }>()

  constructor(room: EnergyRoom, parts: Parts) {
    this.#room = room
    this.#parts = parts
  }

  of(siteId: string): Promise<EnergyOverview> {
    const steady = this.#room.clock.monotonic()
    const held = this.#held.get(siteId)
    if (held !== undefined && held.until > steady) return held.answer
    const answer = this.#make(siteId)
    this.#held.set(siteId, { until: steady + HOLDS_MS, answer })
    answer.catch(() => this.#held.delete(siteId))
    return answer
  }

  async #make(siteId: string): Promise<EnergyOverview> {
    const { clock, books } = this.#room
    const now = clock.now()
    const timeZone = books.timeZoneOf(siteId)
    const today = dateOf(now, timeZone)
    const [saved, costs, waste] = await Promise.all([
      this.#saved(siteId, dateOf(monthStart(now, timeZone), timeZone), dateOf(now - DAY_MS, timeZone)),
      this.#costs(siteId, now, timeZone),
      this.#parts.wasteNow.list(siteId),
    ])
    const leaks = waste.map(({ moneyPerDay }) => moneyPerDay).filter(money => money !== null)
    const todo = await this.#todo(siteId, waste)
    return {
      at: now,
      month: today.slice(0, 7),
      saved,
      costs,
      leakMoneyPerDay:
        leaks.length === 0 ? (waste.length === 0 ? 0 : null) : leaks.reduce((sum, money) => sum + money, 0),
      waste,
      isWatched: this.#isWatched(siteId),
      response: this.#response(siteId, now),
      todo,
    }
  }

  async #saved(siteId: string, from: string, to: string): Promise<EnergyOverview['saved']> {
    const baselines = this.#room.state.baselines.list({ siteId })
    if (baselines.length === 0) return null
    const counted = countedBaselines(baselines, this.#room.state.meters.list({ siteId }))
    const reports = await Promise.all(
      counted.map(one => this.#parts.baselines.savings(one, from < one.to ? undefined : from, to)),
    )
    const money = reports.map(report => report.money).filter(one => one !== null)
    const half = Math.sqrt(money.reduce((sum, { high, low }) => sum + ((high - low) / 2) ** 2, 0))
    const all = money.reduce((sum, { saved }) => sum + saved, 0)
    const none = money.length === 0
    return {
      money: none ? null : all,
      low: none ? null : all - half,
      high: none ? null : all + half,
      baselines: baselines.length,
      passing: baselines.filter(({ model }) => model.passes).length,
    }
  }

  async #costs(siteId: string, now: number, timeZone: string): Promise<EnergyOverview['costs']> {
    const from = dateOf(monthStart(now, timeZone), timeZone)
    const today = dateOf(now, timeZone)
    const before = dateOf(monthStart(now, timeZone) - DAY_MS, timeZone).slice(0, 7)
    const days = Number(today.slice(8))
    const same = `${before}-${String(Math.min(days, lastDay(before))).padStart(2, '0')}`
    const rows = await Promise.all(
      MEDIA.map(async medium => {
        const [total, earlier] = await Promise.all([
          this.#parts.views.total(siteId, medium, from, today),
          this.#parts.views.total(siteId, medium, `${before}-01`, same),
        ])
        if (total === null) return []
        return [
          {
            medium,
            use: total.use,
            unit: MEDIUM_UNIT[medium],
            money: total.money,
            useBefore: earlier?.use ?? null,
          },
        ]
      }),
    )
    return rows.flat()
  }

  #response(siteId: string, now: number): EnergyOverview['response'] {
    const { state } = this.#room
    const promised = promisedAt(state.sites.get(siteId))
    const recent = state.alarms
      .newest({ siteId }, ALARMS_MAX)
      .filter(({ raisedAt, exercise }) => exercise === undefined && raisedAt > now - RESPONSE_DAYS * DAY_MS)
    const times = recent
      .flatMap(({ raisedAt, acknowledgedAt }) =>
        acknowledgedAt === null ? [] : [(acknowledgedAt - raisedAt) / 1000],
      )
      .toSorted((a, b) => a - b)
    const isLate = (alarm: Alarm) =>
      (alarm.acknowledgedAt ?? now) - alarm.raisedAt > promised[alarm.priority].answerMin * 60_000
    // One that waits, but not too long yet, is neither a promise kept nor one broken.
    const judged = recent.filter(alarm => alarm.acknowledgedAt !== null || isLate(alarm))
    const late = judged.filter(isLate).length
    return {
      alarms: recent.length,
      medianS: times[Math.floor(times.length / 2)] ?? null,
      slowestS: times.at(-1) ?? null,
      withinPercent: judged.length === 0 ? null : (100 * (judged.length - late)) / judged.length,
    }
  }

  /** What is wasted now, dearest first; then what is missing before anything can be said. */
  async #todo(siteId: string, waste: EnergyOverview['waste']): Promise<EnergyOverview['todo']> {
    const { state } = this.#room
    const list: EnergyOverview['todo'] = waste.map(one => ({
      text: fillBoth(words.stop, { name: one.name, what: wasteTexts[one.kind] }),
      href: one.alarmId === null ? '/utilities/waste' : `/alarms/${one.alarmId}`,
      moneyPerMonth: one.moneyPerDay === null ? null : one.moneyPerDay * 30,
    }))
    const say = (text: Name, href: string) => list.push({ text, href, moneyPerMonth: null })
    if (list.length < 3 && state.tariffs.list({ siteId }).length === 0)
      say(words.noTariff, '/settings/tariffs')
    if (list.length < 3 && !this.#isWatched(siteId)) say(words.noDetectors, '/utilities/waste')
    if (list.length < 3 && state.baselines.list({ siteId }).length === 0)
      say(words.noBaseline, '/utilities/savings')
    if (list.length < 3 && state.activities.list({ siteId }).length === 0)
      say(words.noMeals, '/utilities/meals')
    if (list.length < 3 && state.targets.list({ siteId }).length === 0)
      say(words.noTarget, '/utilities/targets')
    return list.slice(0, 3)
  }

  #isWatched(siteId: string): boolean {
    return this.#room.state.rules.list({ siteId }).some(({ id }) => id.startsWith('waste.'))
  }
}

function lastDay(month: string): number {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number, 0)).getUTCDate()
}
