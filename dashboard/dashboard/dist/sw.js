/*
 * Keeps the shell so that the app opens without a network; the page itself then shows the last known data with its age.
 * API answers and live traffic are never kept here: stale figures must be recognisable as such. Also shows what is
 * pushed, and opens the alarm it is about.
 */
const CACHE = 'steward-shell-2'
const FILES_MAX = 120

self.addEventListener('install', event => {
  event.waitUntil(keepShell().then(() => self.skipWaiting()))
})

self.addEventListener('activate', event => {
  event.waitUntil(dropOtherCaches().then(() => self.clients.claim()))
})

self.addEventListener('fetch', event => {
  const url = new URL(event.request.url)
  if (event.request.method !== 'GET' || url.origin !== location.origin) return
  if (url.pathname.startsWith('/api/') || url.pathname.startsWith('/socket.io/')) return
  // The page behind a message's link is the server's own and never an old one.
  if (url.pathname === '/answer' || url.pathname === '/answer.css') return
  if (event.request.mode === 'navigate') event.respondWith(page(event.request))
  else event.respondWith(file(event.request))
})

self.addEventListener('push', event => {
  event.waitUntil(show(event.data?.json() ?? {}))
})

self.addEventListener('notificationclick', event => {
  event.notification.close()
  const { path, answerPath } = event.notification.data ?? {}
  event.waitUntil(open(event.action === 'answer' && answerPath ? answerPath : (path ?? '/')))
})

/** The front page and every file it may ever load: all of them work without a network from the first visit on. */
async function keepShell() {
  const cache = await caches.open(CACHE)
  const front = await fetch('/', { cache: 'no-cache' })
  if (!front.ok) throw new Error(`the front page answers ${front.status}`)
  await cache.put('/', front.clone())
  const found = new Set(namesIn(await front.text()))
  for (const name of found) {
    const answer = await fetch(name)
    if (!answer.ok) continue
    await cache.put(name, answer.clone())
    // A script names the scripts it loads later; the set grows while it is gone through.
    if (name.endsWith('.js')) for (const other of namesIn(await answer.text())) found.add(other)
  }
  await cache.addAll(['/icon.svg', '/manifest.webmanifest'])
}

function namesIn(text) {
  return [...text.matchAll(/["'(/]assets\/([\w.-]+\.(?:js|css|svg|woff2))["')]/g)].map(
    ([, name]) => `/assets/${name}`,
  )
}

async function show({ title = 'Steward', body = '', tag, path, answerPath, answerWord, urgent, quiet }) {
  await self.registration.showNotification(title, {
    body,
    tag,
    // A newer message about the same alarm rings again, unless it only says that it is over.
    renotify: Boolean(tag) && !quiet,
    silent: Boolean(quiet),
    requireInteraction: Boolean(urgent),
    icon: '/icon-192.png',
    badge: '/icon-192.png',
    data: { path, answerPath },
    actions: answerPath ? [{ action: 'answer', title: answerWord ?? 'OK' }] : [],
  })
}

async function open(path) {
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const here = windows.find(one => new URL(one.url).origin === location.origin)
  if (here === undefined || path.startsWith('/answer')) return void (await self.clients.openWindow(path))
  await here.focus()
  await here.navigate(path)
}

async function dropOtherCaches() {
  const names = await caches.keys()
  await Promise.all(names.filter(name => name !== CACHE).map(name => caches.delete(name)))
}

/** The newest page while the server answers, the kept one otherwise. */
async function page(request) {
  const cache = await caches.open(CACHE)
  try {
    const fresh = await fetch(request)
    if (fresh.ok) await cache.put('/', fresh.clone())
    return fresh
  } catch {
    return (await cache.match('/')) ?? Response.error()
  }
}

/** Files under /assets are named after their content and never change. */
async function file(request) {
  const cache = await caches.open(CACHE)
  const kept = await cache.match(request)
  if (kept !== undefined && new URL(request.url).pathname.startsWith('/assets/')) return kept
  try {
    const fresh = await fetch(request)
    if (fresh.ok) {
      await cache.put(request, fresh.clone())
      await trim(cache)
    }
    return fresh
  } catch {
    return kept ?? Response.error()
  }
}

async function trim(cache) {
  const keys = await cache.keys()
  await Promise.all(keys.slice(0, Math.max(0, keys.length - FILES_MAX)).map(key => cache.delete(key)))
}
