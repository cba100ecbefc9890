/** What a schema cannot say of a document: whether it would work. The same as the API asks before it keeps one. */
import { conditionProblem } from '../../core/alarms/check.ts'
import type { Mapping } from '../../core/contract/mapping.ts'
import type { Point } from '../../core/contract/point.ts'
import type { Rule } from '../../core/contract/rule.ts'
import type { Site } from '../../core/contract/site.ts'
import type { Credential } from '../../core/ports.ts'
import { requireUsable } from '../mappings.ts'
import { filterFault } from './credential-file.ts'
import type { Document } from './document.ts'

/** Finds a point as it will be, with the site of its device. */
export type FindPoint = (id: number) => Point | undefined

/** In English, for whoever wrote the file; null when there is nothing wrong. */
export function nonsenseIn(noun: string, document: Document, point: FindPoint): string | null {
  const meant: unknown = document
  switch (noun) {
    case 'sites':
      return timeZoneFault(meant as Site)
    case 'rules':
      return ruleFault(meant as Rule, point)
    case 'credentials':
      return filterFault(meant as Credential)
    case 'mappings':
      return mappingFault(meant as Mapping)
    default:
      return null
  }
}

function ruleFault({ siteId, pointId, condition }: Rule, point: FindPoint): string | null {
  if (point(pointId)?.siteId !== siteId) return `its point is not at ${siteId}`
  return conditionProblem(condition, { siteId, pointId, point })
}

function mappingFault(mapping: Mapping): string | null {
  try {
    requireUsable(mapping)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function timeZoneFault({ timeZone }: Site): string | null {
  try {
    new Intl.DateTimeFormat('en', { timeZone })
    return null
  } catch {
    return `${timeZone} is not an IANA time zone`
  }
}

/** Those whose parents lead back to themselves. */
export function inCircles(documents: readonly Document[]): string[] {
  const parents = new Map(documents.map(({ id, parentId }) => [id, parentId]))
  return documents.flatMap(({ id }) => {
    const seen = new Set<unknown>()
    let at: unknown = id
    while (typeof at === 'string' && !seen.has(at)) {
      seen.add(at)
      at = parents.get(at)
    }
    return at === id ? [id] : []
  })
}
