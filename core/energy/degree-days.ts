/** How much heating or cooling the weather asks for. */

/** What China's design codes count heating from, and what cooling is commonly counted from, °C. Set by the site's model. */
export const HEATING_BASE_C = 18
export const COOLING_BASE_C = 26

/** Base minus the mean of the day's highest and lowest, °C·d; never negative. */
export function heatingDegreeDays(highC: number, lowC: number, baseC = HEATING_BASE_C): number {
  return Math.max(0, baseC - (highC + lowC) / 2)
}

export function coolingDegreeDays(highC: number, lowC: number, baseC = COOLING_BASE_C): number {
  return Math.max(0, (highC + lowC) / 2 - baseC)
}
