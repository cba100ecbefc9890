/** A tariff's day as 48 half hours to paint, and back. Pure. */
import type { Band, TariffPeriod } from '../../core/contract/energy.ts'

export const HALF_HOURS = 48

/** 0 is 00:00, 48 is 24:00. */
export function clockOf(half: number): string {
  return `${String(Math.floor(half / 2)).padStart(2, '0')}:${half % 2 === 0 ? '00' : '30'}`
}

/** The band of each half hour: the first period that holds it, else flat. A period past midnight goes round. */
export function dayOf(periods: readonly TariffPeriod[]): Band[] {
  return Array.from({ length: HALF_HOURS }, (_, half) => {
    const found = periods.find(period => holds(period, half))
    return found?.band ?? 'flat'
  })
}

function holds({ from, to }: TariffPeriod, half: number): boolean {
  const start = halfOf(from)
  const end = halfOf(to)
  return start < end ? half >= start && half < end : half >= start || half < end
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

/** Half hours from `HH:00` or `HH:30`. */
function halfOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 2 + (clock.endsWith('30') ? 1 : 0)
}
