/** Waste as it happens: what watches for it, what it costs, and what is likely behind it. */
import { type Static, Type } from 'typebox'
import { LocalDate } from './energy-meter.ts'
import { MEDIA } from './energy-words.ts'
import { PointId } from './reading.ts'
import { routes } from './route.ts'
import { Rule } from './rule.ts'
import { Id, Instant, Name, nullable, oneOf, record } from './schema.ts'

export const WASTE_KINDS = [
  'continuous-flow',
  'night-flow',
  'burst',
  'reverse-flow',
  'dead-meter',
  'frozen-pipe',
  'unaccounted',
  'night-base-load',
  'out-of-hours',
  'lamps-by-day',
  'lamps-dead',
  'compressor-drift',
  'demand-peak',
] as const
export type WasteKind = (typeof WASTE_KINDS)[number]

/** A detector that would suit a meter or device of the site, with limits learnt from its own past. */
export const Detector = Type.Object({
  /** The same every time for the same kind and point. */
  key: Type.String({ maxLength: 120 }),
  kind: oneOf(WASTE_KINDS),
  siteId: Id,
  pointId: PointId,
  meterId: nullable(Id),
  name: Name,
  /** Why these limits, in words. */
  why: Type.Object({ zh: Type.String(), en: Type.String() }),
  /** What that which it watches costs a day as a rule: the night's base load, what is on after closing. Null where unknown. */
  moneyPerDay: nullable(Type.Number()),
  /** The rule that is in force for it; null while it is only proposed. */
  ruleId: nullable(Id),
  rule: Type.Omit(Rule, ['id', 'siteId', 'createdAt', 'changedAt']),
})
export type Detector = Static<typeof Detector>

const Clock = Type.String({ pattern: '^([01]\\d|2[0-3]):[03]0$' })
/** What a site says about its own waste; the rest detectors learn. */
export const WasteSettings = record({
  /** Legitimate at night with nobody there: an ice maker, a guard's flat. L/min. */
  nightUseLpm: Type.Number({ minimum: 0, maximum: 200 }),
  /** A night is told of when it takes more than usual by this part. */
  nightMorePercent: Type.Integer({ minimum: 10, maximum: 900 }),
  /** A burst is this many times the most that is ever drawn. */
  burstTimes: Type.Number({ minimum: 1.1, maximum: 10 }),
  /** Between these nobody wonders that something is on. */
  openFrom: Clock,
  openTo: Clock,
  /** A meter that moves every day and stands still for so long is dead. */
  deadDays: Type.Integer({ minimum: 1, maximum: 14 }),
  /** Of a contracted demand, from which on one is warned. */
  demandPercent: Type.Integer({ minimum: 50, maximum: 105 }),
  /** A cabinet that draws this much more than its peers. */
  driftPercent: Type.Integer({ minimum: 10, maximum: 300 }),
})
export type WasteSettings = Static<typeof WasteSettings>

export const WASTE_DEFAULTS: WasteSettings = {
  nightUseLpm: 0.1,
  nightMorePercent: 50,
  burstTimes: 2,
  openFrom: '05:00',
  openTo: '22:00',
  deadDays: 2,
  demandPercent: 90,
  driftPercent: 35,
}

/** How often a detector would have spoken in the last weeks, with the settings as they are and as they might be. */
export const DetectorTrial = Type.Object({
  key: Type.String(),
  from: Instant,
  to: Instant,
  /** False where there were too many readings: `to` is earlier then. */
  complete: Type.Boolean(),
  before: Type.Integer(),
  after: Type.Integer(),
  /** The last ones, newest first. */
  times: Type.Array(Instant),
})
export type DetectorTrial = Static<typeof DetectorTrial>
export const TRIAL_DAYS = 30

/** Something that is being wasted now. */
export const Waste = Type.Object({
  alarmId: nullable(Id),
  kind: oneOf(WASTE_KINDS),
  siteId: Id,
  meterId: nullable(Id),
  name: Name,
  medium: nullable(oneOf(MEDIA)),
  since: Instant,
  /** In the medium's unit an hour; null where the money cannot be told. */
  perHour: nullable(Type.Number()),
  moneyPerDay: nullable(Type.Number()),
  lostSoFar: nullable(Type.Number()),
})
export type Waste = Static<typeof Waste>

/**
 * none: nothing is wrong · stuck-valve: a valve lets water through that was told to close · broken-line: far more than a
 * zone's nominal flow while it waters · hidden-leak: a steady flow day and night, not in the kitchen · tap-left-on: a
 * flow that began at once at the end of a working day and will stop · toilet: short refills all night · growing-leak: a
 * night flow that rises from night to night · unmetered-use: people used it, at hours nobody planned
 */
export const WATER_CAUSES = [
  'none',
  'stuck-valve',
  'broken-line',
  'hidden-leak',
  'growing-leak',
  'tap-left-on',
  'toilet',
  'unmetered-use',
] as const
export type WaterCause = (typeof WATER_CAUSES)[number]

export const WaterJudgement = Type.Object({
  meterId: Id,
  from: Instant,
  to: Instant,
  cause: oneOf(WATER_CAUSES),
  /** 0 to 1, of all causes 1 in sum. */
  likelihood: Type.Array(Type.Object({ cause: oneOf(WATER_CAUSES), part: Type.Number() })),
  /** What speaks for it, in words with its figures. */
  evidence: Type.Array(Type.Object({ zh: Type.String(), en: Type.String() })),
  /** The zone or the meter it points to. */
  suspectId: nullable(Id),
  /** Meter minus watering minus kitchen, m³ in all and L/min of the quiet hours. */
  unexplainedM3: nullable(Type.Number()),
  quietLpm: nullable(Type.Number()),
  moneyPerDay: nullable(Type.Number()),
})
export type WaterJudgement = Static<typeof WaterJudgement>

