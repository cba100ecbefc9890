/** Factors that were not measured here: carbon and standard coal, each with its year and publisher. */
import { type Static, Type } from 'typebox'
import { MEDIA } from './energy-words.ts'
import { routes } from './route.ts'
import { Id, nullable, oneOf, partial, record } from './schema.ts'

export const FACTOR_KINDS = ['carbon', 'coal'] as const

const FactorFields = {
  kind: oneOf(FACTOR_KINDS),
  medium: oneOf(MEDIA),
  /** kgCO₂ or kgce per unit of the medium (kWh, m³, GJ). */
  value: Type.Number({ minimum: 0, maximum: 10_000 }),
  /** The year it describes, not the year it was published. */
  year: Type.Integer({ minimum: 1990, maximum: 2100 }),
  /** Where it holds: a country, a grid, a province. */
  region: Type.String({ maxLength: 80 }),
  publisher: Type.String({ minLength: 1, maxLength: 120 }),
  /** A document's name or number, and when it was published. */
  source: Type.String({ maxLength: 300 }),
}
export const Factor = Type.Object({
  id: Id,
  /** Null for one that comes with Steward. */
  siteId: nullable(Id),
  ...FactorFields,
})
export type Factor = Static<typeof Factor>

export const FactorInput = record(FactorFields)
export type FactorInput = Static<typeof FactorInput>

const ById = record({ id: Id })

export const carbonRoutes = routes({
  listFactors: {
    method: 'GET',
    path: '/factors',
    action: 'meter.read',
    summary:
      'Carbon and standard-coal factors, the site’s own before those that come with Steward, newest year first',
    reply: Type.Array(Factor),
  },
  addFactor: {
    method: 'POST',
    path: '/factors',
    action: 'meter.change',
    summary: 'Add a factor; used for its year and later ones until a newer one is there',
    body: FactorInput,
    reply: Factor,
  },
  changeFactor: {
    method: 'PATCH',
    path: '/factors/:id',
    action: 'meter.change',
    summary: 'Change a factor of the site’s own; reports that are kept stay as they were written',
    params: ById,
    body: partial(FactorInput),
    reply: Factor,
  },
  deleteFactor: {
    method: 'DELETE',
    path: '/factors/:id',
    action: 'meter.change',
    summary: 'Remove a factor of the site’s own',
    params: ById,
    reply: Type.Object({}),
  },
})
