/** What is out of service and what waits for a second person, on every page: nobody watches what looks watched. */
import { effect, signal } from '@preact/signals'
import type { QuietRequest, RuleOutOfService } from '../../core/contract/quiet.ts'
import type { StateWord } from '../../core/text/states.ts'
import { api, call } from './api.ts'
import { may, site } from './store.ts'

/** Of the site that is shown. */
export const rulesOut = signal<readonly RuleOutOfService[]>([])
export const quietRequests = signal<readonly QuietRequest[]>([])

const EVERY_MS = 5000

export async function loadMaintenance(): Promise<void> {
  const siteId = site.peek()?.id
  const [out, asked] = await Promise.all([
    call(api.listOutOfService),
    may('alarm.shelve') ? call(api.listQuietRequests) : [],
  ])
  rulesOut.value = out.filter(one => one.siteId === siteId)
  quietRequests.value = asked.filter(one => one.siteId === siteId)
}

/** Asks now and then; the answer ends it. */
export function followMaintenance(): () => void {
  // Without an answer the old one stays.
  const ask = () => void loadMaintenance().catch(() => {})
  const end = effect(() => {
    if (site.value !== null) ask()
  })
  const timer = setInterval(ask, EVERY_MS)
  return () => {
    clearInterval(timer)
    end()
  }
}

/** Good is not said of what would tell nobody. */
export function servedState(deviceId: string, state: StateWord): StateWord {
  return state === 'good' && rulesOut.value.some(one => one.deviceId === deviceId) ? 'out-of-service' : state
}
