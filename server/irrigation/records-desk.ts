/** Looks back: litres, need and savings by month, as data, as a table and as a section of a report; and what was learned. */
import { stringify } from 'csv-stringify/sync'
import { Problem } from '../../core/contract/error.ts'
import type { Language } from '../../core/contract/schema.ts'
import type { Site } from '../../core/contract/site.ts'
import type { WateringSection } from '../../core/contract/watering-history.ts'
import type { Suggestion, WateringRecords } from '../../core/contract/watering-record.ts'
import type { Zone } from '../../core/contract/watering-zone.ts'
import { priceAt, tariffAt } from '../../core/energy/tariff.ts'
import { accepted, emptyLearning, suggestionsOf } from '../../core/irrigation/learning.ts'
import { recordsOf } from '../../core/irrigation/records.ts'
import { wateringSection } from '../../core/irrigation/report-section.ts'
import type { Clock, StateStore } from '../../core/ports.ts'
import { localDay } from '../../core/text/format.ts'
import { recordTexts } from '../../core/text/watering-records.ts'
import { instantAt } from '../../core/time/zone.ts'

const RUNS_MAX = 200_000

export class RecordsDesk {
  readonly #state: StateStore
  readonly #clock: Clock

  constructor(state: StateStore, clock: Clock) {
    this.#state = state
    this.#clock = clock
  }

  /** Months of the site's calendar, both included; this one when nothing is said. */
  records(site: Site, from?: string, to?: string): WateringRecords {
    const thisMonth = localDay(this.#clock.now(), site.timeZone).slice(0, 7)
    const last = to ?? thisMonth
    const first = from ?? last
    const tariffs = this.#state.tariffs.list({ siteId: site.id })
    const price = (at: number): number | null => {
      const tariff = tariffAt(tariffs, 'water', at, site.timeZone)
      return tariff === undefined ? null : priceAt(tariff, at, site.timeZone).price / 1000
    }
    const runs = this.#state.runs
      .between(monthInstant(first, 0, site), monthInstant(last, 1, site), RUNS_MAX)
      .filter(({ siteId }) => siteId === site.id)
    return recordsOf({
      runs,
      days: this.#state.zoneDays
        .between(`${first}-01`, `${last}-31`)
        .filter(({ siteId }) => siteId === site.id),
      zones: this.#state.zones.list({ siteId: site.id }),
      monthOf: at => localDay(at, site.timeZone).slice(0, 7),
      priceAt: price,
    })
  }

  /** With a mark for spreadsheets that it is UTF-8; formulas are defused. */
  csv(site: Site, from: string | undefined, to: string | undefined, language: Language): string {
    const { water, need } = this.records(site, from, to)
    const names = this.#names(site)
    const header = [
      'month',
      'zone',
      'program',
      'litres',
      'measured',
      'cost',
      'timer',
      'runs',
      'skips',
      'need',
      'rain',
    ] as const
    const rows = water.map(one => {
      const wants = need.find(({ zoneId, month }) => zoneId === one.zoneId && month === one.month)
      return [
        one.month,
        names.zone(one.zoneId)[language],
        one.programId === null ? recordTexts.byHand[language] : names.program(one.programId)[language],
        round(one.litres),
        one.measuredShare === null ? '' : Math.round(one.measuredShare * 100),
        one.cost === null ? '' : round(one.cost, 2),
        round(one.timerLitres),
        one.runs,
        one.skips,
        wants?.needLitres == null ? '' : round(wants.needLitres),
        wants?.rainMm == null ? '' : round(wants.rainMm, 1),
      ]
    })
    return stringify([header.map(key => recordTexts[key][language]), ...rows], {
      bom: true,
      record_delimiter: 'windows',
      escape_formulas: true,
    })
  }

  section(site: Site, month: string): WateringSection {
    return wateringSection(this.records(site, month, month), this.#names(site))
  }

  suggestions(): Suggestion[] {
    const now = this.#clock.now()
    return this.#state.zones.list().flatMap(zone => {
      const learning = this.#state.learnings.get(zone.id)
      return learning === undefined ? [] : suggestionsOf(zone, learning, now)
    })
  }

  /** Takes it over into the zone. Throws `thing.not-found` when it no longer stands. */
  accept(id: string): Zone {
    const suggestion = this.#suggestion(id)
    const zone = this.#state.zones.get(suggestion.zoneId)
    if (zone === undefined) throw new Problem('thing.not-found', `no zone ${suggestion.zoneId}`)
    if (!suggestion.acceptable) throw new Problem('request.invalid', 'there is nothing to take over')
    const changed = accepted(zone, suggestion)
    const learning = this.#state.learnings.get(zone.id) ?? emptyLearning(zone)
    this.#state.transaction(() => {
      this.#state.zones.put(changed)
      // What it was drawn from has been used: the next suggestion needs fresh runs.
      const used = suggestion.kind === 'precipitation-rate' ? { rates: [] } : {}
      this.#state.learnings.put({ ...learning, ...used })
    })
    return changed
  }

  dismiss(id: string): void {
    const { zoneId, kind } = this.#suggestion(id)
    const zone = this.#state.zones.get(zoneId)
    if (zone === undefined) throw new Problem('thing.not-found', `no zone ${zoneId}`)
    const learning = this.#state.learnings.get(zoneId) ?? emptyLearning(zone)
    const others = learning.dismissed.filter(one => one.kind !== kind)
    this.#state.learnings.put({ ...learning, dismissed: [...others, { kind, at: this.#clock.now() }] })
  }

  #suggestion(id: string): Suggestion {
    const found = this.suggestions().find(one => one.id === id)
    if (found === undefined) throw new Problem('thing.not-found', `no suggestion ${id}`)
    return found
  }

  #names(site: Site) {
    const zones = new Map(this.#state.zones.list({ siteId: site.id }).map(({ id, name }) => [id, name]))
    const programs = new Map(this.#state.programs.list({ siteId: site.id }).map(({ id, name }) => [id, name]))
    return {
      zone: (id: string) => zones.get(id) ?? recordTexts.removedZone,
      program: (id: string) => programs.get(id) ?? recordTexts.removedProgram,
    }
  }
}

function monthInstant(month: string, on: number, { timeZone }: Site): number {
  const [year = 0, monthOfYear = 1] = month.split('-').map(Number)
  return instantAt({ year, month: monthOfYear + on, day: 1 }, timeZone)
}

function round(value: number, digits = 0): number {
  return Number(value.toFixed(digits))
}
