/** Does what the keeper of the valves decides: orders, records, alarms. One that fails keeps no other from being done. */

import type { Alarm } from '../../core/contract/alarm.ts'
import type { Command, CommandKind } from '../../core/contract/command.ts'
import type { Incident, IncidentKind } from '../../core/contract/watering-record.ts'
import type { Run } from '../../core/contract/watering-run.ts'
import type { KeeperEffect, ValveRef } from '../../core/irrigation/keeper-effect.ts'
import { emptyLearning, withFlow } from '../../core/irrigation/learning.ts'
import type { CommandRoad, StateStore } from '../../core/ports.ts'
import { fillBoth } from '../../core/text/text.ts'
import { wateringTexts } from '../../core/text/watering.ts'
import type { AlarmService, ChangeFeed, Logger } from '../services.ts'
import type { ZoneSight } from './zone-sight.ts'

const PRIORITIES: Readonly<Record<IncidentKind, Alarm['priority']>> = {
  'not-closed': 'critical',
  'says-closed': 'critical',
  leak: 'critical',
  'over-flow': 'high',
  'not-opened': 'critical',
  'says-open': 'high',
  'opened-outside': 'medium',
  'under-flow': 'low',
}

export interface HandsParts {
  readonly state: StateStore
  readonly sight: ZoneSight
  readonly commands: CommandRoad
  readonly alarms: Pick<AlarmService, 'signal'>
  readonly changes: ChangeFeed
  readonly log: Logger
  /** An order could not even be given. */
  readonly refused: (ref: ValveRef, kind: 'open' | 'close') => void
  readonly runOver: (run: Run) => void
}

type Order = Extract<KeeperEffect, { type: 'order' }>

export class Hands {
  readonly #parts: HandsParts

  constructor(parts: HandsParts) {
    this.#parts = parts
  }

  /** In order. Answers with the orders that were given. */
  perform(effects: readonly KeeperEffect[]): Command[] {
    const given: Command[] = []
    for (const effect of effects) {
      try {
        const command = this.#do(effect)
        if (command !== undefined) given.push(command)
      } catch (error) {
        this.#parts.log.error({ error, effect: effect.type }, 'watering: a step failed; the others go on')
      }
    }
    if (effects.length > 0) this.#parts.changes.publish({ type: 'zones' })
    return given
  }

  /** Tells a valve without asking anybody: for a stop that must work whatever else does not. */
  order(ref: ValveRef, kind: 'open' | 'close', forS: number | null, by: string, reason: string): Command {
    const { deviceId, channel } = ref
    return this.#parts.commands.send({ deviceId, channel, kind: this.#word(ref, kind), forS, by, reason })
  }

  /** Whether it closes by itself when nobody else does; null when it cannot be told to open. */
  closesItself(ref: ValveRef): boolean | null {
    const { deviceId, channel } = ref
    return this.#parts.commands.isTimed({ deviceId, channel, kind: this.#word(ref, 'open') })
  }

  #word(ref: ValveRef, kind: 'open' | 'close'): CommandKind {
    const isSwitch = this.#parts.sight.point(ref)?.metric === 'switch_on'
    if (kind === 'open') return isSwitch ? 'switch.on' : 'valve.open'
    return isSwitch ? 'switch.off' : 'valve.close'
  }

  /** Tells people that a device does not do as it is told, or that it does again. */
  signalDevice(siteId: string, deviceId: string, active: boolean): void {
    const device = this.#parts.state.devices.get(deviceId)
    this.#parts.alarms.signal({
      source: 'command',
      key: `command.unconfirmed:${deviceId}`,
      active,
      siteId,
      deviceId,
      name: fillBoth(wateringTexts.unconfirmed, { device: device?.name ?? deviceId }),
      priority: 'critical',
    })
  }

  #do(effect: KeeperEffect): Command | undefined {
    switch (effect.type) {
      case 'order':
        return this.#tell(effect)
      case 'run':
        this.#keep(effect.run)
        return undefined
      case 'incident':
        this.incident(effect.incident)
        return undefined
      case 'isolate': {
        const supply = this.#parts.state.supplies.get(effect.supplyId)
        if (supply !== undefined) this.#parts.state.supplies.put({ ...supply, isolatedAt: effect.at })
        return undefined
      }
      default: {
        const zone = this.#parts.state.zones.get(effect.zoneId)
        if (zone === undefined) return undefined
        const learning = this.#parts.state.learnings.get(zone.id) ?? emptyLearning(zone)
        this.#parts.state.learnings.put(withFlow(learning, effect.lpm, effect.at))
        return undefined
      }
    }
  }

  #tell({ valve, kind, forS, by, reason }: Order): Command | undefined {
    try {
      return this.order(valve, kind, forS, by, reason)
    } catch (error) {
      this.#parts.log.error({ error, device: valve.deviceId }, 'an order could not be given')
      const site = this.#parts.state.zones.list({ valveDeviceId: valve.deviceId })[0]?.siteId
      if (site !== undefined) this.signalDevice(site, valve.deviceId, true)
      this.#parts.refused(valve, kind)
      return undefined
    }
  }

  #keep(run: Run): void {
    this.#parts.state.runs.put(run)
    this.#parts.runOver(run)
  }

  /** Written down, and an alarm while it lasts. */
  incident(incident: Incident): void {
    const { state, alarms } = this.#parts
    state.incidents.put(incident)
    const { kind, siteId, zoneId, supplyId, until, sentence } = incident
    const zone = zoneId === null ? undefined : state.zones.get(zoneId)
    const supply = supplyId === null ? undefined : state.supplies.get(supplyId)
    const deviceId = zone?.valveDeviceId ?? supply?.deviceId ?? null
    if ((kind === 'not-closed' || kind === 'not-opened') && deviceId !== null) {
      this.signalDevice(siteId, deviceId, until === null || this.#othersLast(incident))
      return
    }
    alarms.signal({
      source: 'system',
      key: `water.${kind}:${zoneId ?? supplyId ?? siteId}`,
      active: until === null,
      siteId,
      deviceId,
      name: { zh: sentence.zh.slice(0, 120), en: sentence.en.slice(0, 120) },
      priority: PRIORITIES[kind],
    })
  }

  /** Opening and closing of one valve share their alarm. */
  #othersLast({ id, zoneId, supplyId }: Incident): boolean {
    return this.#parts.state.incidents
      .list({ until: null })
      .some(
        other =>
          other.id !== id &&
          other.zoneId === zoneId &&
          other.supplyId === supplyId &&
          (other.kind === 'not-closed' || other.kind === 'not-opened'),
      )
  }
}
