/**
 * A rule on stored history, before it is saved: which alarms it would have raised, beside those of the rule it replaces.
 * The judges and the machine are those of the live engine. What people would have done is not known, so each time the
 * condition begins again is an alarm of its own.
 */
import type { PointId, Reading } from '../contract/reading.ts'
import type { MISS_REASONS } from '../contract/replay.ts'
import type { Judge } from './judge.ts'
import type { AlarmMachine, StepRule } from './machine.ts'
import { RuleRunner } from './runner.ts'

/** One alarm of a replay. Times are ms since 1970. */
export interface Episode {
  /** When the condition began, and when somebody would have been told. */
  since: number
  raisedAt: number
  /** Null: not over at the end. */
  returnedAt: number | null
  value: number | null
  peak: number | null
}

export class Replay {
  readonly episodes: Episode[] = []
  readonly #runner: RuleRunner

  constructor(rule: StepRule & { readonly pointId: PointId }, judge: Judge | null, from: number) {
    // Being told again and the parts people play have no place here.
    const alone = { ...rule, realarmS: 0, staleAfterS: undefined }
    this.#runner = new RuleRunner(alone, judge, from, (effect, at, machine) => {
      // Nobody closes anything here, so the second time of the same alarm is a re-raise.
      if (effect === 'raised' || effect === 're-raised') this.#begin(at, machine)
      if (effect === 'peak') this.#last({ peak: machine.peak })
      if (effect === 'returned') this.#last({ returnedAt: at })
    })
  }

  see(reading: Reading): void {
    this.#runner.see(reading)
  }

  /** What explains it from here on, until then; null for nothing. */
  excuse(until: number | null, at: number): void {
    this.#runner.passTo(at)
    this.#runner.take({ type: 'excuse', until }, at)
  }

  /** The end of history. */
  finish(to: number): Episode[] {
    this.#runner.passTo(to)
    return this.episodes
  }

  #begin(raisedAt: number, { changedAt, value, peak }: AlarmMachine): void {
    this.episodes.push({ since: changedAt, raisedAt, returnedAt: null, value, peak: peak ?? value })
  }

  #last(change: Partial<Episode>): void {
    const last = this.episodes.at(-1)
    if (last !== undefined) Object.assign(last, change)
  }
}

export type MissReason = (typeof MISS_REASONS)[number]

/** What tells a true failure from a nuisance. */
export interface Evidence {
  /** None of its alarms is a nuisance. */
  readonly lifeSafety: boolean
  /** Alarms of the point that people closed with what they did. */
  readonly dealtWith: readonly { readonly raisedAt: number; readonly closedAt: number }[]
  /** Beyond this the food is in danger whatever the reason; null where there is no such limit. */
  readonly absolute: { readonly above?: number | null; readonly below?: number | null } | null
  /** Longer than this is no opened door, ms; infinity where length says nothing. */
  readonly longMs: number
}

export interface Comparison {
  readonly kept: readonly Episode[]
  readonly added: readonly Episode[]
  readonly gone: readonly Episode[]
  /** Those of `gone` that were true. */
  readonly missed: readonly { readonly episode: Episode; readonly reason: MissReason }[]
}

/** The alarms of two rules over the same time. Two that overlap are the same thing told at another moment. */
export function compare(
  before: readonly Episode[],
  after: readonly Episode[],
  evidence: Evidence,
): Comparison {
  const gone = before.filter(one => !after.some(other => overlap(one, other)))
  return {
    kept: after.filter(one => before.some(other => overlap(one, other))),
    added: after.filter(one => !before.some(other => overlap(one, other))),
    gone,
    missed: gone.flatMap(episode => {
      const reason = reasonOf(episode, evidence)
      return reason === null ? [] : [{ episode, reason }]
    }),
  }
}

function overlap(a: Episode, b: Episode): boolean {
  return (
    a.since <= (b.returnedAt ?? Number.POSITIVE_INFINITY) &&
    b.since <= (a.returnedAt ?? Number.POSITIVE_INFINITY)
  )
}

function reasonOf(episode: Episode, evidence: Evidence): MissReason | null {
  const { lifeSafety, dealtWith, absolute, longMs } = evidence
  if (lifeSafety) return 'life-safety'
  const end = episode.returnedAt ?? Number.POSITIVE_INFINITY
  if (dealtWith.some(({ raisedAt, closedAt }) => raisedAt <= end && closedAt >= episode.since))
    return 'dealt-with'
  const { peak } = episode
  if (peak !== null && absolute !== null) {
    if (absolute.above != null && peak > absolute.above) return 'absolute'
    if (absolute.below != null && peak < absolute.below) return 'absolute'
  }
  return end - episode.since >= longMs ? 'long' : null
}
