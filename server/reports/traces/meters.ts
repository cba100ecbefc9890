/** What meters used: down to the half hour, and from there to the readings. */
import type { Meter } from '../../../core/contract/energy.ts'
import { MEDIA, MEDIUM_UNIT } from '../../../core/contract/energy-words.ts'
import { Problem } from '../../../core/contract/error.ts'
import type { Block, BlockOf, Cell, TraceAnswer, Words } from '../../../core/contract/report.ts'
import type { Trace } from '../../../core/contract/report-trace.ts'
import { type Grid, HALF_HOUR_MS, sumOf } from '../../../core/energy/grid.ts'
import { mainsOf, termsOf } from '../../../core/energy/tree.ts'
import { knownUse } from '../../../core/points/counter.ts'
import { traceTexts as words } from '../../../core/text/reports-traces.ts'
import { fillBoth } from '../../../core/text/text.ts'
import { edgesOf } from '../../../core/time/zone.ts'
import { counterOf } from '../../energy/meters.ts'
import {
  answerOf,
  listed,
  numberColumn,
  plain,
  type Question,
  sumKnown,
  textColumn,
  wallOf,
} from './answer.ts'

/** Those a trace is about; one of another site is not there. */
export function metersOf({ state, site, trace }: Question): Meter[] {
  const own = state.meters.list({ siteId: site.id })
  if (trace.id === '' && trace.ids === undefined) {
    const media = MEDIA.filter(medium => (trace.only?.medium ?? medium) === medium)
    return media.flatMap(medium => mainsOf(own, medium))
  }
  const wanted = trace.ids ?? [trace.id]
  const found = wanted.flatMap(id => own.find(meter => meter.id === id) ?? [])
  if (found.length === 0) throw new Problem('thing.not-found', `there is no meter ${wanted.join(', ')}`)
  return found
}

export interface HalfHours {
  readonly grid: Grid
  /** Half hours of the stretch: [start, end) of the grid. */
  readonly start: number
  readonly end: number
  readonly uses: readonly Float64Array[]
  readonly estimated: readonly Uint8Array[]
}

export async function halfHoursOf(
  { books, site, trace, clock }: Question,
  meters: readonly Meter[],
): Promise<HalfHours> {
  const to = Math.min(trace.to, clock.now())
  const grid = books.gridFor(site.id, trace.from, Math.max(to, trace.from + 1))
  const uses = await books.uses(meters, grid)
  const place = (at: number) => Math.max(0, Math.min(grid.count, Math.ceil((at - grid.from) / HALF_HOUR_MS)))
  return {
    grid,
    start: place(trace.from),
    end: place(trace.to),
    uses: uses.map(({ use }) => use),
    estimated: uses.map(({ estimated }) => estimated),
  }
}

export const unitOf = (meters: readonly Meter[]) => {
  const units = new Set(meters.map(({ medium }) => MEDIUM_UNIT[medium]))
  return units.size === 1 ? ([...units][0] ?? '') : ''
}

export const namesOf = (meters: readonly Meter[]): Words => ({
  zh: meters.map(({ name }) => name.zh).join('、'),
  en: meters.map(({ name }) => name.en).join(', '),
})

export async function useAnswer(question: Question): Promise<TraceAnswer> {
  const { trace } = question
  const meters = metersOf(question)
  const between = trace.as === 'between' ? await movedBetween(question, meters) : null
  const half = await halfHoursOf(question, meters)
  const sums = between ?? half.uses.map(use => sumOf(use, half.start, half.end))
  const [only] = meters
  const blocks =
    meters.length === 1 && only !== undefined
      ? await oneMeter(question, only, half)
      : [metersTable(question, meters, sums)]
  return answerOf({
    title: namesOf(meters),
    as: trace.as ?? 'use',
    // Electricity and water are no sum.
    value: unitOf(meters) === '' ? null : sumKnown(sums),
    unit: unitOf(meters),
    blocks,
    page: '/utilities',
  })
}

/** Straight from the store: the registers at both ends, swaps and resets taken out. Null where no readings bracket it. */
export async function movedBetween(
  { state, series, trace }: Question,
  meters: readonly Meter[],
  { from, to }: Pick<Trace, 'from' | 'to'> = trace,
): Promise<(number | null)[]> {
  if (to <= from) return meters.map(() => null)
  const byId = new Map(state.meters.list().map(meter => [meter.id, meter]))
  const terms = meters.map(meter => termsOf(meter, byId))
  const real = [...new Set(terms.flatMap(list => (list ?? []).map(({ meterId }) => meterId)))]
  const parts = real.flatMap(id => byId.get(id) ?? [])
  const counters = parts.map(part => counterOf(state, part))
  const uses = counters.length === 0 ? [] : await series.deltas(counters, [from, to])
  const known = new Map(parts.map(({ id }, n) => [id, knownUse(uses[n])]))
  return terms.map(list => {
    const weighed = (list ?? []).map(({ meterId, weight }) => {
      const use = known.get(meterId) ?? null
      return use === null ? null : use * weight * (byId.get(meterId)?.ratio ?? 1)
    })
    return weighed.includes(null) ? null : sumKnown(weighed)
  })
}

function metersTable({ trace }: Question, meters: readonly Meter[], sums: readonly (number | null)[]): Block {
  const unit = unitOf(meters)
  const { ids: _, ...rest } = trace
  return listed({
    title: words.meters,
    columns: [textColumn('meter', words.meter), numberColumn('use', words.use, unit)],
    rows: meters.map((meter, n) => ({
      meter: meter.name,
      use: { value: sums[n] ?? null, trace: { ...rest, id: meter.id } },
    })),
    ...(unit !== '' && { total: { meter: words.sum, use: { value: sumKnown(sums) } } }),
  })
}

