/** Valves and fans that act on gas: commanded at once, confirmed by their own report, and an alarm when they are not. */
import { randomUUID } from 'node:crypto'
import { CONFIRM_WITHIN_MS, interlockState } from '../../core/alarms/gas.ts'
import type { Alarm } from '../../core/contract/alarm.ts'
import type { Command } from '../../core/contract/command.ts'
import type { Device } from '../../core/contract/device.ts'
import { Problem } from '../../core/contract/error.ts'
import { type Interlock, type InterlockStanding, SAFETY_LIMITS } from '../../core/contract/safety.ts'
import type { Clock, CommandRoad, StateStore } from '../../core/ports.ts'
import { safetyTexts } from '../../core/text/safety.ts'
import { fillBoth } from '../../core/text/text.ts'
import type { AlarmService, Logger } from '../services.ts'
import { isDetector } from './detectors.ts'

/** A fan that was switched on airs for an hour and is told again while gas stands. */
const AIRING_S = 3600

export interface InterlockParts {
  readonly state: StateStore
  readonly commands: CommandRoad
  readonly alarms: Pick<AlarmService, 'signal'>
  readonly directory: { byId(id: string): Device | undefined }
  readonly clock: Clock
  readonly log: Logger
}

export type InterlockInput = Pick<Interlock, 'name' | 'detectorIds' | 'actuatorId' | 'channel' | 'order'>

export class Interlocks {
  readonly #parts: InterlockParts

  constructor(parts: InterlockParts) {
    this.#parts = parts
    parts.commands.onSettled(command => this.#settled(command))
  }

  standings(): InterlockStanding[] {
    return this.#parts.state.interlocks.list().map(interlock => this.#standing(interlock))
  }

  create(input: InterlockInput): Interlock {
    const { state, directory, clock } = this.#parts
    if (state.interlocks.list().length >= SAFETY_LIMITS.interlocks)
      throw new Problem('thing.conflict', `there are ${SAFETY_LIMITS.interlocks} interlocks already`)
    const actuator = directory.byId(input.actuatorId)
    if (actuator === undefined) throw new Problem('thing.not-found', `there is no ${input.actuatorId}`)
    for (const id of input.detectorIds) {
      const detector = directory.byId(id)
      if (detector === undefined || !isDetector(detector) || detector.siteId !== actuator.siteId)
        throw new Problem('thing.not-found', `there is no detector ${id} at this site`)
    }
    const interlock: Interlock = {
      ...input,
      id: randomUUID(),
      siteId: actuator.siteId,
      commandedAt: null,
      confirmedAt: null,
      cause: null,
      commandId: null,
      createdAt: clock.now(),
    }
    state.interlocks.put(interlock)
    return interlock
  }

  remove(interlock: Interlock): void {
    this.#parts.state.interlocks.remove(interlock.id)
    this.#tell(interlock, false)
  }

  /** Commands it now; its own report decides. Throws a `Problem` where the device takes no such order. */
  prove(interlock: Interlock, by: string): InterlockStanding {
    return this.#standing(this.#command(interlock, 'proof', by, randomUUID()))
  }

  /** A detector's alarm, from whatever level: everything that acts for it acts, once for each alarm. */
  alarmed(alarm: Alarm): void {
    if (!alarm.lifeSafety || alarm.closedAt !== null || alarm.exercise === 'drill' || alarm.deviceId === null)
      return
    for (const interlock of this.#parts.state.interlocks.list()) {
      if (!interlock.detectorIds.includes(alarm.deviceId)) continue
      const commandId = `${alarm.id}.${interlock.id.slice(0, 8)}`
      if (this.#parts.state.commands.get(commandId) !== undefined) continue
      try {
        this.#command(interlock, 'gas', 'steward', commandId)
      } catch (error) {
        this.#parts.log.error({ error, interlock: interlock.id }, 'an interlock could not be commanded')
        this.#tell(interlock, true)
      }
    }
  }

  /** Those that were told and have not confirmed in time are an alarm of their own. */
  check(): void {
    const now = this.#parts.clock.now()
    for (const interlock of this.#parts.state.interlocks.list())
      if (isWaiting(interlock) && now - (interlock.commandedAt ?? now) > CONFIRM_WITHIN_MS)
        this.#tell(interlock, true)
  }

  #command(interlock: Interlock, cause: 'gas' | 'proof', by: string, commandId: string): Interlock {
    const { state, commands, clock } = this.#parts
    const told: Interlock = { ...interlock, commandedAt: clock.now(), confirmedAt: null, cause, commandId }
    commands.send({
      id: commandId,
      deviceId: interlock.actuatorId,
      kind: interlock.order,
      channel: interlock.channel,
      forS: interlock.order === 'switch.on' ? AIRING_S : null,
      by,
      reason: `interlock ${interlock.id} (${cause})`,
    })
    state.interlocks.put(told)
    return told
  }

  #settled({ id, state: outcome, settledAt }: Command): void {
    const { state, clock } = this.#parts
    const interlock = state.interlocks.list({ commandId: id })[0]
    if (interlock === undefined) return
    const confirmed = outcome === 'confirmed'
    if (confirmed) state.interlocks.put({ ...interlock, confirmedAt: settledAt ?? clock.now() })
    this.#tell(interlock, !confirmed)
  }

  #standing(interlock: Interlock): InterlockStanding {
    const now = this.#parts.clock.now()
    const waiting = isWaiting(interlock) && now - (interlock.commandedAt ?? 0) <= CONFIRM_WITHIN_MS
    return { interlock, state: waiting ? 'waiting' : interlockState(interlock, now) }
  }

  #tell({ id, siteId, actuatorId, name }: Interlock, active: boolean): void {
    this.#parts.alarms.signal({
      source: 'command',
      key: `interlock.unconfirmed:${id}`,
      active,
      siteId,
      deviceId: actuatorId,
      name: fillBoth(safetyTexts.interlockFailed, { name }),
      priority: 'critical',
    })
  }
}

function isWaiting({ commandedAt, confirmedAt }: Interlock): boolean {
  return commandedAt !== null && confirmedAt === null
}
