/** Rounds as they come due: made when somebody looks, kept when somebody signs, an alarm when nobody does. */
import { randomUUID } from 'node:crypto'
import { Problem } from '../../core/contract/error.ts'
import {
  type Answer,
  CHECKLISTS_MAX,
  type Checklist,
  type Inspection,
} from '../../core/contract/inspection.ts'
import { newRound, preFilled, signed } from '../../core/inspections/round.ts'
import { dueAtOf, dueDates } from '../../core/inspections/schedule.ts'
import { addDays, dateOf } from '../../core/notify/duty.ts'
import type { Clock, StateStore } from '../../core/ports.ts'
import { inspectionTexts } from '../../core/text/inspections.ts'
import { fillBoth } from '../../core/text/text.ts'
import type { AlarmService, LatestValues } from '../services.ts'

/** A round that nobody walked within a week is a thing of the past: it stays in the record as not walked. */
const OPEN_DAYS = 7
const SIGNED_SHOWN = 200
const LOOK_EVERY_MS = 60_000

export interface InspectionParts {
  readonly state: StateStore
  readonly latest: LatestValues
  readonly alarms: Pick<AlarmService, 'signal'>
  readonly clock: Clock
}

export class Inspections {
  readonly #parts: InspectionParts
  readonly #overdue = new Set<string>()

  constructor(parts: InspectionParts) {
    this.#parts = parts
  }

  create(input: Omit<Checklist, 'id' | 'createdAt'>): Checklist {
    const { state, clock } = this.#parts
    if (state.checklists.list().length >= CHECKLISTS_MAX)
      throw new Problem('thing.conflict', `there are ${CHECKLISTS_MAX} checklists already`)
    const checklist = { ...input, id: `c-${randomUUID().slice(0, 8)}`, createdAt: clock.now() }
    state.checklists.put(checklist)
    return checklist
  }

  /** Rounds of the last week that nobody has signed, with what the sensors say now; the oldest due first. */
  due(): Inspection[] {
    const { state, clock } = this.#parts
    const now = clock.now()
    return state.checklists
      .list()
      .filter(({ enabled }) => enabled)
      .flatMap(checklist => this.#roundsOf(checklist, now))
      .sort((a, b) => a.dueAt - b.dueAt)
  }

  done(): Inspection[] {
    return this.#parts.state.inspections
      .list()
      .filter(({ signedAt }) => signedAt !== null)
      .sort((a, b) => (b.signedAt ?? 0) - (a.signedAt ?? 0))
      .slice(0, SIGNED_SHOWN)
  }

  get(id: string): Inspection | undefined {
    return this.#parts.state.inspections.get(id) ?? this.due().find(round => round.id === id)
  }

  sign(
    round: Inspection,
    said: readonly { itemId: string; ok: boolean; note?: string }[],
    by: string,
  ): Inspection {
    const { state, clock } = this.#parts
    const done = signed(round, said, this.#sensed(round), by, clock.now())
    state.inspections.put(done)
    this.#tellOverdue(done, false)
    for (const answer of done.answers) if (answer.ok === false) this.#tellFinding(done, answer)
    return done
  }

  /** Tells of every round that is late. */
  check(): void {
    const now = this.#parts.clock.now()
    const late = this.due().filter(({ dueAt }) => dueAt < now)
    for (const round of late) this.#tellOverdue(round, true)
    for (const id of this.#overdue)
      if (!late.some(round => round.id === id)) {
        const round = this.#parts.state.inspections.get(id)
        if (round !== undefined) this.#tellOverdue(round, false)
      }
  }

  /** Begins looking; the answer ends it. */
  start(): () => void {
    const timer = setInterval(() => this.check(), LOOK_EVERY_MS)
    timer.unref()
    return () => clearInterval(timer)
  }

  #roundsOf(checklist: Checklist, now: number): Inspection[] {
    const { state } = this.#parts
    const timeZone = state.sites.get(checklist.siteId)?.timeZone ?? 'UTC'
    const today = dateOf(now, timeZone)
    const born = dateOf(checklist.createdAt, timeZone)
    const since = addDays(today, 1 - OPEN_DAYS)
    const dates = dueDates(checklist, born > since ? born : since, today)
    // Of a round that comes every day only the newest is walked: yesterday's is over.
    const open = checklist.cadence === 'daily' ? dates.slice(-1) : dates
    return open.flatMap(date => {
      const round = newRound(checklist, date, dueAtOf(checklist, date, timeZone))
      if (state.inspections.get(round.id) !== undefined) return []
      return [{ ...round, answers: this.#sensed(round) }]
    })
  }

  #sensed({ items }: Inspection): Answer[] {
    const { latest, clock } = this.#parts
    return preFilled(items, point => latest.get(point), clock.now())
  }

  #tellOverdue({ id, siteId, name }: Inspection, active: boolean): void {
    if (active === this.#overdue.has(id)) return
    if (active) this.#overdue.add(id)
    else this.#overdue.delete(id)
    this.#parts.alarms.signal({
      source: 'system',
      key: `inspection.overdue:${id}`,
      active,
      siteId,
      deviceId: null,
      name: fillBoth(inspectionTexts.overdueAlarm, { name }),
      priority: 'medium',
    })
  }

  /** Raised and over at once: it stays until somebody has answered it. */
  #tellFinding({ id, siteId, items }: Inspection, { itemId, note }: Answer): void {
    const text = items.find(item => item.id === itemId)?.text ?? { zh: itemId, en: itemId }
    const item =
      note === '' ? text : fillBoth({ zh: '{text}（{note}）', en: '{text} ({note})' }, { text, note })
    for (const active of [true, false])
      this.#parts.alarms.signal({
        source: 'system',
        key: `inspection.finding:${id}.${itemId}`,
        active,
        siteId,
        deviceId: null,
        name: fillBoth(inspectionTexts.findingAlarm, { item }),
        priority: 'medium',
      })
  }
}
