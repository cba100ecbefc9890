/** What the simulated devices would have sent in the weeks before, and the watering that shows in it. */
import type { Reading } from '../core/contract/reading.ts'
import type { Run, Zone } from '../core/contract/watering.ts'
import { dateOf } from '../core/energy/grid.ts'
import type { StateStore } from '../core/ports.ts'
import type { Stores } from '../server/stores.ts'
import { historyOf, type PastReading } from '../simulators/history.ts'
import { mealsOn } from '../simulators/meals.ts'
import type { VirtualSite } from '../simulators/site.ts'
import type { InstalledPoints } from './installation.ts'

/** Answers with how many readings there are now. */
export async function remember(
  stores: Stores,
  site: VirtualSite,
  days: number,
  points: InstalledPoints,
): Promise<number> {
  const diary = new WateringDiary(stores.state)
  let count = 0
  for (const batch of historyOf(site, { days })) {
    const readings = batch.flatMap((past): Reading[] => {
      const point = points.find(past)
      return point === undefined ? [] : [{ point: point.id, at: past.at, value: past.value, quality: 'good' }]
    })
    await stores.series.append(readings)
    count += readings.length
    stores.state.transaction(() => {
      for (const past of batch)
        if (past.metric === 'valve_open' || past.metric === 'switch_on') diary.note(past)
    })
  }
  writeMeals(stores.state, days, site)
  return count
}

/** What the kitchen noted every evening. */
function writeMeals(state: StateStore, days: number, site: VirtualSite): void {
  const { id: siteId, timeZone } = site.scenario.site
  state.transaction(() => {
    for (let day = days; day >= 1; day--) {
      const at = site.now() - day * 86_400_000
      const date = dateOf(at, timeZone)
      for (const { meal, count } of mealsOn(date)) {
        const said = { date, kind: 'meals', meal, areaId: null, count, by: 'kitchen', from: 'hand' } as const
        const id = [siteId, date, 'meals', meal, ''].join('/')
        state.activities.put({ ...said, id, siteId, enteredAt: at })
      }
    }
    state.premises.put({ id: siteId, siteId, areaM2: 1850, heads: 760 })
  })
}

/** Before Steward decided, a plain timer did. */
const BY_THE_CLOCK = { zh: '按定时浇水。', en: 'Watered by the clock.' }

/** Makes runs of what the valves did. */
class WateringDiary {
  readonly #state: StateStore
  readonly #zones: ReadonlyMap<string, Zone>
  readonly #openedAt = new Map<string, number>()

  constructor(state: StateStore) {
    this.#state = state
    this.#zones = new Map(state.zones.list().map(zone => [zone.valveDeviceId, zone]))
  }

  note({ deviceId, value, at }: PastReading): void {
    const zone = this.#zones.get(deviceId)
    if (zone === undefined) return
    const openedAt = this.#openedAt.get(deviceId)
    if (value === 1) this.#openedAt.set(deviceId, openedAt ?? at)
    else if (openedAt !== undefined) {
      this.#openedAt.delete(deviceId)
      this.#state.runs.put(this.#runOf(zone, openedAt, at))
    }
  }

  #runOf(zone: Zone, openedAt: number, closedAt: number): Run {
    const [program] = this.#state.programs
      .list()
      .filter(({ steps }) => steps.some(step => step.zoneId === zone.id))
    const ranS = Math.round((closedAt - openedAt) / 1000)
    const litres = (zone.nominalFlowLpm * ranS) / 60
    return {
      id: `past-${zone.id}-${openedAt}`.slice(0, 64),
      siteId: zone.siteId,
      zoneId: zone.id,
      programId: program?.id ?? null,
      by: program === undefined ? 'steward' : `program:${program.id}`,
      state: 'done',
      reason: null,
      slotAt: openedAt,
      plannedAt: openedAt,
      plannedS: ranS,
      cycles: [{ at: openedAt, runS: ranS }],
      cycle: 0,
      wateredS: ranS,
      cycleOpenedAt: null,
      finishBy: null,
      flowConfirmed: null,
      openedAt,
      closedAt,
      litres,
      litresMeasured: false,
      meanFlowLpm: null,
      decision: {
        ...{ method: 'fixed', skip: null, facts: [], needMm: 0, litres, savedLitres: 0 },
        ...{ cost: null, savedCost: null, daysLeft: null, sentence: BY_THE_CLOCK },
      },
    }
  }
}
