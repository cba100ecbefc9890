/** Decides the starts of programs as they come, each once, and writes down those that were missed. */
import type { Site } from '../../core/contract/site.ts'
import type { Program } from '../../core/contract/watering-program.ts'
import type { PlannedRun, Run } from '../../core/contract/watering-run.ts'
import { siteDays } from '../../core/irrigation/days.ts'
import { planSite } from '../../core/irrigation/plan.ts'
import { MISSED_AFTER_MS } from '../../core/irrigation/recovery.ts'
import { type Slot, slotsOf } from '../../core/irrigation/slots.ts'
import type { Clock, StateStore } from '../../core/ports.ts'
import type { Logger } from '../services.ts'
import type { GroundsDesk } from './grounds-desk.ts'
import { runId, runOfPlan } from './new-run.ts'

const DAY_MS = 86_400_000
/** How far back missed starts are written down after a restart. */
const LOOK_BACK_MS = DAY_MS
const LAST_LOOK = 'irrigation.last-tick'
/** What was looked at since is looked at again after a crash; a start that was decided is not decided twice. */
const LAST_LOOK_EVERY_MS = 5 * 60_000

/** An import or the command line may have changed programs without saying so. */
const KNOWN_MS = 10_000

interface SitePrograms {
  readonly site: Site
  readonly programs: readonly Program[]
}

export interface StarterParts {
  readonly state: StateStore
  readonly clock: Clock
  readonly log: Logger
  readonly desk: GroundsDesk
  readonly begin: (run: Run) => void
  readonly skipped: (run: Run) => void
}

export class Starter {
  readonly #parts: StarterParts
  #last: number
  #lastKept = 0
  #known: readonly SitePrograms[] | undefined
  #knownAt = 0

  constructor(parts: StarterParts) {
    this.#parts = parts
    this.#last = parts.clock.now()
  }

  /** What came due while nobody looked. */
  catchUp(): void {
    const now = this.#parts.clock.now()
    const kept = this.#parts.state.settings.get(LAST_LOOK)?.value
    this.#last = typeof kept === 'number' ? Math.max(kept, now - LOOK_BACK_MS) : now
    this.begin()
    this.#keep(now)
  }

  /** What has come due since the last question. */
  begin(): void {
    const { clock, log } = this.#parts
    const now = clock.now()
    // After the clock was set back nothing is planned again: what has run has its name in the records.
    const from = Math.min(this.#last, now)
    for (const { site, programs } of this.#sites()) {
      try {
        if (from < now) this.#start(site, programs, from, now)
      } catch (error) {
        log.error({ error, site: site.id }, 'watering: the starts of a site could not be decided')
      }
    }
    this.#last = now
    if (Math.abs(now - this.#lastKept) >= LAST_LOOK_EVERY_MS) this.#keep(now)
  }

  /** Programs were changed: they are read anew. */
  forget(): void {
    this.#known = undefined
  }

  /** Read from the state now and then, not every second. */
  #sites(): readonly SitePrograms[] {
    const { state, clock } = this.#parts
    const mono = clock.monotonic()
    if (this.#known === undefined || mono - this.#knownAt >= KNOWN_MS) {
      this.#knownAt = mono
      this.#known = state.sites
        .list()
        .map(site => ({ site, programs: state.programs.list({ siteId: site.id }) }))
    }
    return this.#known
  }

  #start(site: Site, programs: readonly Program[], from: number, now: number): void {
    const { desk } = this.#parts
    if (programs.length === 0) return
    const days = siteDays(from - DAY_MS, now, site)
    const slots = slotsOf(programs, days, from, now, site.timeZone).filter(slot => this.#isNew(slot))
    const [first] = slots
    if (first === undefined) return
    const starting = new Set(slots.map(({ program }) => program.id))
    const grounds = {
      ...desk.grounds(site, now + 2 * DAY_MS),
      now: first.at,
      programs: programs.filter(({ id }) => starting.has(id)),
    }
    for (const planned of planSite(grounds, from, now)) this.#take(planned, slots, now)
    desk.changed()
  }

  #isNew({ program, at }: Slot): boolean {
    const known = (zoneId: string) => this.#parts.state.runs.get(runId(program.id, zoneId, at)) !== undefined
    return program.steps.some(({ zoneId }) => !known(zoneId))
  }

  #take(planned: PlannedRun, slots: readonly Slot[], now: number): void {
    const { state, begin, skipped } = this.#parts
    const zone = state.zones.get(planned.zoneId)
    const slot = slots.find(one => one.program.id === planned.programId && one.at === planned.slotAt)
    if (zone === undefined || slot === undefined) return
    const run = runOfPlan(zone, planned, slot.finishBy)
    if (state.runs.get(run.id) !== undefined) return
    const late = now - slot.at > MISSED_AFTER_MS
    const inTime = slot.program.missed === 'make-up' && now + run.plannedS * 1000 <= slot.finishBy
    if (run.state === 'skipped') skipped(run)
    else if (late && !inTime) skipped({ ...run, state: 'skipped', reason: 'missed-while-off' })
    else begin(run)
  }

  #keep(now: number): void {
    this.#lastKept = now
    this.#parts.state.settings.put({ id: LAST_LOOK, value: now })
  }
}
