/**
 * Reports that are made and sent by themselves. What is due is in the state, so a restart sends what was missed, once;
 * of several periods missed, the last one.
 */
import { randomUUID } from 'node:crypto'
import { Problem } from '../../core/contract/error.ts'
import type { ReportSchedule, ScheduleInput } from '../../core/contract/report.ts'
import type { Clock, StateStore } from '../../core/ports.ts'
import { dueAfter, periodDue } from '../../core/reports/period.ts'
import type { Logger } from '../services.ts'
import type { ReportLibrary } from './library.ts'

const LOOK_EVERY_MS = 20_000
export const SCHEDULES_MAX = 200
const MINUTE_MS = 60_000
/** `nextAt` of a schedule that came out of a configuration file: it is worked out when it is first looked at. */
export const DUE_UNKNOWN = 0
/** Between one try and the next; after the last it waits for the next period. */
const RETRY_AFTER_MIN = [2, 5, 15, 60, 180, 360, 720] as const

export interface ReportSchedules {
  list(sees: (siteId: string) => boolean): ReportSchedule[]
  get(id: string): ReportSchedule
  create(siteId: string, input: ScheduleInput, by: string): ReportSchedule
  change(id: string, input: Partial<ScheduleInput>): ReportSchedule
  remove(id: string): void
  /** Makes and sends the report of the last whole period now; rejects with what went wrong. */
  run(id: string): Promise<ReportSchedule>
  /** Sends all that is due; for the timer and for tests. */
  turn(): Promise<void>
  start(): void
  stop(): void
}

export interface SchedulesParts {
  readonly state: StateStore
  readonly clock: Clock
  readonly log: Logger
  readonly library: ReportLibrary
}

export function createReportSchedules(parts: SchedulesParts): ReportSchedules {
  const { state, clock, log, library } = parts
  let timer: NodeJS.Timeout | undefined
  let busy = false

  const zoneOf = ({ siteId }: Pick<ReportSchedule, 'siteId'>) => state.sites.get(siteId)?.timeZone ?? 'UTC'
  const nextOf = (schedule: Pick<ReportSchedule, 'siteId' | 'per' | 'at'>) =>
    dueAfter(schedule.per, schedule.at, clock.now(), zoneOf(schedule))
  const get = (id: string): ReportSchedule => {
    const schedule = state.reportSchedules.get(id)
    if (schedule === undefined) throw new Problem('thing.not-found', `there is no schedule ${id}`)
    return due(schedule)
  }
  /** With the time it is due. */
  const due = (schedule: ReportSchedule): ReportSchedule => {
    if (schedule.nextAt !== DUE_UNKNOWN) return schedule
    const known = { ...schedule, nextAt: nextOf(schedule) }
    state.reportSchedules.put(known)
    return known
  }

  /** The period before the one that is running when it is due. */
  async function deliver(schedule: ReportSchedule, dueAt: number): Promise<string> {
    const { siteId, kind, per, to, format, language } = schedule
    const { key: period } = periodDue(per, dueAt, zoneOf(schedule))
    const kept = library
      .list(site => site === siteId)
      .find(one => one.scheduleId === schedule.id && one.period === period && one.state === 'ready')
    // What was made and not sent is sent; it is not made twice.
    const made = kept ?? library.make({ siteId, kind, period }, schedule.by, schedule.id)
    const report = await library.whenDone(made.id)
    if (report.state !== 'ready')
      throw new Problem(
        report.problem === 'report.no-data' ? 'report.no-data' : 'server.failed',
        `${period}: ${report.problem}`,
      )
    await library.send(report.id, { to, format, language })
    return period
  }

  const settle = (id: string, outcome: Partial<ReportSchedule>): ReportSchedule => {
    const changed = { ...get(id), ...outcome }
    state.reportSchedules.put(changed)
    return changed
  }

  async function attempt(schedule: ReportSchedule): Promise<void> {
    try {
      const sentPeriod = await deliver(schedule, schedule.nextAt)
      settle(schedule.id, {
        sentPeriod,
        sentAt: clock.now(),
        problem: null,
        tries: 0,
        nextAt: nextOf(schedule),
      })
    } catch (error) {
      const problem = error instanceof Error ? error.message.slice(0, 300) : String(error)
      log.warn({ schedule: schedule.id, problem }, 'a report could not be sent')
      if (state.reportSchedules.get(schedule.id) === undefined) return
      settle(schedule.id, { problem, ...retryOf(schedule, error) })
    }
  }

  /** A period without readings will not get any by waiting. */
  function retryOf(schedule: ReportSchedule, error: unknown): Pick<ReportSchedule, 'tries' | 'nextAt'> {
    const waitMin = RETRY_AFTER_MIN[schedule.tries]
    const regular = nextOf(schedule)
    const hopeless = error instanceof Problem && error.code === 'report.no-data'
    if (waitMin === undefined || hopeless) return { tries: 0, nextAt: regular }
    return { tries: schedule.tries + 1, nextAt: Math.min(clock.now() + waitMin * MINUTE_MS, regular) }
  }

  async function turn(): Promise<void> {
    if (busy) return
    busy = true
    try {
      const now = clock.now()
      for (const schedule of state.reportSchedules.list({ enabled: true }).map(due))
        if (schedule.nextAt <= now) await attempt(schedule)
    } finally {
      busy = false
    }
  }

  return {
    list: sees =>
      state.reportSchedules
        .list()
        .filter(({ siteId }) => sees(siteId))
        .map(due),
    get,
    create(siteId, input, by) {
      if (state.reportSchedules.list().length >= SCHEDULES_MAX)
        throw new Problem('request.too-many', `at most ${SCHEDULES_MAX} schedules`)
      const schedule: ReportSchedule = {
        id: randomUUID(),
        siteId,
        ...input,
        by,
        createdAt: clock.now(),
        nextAt: nextOf({ siteId, ...input }),
        sentAt: null,
        sentPeriod: null,
        problem: null,
        tries: 0,
      }
      state.reportSchedules.put(schedule)
      return schedule
    },
    change(id, input) {
      const changed = { ...get(id), ...input }
      return settle(id, { ...input, nextAt: nextOf(changed), problem: null, tries: 0 })
    },
    remove(id) {
      get(id)
      state.reportSchedules.remove(id)
    },
    async run(id) {
      const sentPeriod = await deliver(get(id), clock.now())
      return settle(id, { sentPeriod, sentAt: clock.now(), problem: null })
    },
    turn,
    start() {
      timer = setInterval(() => void turn(), LOOK_EVERY_MS)
      timer.unref()
    },
    stop: () => clearInterval(timer),
  }
}
