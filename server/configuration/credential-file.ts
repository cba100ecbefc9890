/** What devices and gateways sign in with, as it is kept. Its secret never leaves: whoever is new here needs a password. */
import { Type } from 'typebox'
import { isTopicFilter } from '../../core/access/topic-templates.ts'
import { CREDENTIAL_KINDS, Filters } from '../../core/contract/credential.ts'
import { Id, Instant, nullable, oneOf } from '../../core/contract/schema.ts'
import type { Credential } from '../../core/ports.ts'

export const CredentialFile = Type.Object({
  id: Id,
  /** Missing for a device of plain JSON. */
  kind: Type.Optional(oneOf(CREDENTIAL_KINDS)),
  base: Type.Optional(nullable(Type.String({ maxLength: 200 }))),
  publish: Filters,
  subscribe: Filters,
  disabled: Type.Boolean(),
  secretHash: Type.String(),
  createdAt: Instant,
  issuedAt: Type.Optional(Instant),
  lastConnectedAt: Type.Optional(Instant),
  lastAddress: Type.Optional(Type.String()),
})

/** In English, for whoever wrote the file; null when its topics can be what they are. */
export function filterFault({
  publish,
  subscribe,
}: Pick<Credential, 'publish' | 'subscribe'>): string | null {
  const wrong = [...publish, ...subscribe].find(filter => !isTopicFilter(filter))
  return wrong === undefined ? null : `"${wrong}" is not a topic filter`
}
