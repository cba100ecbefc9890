/** What the state knows of the work alarms make, gathered for core/work. */
import type { Alarm, AlarmEvent } from '../../core/contract/alarm.ts'
import type { AlarmHealth, OpenMatter, Tuning } from '../../core/contract/matters.ts'
import type { Duty } from '../../core/contract/roster.ts'
import type { Name } from '../../core/contract/schema.ts'
import type { Site } from '../../core/contract/site.ts'
import { alarmHealth, type Call, type HealthInput } from '../../core/matters/alarm-health.ts'
import type { HandoverInput } from '../../core/matters/handover.ts'
import { openMatters } from '../../core/matters/open-matters.ts'
import { promisedAt } from '../../core/matters/promise.ts'
import { tunings } from '../../core/matters/tuning.ts'
import { responsibleFor } from '../../core/notify/audience.ts'
import { dutiesAt } from '../../core/notify/duty.ts'
import type { Clock, StateStore } from '../../core/ports.ts'
import { areaPath } from '../../core/registry/sheet.ts'
import { formatMoment } from '../../core/text/format.ts'
import { handoverTexts } from '../../core/text/matters.ts'
import { fillBoth } from '../../core/text/text.ts'
import type { AlarmService } from '../services.ts'

const DAY_MS = 86_400_000
/** Where no shift is planned, a card is about the last half day. */
const NO_SHIFT_MS = DAY_MS / 2
/** A month of a bad site; a figure over fewer says so by its `from`. */
const EVENTS_MAX = 50_000
const PAGE = 5000

export interface MattersParts {
  readonly state: StateStore
  readonly alarms: Pick<AlarmService, 'standings'>
  readonly clock: Clock
}

export class Matters {
  readonly #parts: MattersParts

  constructor(parts: MattersParts) {
    this.#parts = parts
  }

  matters(sites: readonly Site[]): OpenMatter[] {
    const { state, clock } = this.#parts
    return sites
      .flatMap(site => {
        const { id } = site
        const world = this.#placesOf(id)
        const ownersOf = (alarm: Alarm) => this.#owners(alarm, world)
        return openMatters(
          state.alarms.list({ siteId: id, closedAt: null }),
          ownersOf,
          promisedAt(site),
          clock.now(),
        )
      })
      .sort((a, b) => a.dueAt - b.dueAt)
  }

  health(site: Site, days: number): AlarmHealth {
    return alarmHealth(this.#history(site, days))
  }

  tunings(site: Site, days: number): Tuning[] {
    const { state } = this.#parts
    const rules = state.rules.list({ siteId: site.id }).filter(({ enabled }) => enabled)
    const deviceOf = ({ pointId }: { pointId: number }) => state.points.get(pointId)?.deviceId ?? null
    return tunings({ ...this.#history(site, days), rules, deviceOf })
  }

  /** What core/matters/handover.ts makes a card of. */
  handover(site: Site): HandoverInput {
    const { state, clock } = this.#parts
    const now = clock.now()
    const shift = this.#shift(site, now)
    const since = this.#alarmsSince(site.id, shift.from)
    const areas = state.areas.list({ siteId: site.id })
    return {
      site,
      shift,
      now,
      raised: since,
      closed: since.filter(({ closedAt }) => closedAt !== null),
      matters: this.matters([site]),
      placeOf: deviceId => this.#placeName(deviceId, areas),
      quiet: this.#quiet(site, now),
      notes: this.#eventsSince(shift.from).filter(
        ({ kind, note, alarmId }) =>
          (kind === 'noted' || kind === 'acknowledged' || kind === 'closed') &&
          note !== null &&
          state.alarms.get(alarmId)?.siteId === site.id,
      ),
    }
  }

  #history(site: Site, days: number): HealthInput {
    const { state, clock } = this.#parts
    const now = clock.now()
    const events = this.#eventsSince(now - days * DAY_MS)
    const full = events.length >= EVENTS_MAX
    const from = full ? (events.at(-1)?.at ?? now) : now - days * DAY_MS
    const alarms = this.#alarmsSince(site.id, from)
    const own = new Map(alarms.map(alarm => [alarm.id, alarm]))
    const calls: Call[] = events
      .filter(({ kind, alarmId }) => (kind === 'raised' || kind === 're-raised') && own.has(alarmId))
      .map(({ at, alarmId }) => ({ at, key: own.get(alarmId)?.key ?? alarmId }))
      .reverse()
    const open = state.alarms.list({ siteId: site.id, closedAt: null }).filter(isReal)
    const shiftAt = (at: number) => this.#dutiesAt(site, at)[0]?.shift ?? null
    return { from, to: now, now, alarms, calls, open, shiftAt, promised: promisedAt(site) }
  }

  /** Newest first. */
  #eventsSince(from: number): AlarmEvent[] {
    const events: AlarmEvent[] = []
    for (let before: number | undefined; events.length < EVENTS_MAX; ) {
      const some = this.#parts.state.alarmEvents.list({}, { limit: PAGE, before })
      events.push(...some.filter(({ at }) => at >= from))
      const last = some.at(-1)
      if (some.length < PAGE || last === undefined || last.at < from) break
      before = last.id
    }
    return events
  }

