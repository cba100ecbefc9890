/** Who is at the screen, from the first question to signing out. */
import { signal } from '@preact/signals'
import type { Site } from '../../core/contract/site.ts'
import type { UserView } from '../../core/contract/user.ts'
import { api, call, LineDown, sessionEnded } from './api.ts'
import { forgetSnapshot, listen, recallSnapshot, silence } from './live.ts'
import { site, user } from './store.ts'

export type Stage = 'starting' | 'setup' | 'signed-out' | 'in' | 'unreachable'
export const stage = signal<Stage>('starting')
const KEPT_USER = 'steward.user'
const KEPT_SITE = 'steward.site'
const RETRY_MS = 5000

sessionEnded.addEventListener('ended', () => {
  if (stage.value === 'in') leave()
})

export async function start(): Promise<void> {
  try {
    const { done } = await call(api.getSetup)
    if (!done) {
      stage.value = 'setup'
      return
    }
    const { user: person } = await call(api.getSession)
    await enter(person)
  } catch (error) {
    if (error instanceof LineDown) startWithoutNetwork()
    else stage.value = 'signed-out'
  }
}

export async function enter(person: UserView): Promise<void> {
  user.value = person
  localStorage.setItem(KEPT_USER, JSON.stringify(person))
  const sites = await call(api.listSites)
  const first = sites.find(({ id }) => id === localStorage.getItem(KEPT_SITE)) ?? sites[0]
  stage.value = 'in'
  if (first !== undefined) showSite(first)
}

/** Turns every page to one site; the browser comes back to it. */
export function showSite(chosen: Site): void {
  localStorage.setItem(KEPT_SITE, chosen.id)
  site.value = chosen
  listen(chosen.id)
}

export async function signOut(): Promise<void> {
  await call(api.signOut).catch(() => undefined)
  leave()
}

function leave(): void {
  silence()
  forgetSnapshot()
  localStorage.removeItem(KEPT_USER)
  user.value = null
  stage.value = 'signed-out'
}

function startWithoutNetwork(): void {
  const kept = localStorage.getItem(KEPT_USER)
  if (kept !== null && recallSnapshot()) {
    user.value = JSON.parse(kept) as UserView
    stage.value = 'in'
    if (site.value !== null) listen(site.value.id)
    return
  }
  stage.value = 'unreachable'
  setTimeout(start, RETRY_MS)
}
