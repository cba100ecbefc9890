/** What somebody is typing about a condition, as signals, and the condition it says; null while something is missing. */
import { type Signal, signal } from '@preact/signals'
import type { Condition, PlainCondition, WeekHours } from '../../core/contract/condition.ts'
import { numberOf } from './field.tsx'
import { type Kind, kindOf } from './rule-kinds.ts'
import { type HoursDraft, hoursOf, readWeek } from './week-hours.tsx'

export const OWN_NUMBER = 'number'
export const LAST_ORDER = 'order'
const MINUTE_S = 60
const HOUR_S = 3600

interface LevelDraft {
  readonly limit: Signal<string>
  readonly minutes: Signal<string>
}
interface LetterDraft {
  readonly name: string
  readonly point: Signal<string>
}

const LETTERS = 'abcdefgh'

export class ConditionDraft {
  readonly kind: Signal<Kind>
  readonly limit: Signal<string>
  readonly deadband: Signal<string>
  readonly outer: Signal<boolean>
  readonly side: Signal<'above' | 'below' | 'both'>
  readonly by: Signal<string>
  /** {@link OWN_NUMBER}, {@link LAST_ORDER} or a point's id. */
  readonly reference: Signal<string>
  readonly setPoint: Signal<string>
  readonly perHour: Signal<string>
  /** Minutes, of whatever the kind asks for. */
  readonly minutes: Signal<string>
  readonly tolerance: Signal<string>
  readonly percent: Signal<string>
  readonly volts: Signal<string>
  readonly measure: Signal<'minutes' | 'degree-minutes'>
  readonly amount: Signal<string>
  readonly hours: Signal<string>
  readonly points: Signal<readonly string[]>
  readonly factor: Signal<string>
  readonly least: Signal<string>
  readonly of: Signal<'any' | 'all' | 'average'>
  readonly levels: Signal<readonly LevelDraft[]>
  /** Of a cooling curve: down to, in minutes from its start. */
  readonly steps: Signal<readonly LevelDraft[]>
  readonly text: Signal<string>
  readonly letters: Signal<readonly LetterDraft[]>
  readonly week: Signal<readonly HoursDraft[]>
  readonly #kept: Condition | undefined
  readonly #usual: Kind
  #inside: ConditionDraft | undefined
  #outside: ConditionDraft | undefined
  readonly insideOn: Signal<boolean>
  readonly outsideOn: Signal<boolean>

  /** `usual`: the kind one begins with on this point. */
  constructor(usual: Kind, kept?: Condition) {
    this.#kept = kept
    this.#usual = usual
    const old = (kept ?? {}) as Record<string, unknown>
    const text = (key: string, otherwise: string | number = '') => signal(String(old[key] ?? otherwise))
    this.kind = signal(kept === undefined ? usual : kindOf(kept))
    this.limit = text('limit', kept?.type === 'cooling' ? kept.from : '')
    this.deadband = text('deadband', 0.5)
    this.outer = signal(old.level === 'outer')
    this.side = signal((old.side as 'above') ?? 'above')
    this.by = text('by')
    this.reference = signal(referenceOf(kept))
    this.setPoint = signal(
      kept?.type === 'deviation' && typeof kept.setPoint === 'number' ? String(kept.setPoint) : '',
    )
    this.perHour = text('perHour')
    this.minutes = signal(minutesText(minutesOf(kept) * MINUTE_S))
    this.tolerance = text('tolerance', 0)
    this.percent = text('percent', 20)
    this.volts = text('volts')
    this.measure = signal((old.measure as 'minutes') ?? 'minutes')
    this.amount = text('amount', kept === undefined ? '' : 240)
    this.hours = signal(String(kept?.type === 'exposure' ? kept.withinS / HOUR_S : 24))
    this.points = signal(pointsIn(kept).map(String))
    this.factor = text('factor', 1.5)
    this.least = text('least', 0)
    this.of = signal((old.of as 'any') ?? 'any')
    this.levels = signal((kept?.type === 'levels' ? kept.levels : CO_LEVELS).map(levelOf))
    this.steps = signal((kept?.type === 'cooling' ? kept.steps : COOLING).map(stepOf))
    this.text = text('text', 'value > ')
    this.letters = signal(kept?.type === 'expression' ? lettersOf(kept.points) : [])
    this.week = signal((kept?.type === 'schedule' ? kept.hours : [OPEN_HOURS]).map(hoursOf))
    this.insideOn = signal(kept?.type === 'schedule' ? kept.inside !== null : true)
    this.outsideOn = signal(kept?.type === 'schedule' ? kept.outside !== null : false)
  }

