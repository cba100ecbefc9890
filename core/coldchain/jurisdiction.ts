/**
 * The four levels of a cabinet as they are usual where it stands. Starting points to be edited, never printed as a legal
 * citation: what the law says for a kitchen is for its food safety officer to check.
 *
 * China: chilled 0 to 8 °C, frozen below -12 °C, hot 60 °C or more, two hours between 8 and 60 °C (code of practice for
 * catering, 2018). US: 41 °F (5 °C) and 135 °F (57 °C), four hours (FDA Food Code 3-501.16 and .19); 0 °F (-18 °C) for
 * freezers is practice. EU and UK: 8 °C and 63 °C (UK), -18 °C with 3 K upwards for quick-frozen food (89/108/EEC); four
 * hours above 8 °C, two below 63 °C (UK tolerance).
 */
import type { ConditionOf } from '../contract/condition.ts'
import { ABSOLUTE_DELAY_S, type ColdKind, INNER_DELAY_S } from './preset.ts'

export const JURISDICTIONS = ['cn', 'us', 'eu'] as const
export type Jurisdiction = (typeof JURISDICTIONS)[number]

/** LL and HH are the absolute ones: no grace and hardly a delay. Null: no such level. */
export interface Levels {
  readonly ll: number | null
  readonly l: number | null
  readonly h: number | null
  readonly hh: number | null
  readonly innerDelayS: number
  readonly outerDelayS: number
}

/** Minutes beyond a limit that add up over separate excursions until food is thrown away. */
export interface TimeAllowance {
  readonly limitC: number
  readonly side: 'above' | 'below'
  readonly allowedMin: number
}

export interface Preset {
  readonly levels: Levels
  /** Null where minutes say nothing: a blast chiller is judged by its cooling curve. */
  readonly allowance: TimeAllowance | null
}

type Four = readonly [ll: number | null, l: number | null, h: number | null, hh: number | null]

const NONE: Four = [null, null, null, null]
const LEVELS: Readonly<Record<Jurisdiction, Readonly<Record<ColdKind, Four>>>> = {
  cn: {
    fridge: [null, null, 8, 12],
    'cold-room': [null, null, 8, 12],
    display: [null, null, 8, 12],
    'sample-fridge': [null, 0, 8, 12],
    freezer: [null, null, -12, 0],
    'blast-chiller': NONE,
    'hot-holding': [50, 60, null, null],
  },
  us: {
    fridge: [null, null, 5, 10],
    'cold-room': [null, null, 5, 10],
    display: [null, null, 5, 10],
    'sample-fridge': [null, 0, 5, 10],
    freezer: [null, null, -15, 0],
    'blast-chiller': NONE,
    'hot-holding': [47, 57, null, null],
  },
  eu: {
    fridge: [null, null, 8, 12],
    'cold-room': [null, null, 8, 12],
    display: [null, null, 8, 12],
    'sample-fridge': [null, 0, 8, 12],
    freezer: [null, null, -15, 0],
    'blast-chiller': NONE,
    'hot-holding': [53, 63, null, null],
  },
}

const ALLOWANCES: Readonly<Record<Jurisdiction, Readonly<Record<'cold' | 'hot', TimeAllowance>>>> = {
  cn: {
    cold: { limitC: 8, side: 'above', allowedMin: 120 },
    hot: { limitC: 60, side: 'below', allowedMin: 120 },
  },
  us: {
    cold: { limitC: 5, side: 'above', allowedMin: 240 },
    hot: { limitC: 57, side: 'below', allowedMin: 240 },
  },
  eu: {
    cold: { limitC: 8, side: 'above', allowedMin: 240 },
    hot: { limitC: 63, side: 'below', allowedMin: 120 },
  },
}

/**
 * How fast cooked food is cooled in a blast chiller. China: 60 to 21 °C within two hours and to 8 °C within two more (code
 * of practice, 2018). US: 57 to 21 °C within two hours, to 5 °C within six in all (Food Code 3-501.14). The EU and the UK
 * name no figure: China's steps from the UK's hot limit.
 */
export const COOLING: Readonly<Record<Jurisdiction, ConditionOf<'cooling'>>> = {
  cn: coolingFrom(60, 8, 4),
  us: coolingFrom(57, 5, 6),
  eu: coolingFrom(63, 8, 4),
}

function coolingFrom(from: number, to: number, withinH: number): ConditionOf<'cooling'> {
  const steps = [
    { to: 21, withinS: 2 * 3600 },
    { to, withinS: withinH * 3600 },
  ]
  return { type: 'cooling', from, steps }
}

/** What is usual there for a cabinet of this kind. */
export function presetOf(jurisdiction: Jurisdiction, kind: ColdKind): Preset {
  const [ll, l, h, hh] = LEVELS[jurisdiction][kind]
  const levels = { ll, l, h, hh, innerDelayS: INNER_DELAY_S[kind], outerDelayS: ABSOLUTE_DELAY_S }
  if (kind === 'blast-chiller') return { levels, allowance: null }
  return { levels, allowance: ALLOWANCES[jurisdiction][kind === 'hot-holding' ? 'hot' : 'cold'] }
}

/** Where a site probably is, by its time zone; the person who sets it up knows better. */
export function jurisdictionOf(timeZone: string): Jurisdiction {
  if (timeZone.startsWith('America/') || timeZone.startsWith('US/') || timeZone === 'Pacific/Honolulu')
    return 'us'
  return timeZone.startsWith('Europe/') ? 'eu' : 'cn'
}

/** What a person said, or else where its clock is. */
export function jurisdictionAt(
  site: { readonly timeZone: string; readonly jurisdiction?: Jurisdiction } | undefined,
): Jurisdiction {
  return site?.jurisdiction ?? jurisdictionOf(site?.timeZone ?? 'UTC')
}

/** What is wrong with levels that do not ascend, as the two that clash; null when nothing is. */
export function levelClash({ ll, l, h, hh }: Levels): readonly [string, string] | null {
  const named = [
    ['LL', ll],
    ['L', l],
    ['H', h],
    ['HH', hh],
  ] as const
  const set = named.filter((one): one is [(typeof one)[0], number] => one[1] !== null)
  const n = set.findIndex(([, value], index) => index > 0 && value <= (set[index - 1]?.[1] ?? value - 1))
  const [below, above] = [set[n - 1], set[n]]
  return below === undefined || above === undefined ? null : [below[0], above[0]]
}
