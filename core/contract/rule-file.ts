/** Rules that come from a file and go into one. */
import { type Static, Type } from 'typebox'
import { PRIORITIES } from './alarm-words.ts'
import { routes } from './route.ts'
import { Id, Name, nullable, oneOf, record } from './schema.ts'

/** 10,000 rules of five hundred characters. */
const FILE_CHARS_MAX = 900_000

/** One rule of a file; the condition is that of the API with points named as text. */
export const RuleEntry = record({
  id: Id,
  point: Type.String({ maxLength: 200 }),
  name: Name,
  condition: Type.Unknown(),
  priority: oneOf(PRIORITIES),
  onDelayS: Type.Integer({ minimum: 0, maximum: 86400 }),
  offDelayS: Type.Integer({ minimum: 0, maximum: 86400 }),
  latching: Type.Boolean(),
  lifeSafety: Type.Boolean(),
  actionRequired: Type.Boolean(),
  realarmS: Type.Integer({ minimum: 0, maximum: 604800 }),
  enabled: Type.Boolean(),
})
export type RuleEntry = Static<typeof RuleEntry>

export const RuleChange = Type.Object({
  kind: oneOf(['added', 'changed', 'removed']),
  id: Id,
  before: nullable(RuleEntry),
  after: nullable(RuleEntry),
})
export type RuleChange = Static<typeof RuleChange>

export const ruleFileRoutes = routes({
  exportRules: {
    method: 'GET',
    path: '/rules/file',
    action: 'rule.read',
    summary: 'All rules as YAML, for version control',
    reply: Type.Object({ yaml: Type.String() }),
  },
  importRules: {
    method: 'POST',
    path: '/rules/file',
    action: 'rule.change',
    summary: 'What a file of rules (YAML or JSON) would change; with `apply` it does, all of it or nothing',
    body: record({
      text: Type.String({ maxLength: FILE_CHARS_MAX }),
      apply: Type.Boolean(),
      /** Rules that the file does not name go. */
      removeOthers: Type.Boolean(),
    }),
    reply: Type.Object({
      changes: Type.Array(RuleChange),
      same: Type.Integer(),
      /** What cannot be taken, by the entry's id; nothing is applied then. */
      faults: Type.Array(Type.Object({ id: Type.String(), message: Type.String() })),
      applied: Type.Boolean(),
    }),
  },
})