/** Water by the minimum night flow. */
export const NightFlow = Type.Object({
  date: LocalDate,
  /** The least moving hour between 02:00 and 04:00, m³/h. */
  minimumM3PerH: nullable(Type.Number()),
  legitimateM3PerH: Type.Number(),
  leakM3PerH: nullable(Type.Number()),
  monthlyM3: nullable(Type.Number()),
})
export type NightFlow = Static<typeof NightFlow>

/** What a manager looks at first. */
export const EnergyOverview = Type.Object({
  at: Instant,
  month: Type.String(),
  /** Against the fair baselines since the month began; null when there is none. */
  saved: nullable(
    Type.Object({
      money: nullable(Type.Number()),
      low: nullable(Type.Number()),
      high: nullable(Type.Number()),
      baselines: Type.Integer(),
      /** Baselines that pass, of those. */
      passing: Type.Integer(),
    }),
  ),
  costs: Type.Array(
    Type.Object({
      medium: oneOf(MEDIA),
      use: nullable(Type.Number()),
      unit: Type.String(),
      money: nullable(Type.Number()),
      /** The same days of the month before. */
      useBefore: nullable(Type.Number()),
    }),
  ),
  /** Waste that goes on now. */
  leakMoneyPerDay: nullable(Type.Number()),
  waste: Type.Array(Waste),
  /** Whether any waste detector is in force; without one, no waste found says nothing. */
  isWatched: Type.Boolean(),
  /** From raised to acknowledged, over the last 30 days. */
  response: Type.Object({
    alarms: Type.Integer(),
    medianS: nullable(Type.Number()),
    slowestS: nullable(Type.Number()),
    /** Of those that were answered, or that waited too long; null while none can be judged. */
    withinPercent: nullable(Type.Number()),
  }),
  /** The three things most worth doing, dearest first. */
  todo: Type.Array(
    Type.Object({
      text: Type.Object({ zh: Type.String(), en: Type.String() }),
      /** Where in the dashboard it is done. */
      href: Type.String(),
      moneyPerMonth: nullable(Type.Number()),
    }),
  ),
})
export type EnergyOverview = Static<typeof EnergyOverview>

const ById = record({ id: Id })

export const wasteRoutes = routes({
  listDetectors: {
    method: 'GET',
    path: '/energy/detectors',
    action: 'meter.read',
    summary: 'Waste detectors in force and proposed, with limits learnt from each meter’s own past',
    reply: Type.Array(Detector),
  },
  installDetectors: {
    method: 'POST',
    path: '/energy/detectors',
    action: 'meter.change',
    summary: 'Put proposed detectors in force as alarm rules, or learn their limits anew',
    body: record({ keys: Type.Array(Type.String({ maxLength: 120 }), { minItems: 1, maxItems: 200 }) }),
    reply: Type.Array(Detector),
  },
  getWasteSettings: {
    method: 'GET',
    path: '/energy/waste-settings',
    action: 'meter.read',
    summary: 'What the site says about its own waste: legitimate night use, hours, how much more is too much',
    reply: WasteSettings,
  },
  putWasteSettings: {
    method: 'PUT',
    path: '/energy/waste-settings',
    action: 'meter.change',
    summary: 'Change it; rules in force stay as they are until they are learnt anew',
    body: WasteSettings,
    reply: WasteSettings,
  },
  previewDetectors: {
    method: 'POST',
    path: '/energy/detectors/preview',
    action: 'meter.change',
    summary: 'Detectors whose rule would be another one with these settings; changes nothing',
    body: WasteSettings,
    reply: Type.Array(Detector),
  },
  tryDetector: {
    method: 'POST',
    path: '/energy/detectors/try',
    action: 'meter.change',
    summary:
      'How often a detector would have spoken in the last 30 days with these settings; changes nothing',
    body: record({ key: Type.String({ maxLength: 120 }), settings: WasteSettings }),
    reply: DetectorTrial,
  },
  listWaste: {
    method: 'GET',
    path: '/energy/waste',
    action: 'meter.read',
    summary: 'What is being wasted now, and its money a day',
    reply: Type.Array(Waste),
  },
  judgeWater: {
    method: 'GET',
    path: '/meters/:id/judgement',
    action: 'meter.read',
    summary: 'The likely cause of unexplained water, with its evidence',
    params: ById,
    query: record({ hours: Type.Optional(Type.Integer({ minimum: 24, maximum: 336 })) }),
    reply: WaterJudgement,
  },
  listNightFlows: {
    method: 'GET',
    path: '/meters/:id/nights',
    action: 'meter.read',
    summary: 'Minimum night flow of the last nights',
    params: ById,
    query: record({ nights: Type.Optional(Type.Integer({ minimum: 1, maximum: 62 })) }),
    reply: Type.Array(NightFlow),
  },
  getEnergyOverview: {
    method: 'GET',
    path: '/energy/overview',
    action: 'meter.read',
    summary: 'Money saved, waste now, how fast alarms were answered, and three things to do',
    reply: EnergyOverview,
  },
})
