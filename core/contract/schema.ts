/** The few schema pieces every noun uses, and the helpers that keep the others short. */
import { type Static, type TObject, type TProperties, type TSchema, type TUnsafe, Type } from 'typebox'

/** Milliseconds since 1970-01-01T00:00:00Z. */
export const Instant = Type.Integer({ minimum: 0, maximum: 8.64e15, description: 'ms since 1970, UTC' })

/** What a person calls something, in both languages. One text is used for both until somebody writes the other. */
export const Name = Type.Object({ zh: Type.String({ maxLength: 120 }), en: Type.String({ maxLength: 120 }) })
export type Name = Static<typeof Name>

/** What a form may send for a name: one text, or both. */
export const NameInput = Type.Union([Type.String({ minLength: 1, maxLength: 120 }), Name])
export type NameInput = Static<typeof NameInput>

/** Fills the missing language with the one that is there. */
export function nameOf(input: NameInput): Name {
  if (typeof input === 'string') return { zh: input, en: input }
  return { zh: input.zh || input.en, en: input.en || input.zh }
}

/** The two languages of the product. */
export const Language = Type.Union([Type.Literal('zh'), Type.Literal('en')])
export type Language = Static<typeof Language>

/** Identifier of everything but points: lower-case words, digits, dots and hyphens. */
export const Id = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$' })

/** A closed list of words as a schema whose static type is their union. */
export function oneOf<const T extends readonly string[]>(words: T, options: object = {}) {
  return Type.Unsafe<T[number]>({ type: 'string', enum: [...words], ...options })
}

/** An object that accepts only the fields it names. */
export function record<P extends TProperties>(properties: P, options: object = {}) {
  return Type.Object(properties, { additionalProperties: false, ...options })
}

/** The same object with every field optional; still only the fields it names. */
export function partial<T extends TObject>(object: T): TUnsafe<Partial<Static<T>>> {
  return Type.Unsafe<Partial<Static<T>>>(Type.Partial(object, { additionalProperties: false }))
}

/** A page of things in ascending order, and the cursor of the next page when there is one. */
export function page<T extends TSchema>(item: T) {
  return Type.Object({ items: Type.Array(item), next: Type.Optional(Type.String()) })
}

/** A field that may be known to be absent. */
export function nullable<T extends TSchema>(schema: T) {
  return Type.Union([schema, Type.Null()])
}
