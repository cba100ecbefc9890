/** A retained sample (留样): a little of each dish, kept so that an illness can be traced. */
import { type Static, Type } from 'typebox'
import { Id, Instant, nullable, oneOf, record } from './schema.ts'

export const MEALS = ['breakfast', 'lunch', 'dinner', 'night', 'other'] as const
/** Usual in China: at least 125 g of each dish, kept at least 48 h at 0 to 8 °C. Settings of the page, not law. */
export const SAMPLE_GRAMS = 125
export const SAMPLE_HOURS = 48

const Fields = {
  dish: Type.String({ minLength: 1, maxLength: 120 }),
  meal: oneOf(MEALS),
  grams: Type.Number({ minimum: 1, maximum: 5000 }),
}

export const FoodSample = Type.Object({
  id: Id,
  siteId: Id,
  cabinetId: Id,
  ...Fields,
  takenAt: Instant,
  takenBy: Type.String(),
  /** Not to be thrown away before. */
  keepUntil: Instant,
  discardedAt: nullable(Instant),
  discardedBy: nullable(Type.String()),
  note: nullable(Type.String()),
})
export type FoodSample = Static<typeof FoodSample>

export const FoodSampleInput = record({ ...Fields, takenAt: Type.Optional(Instant) })
export type FoodSampleInput = Static<typeof FoodSampleInput>
