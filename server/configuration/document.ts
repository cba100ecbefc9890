/** A document of any noun, as far as this folder looks into it. */
export interface Document {
  readonly id: string
  readonly [field: string]: unknown
}
