/** What a benchmark says: one line for each number, the same for people and for scripts. */

export interface BenchLine {
  readonly bench: string
  /** `steward`, or the name of what a user would run instead. */
  readonly system: string
  readonly metric: string
  readonly value: number
  readonly unit: string
  /** Steward's advantage over this peer in this run; above 1 is better for Steward. Only on a peer's lines. */
  readonly ratio?: number
}

/** A peer's line with its ratio. `better` says which way the number is good. */
export function compared(steward: BenchLine, peer: BenchLine, better: 'higher' | 'lower'): BenchLine {
  const ratio = better === 'lower' ? peer.value / steward.value : steward.value / peer.value
  return { ...peer, ratio }
}

/** The middle of some measurements; of an even number, the mean of the two in the middle. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length / 2
  return ((sorted[Math.ceil(half) - 1] ?? Number.NaN) + (sorted[Math.floor(half)] ?? Number.NaN)) / 2
}

/** For people, in columns. */
export function formatLine(line: BenchLine): string {
  const ratio = line.ratio === undefined ? '' : `   steward x${significant(line.ratio)}`
  const value = significant(line.value).padStart(12)
  return `${line.bench.padEnd(8)} ${line.metric.padEnd(34)} ${line.system.padEnd(28)} ${value} ${line.unit.padEnd(8)}${ratio}`.trimEnd()
}

/** For scripts: one JSON object. */
export function jsonLine(line: BenchLine): string {
  return JSON.stringify({
    ...line,
    value: rounded(line.value),
    ...(line.ratio && { ratio: rounded(line.ratio) }),
  })
}

const rounded = (value: number) => Number(value.toPrecision(4))
const significant = (value: number) =>
  value >= 1000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)))