  #alarmsSince(siteId: string, from: number): Alarm[] {
    const found: Alarm[] = []
    for (let before: string | undefined; found.length < EVENTS_MAX; ) {
      const some = this.#parts.state.alarms.newest({ siteId }, PAGE, before)
      found.push(...some.filter(alarm => alarm.raisedAt >= from && isReal(alarm)))
      const last = some.at(-1)
      if (some.length < PAGE || last === undefined || last.raisedAt < from) break
      before = last.id
    }
    return found.reverse()
  }

  #shift(site: Site, now: number): HandoverInput['shift'] {
    const duties = this.#dutiesAt(site, now)
    const [first] = duties
    if (first === undefined) return { name: handoverTexts.noShift, from: now - NO_SHIFT_MS, people: [] }
    const people = [...new Set(duties.flatMap(({ userIds }) => userIds))].flatMap(id => this.#name(id) ?? [])
    return { name: first.shift, from: first.from, people }
  }

  #dutiesAt(site: Site, at: number): Duty[] {
    return this.#parts.state.rosters
      .list({ siteId: site.id })
      .flatMap(roster => dutiesAt(roster, at, site.timeZone))
  }

  #placesOf(siteId: string) {
    const { state } = this.#parts
    return { areas: state.areas.list({ siteId }), responsibilities: state.responsibilities.list({ siteId }) }
  }

  #owners(alarm: Alarm, world: Parameters<typeof responsibleFor>[1]): string[] {
    const device = alarm.deviceId === null ? undefined : this.#parts.state.devices.get(alarm.deviceId)
    const named = responsibleFor(device?.areaId ?? null, world).flatMap(id => this.#name(id) ?? [])
    if (named.length > 0) return named
    return device?.ledger?.responsible === undefined ? [] : [device.ledger.responsible]
  }

  #name(userId: string): string | undefined {
    const user = this.#parts.state.users.get(userId)
    return user && (user.displayName || user.username)
  }

  #placeName(deviceId: string | null, areas: ReturnType<StateStore['areas']['list']>): Name {
    const device = deviceId === null ? undefined : this.#parts.state.devices.get(deviceId)
    if (device === undefined) return { zh: '', en: '' }
    const at = (language: 'zh' | 'en') =>
      [areaPath(areas, device.areaId, language), device.name[language]].filter(Boolean).join(' · ')
    return { zh: at('zh'), en: at('en') }
  }

  #quiet(site: Site, now: number): Name[] {
    const { state, alarms } = this.#parts
    const until = (at: number): Name => ({
      zh: formatMoment(at, now, site.timeZone, 'zh'),
      en: formatMoment(at, now, site.timeZone, 'en'),
    })
    const rules = alarms.standings().filter(({ siteId }) => siteId === site.id)
    const testing = state.devices.list({ siteId: site.id }).filter(({ testUntil }) => (testUntil ?? 0) > now)
    return [
      ...rules.flatMap(({ ruleId, shelvedUntil, outOfService }) => {
        const name = this.#ruleName(ruleId)
        if (outOfService !== null) {
          const { until: end, note } = outOfService
          return [
            fillBoth(handoverTexts.outOfService, { name, until: until(end), note: { zh: note, en: note } }),
          ]
        }
        return shelvedUntil === null
          ? []
          : [fillBoth(handoverTexts.shelved, { name, until: until(shelvedUntil) })]
      }),
      ...testing.map(({ name, testUntil }) =>
        fillBoth(handoverTexts.testing, { name, until: until(testUntil ?? now) }),
      ),
    ]
  }

  #ruleName(ruleId: string): Name {
    const { state } = this.#parts
    const rule = state.rules.get(ruleId)
    const device = rule && state.devices.get(state.points.get(rule.pointId)?.deviceId ?? '')
    const at = (language: 'zh' | 'en') =>
      [device?.name[language], rule?.name[language]].filter(Boolean).join(' · ')
    return { zh: at('zh'), en: at('en') }
  }
}

function isReal({ exercise }: Alarm): boolean {
  return exercise === undefined
}
