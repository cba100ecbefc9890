/** How one alarm stands: what is remembered between two steps. Plain JSON, so that it can be kept. */
import type { AlarmEventKind, AlarmState } from '../contract/alarm.ts'
import type { ErrorCode } from '../contract/error.ts'
import type { Condition, Rule, Sight } from '../contract/rule.ts'
import type { Observation } from './judge.ts'

/** As much of a rule as decides. A null condition is judged by somebody else and told with `signal` events. */
export type StepRule = Pick<
  Rule,
  'onDelayS' | 'offDelayS' | 'latching' | 'lifeSafety' | 'actionRequired' | 'realarmS'
> & {
  readonly condition: Condition | null
  /** Without a sign of life for this long the rule has no data; absent for never. Its own silence is not meant. */
  readonly staleAfterS?: number
}

export interface Suppression {
  /** Names what suppresses, for example `gateway.silent:kitchen-gw`. */
  readonly by: string
  readonly until: number
}
/** More than this many at a time are refused. */
export const SUPPRESSIONS_MAX = 16

/** Who took a rule out of service, who agreed, why, and until when: there is always an end. */
export interface OutOfService {
  readonly until: number
  readonly by: string
  /** Life safety needs one; null where one person was enough. */
  readonly second: string | null
  readonly note: string
}

/** All times but `lastAt` and `freshAt` are steady ms. */
export interface AlarmMachine {
  readonly state: AlarmState
  /** From the raise until closed; at most one alarm is open for one rule. */
  readonly open: boolean
  /** The condition as last known, and since when. */
  readonly on: boolean
  readonly changedAt: number
  /** The condition after the delays. */
  readonly active: boolean
  readonly acknowledgedAt: number | null
  /** Something explains it until then: it is not raised before. */
  readonly excusedUntil: number | null
  /** Shelved (SHLVD): by a person, until then. */
  readonly shelvedUntil: number | null
  /** When the end of the shelf is announced; null when it was, or when there is no shelf. */
  readonly shelfWarnAt: number | null
  /** Suppressed by design (DSUPR): by each of these, until its lease ends unless it says so again. */
  readonly suppressedBy: readonly Suppression[]
  /** Out of service (OOSRV): for maintenance. */
  readonly outOfService: OutOfService | null
  /** A second person agreed to the shelf or to the maintenance; life safety needs it. */
  readonly seconded: boolean
  /** Raises of which nobody was told, since it was last quiet. */
  readonly muted: number
  readonly sight: Sight
  /** Since when readings come that cannot be judged. */
  readonly blindAt: number | null
  /** The last sign of life; 0 when the connection is known to be gone. */
  readonly heardAt: number
  /** Measured time of the newest reading that was judged. */
  readonly lastAt: number | null
  /** What was remembered of before then was dealt with. */
  readonly freshAt: number | null
  readonly value: number | null
  readonly peak: number | null
}

export type AlarmInput =
  /** `verdict` is the judge's for a condition that remembers; without it the value alone is judged. */
  | {
      readonly type: 'reading'
      readonly reading: Observation
      readonly verdict?: boolean | null
      /** The judge cannot judge at all, whatever it is given. */
      readonly fault?: boolean
    }
  /** Judged elsewhere: by another point, by time, or by the product itself. */
  | { readonly type: 'signal'; readonly on: boolean }
  | { readonly type: 'tick' }
  /** Something explains what it sees, until then; null: nothing any more. See excuse.ts. */
  | { readonly type: 'excuse'; readonly until: number | null }
  /** The device gave a sign of life, whatever it said; only silence cares. */
  | { readonly type: 'heard' }
  /** Its connection is known to be gone (MQTT last will), so its silence need not be waited for. */
  | { readonly type: 'gone' }
  | { readonly type: 'acknowledge' }
  | { readonly type: 'close'; readonly action: boolean }
  /** `seconded`: two persons want it, which life safety asks for. */
  | { readonly type: 'shelve'; readonly until: number; readonly seconded?: boolean }
  | { readonly type: 'unshelve' }
  | { readonly type: 'suppress'; readonly by: string; readonly until: number }
  | { readonly type: 'unsuppress'; readonly by: string }
  | ({ readonly type: 'out-of-service'; readonly seconded?: boolean } & OutOfService)
  | { readonly type: 'in-service' }
  | { readonly type: 'rule-changed' }

/** What happened, in order; `peak` is a new worst value of an open alarm. */
export type AlarmEffect = AlarmEventKind | 'peak'

export interface Step {
  readonly machine: AlarmMachine
  readonly effects: readonly AlarmEffect[]
  /** Set when the input was not allowed; nothing but the passing of time has changed then. */
  readonly refused?: ErrorCode
}

export type Draft = { -readonly [K in keyof AlarmMachine]: AlarmMachine[K] }

/** A machine that knows nothing yet. Silence counts from now. */
export function newMachine(now: number): AlarmMachine {
  return {
    state: 'norm',
    open: false,
    on: false,
    changedAt: now,
    active: false,
    acknowledgedAt: null,
    excusedUntil: null,
    shelvedUntil: null,
    shelfWarnAt: null,
    suppressedBy: [],
    outOfService: null,
    seconded: false,
    muted: 0,
    sight: 'unknown',
    blindAt: null,
    heardAt: now,
    lastAt: null,
    freshAt: null,
    value: null,
    peak: null,
  }
}

/**
 * The machine after a restart, whatever earlier version kept it: silence counts anew, which is the grace that keeps a
 * restart from looking like a storm of silent devices; a silence that was known already stays known. Times that the
 * wall clock's correction left in the future are pulled back to now.
 */
export function resumed(kept: Partial<AlarmMachine>, now: number): AlarmMachine {
  const machine = { ...newMachine(now), ...kept }
  return {
    ...machine,
    // Earlier versions kept a mark without an end: that ends here, which is the safe side.
    outOfService: typeof machine.outOfService === 'object' ? machine.outOfService : null,
    heardAt: machine.on ? Math.min(machine.heardAt, now) : now,
    changedAt: Math.min(machine.changedAt, now),
    acknowledgedAt: machine.acknowledgedAt === null ? null : Math.min(machine.acknowledgedAt, now),
    blindAt: null,
  }
}

/** True while nobody is told: shelved, suppressed or out of service. It goes on being judged. */
export function isQuiet(machine: AlarmMachine): boolean {
  return machine.shelvedUntil !== null || machine.suppressedBy.length > 0 || machine.outOfService !== null
}
