/** Addresses: the history API and nothing more. */
import { signal } from '@preact/signals'

export const path = signal(location.pathname)

addEventListener('popstate', () => {
  path.value = location.pathname
})

/** Shows another page; the focus moves to it so that a screen reader starts there. */
export function go(to: string): void {
  if (to === location.pathname) return
  history.pushState(null, '', to)
  path.value = to
  scrollTo(0, 0)
  requestAnimationFrame(() => document.getElementById('main')?.focus())
}

/** Turns plain links of this site into page changes; a link opened with a modifier stays a link. */
export function followLinks(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return
  const link = (event.target as Element).closest('a')
  if (link === null || link.target !== '' || link.hasAttribute('download')) return
  const url = new URL(link.href)
  if (url.origin !== location.origin || url.pathname.startsWith('/api/') || url.hash !== '') return
  event.preventDefault()
  go(url.pathname)
}
