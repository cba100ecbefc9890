/** Which topics a credential may speak on and listen to. */
import type { Credential } from '../core/ports.ts'

/** True for a topic that may be published to: no wildcard, no NUL, not the broker's own. */
export function validTopic(topic: string): boolean {
  return topic !== '' && !/[+#]/.test(topic) && printable(topic) && !topic.startsWith('$')
}

/** MQTT 3.1.1, 4.7.1: `+` fills a whole level, `#` a whole last level. */
export function validFilter(filter: string): boolean {
  const levels = filter.split('/')
  return (
    filter !== '' &&
    printable(filter) &&
    !filter.startsWith('$') &&
    levels.every(
      (level, index) =>
        !/[+#]/.test(level) || level === '+' || (level === '#' && index === levels.length - 1),
    )
  )
}

export function mayPublish(credential: Credential, topic: string): boolean {
  return validTopic(topic) && credential.publish.some(filter => covers(filled(filter, credential), topic))
}

/** A subscription is allowed when one of the credential's filters covers all that it could match. */
export function maySubscribe(credential: Credential, filter: string): boolean {
  return validFilter(filter) && credential.subscribe.some(own => covers(filled(own, credential), filter))
}

/** True when everything that `inner` (a topic or a filter) matches is matched by `outer`. */
export function covers(outer: string, inner: string): boolean {
  const theirs = inner.split('/')
  const ours = outer.split('/')
  for (const [index, level] of ours.entries()) {
    if (level === '#') return true
    const other = theirs[index]
    if (other === undefined || other === '#' || (level !== '+' && level !== other)) return false
  }
  return ours.length === theirs.length
}

function filled(filter: string, { id }: Credential): string {
  return filter.replaceAll('%u', id)
}

/** Neither NUL (MQTT 3.1.1, 1.5.3) nor what is left of invalid UTF-8. */
function printable(topic: string): boolean {
  return !topic.includes('\0') && !topic.includes('\ufffd')
}
