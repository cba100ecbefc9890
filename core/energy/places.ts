/** What is known of a site's places: floor area and people, of one or of all together. */
import type { Premises } from '../contract/energy-activity.ts'
import type { Area } from '../contract/site.ts'

export type PlaceFacts = Pick<Premises, 'areaM2' | 'heads'>

/** Of one place, as it was entered. */
export function factsOf(premises: readonly Premises[], areaId: string): PlaceFacts {
  const own = premises.find(({ id }) => id === areaId)
  return { areaM2: own?.areaM2 ?? null, heads: own?.heads ?? null }
}

/**
 * Of the whole site: its own figure, or else the sum of its places'. A place within one that has a figure is part of it
 * and not counted again. Null when nobody said anything.
 */
export function factsOfSite(
  premises: readonly Premises[],
  areas: readonly Pick<Area, 'id' | 'parentId'>[],
  siteId: string,
): PlaceFacts {
  const whole = factsOf(premises, siteId)
  return {
    areaM2: whole.areaM2 ?? summed(premises, areas, 'areaM2'),
    heads: whole.heads ?? summed(premises, areas, 'heads'),
  }
}

function summed(
  premises: readonly Premises[],
  areas: readonly Pick<Area, 'id' | 'parentId'>[],
  fact: keyof PlaceFacts,
): number | null {
  const said = new Map(premises.map(one => [one.id, one[fact]]))
  const parentOf = new Map(areas.map(({ id, parentId }) => [id, parentId]))
  const within = (id: string) => {
    let above = parentOf.get(id) ?? null
    for (let depth = 0; above !== null && depth < areas.length; depth++) {
      if ((said.get(above) ?? null) !== null) return true
      above = parentOf.get(above) ?? null
    }
    return false
  }
  const values = areas.flatMap(({ id }) => {
    const value = said.get(id) ?? null
    return value === null || within(id) ? [] : [value]
  })
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0)
}

/** The place a table means by a cell: its id, or either of its names. Null for the whole site, undefined for nothing known. */
export function placeNamed(
  areas: readonly Pick<Area, 'id' | 'name'>[],
  cell: string,
): string | null | undefined {
  const word = cell.trim().toLowerCase()
  if (word === '') return null
  return areas.find(({ id, name }) => [id, name.zh, name.en].some(one => one.trim().toLowerCase() === word))
    ?.id
}
