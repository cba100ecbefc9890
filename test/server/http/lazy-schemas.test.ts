/** Routes are compiled when they are first called; none may wait for a user to find out that its schema is wrong. */
import { AjvCompiler } from '@fastify/ajv-compiler'
import { SerializerSelector } from '@fastify/fast-json-stringify-compiler'
import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { api } from '../../../core/contract/api.ts'
import type { RouteShape } from '../../../core/contract/route.ts'
import { lazySchemas } from '../../../server/http/lazy-schemas.ts'

test('every schema of the contract can be compiled', () => {
  const validator = AjvCompiler()({}, { customOptions: {} })
  const serializer = SerializerSelector()({}, {})
  for (const [name, route] of Object.entries<RouteShape>(api)) {
    for (const part of [route.params, route.query, route.body])
      if (part !== undefined) expect(() => validator({ schema: part }), name).not.toThrow()
    const reply = { method: route.method, url: route.path, httpStatus: '200', schema: route.reply }
    expect(() => serializer(reply), name).not.toThrow()
  }
})

test('what is compiled late refuses, says why, and leaves out what the schema does not name', async () => {
  const app = Fastify({ schemaController: lazySchemas })
  const body = { type: 'object', required: ['name'], properties: { name: { type: 'string' } } }
  const reply = { type: 'object', properties: { name: { type: 'string' } } }
  app.post('/', { schema: { body, response: { 200: reply } } }, () => ({ name: 'a', secret: 'b' }))
  for (const payload of [{}, { name: [] }, {}]) {
    const refused = await app.inject({ method: 'POST', url: '/', payload })
    expect([refused.statusCode, refused.json().message]).toEqual([400, expect.stringContaining('name')])
  }
  const taken = await app.inject({ method: 'POST', url: '/', payload: { name: 'x' } })
  expect(taken.json()).toEqual({ name: 'a' })
})
