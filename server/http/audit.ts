/** Who changed what. Secrets never get here. */
import type { Clock, StateStore } from '../../core/ports.ts'
import type { AuditNote } from './call.ts'

/** A longer document is named by its size only. */
const DOCUMENT_CHARS_MAX = 10_000
const SECRET = /password|secret|hash|credential|token|^code$/i

export interface AuditedCall {
  /** The route's name: `acknowledgeAlarm`. */
  readonly name: string
  readonly by: string
  readonly params: unknown
  readonly audit: AuditNote
  readonly answer: unknown
}

/** The target is what the handler said, else the parameter of the path, else the id of what was made. */
export function writeAudit(
  state: StateStore,
  clock: Clock,
  { name, by, params, audit, answer }: AuditedCall,
): void {
  state.audit.add({
    at: clock.now(),
    by,
    action: name,
    target: audit.target ?? firstOf(params) ?? idOf(answer) ?? '',
    before: presentable(audit.before),
    after: presentable(audit.after ?? answer),
  })
}

function firstOf(params: unknown): string | undefined {
  const [value] = Object.values(params ?? {})
  return value === undefined ? undefined : String(value)
}

function idOf(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined
  const thing = 'device' in answer ? answer.device : answer
  return typeof thing === 'object' && thing !== null && 'id' in thing ? String(thing.id) : undefined
}

/** As JSON, with every secret replaced by a word. */
function presentable(document: unknown): unknown {
  if (document === undefined) return null
  const text = JSON.stringify(document, (key, value) =>
    SECRET.test(key) && value !== null && value !== undefined ? 'hidden' : value,
  )
  return text.length > DOCUMENT_CHARS_MAX ? { chars: text.length } : JSON.parse(text)
}
