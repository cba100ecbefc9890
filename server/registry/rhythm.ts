/** What a device's packets tell beyond their readings: how many, and how its clock goes. In memory, for the hot road. */
import type { DecodedValue } from '../../core/contract/reading.ts'

const KEPT = 9

export interface Rhythm {
  packets: number
  /** Device time less arrival, ms, of the latest packets that carried one. */
  readonly ahead: number[]
}

export function newRhythm(): Rhythm {
  return { packets: 0, ahead: [] }
}

/** `at`: arrival, ms since 1970. */
export function hear(rhythm: Rhythm, values: readonly DecodedValue[], at: number): void {
  const [first] = values
  if (first?.at !== undefined && !first.historical) rhythm.ahead[rhythm.packets % KEPT] = first.at - at
  rhythm.packets += 1
}

/** The median: one late packet says nothing about a clock. */
export function rhythmOf({ packets, ahead }: Rhythm) {
  const sorted = ahead.filter(Number.isFinite).sort((a, b) => a - b)
  return { packets, clockAheadMs: sorted[Math.floor(sorted.length / 2)] ?? null }
}
