/** What must hold on a virtual lawn whatever goes wrong on it. Each has a name, so that a broken one can be looked up. */
import { isWet } from '../../core/irrigation/run.ts'
import { cycleLimits } from '../../core/irrigation/soils.ts'
import type { Broken } from '../invariants.ts'
import type { Season } from './season.ts'

export interface WateringRule {
  readonly name: string
  look(season: Season): readonly string[]
}

/** No water unaccounted for longer than the zone's limit and a minute. */
const SLACK_S = 60
/** What a valve takes to shut. */
const CLOSES_WITHIN_S = 10
/** Valves overlap while one shuts and the next opens. */
const OVERLAP_MS = 45_000
const FROST_C = 0

/** `longest`: the longest that water ran without a run of its own and without anybody called. */
export function wateringRules(longest = { s: 0 }): WateringRule[] {
  return [accounted(longest), once(), capacity(), soaks(), noFrost(), isolatedStaysShut()]
}

/** Water through a valve is either a run's own, within its limit, or somebody has been called for it. */
function accounted(longest: { s: number }): WateringRule {
  const accountedAt = new Map<string, number>()
  return {
    name: 'watering.accounted',
    look(season) {
      if (!season.up) return []
      return season.pipes.valves.flatMap(({ flowingSince, id }, n) => {
        const zone = season.zones[n]
        if (zone === undefined) return []
        const run = season.keeper.runOf(zone.id)
        const own =
          run !== undefined &&
          isWet(run) &&
          season.keeper.overS(run, { now: season.now, mono: season.now }) <= CLOSES_WITHIN_S
        const called = [...season.incidents.values()].some(
          ({ until, zoneId }) => until === null && (zoneId === zone.id || zoneId === null),
        )
        if (flowingSince === null || own || called || !accountedAt.has(id)) accountedAt.set(id, season.now)
        const since = Math.max(accountedAt.get(id) ?? season.now, season.upSince)
        const unaccountedS = (season.now - since) / 1000
        longest.s = Math.max(longest.s, unaccountedS)
        if (unaccountedS <= zone.maxRunS + SLACK_S) return []
        return [`${id} has let water through for ${unaccountedS} s and nobody was called`]
      })
    },
  }
}

/** A start waters once: never more seconds than were planned, but for what a valve takes to shut. */
function once(): WateringRule {
  return {
    name: 'watering.once',
    look: season =>
      [...season.recent.values()].flatMap(run => {
        const slackS = 45 * (run.cycles.length + 2)
        return run.programId === null || run.wateredS <= run.plannedS + slackS
          ? []
          : [`${run.id} gave ${run.wateredS} s of ${run.plannedS} s`]
      }),
  }
}

function capacity(): WateringRule {
  let since: number | null = null
  return {
    name: 'watering.capacity',
    look(season) {
      const { capacityLpm } = season.supply()
      const wet = season.up ? season.keeper.active().filter(run => isWet(run) && run.programId !== null) : []
      const zones = new Set(wet.filter(({ state }) => state !== 'closing').map(({ zoneId }) => zoneId))
      const flow = season.zones
        .filter(({ id }) => zones.has(id))
        .reduce((sum, { nominalFlowLpm }) => sum + nominalFlowLpm, 0)
      since = capacityLpm !== null && flow > capacityLpm ? (since ?? season.now) : null
      return since !== null && season.now - since > OVERLAP_MS ? [`${flow} L/min of ${capacityLpm}`] : []
    },
  }
}

function soaks(): WateringRule {
  const shutAt = new Map<string, number>()
  const known = new Map<string, string>()
  return {
    name: 'watering.soak',
    look(season) {
      if (!season.up) return []
      return season.keeper.active().flatMap(run => {
        const before = known.get(run.id)
        known.set(run.id, run.state)
        if (run.state === 'soaking' && before !== 'soaking' && before !== 'held')
          shutAt.set(run.id, season.now)
        if (run.state !== 'opening' || before !== 'soaking') return []
        const zone = season.zones.find(({ id }) => id === run.zoneId)
        const shut = shutAt.get(run.id)
        if (zone === undefined || shut === undefined || shut < season.upSince) return []
        const soakedS = (season.now - shut) / 1000
        // A step of the simulation on either side.
        return soakedS >= cycleLimits(zone).soakS - 10 ? [] : [`${run.id} soaked ${soakedS} s`]
      })
    },
  }
}

function noFrost(): WateringRule {
  const known = new Set<string>()
  return {
    name: 'watering.no-frost',
    look: season =>
      season.keeper.active().flatMap(run => {
        if (run.state !== 'opening' || run.programId === null || run.cycle > 0 || known.has(run.id)) return []
        known.add(run.id)
        const { temperatureC } = season.sky()
        return temperatureC > FROST_C || season.now - run.slotAt > 3_600_000
          ? []
          : [`${run.id} opened at ${temperatureC} °C`]
      }),
  }
}

function isolatedStaysShut(): WateringRule {
  return {
    name: 'watering.isolated',
    look(season) {
      const { isolatedAt } = season.supply()
      if (isolatedAt === null || !season.up || season.now - isolatedAt < OVERLAP_MS) return []
      const opening = season.keeper.active().filter(({ state }) => state === 'opening')
      return opening.map(({ id }) => `${id} opens on a pipe that was shut for a fault`)
    },
  }
}

export const namesOfWatering = () => [...wateringRules().map(({ name }) => name), 'watering.deficit']

/** Looks with every rule; each story of one kind is told once. */
export function createWatch(): { look: (season: Season) => void; broken: Broken[]; longest: { s: number } } {
  const longest = { s: 0 }
  const rules = wateringRules(longest)
  const broken: Broken[] = []
  const told = new Set<string>()
  return {
    broken,
    longest,
    look(season) {
      for (const { name, look } of rules)
        for (const detail of look(season)) {
          const key = `${name} ${detail.split(' ')[0]}`
          if (told.has(key)) continue
          told.add(key)
          broken.push({ invariant: name, at: season.now, detail })
        }
    },
  }
}