async function oneMeter(question: Question, meter: Meter, half: HalfHours): Promise<Block[]> {
  const steps = stepsTable(question, meter, await stepsOf(question, meter, half))
  if (meter.pointId === null) return [termsTable(question, meter), steps]
  const ends = await registers(question, meter)
  return [
    ends,
    ...jumped(ends, sumOf(half.uses[0] ?? new Float64Array(), half.start, half.end), meter),
    steps,
  ]
}

/** A virtual meter is what it is made of. */
function termsTable({ state, trace }: Question, meter: Meter): Block {
  const byId = new Map(state.meters.list().map(one => [one.id, one]))
  return listed({
    title: words.meters,
    columns: [textColumn('meter', words.meter), numberColumn('weight', words.factor)],
    rows: (termsOf(meter, byId) ?? []).map(({ meterId, weight }) => ({
      meter: byId.get(meterId)?.name ?? fillBoth(words.gone, { id: meterId }),
      weight: { value: weight, trace: { ...trace, id: meterId } },
    })),
  })
}

/** Registers that do not differ by the use want a word: a swap, a reset, or a time that is not bracketed by readings. */
function jumped({ figures }: BlockOf<'figures'>, use: number | null, { ratio = 1 }: Meter): Block[] {
  const [first, last] = figures.map(({ value }) => value)
  if (first == null || last == null || use === null) return []
  const isSame = Math.abs((last - first) * ratio - use) <= Math.abs(use) * NOISE + NOISE
  return isSame ? [] : [{ type: 'notes', notes: [words.jumped] }]
}

const NOISE = 1e-6

/** The readings nearest to both ends, as the device said them. */
async function registers(question: Question, { pointId, medium }: Meter): Promise<BlockOf<'figures'>> {
  const { series, trace, state } = question
  const point = pointId ?? 0
  const unit = state.points.get(point)?.unit ?? MEDIUM_UNIT[medium]
  const at = async (edge: number, label: Words) => {
    const reading =
      (await series.before(point, edge + 1)) ?? (await series.range(point, trace.from, trace.to, 1))[0]
    return {
      label: fillBoth(label, { at: reading === undefined ? words.noReading : wallOf(question, reading.at) }),
      value: reading?.value ?? null,
      unit,
      digits: 3,
      compared: null,
      comparedWith: null,
      trace: { of: 'point' as const, id: String(point), from: edge, to: edge, as: 'reading' as const },
    }
  }
  return {
    type: 'figures',
    figures: [await at(trace.from, words.registerFirst), await at(trace.to, words.registerLast)],
  }
}

const DAY_MS = 86_400_000

/** Small enough to see where it comes from, few enough to read. */
function stepOf({ from, to }: Trace): 'half-hour' | 'hour' | 'day' | 'month' {
  const days = (to - from) / DAY_MS
  if (days <= 0.3) return 'half-hour'
  if (days <= 2) return 'hour'
  return days <= 100 ? 'day' : 'month'
}

interface Step {
  readonly from: number
  readonly to: number
  readonly use: number | null
  readonly estimated: boolean
}

/** To the half hour; what a register moved between both ends to the minute, as the number itself is. */
async function stepsOf(question: Question, meter: Meter, half: HalfHours): Promise<Step[]> {
  const { trace, site, state, series } = question
  const inner = stepEdges(trace, site.timeZone, half)
  if (trace.as === 'between' && meter.pointId !== null) {
    const edges = [trace.from, ...inner.filter(at => at > trace.from && at < trace.to), trace.to]
    const [moved] = await series.deltas([counterOf(state, meter)], edges)
    return edges.slice(0, -1).map((from, n) => {
      const use = knownUse(moved, n)
      return {
        from,
        to: edges[n + 1] ?? from,
        use: use === null ? null : use * (meter.ratio ?? 1),
        estimated: moved?.estimated[n] === 1,
      }
    })
  }
  const { grid, start, end, uses, estimated } = half
  const place = (at: number) => Math.max(start, Math.min(end, Math.round((at - grid.from) / HALF_HOUR_MS)))
  return inner.slice(0, -1).map((from, n) => {
    const to = inner[n + 1] ?? from
    return {
      ...{ from, to },
      use: sumOf(uses[0] ?? new Float64Array(), place(from), place(to)),
      estimated: estimated[0]?.subarray(place(from), place(to)).includes(1) === true,
    }
  })
}

function stepsTable(question: Question, meter: Meter, steps: readonly Step[]): Block {
  const { as = 'use' } = question.trace
  const down = ({ from, to }: Step): Trace =>
    to - from <= HALF_HOUR_MS && meter.pointId !== null
      ? { of: 'point', id: String(meter.pointId), from, to, as: 'reading' }
      : { of: 'meter', id: meter.id, from, to, as }
  return listed({
    title: words.steps,
    columns: [textColumn('when', words.when), numberColumn('use', words.use, MEDIUM_UNIT[meter.medium])],
    rows: steps.map((step): Record<string, Cell> => {
      const { from, use, estimated } = step
      return {
        when: plain(wallOf(question, from)),
        use: { value: use, trace: down(step), ...(estimated && { marked: true }) },
      }
    }),
    total: { when: words.sum, use: { value: sumKnown(steps.map(({ use }) => use)) } },
  })
}

function stepEdges(trace: Trace, timeZone: string, { grid, start, end }: HalfHours): number[] {
  const [from, to] = [grid.from + start * HALF_HOUR_MS, grid.from + end * HALF_HOUR_MS]
  const inner = edgesOf(from, Math.max(to, from + 1), stepOf(trace), timeZone).filter(
    at => at > from && at < to,
  )
  return [from, ...inner, to]
}
