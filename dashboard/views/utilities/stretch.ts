/** A stretch somebody wants to see the readings of, ms. */
export interface Stretch {
  readonly from: number
  readonly to: number
}
