/** Answers out of the contract itself, for what no test's page is about. */
import { api } from '../../core/contract/api.ts'
import type { RouteShape } from '../../core/contract/route.ts'

/** An answer of the right shape with nothing in it; `{}` where no route fits. */
export function emptyAnswer(path: string): unknown {
  const fits = (route: RouteShape) =>
    route.method === 'GET' && new RegExp(`^${route.path.replace(/:\w+/g, '[^/]+')}$`).test(path)
  const route = Object.values<RouteShape>(api).find(fits)
  return route === undefined ? {} : emptyOf(route.reply as JsonSchema)
}

interface JsonSchema {
  readonly type?: string
  readonly anyOf?: readonly JsonSchema[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly minimum?: number
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
}

/** The least that fits: no items, nothing known, the first word. */
function emptyOf(schema: JsonSchema): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.enum !== undefined) return schema.enum[0]
  if (schema.anyOf !== undefined)
    return schema.anyOf.some(({ type }) => type === 'null') ? null : emptyOf(schema.anyOf[0] ?? {})
  if (schema.type === 'array') return []
  if (schema.type === 'object') {
    const fields = Object.entries(schema.properties ?? {}).filter(([name]) => schema.required?.includes(name))
    return Object.fromEntries(fields.map(([name, field]) => [name, emptyOf(field)]))
  }
  if (schema.type === 'boolean') return false
  return schema.type === 'string' ? '' : (schema.minimum ?? 0)
}
