/** What the keeper of the valves asks of the world. */

import type { Program } from '../contract/watering-program.ts'
import type { Incident } from '../contract/watering-record.ts'
import type { Run, RunReason } from '../contract/watering-run.ts'
import type { Supply, Zone } from '../contract/watering-zone.ts'

/** `mono` is a clock that nobody can set; `now` is the one on the wall. Both ms. */
export interface Moment {
  readonly now: number
  readonly mono: number
}

export interface ValveRef {
  readonly deviceId: string
  readonly channel: string | null
}

export type KeeperEffect =
  | {
      readonly type: 'order'
      readonly valve: ValveRef
      readonly kind: 'open' | 'close'
      /** For an open: after so many seconds the device shuts by itself. */
      readonly forS: number | null
      readonly runId: string | null
      readonly by: string
      readonly reason: RunReason | 'program' | 'by-hand' | 'safety'
    }
  /** Keep it as it stands. */
  | { readonly type: 'run'; readonly run: Run }
  | { readonly type: 'incident'; readonly incident: Incident }
  | { readonly type: 'isolate'; readonly supplyId: string; readonly at: number }
  /** What a zone lets through when all is well, L/min. */
  | { readonly type: 'sample'; readonly zoneId: string; readonly lpm: number; readonly at: number }

export type Emit = (effect: KeeperEffect) => void

export interface KeeperConfig {
  readonly zones: readonly Zone[]
  readonly supplies: readonly Supply[]
  readonly programs: readonly Pick<Program, 'id' | 'missed' | 'priority'>[]
}

export const keyOf = ({ deviceId, channel }: ValveRef): string => `${deviceId}\n${channel ?? ''}`
export const valveOf = (zone: Pick<Zone, 'valveDeviceId' | 'valveChannel'>): ValveRef => ({
  deviceId: zone.valveDeviceId,
  channel: zone.valveChannel,
})
