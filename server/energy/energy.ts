/** Management's services, built once and handed to the routes and to whoever writes reports. */
import { Activities } from './activities.ts'
import { Baselines } from './baselines.ts'
import { Bills } from './bills.ts'
import type { UseBooks } from './books.ts'
import { Detectors } from './detectors.ts'
import { Forecasts } from './forecasts.ts'
import { HandReadings } from './hand-readings.ts'
import { Imports } from './imports.ts'
import { Judge } from './judge.ts'
import { Overview } from './overview.ts'
import { Power } from './power.ts'
import type { EnergyParts, EnergyRoom } from './room.ts'
import { Settlement } from './settlement.ts'
import { Targets } from './targets.ts'
import { Trials } from './trials.ts'
import { Views } from './views.ts'
import { WasteNow } from './waste-now.ts'

export interface Energy {
  readonly books: UseBooks
  readonly activities: Activities
  readonly baselines: Baselines
  readonly bills: Bills
  readonly detectors: Detectors
  readonly wasteNow: WasteNow
  readonly forecasts: Forecasts
  readonly handReadings: HandReadings
  readonly imports: Imports
  readonly judge: Judge
  readonly overview: Overview
  readonly power: Power
  readonly settlement: Settlement
  readonly targets: Targets
  readonly trials: Trials
  readonly views: Views
}

/** Readings are handed to the store in pieces of this many. */
const APPEND_AT_ONCE = 5000

export function createEnergy(parts: EnergyParts): Energy {
  const room: EnergyRoom = {
    ...parts,
    async keep(batch) {
      for (let n = 0; n < batch.length; n += APPEND_AT_ONCE) {
        const some = batch.slice(n, n + APPEND_AT_ONCE)
        await parts.series.append(some)
        parts.latest.update(some)
      }
      const earliest = new Map<number, number>()
      for (const { point, at } of batch) earliest.set(point, Math.min(at, earliest.get(point) ?? at))
      for (const [point, at] of earliest) parts.books.forget(point, at)
    },
  }
  const views = new Views(room)
  const bills = new Bills(room)
  const baselines = new Baselines(room)
  const detectors = new Detectors(room)
  const wasteNow = new WasteNow(room)
  const judge = new Judge(room)
  return {
    books: parts.books,
    activities: new Activities(room),
    baselines,
    bills,
    detectors,
    wasteNow,
    forecasts: new Forecasts(room, views, bills),
    handReadings: new HandReadings(room),
    imports: new Imports(room),
    judge,
    overview: new Overview(room, { views, baselines, wasteNow, judge }),
    power: new Power(room),
    settlement: new Settlement(room),
    targets: new Targets(room, views),
    trials: new Trials(room, detectors),
    views,
  }
}
