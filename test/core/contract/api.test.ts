import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { api } from '../../../core/contract/api.ts'
import type { RouteShape } from '../../../core/contract/route.ts'

const FOLDER = join(import.meta.dirname, '../../../core/contract')

/** Tables of routes by the name they are exported under. */
async function tables(): Promise<[string, Record<string, RouteShape>][]> {
  const files = readdirSync(FOLDER).filter(file => file.endsWith('.ts') && file !== 'api.ts')
  const modules = await Promise.all(files.map(file => import(join(FOLDER, file)) as Promise<object>))
  return modules.flatMap(module => Object.entries(module).filter(([name]) => name.endsWith('Routes')))
}

test('every route is in the API, under a name and an address of its own', async () => {
  // A table may be gathered into another; what counts is the route itself.
  const named = new Map(
    (await tables()).flatMap(([, table]) => Object.entries(table).map(([name, route]) => [route, name])),
  )
  const all = [...named].map(([route, name]) => [name, route] as const)
  const names = all.map(([name]) => name)
  const addresses = all.map(([, { method, path }]) => `${method} ${path.replaceAll(/:\w+/g, ':')}`)
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([])
  expect(addresses.filter((address, at) => addresses.indexOf(address) !== at)).toEqual([])
  expect(Object.keys(api).sort()).toEqual(names.sort())
})
