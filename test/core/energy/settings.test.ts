/** What management is reckoned with: factors, holidays, places, detectors' settings. */
import { describe, expect, test } from 'vitest'
import { BUILT_IN_FACTORS, factorFault, factorFor, factorHistory } from '../../../core/energy/factors.ts'
import { factsOfSite, placeNamed } from '../../../core/energy/places.ts'

const own = {
  id: 'x',
  siteId: 's',
  kind: 'carbon',
  medium: 'electricity',
  value: 0.7096,
  year: 2024,
  region: '山西',
  publisher: 'MEE',
  source: '',
} as const

describe('factors', () => {
  test('one of the site’s own holds from its year on, and not before it', () => {
    expect(factorFor([own], 'carbon', 'electricity', 2026)).toBe(own)
    expect(factorFor([own], 'carbon', 'electricity', 2023)?.value).toBe(0.5306)
    // Before all of them: the oldest of its own.
    expect(factorFor([own], 'carbon', 'electricity', 2019)).toBe(own)
  })

  test('the history has all of a kind, newest first, the site’s own before the built-in one of that year', () => {
    const history = factorHistory([...BUILT_IN_FACTORS, { ...own, year: 2023 }], 'carbon', 'electricity')
    expect(history.map(({ year, siteId }) => [year, siteId])).toEqual([
      [2023, 's'],
      [2023, null],
      [2022, null],
    ])
  })

  test('a figure in another unit, a second one for a year and a year to come are refused', () => {
    expect(factorFault({ ...own, value: 530.6 }, [], 2026)).toBe('unit')
    expect(factorFault({ ...own, value: 0 }, [], 2026)).toBe('unit')
    expect(factorFault({ ...own, year: 2027 }, [], 2026)).toBe('future')
    expect(factorFault(own, [own], 2026)).toBe('twice')
    expect(factorFault(own, [own], 2026, 'x')).toBeNull()
    for (const factor of BUILT_IN_FACTORS) expect(factorFault(factor, [], 2026)).toBeNull()
  })
})

describe('places', () => {
  const areas = [
    { id: 'north', parentId: null, name: { zh: '北食堂', en: 'North canteen' } },
    { id: 'pastry', parentId: 'north', name: { zh: '点心间', en: 'Pastry' } },
    { id: 'south', parentId: null, name: { zh: '南食堂', en: 'South canteen' } },
  ]
  const said = (id: string, areaM2: number | null, heads: number | null) => ({
    id,
    siteId: 's',
    areaM2,
    heads,
  })

  test('make up the site where nobody said its own; a room within a place counts once', () => {
    const places = [said('north', 600, 40), said('pastry', 80, null), said('south', 400, null)]
    expect(factsOfSite(places, areas, 's')).toEqual({ areaM2: 1000, heads: 40 })
    expect(factsOfSite([...places, said('s', 1500, null)], areas, 's')).toEqual({ areaM2: 1500, heads: 40 })
    expect(factsOfSite([], areas, 's')).toEqual({ areaM2: null, heads: null })
  })

  test('are found in a table by either name or id; an empty cell is the whole site', () => {
    expect(placeNamed(areas, ' 南食堂 ')).toBe('south')
    expect(placeNamed(areas, 'north CANTEEN')).toBe('north')
    expect(placeNamed(areas, '')).toBeNull()
    expect(placeNamed(areas, 'east')).toBeUndefined()
  })
})
