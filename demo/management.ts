/** What a manager would have set up weeks ago: baselines on the first weeks, the waste detectors, a budget for the month. */
import { dateOf } from '../core/energy/grid.ts'
import { demoManagement as words } from '../core/text/demo-duty.ts'
import { fillBoth } from '../core/text/text.ts'
import { systemClock } from '../house.ts'
import { createChangeFeed } from '../server/change-feed.ts'
import { Directory } from '../server/directory.ts'
import { UseBooks } from '../server/energy/books.ts'
import { createEnergy, type Energy } from '../server/energy/energy.ts'
import { LatestReadings } from '../server/latest-values.ts'
import type { Logger } from '../server/services.ts'
import type { Stores } from '../server/stores.ts'

const DAY_MS = 86_400_000
/** What a baseline needs to learn from, and what it is compared with afterwards. */
const LEARNED_DAYS = 60
const COMPARED_DAYS = 28
const BUDGETED = ['electricity', 'water', 'gas'] as const
/** A budget a little below the month before. */
const BUDGET_PART = 0.97
const BUDGET_STEP = 50

/** Nothing when there is too little past to learn from. */
export async function furnishManagement(stores: Stores, days: number, log: Logger): Promise<void> {
  if (days < LEARNED_DAYS + COMPARED_DAYS) return
  const { state, series } = stores
  const [site] = state.sites.list()
  if (site === undefined) return
  const directory = new Directory(state, createChangeFeed(log), systemClock)
  const parts = { state, series, directory, log, clock: systemClock }
  const latest = new LatestReadings(await series.last())
  const books = new UseBooks({ ...parts, latest })
  const energy = createEnergy({ ...parts, latest, books, alarms: { ruleChanged: () => undefined } })
  const stop = books.start()
  const today = systemClock.now()
  const date = (daysAgo: number) => dateOf(today - daysAgo * DAY_MS, site.timeZone)
  await learn(stores, energy, date(days - 1), date(COMPARED_DAYS))
  const detectors = await energy.detectors.list(site.id)
  await energy.detectors.install(
    site.id,
    detectors.map(({ key }) => key),
  )
  await budget(energy, site.id, date(0).slice(0, 7), date(COMPARED_DAYS), date(1))
  stop()
}

async function learn({ state }: Stores, energy: Energy, from: string, to: string): Promise<void> {
  for (const meter of state.meters.list()) {
    if (meter.parentId !== null) continue
    const name = fillBoth(words.baseline, { meter: meter.name })
    await energy.baselines.create({ name, meter, from, to, by: 'manager' })
  }
}

async function budget(
  energy: Energy,
  siteId: string,
  month: string,
  from: string,
  to: string,
): Promise<void> {
  for (const medium of BUDGETED) {
    const used = await energy.views.total(siteId, medium, from, to)
    if (used === null || used.money === null) continue
    const amount = Math.round((used.money * (30 / COMPARED_DAYS) * BUDGET_PART) / BUDGET_STEP) * BUDGET_STEP
    energy.targets.put({ siteId, medium, kind: 'money', month, amount, by: 'manager' })
  }
}
