/** The watering part of `npm run simulate`: prints each climate's year, the stories of faults, and every rule by name. */
import { CLIMATES } from './climates.ts'
import { namesOfWatering } from './rules.ts'
import { BAND_SHARE, liveFaultRuns, liveSeason } from './seasons.ts'

const BROKEN_SHOWN = 10

export interface WateringStory {
  readonly days: number
  readonly faultRuns: number
  readonly seed: number
}

/** Answers with how many rules were broken. */
export function simulateWatering({ days, faultRuns, seed }: WateringStory): number {
  const failed = new Set<string>()
  const tell = (invariant: string, at: number, detail: string) => {
    failed.add(invariant)
    console.log(`BROKEN ${invariant} at ${new Date(at).toISOString()}: ${detail}`)
  }
  console.log(`watering: seed ${seed} · ${CLIMATES.length} climates of ${days} days with faults and restarts`)
  for (const climate of CLIMATES) {
    const season = liveSeason(climate, days, seed)
    const saved = 100 * (1 - season.wateredM3 / season.timerM3)
    const against =
      season.timerM3 > 0
        ? ` · ${saved.toFixed(0)} % less than a fixed timer (${season.timerM3.toFixed(0)} m³)`
        : ''
    console.log(
      `  ${climate.name}: ${season.wateredM3.toFixed(0)} m³${against} · deficit in its band on ` +
        `${(100 * season.bandShare).toFixed(1)} % of days (at least ${100 * BAND_SHARE} %) · ${season.runs} runs, ` +
        `${season.skips} skips, ${season.incidents} incidents`,
    )
    for (const { invariant, at, detail } of season.broken.slice(0, BROKEN_SHOWN)) tell(invariant, at, detail)
  }
  const stories = liveFaultRuns(faultRuns, seed)
  console.log(
    `  ${stories.runs} mornings of faults: ${stories.incidents} calls to people, ${stories.isolated} pipes isolated, ` +
      `${stories.restarts} crashes · longest water without a run or a call ${stories.longestS.toFixed(0)} s`,
  )
  for (const { invariant, at, detail, seed: own } of stories.broken.slice(0, BROKEN_SHOWN))
    tell(invariant, at, `${detail} (story ${own})`)
  console.log(
    namesOfWatering()
      .map(name => `${failed.has(name) ? '✗' : '✓'} ${name}`)
      .join('  '),
  )
  return failed.size
}
