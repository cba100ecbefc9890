/** Gathers what the energy report is made of: half hours of every meter, prices, and what was done with it. */
import type { Meter, Tariff } from '../../core/contract/energy.ts'
import { MEDIA, type Medium } from '../../core/contract/energy-words.ts'
import type { Site } from '../../core/contract/site.ts'
import { calendarsUsed } from '../../core/energy/calendar.ts'
import { bandsOf } from '../../core/energy/cost.ts'
import { countedBaselines } from '../../core/energy/counted-baselines.ts'
import { type Grid, type GridUse, HALF_HOUR_MS, sumOf } from '../../core/energy/grid.ts'
import { type PriceGrid, pricesOn } from '../../core/energy/tariff.ts'
import { termsOf } from '../../core/energy/tree.ts'
import { knownUse } from '../../core/points/counter.ts'
import type { Clock, SeriesStore, StateStore } from '../../core/ports.ts'
import type { EnergyInput, MeterDays, MeterFigures, SavingLine } from '../../core/reports/energy-figures.ts'
import {
  datesOf,
  keyAt,
  type PeriodSpan,
  periodName,
  spanBefore,
  spanOf,
  stepsOf,
  wallText,
} from '../../core/reports/period.ts'
import type { Baselines } from '../energy/baselines.ts'
import type { UseBooks } from '../energy/books.ts'
import { activitiesBetween, countsByDate, kindsAt, ownHolidays } from '../energy/calendars.ts'
import { counterOf } from '../energy/meters.ts'
import { monthsOf } from './frames.ts'

/** Meters worked on before everybody else has a turn. */
const METERS_AT_ONCE = 20

export interface EnergyParts {
  readonly state: StateStore
  readonly series: SeriesStore
  readonly clock: Clock
  readonly books: UseBooks
  readonly baselines: Pick<Baselines, 'savings'>
}

/** How far it has come, 0 to 1. */
export type OnProgress = (part: number) => void

export async function energyFacts(
  parts: EnergyParts,
  site: Site,
  span: PeriodSpan,
  onProgress: OnProgress,
): Promise<EnergyInput> {
  const { state, books, clock } = parts
  const now = clock.now()
  const running = span.to > now
  const until = Math.min(span.to, now)
  const meters = state.meters.list({ siteId: site.id })
  const grid = books.gridFor(site.id, span.from, until)
  const tariffs = state.tariffs.list({ siteId: site.id })
  const prices = new Map(MEDIA.map(medium => [medium, pricesFor(parts, site, grid, medium, tariffs)]))
  const steps = stepsOf({ ...span, to: running ? grid.to : span.to }, site.timeZone)
  const compared = comparedWith(span, until, site.timeZone)
  const before = await usedBefore(parts, meters, compared)
  await openBooks(parts, site, span, meters, onProgress)
  const uses = await books.uses(meters, grid)
  const figures: MeterFigures[] = []
  for (const [n, meter] of meters.entries()) {
    const own = uses[n] as GridUse
    const price = prices.get(meter.medium)
    const earlier = before.get(meter.id) ?? null
    figures.push(figuresOf({ meter, grid, own, price, before: earlier, edges: steps.edges, until }))
    if (n % METERS_AT_ONCE === METERS_AT_ONCE - 1) await breath()
  }
  onProgress(1)
  const dates = datesOf(span, until, site.timeZone)
  return {
    site,
    span,
    name: periodName(span, site.timeZone),
    dates,
    steps,
    meters: figures,
    savings: await savingsOf(parts, site, dates),
    compared,
    tariffs,
    holidays: calendarsUsed(ownHolidays(state, site.id), dates),
    factors: state.factors.list({ siteId: site.id }),
    ...doneWithIt(state, site, dates),
    madeAt: now,
    runningUntil: running ? wallText(now, site.timeZone) : null,
  }
}

/**
 * Month by month, so that a year that was never settled can be seen coming nearer. The next is asked for while one is
 * awaited: the store reads on while its answer is worked on.
 */
async function openBooks(
  { books, clock }: EnergyParts,
  site: Site,
  span: PeriodSpan,
  meters: readonly Meter[],
  onProgress: OnProgress,
): Promise<void> {
  const months = monthsOf(span, clock.now(), site.timeZone)
  let opening: Promise<unknown> = Promise.resolve()
  for (const [n, month] of months.entries()) {
    const { from, to } = spanOf(month, site.timeZone) ?? span
    const grid = books.gridFor(site.id, Math.max(from, span.from), Math.min(to, span.to))
    const next = books.uses(meters, grid)
    // It is awaited a round later: when this round fails, its own failure is nobody's news.
    next.catch(() => undefined)
    await opening
    opening = next
    onProgress(n / (months.length + 1))
    await breath()
  }
  await opening
}

/** Readings and orders that have come in meanwhile are first. */
const breath = () => new Promise<void>(resolve => setImmediate(resolve))

function pricesFor(
  { state }: EnergyParts,
  site: Site,
  grid: Grid,
  medium: Medium,
  tariffs: readonly Tariff[],
): PriceGrid | undefined {
  if (!tariffs.some(tariff => tariff.medium === medium)) return undefined
  return pricesOn(grid, medium, tariffs, kindsAt(state, site.id))
}

