import type { FieldChange } from '../../core/contract/configuration.ts'

/** What differs between two documents, field by field; lists are compared as wholes. Unknown is null. */
export function differences(before: unknown, after: unknown, field = ''): FieldChange[] {
  if (isTable(before) && isTable(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
    return keys.flatMap(key => differences(before[key], after[key], field === '' ? key : `${field}.${key}`))
  }
  if (JSON.stringify(before) === JSON.stringify(after)) return []
  return [{ field, before: before ?? null, after: after ?? null }]
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
