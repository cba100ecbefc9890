/** What the headers of a request say about who sends it. Shared by the API and the live socket. */
import type { IncomingHttpHeaders } from 'node:http'
import type { Proof } from '../access/access.ts'

export const SESSION_COOKIE = 'steward_session'

/** Our tokens are base64url, so nothing in them is ever quoted or escaped. */
const COOKIE = new RegExp(`(?:^|; *)${SESSION_COOKIE}=([A-Za-z0-9_-]{1,100})(?:;|$)`)

export function proofOf(headers: IncomingHttpHeaders): Proof {
  const bearer = /^Bearer +(\S{1,200})$/i.exec(headers.authorization ?? '')?.[1]
  return { bearer, cookie: COOKIE.exec(headers.cookie ?? '')?.[1] }
}

/**
 * False when a browser says that another site's page sends this. Browsers send `Origin` with everything that is not a
 * plain GET; what has none is no page.
 */
export function sameOrigin(headers: IncomingHttpHeaders): boolean {
  const { origin, host } = headers
  if (headers['sec-fetch-site'] === 'cross-site') return false
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host)
}
