/**
 * Looks for one cause behind many silences, says it once, and holds the silences back meanwhile. When the cause is over,
 * each device has its own time to be heard again before its silence counts.
 */
import { PRIORITIES, type Priority } from '../../core/contract/alarm-words.ts'
import type { Device } from '../../core/contract/device.ts'
import { type Outage, outagesOf } from '../../core/notify/outage.ts'
import type { Clock, StateStore } from '../../core/ports.ts'
import { outageTexts } from '../../core/text/outage.ts'
import { fillBoth } from '../../core/text/text.ts'
import type { Directory } from '../directory.ts'
import type { AlarmService, ChangeFeed, Logger } from '../services.ts'

const EVERY_MS = 15_000
/** A wall clock that leaves the steady one by more than this was set by somebody. */
const CLOCK_JUMP_MS = 30_000
/** Said again every round; ends by itself should nobody say it any more. */
const LEASE_MIN = 5

export interface OutageParts {
  readonly state: StateStore
  readonly directory: Pick<Directory, 'devices' | 'pointsOf'>
  readonly alarms: Pick<AlarmService, 'suppress' | 'signal'>
  readonly changes: ChangeFeed
  readonly clock: Clock
  readonly log: Logger
}

export interface OutageWatch {
  /** One look, now. */
  look(): void
  stop(): void
}

/** What was dead, until each of its devices has been heard again or had its time. */
interface Aftermath {
  readonly endedAt: number
  readonly waiting: Map<string, number>
}

export function watchOutages(parts: OutageParts): OutageWatch {
  const watch = new Watch(parts)
  const look = () => {
    try {
      watch.look()
    } catch (error) {
      parts.log.error({ error }, 'the devices cannot be looked at for a common cause')
    }
  }
  const timer = setInterval(look, EVERY_MS)
  const unsubscribe = parts.changes.subscribe(change => {
    // A gateway's last will comes before its sensors are missed.
    if (change.type === 'device' && change.device.kind === 'gateway') queueMicrotask(look)
  })
  return {
    look,
    stop() {
      clearInterval(timer)
      unsubscribe()
    },
  }
}

class Watch {
  readonly #parts: OutageParts
  #known = new Map<string, Outage>()
  readonly #after = new Map<string, Aftermath>()
  #first = true
  /** Since when somebody listens, on the wall clock as it is set now. */
  #since: number
  #offset: number

  constructor(parts: OutageParts) {
    this.#parts = parts
    this.#since = parts.clock.now()
    this.#offset = this.#since - parts.clock.monotonic()
  }

  look(): void {
    const { directory, clock } = this.#parts
    const devices = [...directory.devices()]
    const now = clock.now()
    this.#noticeJump(now)
    const found = new Map(outagesOf(devices, now, this.#since).map(outage => [outage.reason, outage]))
    if (this.#first) this.#endOldAlarms(found)
    this.#first = false
    for (const outage of found.values()) this.#hold(outage)
    for (const [reason, outage] of this.#known) if (!found.has(reason)) this.#end(outage, devices, now)
    for (const [reason, after] of this.#after) this.#settle(reason, after, devices, now)
    this.#known = found
  }

  /** Ages mean nothing across a clock that was set: silence counts anew. */
  #noticeJump(now: number): void {
    const offset = now - this.#parts.clock.monotonic()
    if (Math.abs(offset - this.#offset) > CLOCK_JUMP_MS) this.#since = now
    this.#offset = offset
  }

  #hold(outage: Outage): void {
    const { alarms } = this.#parts
    this.#after.delete(outage.reason)
    const rules = outage.deviceIds.flatMap(id => this.#silencesOf(id))
    alarms.suppress(
      outage.reason,
      rules.map(({ id }) => id),
      LEASE_MIN,
    )
    if (!this.#known.has(outage.reason))
      this.#tell(outage, true, worst(rules.map(({ priority }) => priority)))
  }

  #end(outage: Outage, devices: readonly Device[], now: number): void {
    const silent = new Set(outage.deviceIds)
    const waiting = new Map(
      devices
        .filter(({ id }) => silent.has(id))
        .map(({ id, silentAfterS }) => [id, now + silentAfterS * 1000] as const),
    )
    this.#after.set(outage.reason, { endedAt: now, waiting })
    this.#tell(outage, false, 'high')
  }

  /** Those that are heard again, or had as long as they ever may be silent, speak for themselves. */
  #settle(reason: string, { endedAt, waiting }: Aftermath, devices: readonly Device[], now: number): void {
    const byId = new Map(devices.map(device => [device.id, device]))
    for (const [id, until] of waiting) {
      const heardAt = byId.get(id)?.lastSeenAt ?? 0
      if (now >= until || heardAt > endedAt || !byId.has(id)) waiting.delete(id)
    }
    const rules = [...waiting.keys()].flatMap(id => this.#silencesOf(id))
    const ids = rules.map(rule => rule.id)
    this.#parts.alarms.suppress(reason, ids, LEASE_MIN)
    if (waiting.size === 0) this.#after.delete(reason)
  }

  /** Life safety is never held back, so it is not even asked for. */
  #silencesOf(deviceId: string) {
    const { state, directory } = this.#parts
    return directory
      .pointsOf(deviceId)
      .flatMap(({ id }) => state.rules.list({ pointId: id }))
      .filter(({ condition, lifeSafety, enabled }) => enabled && !lifeSafety && condition.type === 'no-data')
  }

  #tell({ reason, siteId, gatewayId, deviceIds, silent }: Outage, active: boolean, priority: Priority): void {
    const { state, alarms } = this.#parts
    const name =
      gatewayId === null
        ? fillBoth(outageTexts.cut, { count: silent })
        : fillBoth(outageTexts.gateway, { count: deviceIds.length - 1 })
    if (!active && state.alarms.list({ key: reason, closedAt: null }).length === 0) return
    alarms.signal({ source: 'system', key: reason, active, siteId, deviceId: gatewayId, name, priority })
  }

  /** What the last process left open and is over. */
  #endOldAlarms(found: ReadonlyMap<string, Outage>): void {
    const { state } = this.#parts
    for (const { key, siteId, deviceId } of state.alarms.list({ closedAt: null, source: 'system' })) {
      if (!/^(gateway\.silent|power\.cut):/.test(key) || found.has(key)) continue
      this.#tell({ reason: key, siteId, gatewayId: deviceId, deviceIds: [], silent: 0 }, false, 'high')
    }
  }
}

/** As urgent as the most urgent of what is held back, and never a mere hint. */
function worst(priorities: readonly Priority[]): Priority {
  return PRIORITIES.find(one => one === 'high' || priorities.includes(one)) ?? 'high'
}
