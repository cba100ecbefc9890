/** The time between two readings, cut at a limit by a straight line. */

export interface Sample {
  /** ms since 1970. */
  readonly at: number
  readonly value: number
}

export interface Stretch {
  readonly beyondMs: number
  /** Area beyond the limit, degree-minutes. */
  readonly degreeMinutes: number
  /** When the line crosses the limit; null when it stays on one side. */
  readonly crossesAt: number | null
}

/** What lies beyond the limit between two readings, `a` before `b`. */
export function stretchBeyond(a: Sample, b: Sample, limit: number, side: 'above' | 'below'): Stretch {
  const sign = side === 'above' ? 1 : -1
  const overA = sign * (a.value - limit)
  const overB = sign * (b.value - limit)
  const wholeMs = b.at - a.at
  if (overA > 0 && overB > 0) return stretch(wholeMs, (overA + overB) / 2, null)
  if (overA <= 0 && overB <= 0) return stretch(0, 0, null)
  const crossesAt = a.at + (wholeMs * overA) / (overA - overB)
  return overA > 0
    ? stretch(crossesAt - a.at, overA / 2, crossesAt)
    : stretch(b.at - crossesAt, overB / 2, crossesAt)
}

function stretch(beyondMs: number, meanOver: number, crossesAt: number | null): Stretch {
  return { beyondMs, degreeMinutes: (meanOver * beyondMs) / 60_000, crossesAt }
}
