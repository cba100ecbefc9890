/** Whether this browser is told of alarms when the page is closed. */
import { signal } from '@preact/signals'
import { api, call } from './api.ts'
import { language } from './preferences.ts'

export type PushState = 'unknown' | 'impossible' | 'denied' | 'off' | 'on'
export const pushState = signal<PushState>('unknown')

export async function lookForPush(): Promise<void> {
  const registration = await workerOf()
  if (registration === null) {
    pushState.value = 'impossible'
    return
  }
  const kept = await registration.pushManager.getSubscription()
  if (kept !== null) pushState.value = 'on'
  else pushState.value = Notification.permission === 'denied' ? 'denied' : 'off'
}

/** Asks the person, then the browser's push service, then tells Steward. Throws what went wrong. */
export async function startPush(): Promise<void> {
  const registration = await workerOf()
  if (registration === null) return
  if ((await Notification.requestPermission()) !== 'granted') {
    pushState.value = 'denied'
    return
  }
  const { key } = await call(api.getPushKey)
  const kept = await registration.pushManager.getSubscription()
  const subscription =
    kept ??
    (await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(key) }))
  await report(subscription)
  pushState.value = 'on'
}

export async function stopPush(): Promise<void> {
  const registration = await workerOf()
  const kept = await registration?.pushManager.getSubscription()
  if (kept == null) return
  const id = await idOf(kept.endpoint)
  await call(api.unsubscribePush, { params: { id } }).catch(() => undefined)
  await kept.unsubscribe()
  pushState.value = 'off'
}

async function report(subscription: PushSubscription): Promise<void> {
  const { endpoint, keys } = subscription.toJSON()
  if (endpoint === undefined || keys?.p256dh === undefined || keys.auth === undefined) return
  const body = { endpoint, p256dh: keys.p256dh, auth: keys.auth, language: language.value }
  await call(api.subscribePush, { body })
}

async function workerOf(): Promise<ServiceWorkerRegistration | null> {
  const possible = 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window
  if (!possible || !isSecureContext) return null
  return (await navigator.serviceWorker.getRegistration()) ?? null
}

/** As the server names it. */
async function idOf(endpoint: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(endpoint))
  return [...new Uint8Array(hash)].map(byte => byte.toString(16).padStart(2, '0')).join('')
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(text, sign => sign.charCodeAt(0))
}
