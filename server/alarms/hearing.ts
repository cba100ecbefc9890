/** Signs of life: what is heard from a device, whatever it says, and what is told of it. */
import type { AlarmInput } from '../../core/alarms/machine.ts'
import type { Device } from '../../core/contract/device.ts'
import type { StateStore } from '../../core/ports.ts'
import { isSuppressed, type Sources } from './sources.ts'
import type { Source, Tracked } from './tracked.ts'

const HEARD: AlarmInput = { type: 'heard' }
const GONE: AlarmInput = { type: 'gone' }

export interface HearingParts {
  readonly state: StateStore
  readonly sources: Sources
  readonly wallNow: () => number
  readonly take: (tracked: Tracked, input: AlarmInput, now: number) => void
  readonly ruleChanged: (ruleId: string) => void
}

export class Hearing {
  readonly #parts: HearingParts

  constructor(parts: HearingParts) {
    this.#parts = parts
  }

  /** The directory tells how a device stands. `now` is steady ms. */
  device(device: Device, now: number): void {
    const source = this.#parts.sources.ofDevice(device, now)
    if (source.suppressed !== isSuppressed(device)) this.#listen(device, source)
    const offline = device.availability === 'offline'
    if (offline && !source.offline) {
      for (const silence of source.silences) this.#parts.take(silence, GONE, now)
    } else this.#hearDevice(source, device, now)
    source.offline = offline
    source.seenAt = device.lastSeenAt ?? 0
  }

  /** Something was heard from it at a steady time. */
  hear(source: Source, at: number): void {
    if (at > source.heardAt) source.heardAt = at
    for (const silence of source.silences) {
      // What was heard before the silence began does not end it; a recovery reads such things again.
      if (silence.machine.on && at >= silence.machine.changedAt) this.#parts.take(silence, HEARD, at)
    }
  }

  /** A device that is switched off or on again takes its rules with it. */
  #listen(device: Device, source: Source): void {
    const { state, ruleChanged } = this.#parts
    source.suppressed = isSuppressed(device)
    for (const point of state.points.list({ deviceId: device.id }))
      for (const rule of state.rules.list({ pointId: point.id })) ruleChanged(rule.id)
  }

  /** Not everything that is heard becomes a reading; the directory tells of the rest from time to time. */
  #hearDevice(source: Source, { lastSeenAt }: Device, now: number): void {
    if (lastSeenAt === null || lastSeenAt === source.seenAt) return
    this.hear(source, now - Math.max(0, this.#parts.wallNow() - lastSeenAt))
  }
}
