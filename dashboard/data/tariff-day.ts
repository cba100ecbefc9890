/** A tariff's days as half hours to paint, and back. Pure. */
import type { Band, DayKind, TariffPeriod } from '../../core/contract/energy.ts'
import { DAY_KINDS } from '../../core/contract/energy-words.ts'
import { bandsOfDay } from '../../core/energy/tariff.ts'

export const HALF_HOURS = 48
const MONTHS = Array.from({ length: 12 }, (_, month) => month + 1)

/** Months that are painted alike, with a day for each kind. */
export interface Season {
  /** 1 to 12, ascending. */
  readonly months: readonly number[]
  readonly days: Readonly<Record<DayKind, readonly Band[]>>
}

/** 0 is 00:00, 48 is 24:00. */
export function clockOf(half: number): string {
  return `${String(Math.floor(half / 2)).padStart(2, '0')}:${half % 2 === 0 ? '00' : '30'}`
}

/** The band of each half hour of a workday, whatever the month: the first period that holds it, else flat. */
export function dayOf(periods: readonly TariffPeriod[]): Band[] {
  return bandsOfDay(
    periods.map(period => ({ ...period, months: [] })),
    1,
    'workday',
  )
}

/** The months of a tariff, those that are alike together, in the order of their first one. */
export function seasonsOf(periods: readonly TariffPeriod[]): Season[] {
  const seasons = new Map<string, { months: number[]; days: Season['days'] }>()
  for (const month of MONTHS) {
    const days = {
      workday: bandsOfDay(periods, month, 'workday'),
      weekend: bandsOfDay(periods, month, 'weekend'),
      holiday: bandsOfDay(periods, month, 'holiday'),
    }
    const key = DAY_KINDS.map(kind => days[kind].join()).join(';')
    const season = seasons.get(key)
    if (season === undefined) seasons.set(key, { months: [month], days })
    else season.months.push(month)
  }
  return [...seasons.values()]
}

/** True when some kind of day is painted unlike another. */
export function hasDayKinds(seasons: readonly Season[]): boolean {
  return seasons.some(({ days }) => DAY_KINDS.some(kind => days[kind].join() !== days.workday.join()))
}

/** The fewest periods that say the same day in every month; flat needs none. */
export function periodsOf(day: readonly Band[]): TariffPeriod[] {
  const periods: TariffPeriod[] = []
  for (const [half, band] of day.entries()) {
    const last = periods.at(-1)
    if (band === 'flat') continue
    if (last?.band === band && last.to === clockOf(half)) last.to = clockOf(half + 1)
    else periods.push({ band, months: [], from: clockOf(half), to: clockOf(half + 1) })
  }
  return periods
}

/** The periods of painted seasons. Kinds of day that are painted alike share theirs. */
export function periodsOfSeasons(seasons: readonly Season[]): TariffPeriod[] {
  return seasons.flatMap(({ months, days }) => {
    const own = months.length === MONTHS.length ? [] : [...months]
    const groups = Map.groupBy(DAY_KINDS, kind => days[kind].join())
    return [...groups.values()].flatMap(kinds => {
      const [first = 'workday'] = kinds
      return periodsOf(days[first]).map(period => ({
        ...period,
        months: own,
        ...(kinds.length < DAY_KINDS.length && { days: kinds }),
      }))
    })
  })
}

/** One season with another half hour painted, on these kinds of day. */
export function painted(season: Season, kinds: readonly DayKind[], half: number, band: Band): Season {
  const days = { ...season.days }
  for (const kind of kinds) if (days[kind][half] !== band) days[kind] = days[kind].with(half, band)
  return { ...season, days }
}

/** A month belongs to one season: given to this one, it is taken from the others; a season without months goes. */
export function withMonth(seasons: readonly Season[], index: number, month: number): Season[] {
  const has = seasons[index]?.months.includes(month) ?? false
  // A month nobody has would have no price of its own; it stays where it is.
  if (has && seasons.length === 1) return [...seasons]
  const to = has ? (index === 0 ? 1 : 0) : index
  return seasons
    .map((season, n) => ({
      ...season,
      months:
        n === to
          ? [...new Set([...season.months, month])].toSorted((a, b) => a - b)
          : season.months.filter(one => one !== month),
    }))
    .filter(({ months }, n) => months.length > 0 || n === index)
}
