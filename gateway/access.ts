/** Which topics a credential may speak on and listen to. */
import type { Credential } from '../core/ports.ts'
import { TOPIC_MAX_CHARS, TOPIC_MAX_LEVELS } from './limits.ts'

/** True for a topic that may be published to: no wildcard, no NUL, not the broker's own. */
export function validTopic(topic: string): boolean {
  return sound(topic) && !/[+#]/.test(topic)
}

/** MQTT 3.1.1, 4.7.1: `+` fills a whole level, `#` a whole last level. */
export function validFilter(filter: string): boolean {
  const levels = filter.split('/')
  return (
    sound(filter) &&
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

/** Asked for every message that leaves: a session may hold what its credential must not hear any more. */
export function mayHear(credential: Credential, topic: string): boolean {
  return !topic.startsWith('$') && credential.subscribe.some(own => covers(filled(own, credential), topic))
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

/** A name that would itself be a wildcard, or several levels, fills nothing. */
function filled(filter: string, { id }: Credential): string {
  return /[+#/]/.test(id) ? filter : filter.replaceAll('%u', () => id)
}

/** Neither empty, too long nor too deep, the broker's own, with NUL (MQTT 3.1.1, 1.5.3) or what is left of invalid UTF-8. */
function sound(topic: string): boolean {
  return (
    topic !== '' &&
    topic.length <= TOPIC_MAX_CHARS &&
    !topic.startsWith('$') &&
    !topic.includes('\0') &&
    !topic.includes('\ufffd') &&
    topic.split('/').length <= TOPIC_MAX_LEVELS
  )
}