  /** What holds within the hours, and outside of them; made when first looked at. */
  inside(): ConditionDraft {
    this.#inside ??= new ConditionDraft(this.#usual, this.#part('inside'))
    return this.#inside
  }
  outside(): ConditionDraft {
    this.#outside ??= new ConditionDraft(this.#usual, this.#part('outside'))
    return this.#outside
  }

  addLevel(): void {
    this.levels.value = [...this.levels.value, levelOf({ limit: null, forS: 0 })]
  }
  addLetter(point: string): void {
    const name = [...LETTERS].find(one => !this.letters.value.some(letter => letter.name === one))
    if (name !== undefined) this.letters.value = [...this.letters.value, { name, point: signal(point) }]
  }

  /** Null while a number is missing: empty is not zero. */
  read(): Condition | null {
    const kind = this.kind.value
    if (kind === 'no-data') return whole({ type: kind, afterS: seconds(this.minutes) })
    if (kind !== 'schedule') return this.#plain(kind)
    const inside = this.insideOn.value ? this.inside().read() : null
    const outside = this.outsideOn.value ? this.outside().read() : null
    if ((this.insideOn.value && inside === null) || (this.outsideOn.value && outside === null)) return null
    if (inside === null && outside === null) return null
    const hours = readWeek(this.week.value)
    if (hours === null) return null
    return {
      type: kind,
      hours,
      inside: inside as PlainCondition | null,
      outside: outside as PlainCondition | null,
    }
  }

  #part(part: 'inside' | 'outside'): Condition | undefined {
    return this.#kept?.type === 'schedule' ? (this.#kept[part] ?? undefined) : undefined
  }

  #plain(kind: Exclude<Kind, 'no-data' | 'schedule'>): Condition | null {
    const deadband = numberOf(this.deadband.value) ?? 0
    const limit = numberOf(this.limit.value)
    const side = this.side.value === 'below' ? 'below' : 'above'
    switch (kind) {
      case 'true':
      case 'false':
        return { type: 'boolean', when: kind === 'true' }
      case 'high':
      case 'low':
        return whole({ type: kind, limit, deadband, ...(this.outer.value ? { level: 'outer' } : {}) })
      case 'rate':
        return whole({
          type: kind,
          perHour: numberOf(this.perHour.value),
          deadband,
          overS: seconds(this.minutes),
        })
      case 'stuck':
        return whole({ type: kind, forS: seconds(this.minutes), tolerance: numberOf(this.tolerance.value) })
      case 'battery': {
        const volts = numberOf(this.volts.value)
        return whole({
          type: kind,
          percent: numberOf(this.percent.value),
          deadband,
          ...(volts === null ? {} : { volts }),
        })
      }
      case 'exposure': {
        const withinS = Math.round((numberOf(this.hours.value) ?? Number.NaN) * HOUR_S)
        return whole({
          type: kind,
          side,
          limit,
          measure: this.measure.value,
          amount: numberOf(this.amount.value),
          withinS,
          ...(this.#kept?.type === 'exposure' && this.#kept.hours ? { hours: this.#kept.hours } : {}),
        })
      }
      case 'use':
        return whole({
          type: kind,
          side,
          amount: numberOf(this.amount.value),
          windowS: seconds(this.minutes),
        })
      case 'levels':
        return this.#levels(deadband)
      case 'cooling':
        return this.#cooling(limit)
      case 'expression': {
        const points = Object.fromEntries(
          this.letters.value.map(({ name, point }) => [name, Number(point.value)]),
        )
        return this.text.value.trim() === '' ? null : { type: kind, text: this.text.value.trim(), points }
      }
      default:
        return this.#related(kind, limit, deadband, side)
    }
  }

  #related(
    kind: 'deviation' | 'group' | 'balance' | 'peers' | 'mismatch',
    limit: number | null,
    deadband: number,
    side: 'above' | 'below',
  ): Condition | null {
    const reference = this.reference.value
    const points = this.points.value.map(Number)
    if (kind === 'balance' || kind === 'peers') {
      if (points.length < (kind === 'peers' ? 2 : 1)) return null
      const windowS = seconds(this.minutes)
      if (kind === 'balance')
        return whole({ type: kind, minus: points, amount: numberOf(this.amount.value), windowS })
      const [factor, least] = [numberOf(this.factor.value), numberOf(this.least.value)]
      return whole({ type: kind, points, factor, least, windowS })
    }
    if (kind === 'group') {
      if (points.length === 0) return null
      const windowS = Math.round((numberOf(this.minutes.value) ?? 0) * MINUTE_S)
      return whole({ type: kind, points, of: this.of.value, side, limit, deadband, windowS })
    }
    if (kind === 'mismatch') {
      const expected =
        reference === LAST_ORDER || reference === OWN_NUMBER ? LAST_ORDER : { pointId: Number(reference) }
      return whole({ type: kind, expected, tolerance: numberOf(this.tolerance.value) ?? 0 })
    }
    const fixed = reference === OWN_NUMBER || reference === LAST_ORDER
    const setPoint = fixed ? numberOf(this.setPoint.value) : { pointId: Number(reference) }
    return whole({ type: kind, setPoint, by: numberOf(this.by.value), side: this.side.value, deadband })
  }

  #cooling(from: number | null): Condition | null {
    const steps = this.steps.value.map(one => ({
      to: numberOf(one.limit.value),
      withinS: Math.round((numberOf(one.minutes.value) ?? Number.NaN) * MINUTE_S),
    }))
    const unread = steps.some(({ to, withinS }) => to === null || !Number.isFinite(withinS))
    return unread ? null : whole({ type: 'cooling', from, steps })
  }

  #levels(deadband: number): Condition | null {
    const levels = this.levels.value.map(one => ({
      limit: numberOf(one.limit.value),
      forS: Math.round((numberOf(one.minutes.value) ?? 0) * MINUTE_S),
    }))
    const known = levels.flatMap(({ limit, forS }) => (limit === null ? [] : [{ limit, forS }]))
    return known.length < levels.length || known.length === 0
      ? null
      : { type: 'levels', levels: known, deadband }
  }
}

