/** Whether each gas and fire detector would be heard: green is earned, on every page that shows one. */
import { effect, signal } from '@preact/signals'
import type { Device } from '../../core/contract/device.ts'
import type { DetectorStanding } from '../../core/contract/safety.ts'
import type { StateWord } from '../../core/text/states.ts'
import { api, call } from './api.ts'
import { DETECTORS } from './standing.ts'
import { alarms, devices } from './store.ts'

/** Null until the first answer. */
export const detectorStandings = signal<ReadonlyMap<string, DetectorStanding> | null>(null)

const EVERY_MS = 10_000

/** A leak sensor is no gas or fire detector: it is good like any other device. */
function needsProof({ kind, status, drill }: Device): boolean {
  return DETECTORS.includes(kind) && kind !== 'leak' && status === 'active' && drill !== true
}

export async function loadDetectors(): Promise<void> {
  const found = await call(api.listSafetyDetectors)
  detectorStandings.value = new Map(found.map(standing => [standing.deviceId, standing]))
}

/** Asks now and then, and whenever an alarm comes or goes, where there is a detector; the answer ends it. */
export function followDetectors(): () => void {
  // Without an answer the old one stays.
  const ask = () => {
    if ([...devices.peek().values()].some(needsProof)) loadDetectors().catch(() => {})
  }
  const timer = setInterval(ask, EVERY_MS)
  const end = effect(() => {
    void [alarms.value.size, devices.value.size]
    ask()
  })
  return () => {
    clearInterval(timer)
    end()
  }
}

/** What a detector's state really is: `state` as of any device, good only with a proof. */
export function provenState(device: Device, state: StateWord): StateWord {
  if (!needsProof(device)) return state
  const standing = detectorStandings.value?.get(device.id)
  if (standing?.outOfService != null) return 'out-of-service'
  if (standing?.testUntil != null) return 'drill'
  if (state !== 'good') return state
  if (standing === undefined) return 'unknown'
  return standing.reasons.length > 0 ? 'attention' : 'good'
}