interface OneMeter {
  readonly meter: Meter
  readonly grid: Grid
  readonly own: GridUse
  readonly price: PriceGrid | undefined
  readonly before: number | null
  readonly edges: readonly number[]
  readonly until: number
}

function figuresOf({ meter, grid, own, price, before, edges, until }: OneMeter): MeterFigures {
  const indexAt = (at: number) =>
    Math.max(0, Math.min(grid.count, Math.round((at - grid.from) / HALF_HOUR_MS)))
  const use = sumOf(own.use)
  const sums = price === undefined ? undefined : bandsOf(own.use, price, 0, grid.count)
  const days = daysOfMeter(grid, own, price, until)
  const priced = sums !== undefined && use !== null && days.unpriced < days.all - days.missing
  const bands = priced ? sums.bands : {}
  return {
    meter,
    use,
    before,
    cost: priced ? Object.values(bands).reduce((sum, { cost }) => sum + cost, 0) : null,
    bands,
    steps: edges.slice(0, -1).map((at, n) => sumOf(own.use, indexAt(at), indexAt(edges[n + 1] ?? at))),
    days,
    estimated: own.estimated.includes(1),
  }
}

/** Which days have nothing, only guesses, or no price. */
function daysOfMeter(
  grid: Grid,
  { use, estimated }: GridUse,
  price: PriceGrid | undefined,
  until: number,
): MeterDays {
  const days = { all: 0, missing: 0, bridged: 0, unpriced: 0 }
  for (const [day] of grid.dates.entries()) {
    const from = grid.dayAt[day] ?? 0
    const end = grid.dayAt[day + 1] ?? from
    if (grid.from + from * HALF_HOUR_MS >= until) break
    let known = 0
    let guessed = 0
    let free = 0
    for (let n = from; n < end; n++) {
      if (Number.isNaN(use[n] as number)) continue
      known++
      guessed += estimated[n] as number
      if (price === undefined || Number.isNaN(price.price[n] as number)) free++
    }
    days.all++
    if (known === 0) days.missing++
    else if (guessed === known) days.bridged++
    if (free > 0) days.unpriced++
  }
  return days
}

/** The period before; only as much of it as has passed of this one while it is running, to the minute. */
function comparedWith(span: PeriodSpan, until: number, timeZone: string): EnergyInput['compared'] {
  const { from } = spanBefore(span, timeZone)
  return { from, to: until < span.to ? Math.min(from + (until - span.from), span.from) : span.from }
}

/** What each meter used in a stretch. One question to the store: the registers at both ends are enough. */
async function usedBefore(
  { state, series }: EnergyParts,
  meters: readonly Meter[],
  { from, to }: EnergyInput['compared'],
): Promise<Map<string, number | null>> {
  const byId = new Map(meters.map(meter => [meter.id, meter]))
  const real = meters.filter(({ pointId }) => pointId !== null)
  const uses =
    real.length === 0
      ? []
      : await series.deltas(
          real.map(one => counterOf(state, one)),
          [from, to],
        )
  const known = new Map(real.map((meter, n) => [meter.id, knownUse(uses[n])]))
  return new Map(
    meters.map(meter => {
      const terms = termsOf(meter, byId)
      if (terms === null) return [meter.id, null]
      let sum = 0
      for (const { meterId, weight } of terms) {
        const use = known.get(meterId) ?? null
        if (use === null) return [meter.id, null]
        sum += use * weight * (byId.get(meterId)?.ratio ?? 1)
      }
      return [meter.id, sum]
    }),
  )
}

/** Each baseline on the part of the period that lies behind its own time; days that are not over say nothing yet. */
async function savingsOf(
  { state, baselines, clock }: EnergyParts,
  site: Site,
  dates: readonly string[],
): Promise<SavingLine[]> {
  const today = keyAt('day', clock.now(), site.timeZone)
  const over = dates.filter(date => date < today)
  const lines: SavingLine[] = []
  const all = state.baselines.list({ siteId: site.id })
  const counted = new Set(countedBaselines(all, state.meters.list({ siteId: site.id })))
  for (const baseline of all) {
    const meter = state.meters.get(baseline.meterId)
    const behind = over.filter(date => date > baseline.to)
    const [from, to] = [behind[0], behind.at(-1)]
    if (meter === undefined || from === undefined || to === undefined) continue
    const report = await baselines.savings(baseline, from, to)
    if (report.total === null) continue
    const { name, model } = baseline
    lines.push({ name, passes: model.passes, counts: counted.has(baseline), meter, report })
  }
  return lines
}

/** Meals, heads and floor; null where nobody has said. */
function doneWithIt(
  state: StateStore,
  site: Site,
  dates: readonly string[],
): Pick<EnergyInput, 'meals' | 'heads' | 'areaM2'> {
  const activities = activitiesBetween(state, site.id, dates[0] ?? '', dates.at(-1) ?? '')
  const meals = [...countsByDate(activities, 'meals').values()]
  const heads = [...countsByDate(activities, 'heads').values()]
  const premises = state.premises.get(site.id)
  const sum = (list: readonly number[]) => list.reduce((all, one) => all + one, 0)
  return {
    meals: meals.length === 0 ? null : sum(meals),
    heads: heads.length === 0 ? (premises?.heads ?? null) : sum(heads) / heads.length,
    areaM2: premises?.areaM2 ?? null,
  }
}
