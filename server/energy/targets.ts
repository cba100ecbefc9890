/** Targets, indicators, and the league. */
import type { Indicators, LEAGUES, League, Target } from '../../core/contract/energy-target.ts'
import { MEDIA, MEDIUM_UNIT, type Medium } from '../../core/contract/energy-words.ts'
import { indicatorOf } from '../../core/energy/indicators.ts'
import { BURDEN_WORDS, type Entrant, leagueOf } from '../../core/energy/league.ts'
import { factsOf, factsOfSite } from '../../core/energy/places.ts'
import { mainsOf } from '../../core/energy/tree.ts'
import { knownUse } from '../../core/points/counter.ts'
import { activitiesBetween, countsByDate } from './calendars.ts'
import type { EnergyRoom } from './room.ts'
import type { Views } from './views.ts'

const DAY_MS = 86_400_000
const LEAGUE_MAX = 200

export class Targets {
  readonly #room: EnergyRoom
  readonly #views: Views

  constructor(room: EnergyRoom, views: Views) {
    this.#room = room
    this.#views = views
  }

  put(target: Omit<Target, 'id' | 'createdAt'>): Target {
    const { siteId, medium, kind, month } = target
    const kept: Target = {
      ...target,
      id: [siteId, medium, kind, month].join('/'),
      createdAt: this.#room.clock.now(),
    }
    this.#room.state.targets.put(kept)
    return kept
  }

  /** Local dates, both included; of the site, or of one of its places by the place's own meters and counts. */
  async indicators(siteId: string, from: string, to: string, areaId?: string): Promise<Indicators> {
    const { state } = this.#room
    const done = this.#done(siteId, from, to, areaId)
    const factors = state.factors.list({ siteId })
    const totals = await Promise.all(MEDIA.map(medium => this.#views.total(siteId, medium, from, to, areaId)))
    const media = totals
      .filter(total => total !== null)
      .map(total => indicatorOf({ ...total, ...done, year: Number(from.slice(0, 4)), factors }))
    return { from, to, ...done, media }
  }

  /** What was done with it; null where nobody said. */
  #done(siteId: string, from: string, to: string, areaId?: string) {
    const { state } = this.#room
    const activities = activitiesBetween(state, siteId, from, to)
    const meals = [...countsByDate(activities, 'meals', areaId).values()]
    const counted = [...countsByDate(activities, 'heads', areaId).values()]
    const premises = state.premises.list({ siteId })
    const facts =
      areaId === undefined
        ? factsOfSite(premises, state.areas.list({ siteId }), siteId)
        : factsOf(premises, areaId)
    return {
      meals: meals.length === 0 ? null : total(meals),
      heads: counted.length > 0 ? total(counted) / counted.length : facts.heads,
      areaM2: facts.areaM2,
    }
  }

  /** Places by what their own meters of a medium say, or cabinets that have a meter. */
  async league(siteId: string, of: (typeof LEAGUES)[number], from: string, to: string): Promise<League> {
    const entrants =
      of === 'cabinets' ? await this.#cabinets(siteId, from, to) : await this.#places(siteId, of, from, to)
    const { rows, burdens } = leagueOf(entrants)
    const say = (language: 'zh' | 'en') =>
      burdens.map(word => BURDEN_WORDS[word][language]).join(language === 'zh' ? '、' : ', ')
    const rule =
      burdens.length === 0
        ? {
            zh: '没有餐次、人数或面积，无法公平比较。',
            en: 'There are no meals, people or floor areas to be fair with.',
          }
        : {
            zh: `公平用量由全部参赛者的${say('zh')}推算；得分 = 实际 ÷ 公平 − 1，越小越好。`,
            en: `A fair use is worked out from the ${say('en')} of all; the score is use over fair minus one, lower is better.`,
          }
    return { of, from, to, unit: MEDIUM_UNIT[of === 'cabinets' ? 'electricity' : of], rule, rows }
  }

  /** Every place that has a meter of its own, each once: what its meters behind no other one of it have counted. */
  async #places(siteId: string, medium: Medium, from: string, to: string): Promise<Entrant[]> {
    const { state } = this.#room
    const meters = state.meters.list({ siteId })
    const metered = state.areas
      .list({ siteId })
      .filter(
        ({ id }) =>
          mainsOf(
            meters.filter(({ areaId }) => areaId === id),
            medium,
          ).length > 0,
      )
      .slice(0, LEAGUE_MAX)
    return Promise.all(
      metered.map(async ({ id, name }) => ({
        id,
        name,
        use: (await this.#views.total(siteId, medium, from, to, id))?.use ?? null,
        burden: this.#done(siteId, from, to, id),
      })),
    )
  }

  /** Each by its own plug or meter; its burden is how much warmer the room around it is than what it holds. */
  async #cabinets(siteId: string, from: string, to: string): Promise<Entrant[]> {
    const { state, series } = this.#room
    const kinds = ['fridge', 'freezer', 'cold-room', 'sample-fridge', 'display', 'blast-chiller']
    const devices = state.devices
      .list({ siteId })
      .filter(({ kind, status }) => kinds.includes(kind) && status === 'active')
      .slice(0, LEAGUE_MAX)
    const start = this.#views.midnight(siteId, from)
    const end = Math.min(this.#room.clock.now(), this.#views.midnight(siteId, to) + DAY_MS)
    const found = await Promise.all(
      devices.map(async device => {
        const points = state.points.list({ deviceId: device.id })
        const counter = points.find(({ metric }) => metric === 'energy_import_total')
        const inside = points.find(({ metric }) => metric === 'temperature')
        if (counter === undefined || end <= start) return []
        const [deltas] = await series.deltas([{ point: counter.id, facts: counter.counter }], [start, end])
        const [mean] = inside === undefined ? [] : await series.buckets(inside.id, start, end, 1)
        // A kitchen is about 25 °C; what matters is how far below it a cabinet is held.
        const warmth = mean === undefined ? null : Math.max(1, 25 - mean.avg)
        return [{ id: device.id, name: device.name, use: knownUse(deltas), burden: { warmth } }]
      }),
    )
    return found.flat()
  }
}

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)
