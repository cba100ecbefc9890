/** Meals and head counts: kept by day, meal and place; entered by hand, as a table, or by a program. */

import {
  type Activity,
  type ActivityInput,
  MEALS,
  type MealOfDay,
  type Premises,
} from '../../core/contract/energy-activity.ts'
import { Problem } from '../../core/contract/error.ts'
import { dateIn, numberIn, parseCsv } from '../../core/energy/csv.ts'
import type { EnergyRoom } from './room.ts'

/** What a column's title says, in both languages. */
const COLUMNS: Readonly<Record<string, { readonly kind: Activity['kind']; readonly meal: MealOfDay }>> = {
  meals: { kind: 'meals', meal: 'all' },
  用餐人次: { kind: 'meals', meal: 'all' },
  餐次: { kind: 'meals', meal: 'all' },
  breakfast: { kind: 'meals', meal: 'breakfast' },
  早餐: { kind: 'meals', meal: 'breakfast' },
  lunch: { kind: 'meals', meal: 'lunch' },
  午餐: { kind: 'meals', meal: 'lunch' },
  中餐: { kind: 'meals', meal: 'lunch' },
  dinner: { kind: 'meals', meal: 'dinner' },
  晚餐: { kind: 'meals', meal: 'dinner' },
  night: { kind: 'meals', meal: 'night' },
  夜宵: { kind: 'meals', meal: 'night' },
  heads: { kind: 'heads', meal: 'all' },
  人数: { kind: 'heads', meal: 'all' },
}
const DATE_TITLES = ['date', '日期', 'day']
/** No kitchen serves more in a meal, and no site has more people. */
const COUNT_MAX = 1_000_000

interface Said {
  readonly siteId: string
  readonly by: string
  readonly from: Activity['from']
}

export class Activities {
  readonly #room: EnergyRoom

  constructor(room: EnergyRoom) {
    this.#room = room
  }

  put(items: readonly ActivityInput[], { siteId, by, from }: Said): Activity[] {
    const { state, clock } = this.#room
    const kept = items.map((item): Activity => {
      if (item.kind === 'heads' && item.meal !== 'all')
        throw new Problem('request.invalid', 'heads are counted once a day')
      const id = [siteId, item.date, item.kind, item.meal, item.areaId ?? ''].join('/')
      return { ...item, id, siteId, by, from, enteredAt: clock.now() }
    })
    state.transaction(() => {
      for (const activity of kept) state.activities.put(activity)
    })
    return kept
  }

  /** A line for each date; what cannot be read is refused by line, the rest is kept. */
  importCsv(
    csv: string,
    areaId: string | null,
    said: Said,
  ): { accepted: number; refused: { line: number; reason: string }[] } {
    const [head, ...rows] = parseCsv(csv)
    const titles = head?.cells.map(title => title.toLowerCase()) ?? []
    const dateAt = titles.findIndex(title => DATE_TITLES.includes(title))
    const columns = titles.flatMap((title, at) =>
      COLUMNS[title] === undefined ? [] : [{ at, ...COLUMNS[title] }],
    )
    if (dateAt < 0 || columns.length === 0)
      throw new Problem(
        'request.invalid',
        `the first line must name a date and one of ${[...MEALS, 'meals', 'heads'].join(', ')}`,
      )
    const items: ActivityInput[] = []
    const refused: { line: number; reason: string }[] = []
    for (const { line, cells } of rows) {
      const date = dateIn(cells[dateAt] ?? '')
      if (date === null) refused.push({ line, reason: `no date: ${cells[dateAt] ?? ''}` })
      for (const { at, kind, meal } of date === null ? [] : columns) {
        const cell = cells[at] ?? ''
        const count = numberIn(cell)
        // An empty cell says nothing.
        if (cell === '') continue
        if (count === null || count < 0 || count > COUNT_MAX || !Number.isInteger(count))
          refused.push({ line, reason: `no count: ${cell}` })
        else items.push({ date: date ?? '', kind, meal, areaId, count })
      }
    }
    this.put(items, said)
    return { accepted: items.length, refused: refused.slice(0, 200) }
  }

  putPremises(siteId: string, areaId: string | null, facts: Pick<Premises, 'areaM2' | 'heads'>): Premises {
    const premises: Premises = { id: areaId ?? siteId, siteId, ...facts }
    this.#room.state.premises.put(premises)
    return premises
  }
}