/** EN 50291-1: 50 ppm within 60 to 90 minutes, 100 ppm within 10 to 40, 300 ppm within three. */
const CO_LEVELS = [
  { limit: 50, forS: 3600 },
  { limit: 100, forS: 600 },
  { limit: 300, forS: 0 },
]
/** China's code of practice for catering, 2018: 60 to 21 °C in two hours, to 8 °C in two more. */
const COOLING = [
  { to: 21, withinS: 7200 },
  { to: 8, withinS: 14_400 },
]
export const OPEN_HOURS: WeekHours = { days: [1, 2, 3, 4, 5], from: '06:00', to: '20:00' }

function levelOf({ limit, forS }: { limit: number | null; forS: number }): LevelDraft {
  return { limit: signal(limit === null ? '' : String(limit)), minutes: signal(minutesText(forS)) }
}

const stepOf = ({ to, withinS }: { to: number; withinS: number }) => levelOf({ limit: to, forS: withinS })

function lettersOf(points: Readonly<Record<string, number>>): LetterDraft[] {
  return Object.entries(points).map(([name, point]) => ({ name, point: signal(String(point)) }))
}

function referenceOf(kept: Condition | undefined): string {
  if (kept?.type === 'deviation')
    return typeof kept.setPoint === 'number' ? OWN_NUMBER : String(kept.setPoint.pointId)
  if (kept?.type === 'mismatch') return kept.expected === 'order' ? LAST_ORDER : String(kept.expected.pointId)
  return OWN_NUMBER
}

function pointsIn(kept: Condition | undefined): readonly number[] {
  if (kept?.type === 'balance') return kept.minus
  return kept?.type === 'group' || kept?.type === 'peers' ? kept.points : []
}

function minutesOf(kept: Condition | undefined): number {
  switch (kept?.type) {
    case 'no-data':
      return kept.afterS / MINUTE_S
    case 'rate':
      return kept.overS / MINUTE_S
    case 'stuck':
      return kept.forS / MINUTE_S
    case 'use':
    case 'group':
    case 'balance':
    case 'peers':
      return kept.windowS / MINUTE_S
    default:
      return 30
  }
}

/** Whole seconds as minutes that come to the same seconds again: `0.333` for twenty. */
export function minutesText(s: number): string {
  return String(Number((s / MINUTE_S).toFixed(3)))
}

function seconds(minutes: Signal<string>): number | null {
  const value = numberOf(minutes.value)
  return value === null ? null : Math.round(value * MINUTE_S)
}

/** The condition when every number of it is there. */
function whole(made: Record<string, unknown>): Condition | null {
  return Object.values(made).some(value => value === null || Number.isNaN(value)) ? null : (made as Condition)
}
