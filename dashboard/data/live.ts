/** The socket: joins the site, hears the snapshot and the changes, and knows when the line has died. */
import { io, type Socket } from 'socket.io-client'
import {
  type ClientEvents,
  HEARTBEAT_MS,
  type LiveSnapshot,
  type ServerEvents,
} from '../../core/contract/live.ts'
import { sessionEnded } from './api.ts'
import { applyChanges, applySnapshot, currentSnapshot, feed, heardAt, tick } from './store.ts'

/** Two heartbeats may be late; half of a third is for a slow line. */
const STALE_AFTER_MS = 2.5 * HEARTBEAT_MS
const KEEP_EVERY_MS = 15_000
const KEPT = 'steward.snapshot'
/** Browsers give about 5 MB; a larger site is shown live only. */
const KEPT_CHARS_MAX = 2_000_000

let socket: Socket<ServerEvents, ClientEvents> | undefined
let heardLocallyAt = 0
let timers: ReturnType<typeof setInterval>[] = []

/** Starts listening to a site; calling it again changes the site. */
export function listen(siteId: string): void {
  silence()
  const line: Socket<ServerEvents, ClientEvents> = io({
    reconnectionDelayMax: 5000,
    randomizationFactor: 0.5,
  })
  socket = line
  line.on('connect', () => line.emit('join', siteId))
  line.on('snapshot', snapshot => {
    applySnapshot(snapshot)
    heard()
  })
  line.on('changes', changes => {
    applyChanges(changes)
    heard()
  })
  line.on('signed-out', () => sessionEnded.dispatchEvent(new Event('ended')))
  line.on('disconnect', () => {
    feed.value = 'stale'
  })
  timers = [setInterval(check, 1000), setInterval(keep, KEEP_EVERY_MS)]
  addEventListener('pagehide', keep)
}

export function silence(): void {
  for (const timer of timers) clearInterval(timer)
  timers = []
  removeEventListener('pagehide', keep)
  socket?.close()
  socket = undefined
}

/** The data of the last visit, for a browser that starts without a network; `feed` stays stale. */
export function recallSnapshot(): boolean {
  try {
    const text = localStorage.getItem(KEPT)
    if (text === null) return false
    applySnapshot(JSON.parse(text) as LiveSnapshot, true)
    feed.value = 'stale'
    return true
  } catch {
    return false
  }
}

/** Nothing of a person who signed out stays on a shared phone. */
export function forgetSnapshot(): void {
  localStorage.removeItem(KEPT)
}

function heard(): void {
  heardLocallyAt = performance.now()
  feed.value = 'live'
}

function check(): void {
  tick()
  if (feed.value === 'live' && performance.now() - heardLocallyAt > STALE_AFTER_MS) feed.value = 'stale'
}

function keep(): void {
  if (heardAt.value === 0) return
  try {
    const text = JSON.stringify(currentSnapshot())
    if (text.length <= KEPT_CHARS_MAX) localStorage.setItem(KEPT, text)
  } catch {
    // Full or forbidden storage costs the offline page, nothing else.
  }
}
