/** What is an exercise and not an emergency: marked wherever it is shown, counted nowhere. */
import type { Alarm } from '../../core/contract/alarm.ts'
import type { StateStore } from '../../core/ports.ts'

/** `drill`: of the simulated detector; `test`: of a detector somebody is trying. Undefined for the real thing. */
export function exerciseOf(
  state: Pick<StateStore, 'devices'>,
  deviceId: string | null,
  at: number,
): Alarm['exercise'] {
  const device = deviceId === null ? undefined : state.devices.get(deviceId)
  if (device?.drill === true) return 'drill'
  return (device?.testUntil ?? 0) > at ? 'test' : undefined
}
