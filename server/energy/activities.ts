/** Meals and head counts: kept by day, meal and place; entered by hand, as a table, or by a program. */

import {
  type Activity,
  type ActivityInput,
  MEALS,
  type MealOfDay,
  type Premises,
  type Taken,
} from '../../core/contract/energy-activity.ts'
import { Problem } from '../../core/contract/error.ts'
import { dateIn, numberIn, parseCsv } from '../../core/energy/csv.ts'
import { placeNamed } from '../../core/energy/places.ts'
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
const PLACE_TITLES = ['place', '位置', '地点', '场所', '食堂', '厨房', '楼']
const FLOOR_TITLES = ['area', 'm2', 'm²', '面积', '建筑面积']
const HEADS_TITLES = ['heads', 'people', '人数']
const REFUSED_MAX = 200
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

  /** A line for each date, or for each date and place; what cannot be read is refused by line, the rest is kept. */
  importCsv(csv: string, areaId: string | null, said: Said): Taken {
    const { titles, rows } = tableOf(csv)
    const dateAt = titles.findIndex(title => DATE_TITLES.includes(title))
    const columns = titles.flatMap((title, at) =>
      COLUMNS[title] === undefined ? [] : [{ at, ...COLUMNS[title] }],
    )
    if (dateAt < 0 || columns.length === 0)
      throw new Problem(
        'request.invalid',
        `the first line must name a date and one of ${[...MEALS, 'meals', 'heads'].join(', ')}`,
      )
    const placeOf = this.#placesIn(titles, areaId, said.siteId)
    const items: ActivityInput[] = []
    const refused: Taken['refused'] = []
    for (const { line, cells } of rows) {
      const date = dateIn(cells[dateAt] ?? '')
      const place = placeOf(cells)
      if (date === null) refused.push({ line, reason: `no date: ${cells[dateAt] ?? ''}` })
      else if (place === undefined) refused.push({ line, reason: `no such place: ${cells.join(', ')}` })
      else
        for (const { at, kind, meal } of columns) {
          const cell = cells[at] ?? ''
          // An empty cell says nothing.
          if (cell === '') continue
          const count = countIn(cell)
          if (count === null) refused.push({ line, reason: `no count: ${cell}` })
          else items.push({ date, kind, meal, areaId: place, count })
        }
    }
    this.put(items, said)
    return { accepted: items.length, refused: refused.slice(0, REFUSED_MAX) }
  }

  /** A line for each place. An empty cell leaves what is known of it. */
  importPremises(csv: string, siteId: string): Taken {
    const { state } = this.#room
    const { titles, rows } = tableOf(csv)
    const placeOf = this.#placesIn(titles, undefined, siteId)
    const [floorAt, headsAt] = [FLOOR_TITLES, HEADS_TITLES].map(words =>
      titles.findIndex(title => words.includes(title)),
    ) as [number, number]
    if (floorAt < 0 && headsAt < 0)
      throw new Problem('request.invalid', 'the first line must name a place and one of area, heads')
    const refused: Taken['refused'] = []
    let accepted = 0
    for (const { line, cells } of rows) {
      const areaId = placeOf(cells)
      const floor = numberIn(cells[floorAt] ?? '')
      const heads = countIn(cells[headsAt] ?? '')
      const said = (floor !== null && floor > 0) || (heads !== null && heads > 0)
      if (areaId === undefined || !said) {
        refused.push({ line, reason: `${said ? 'no such place' : 'no figure'}: ${cells.join(', ')}` })
        continue
      }
      const known = state.premises.get(areaId ?? siteId)
      this.putPremises(siteId, areaId, {
        areaM2: floor !== null && floor > 0 ? floor : (known?.areaM2 ?? null),
        heads: heads !== null && heads > 0 ? heads : (known?.heads ?? null),
      })
      accepted++
    }
    return { accepted, refused: refused.slice(0, REFUSED_MAX) }
  }

  /** The place of a line: by its column, or without one the place the whole table is about. */
  #placesIn(
    titles: readonly string[],
    areaId: string | null | undefined,
    siteId: string,
  ): (cells: readonly string[]) => string | null | undefined {
    const at = titles.findIndex(title => PLACE_TITLES.includes(title))
    if (at < 0) return () => areaId
    const areas = this.#room.state.areas.list({ siteId })
    return cells => placeNamed(areas, cells[at] ?? '')
  }

  putPremises(siteId: string, areaId: string | null, facts: Pick<Premises, 'areaM2' | 'heads'>): Premises {
    const premises: Premises = { id: areaId ?? siteId, siteId, ...facts }
    this.#room.state.premises.put(premises)
    return premises
  }
}

function tableOf(csv: string) {
  const [head, ...rows] = parseCsv(csv)
  return { titles: head?.cells.map(title => title.toLowerCase()) ?? [], rows }
}

/** Whole and no more than there can be; null for anything else. */
function countIn(cell: string): number | null {
  const count = numberIn(cell)
  return count === null || count < 0 || count > COUNT_MAX || !Number.isInteger(count) ? null : count
}
