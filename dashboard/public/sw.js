/*
 * Keeps the shell so that the app opens without a network; the page itself then shows the last known data with its age.
 * API answers and live traffic are never kept here: stale figures must be recognisable as such.
 */
const CACHE = 'steward-shell-1'
const FILES_MAX = 80

self.addEventListener('install', event => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then(cache => cache.add('/'))
      .then(() => self.skipWaiting()),
  )
})

self.addEventListener('activate', event => {
  event.waitUntil(dropOtherCaches().then(() => self.clients.claim()))
})

self.addEventListener('fetch', event => {
  const url = new URL(event.request.url)
  if (event.request.method !== 'GET' || url.origin !== location.origin) return
  if (url.pathname.startsWith('/api/') || url.pathname.startsWith('/socket.io/')) return
  if (event.request.mode === 'navigate') event.respondWith(page(event.request))
  else event.respondWith(file(event.request))
})

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
