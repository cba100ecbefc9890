/**
 * Exercises: a simulated detector says "gas" over the same road as a real one, so that the decoding, the rule, the alarm,
 * the channels and the people are all tried. Marked as an exercise from the first moment.
 */
import { randomUUID } from 'node:crypto'
import type { Alarm } from '../../core/contract/alarm.ts'
import type { Device } from '../../core/contract/device.ts'
import { Problem } from '../../core/contract/error.ts'
import type { Drill } from '../../core/contract/safety.ts'
import { dutiesAt } from '../../core/notify/duty.ts'
import type { Clock, RawPacket, StateStore } from '../../core/ports.ts'
import { safetyTexts } from '../../core/text/safety.ts'
import type { Directory } from '../directory.ts'
import type { AlarmService, DeviceService, Logger } from '../services.ts'

/** Nobody answered by then: that is the result. */
export const DRILL_MAX_MS = 30 * 60_000

export interface DrillParts {
  readonly state: StateStore
  readonly directory: Pick<Directory, 'byId' | 'put'>
  readonly devices: Pick<DeviceService, 'register'>
  readonly alarms: Pick<AlarmService, 'acknowledge' | 'close'>
  /** As if a client had sent it; resolves when it is durable. */
  readonly hear: (packet: RawPacket) => Promise<void>
  readonly clock: Clock
  readonly log: Logger
}

export class Drills {
  readonly #parts: DrillParts

  constructor(parts: DrillParts) {
    this.#parts = parts
  }

  list(): Drill[] {
    return this.#parts.state.drills.list().sort((a, b) => b.startedAt - a.startedAt)
  }

  async start(siteId: string, by: string): Promise<Drill> {
    const { state, clock } = this.#parts
    if (this.#running(siteId) !== undefined)
      throw new Problem('thing.conflict', 'an exercise is running already')
    const drill: Drill = {
      id: randomUUID(),
      siteId,
      startedAt: clock.now(),
      startedBy: by,
      alarmId: null,
      raisedAt: null,
      acknowledgedAt: null,
      acknowledgedBy: null,
      endedAt: null,
      shift: this.#shift(siteId),
      outcome: null,
    }
    state.drills.put(drill)
    this.#detector(siteId)
    // What an earlier exercise left is over before this one begins.
    await this.#say(siteId, false)
    await this.#say(siteId, true)
    return state.drills.get(drill.id) ?? drill
  }

  stop(drill: Drill, by: string): Promise<Drill> {
    return this.#end(drill, drill.acknowledgedAt === null ? 'stopped' : 'answered', by)
  }

  /** Something happened to the alarm of an exercise. */
  alarmed(alarm: Alarm): void {
    if (alarm.exercise !== 'drill') return
    const drill = this.#running(alarm.siteId)
    if (drill === undefined) return
    const { acknowledgedAt, acknowledgedBy, raisedAt } = alarm
    const seen: Drill = { ...drill, alarmId: alarm.id, raisedAt, acknowledgedAt, acknowledgedBy }
    this.#parts.state.drills.put(seen)
    if (alarm.closedAt !== null)
      this.#parts.state.drills.put({ ...seen, endedAt: alarm.closedAt, outcome: 'answered' })
    // Somebody is there: the air clears, so that the alarm can be reset.
    else if (drill.acknowledgedAt === null && acknowledgedAt !== null)
      this.#say(alarm.siteId, false).catch(error =>
        this.#parts.log.error({ error }, 'an exercise did not clear'),
      )
  }

  /** Exercises that nobody answered end by themselves. */
  check(): void {
    const now = this.#parts.clock.now()
    for (const drill of this.#parts.state.drills.list({ endedAt: null }))
      if (now - drill.startedAt > DRILL_MAX_MS)
        this.#end(drill, drill.acknowledgedAt === null ? 'unanswered' : 'answered', 'steward').catch(error =>
          this.#parts.log.error({ error }, 'an exercise did not end'),
        )
  }

  async #end(drill: Drill, outcome: Drill['outcome'], by: string): Promise<Drill> {
    const { state, alarms, clock } = this.#parts
    if (drill.endedAt !== null) return drill
    const ended: Drill = { ...drill, endedAt: clock.now(), outcome }
    state.drills.put(ended)
    await this.#say(drill.siteId, false)
    const alarm = drill.alarmId === null ? undefined : state.alarms.get(drill.alarmId)
    if (alarm !== undefined && alarm.closedAt === null) {
      const { zh, en } = safetyTexts.drillOver
      alarms.acknowledge(alarm.id, by)
      alarms.close(alarm.id, by, { action: `${zh} / ${en}` })
    }
    return ended
  }

  #running(siteId: string): Drill | undefined {
    return this.#parts.state.drills.list({ siteId, endedAt: null })[0]
  }

  /** The kind `other` brings the real rule of a gas detector and none about its silence. */
  #detector(siteId: string): Device {
    const { directory, devices } = this.#parts
    const id = `drill.${siteId}`
    const known = directory.byId(id)
    if (known !== undefined) return known
    const name = safetyTexts.drillDetector
    const made = devices.register({
      id,
      siteId,
      codec: 'plain',
      address: `${siteId}/drill`,
      name,
      kind: 'other',
    })
    directory.put({ ...made, drill: true })
    return made
  }

  #say(siteId: string, gas: boolean): Promise<void> {
    const payload = Buffer.from(JSON.stringify({ gas_alarm: gas }))
    const receivedAt = this.#parts.clock.now()
    return this.#parts.hear({ topic: `steward/${siteId}/drill`, payload, retained: false, receivedAt })
  }

  #shift(siteId: string): Drill['shift'] {
    const { state, clock } = this.#parts
    const timeZone = state.sites.get(siteId)?.timeZone ?? 'UTC'
    const [duty] = state.rosters.list({ siteId }).flatMap(roster => dutiesAt(roster, clock.now(), timeZone))
    return duty?.shift ?? null
  }
}
