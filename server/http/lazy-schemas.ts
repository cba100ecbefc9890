/**
 * A schema becomes code when its route is first called. All three hundred routes compiled at the start hold a small
 * machine up for seconds and stay in its memory, though a canteen calls a few dozen of them.
 */
import { AjvCompiler } from '@fastify/ajv-compiler'
import { SerializerSelector } from '@fastify/fast-json-stringify-compiler'
import type { FastifyServerOptions } from 'fastify'

type Factories = NonNullable<NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']>

/** What a schema is compiled to: a validator, which leaves its `errors` on itself, or a serializer. */
type Compiled = ((data: unknown) => unknown) & { errors?: unknown }
type Factory = (...setup: never[]) => (route: never) => unknown

/** Fastify's own compilers, put off until the first call. */
export const lazySchemas: { readonly compilersFactory: Factories } = {
  compilersFactory: {
    buildValidator: lazily(AjvCompiler()) as Factories['buildValidator'],
    buildSerializer: lazily(SerializerSelector()) as Factories['buildSerializer'],
  },
}

function lazily(factory: Factory): Factory {
  return (...setup) => {
    const compile = factory(...setup)
    return route => atFirstCall(() => compile(route) as Compiled)
  }
}

function atFirstCall(compile: () => Compiled): Compiled {
  let compiled: Compiled | undefined
  const work: Compiled = data => {
    compiled ??= compile()
    const result = compiled(data)
    work.errors = compiled.errors
    return result
  }
  return work
}
