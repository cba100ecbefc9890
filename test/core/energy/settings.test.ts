/** What management is reckoned with: factors, holidays, places, detectors' settings. */
import { describe, expect, test } from 'vitest'
import { BUILT_IN_FACTORS, factorFault, factorFor, factorHistory } from '../../../core/energy/factors.ts'
import { holidayChanges, readHolidays } from '../../../core/energy/holiday-import.ts'
import { missingYears } from '../../../core/energy/holiday-years.ts'
import { CHINA_2026 } from '../../../core/energy/holidays/china-2026.ts'
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

describe('holidays', () => {
  const NOTICE = `国务院办公厅关于2026年部分节假日安排的通知
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。`

  test('the notice as it is published says the calendar that comes with Steward', () => {
    const draft = readHolidays(NOTICE)
    expect(draft).toMatchObject({
      year: 2026,
      title: '国务院办公厅关于2026年部分节假日安排的通知',
      refused: [],
    })
    expect(draft.off).toEqual(CHINA_2026.off.map(({ date, name }) => ({ date, name: name.zh })))
    expect(draft.work).toEqual([...CHINA_2026.work].toSorted())
    expect(holidayChanges(draft, [])).toEqual([])
  })

  test('tables and JSON are read as well; what is not understood is named', () => {
    const table = readHolidays(
      '日期,节日\n2030-01-01,元旦\n2030/1/5,班\n2030-01-07,班\n2031-01-01,元旦\nsome day,x',
    )
    expect(table).toMatchObject({
      year: 2030,
      off: [{ date: '2030-01-01', name: '元旦' }],
      work: ['2030-01-05'],
    })
    expect(table.refused.map(({ why }) => why)).toEqual(['weekday', 'other-year', 'unread'])
    const days = [
      { name: '元旦', date: '2030-01-01', isOffDay: true },
      { name: '元旦', date: '2030-01-05', isOffDay: false },
    ]
    for (const json of [
      { year: 2030, days },
      { off: [days[0]], work: ['2030-01-05'] },
    ])
      expect(readHolidays(JSON.stringify(json))).toMatchObject({
        year: 2030,
        off: [{ date: '2030-01-01' }],
        work: ['2030-01-05'],
        refused: [],
      })
    expect(readHolidays('{"days":[1').refused).toHaveLength(1)
    expect(readHolidays('')).toMatchObject({ year: 0, off: [], work: [] })
    expect(readHolidays('date,what\n2030-02-30,x').off).toEqual([])
    expect(readHolidays('二、劳动节：2月30日至31日放假。').refused).toHaveLength(1)
  })

  test('the preview says which days become something else', () => {
    const draft = readHolidays('date,what\n2030-01-01,元旦\n2030-01-05,班')
    expect(holidayChanges(draft, [])).toEqual([
      { date: '2030-01-01', before: 'workday', after: 'holiday', name: '元旦' },
      { date: '2030-01-05', before: 'weekend', after: 'workday', name: '' },
    ])
    // Beside one that was imported before: a day that is off no more.
    const kept = { id: 'x', siteId: 's', year: 2030, source: '', work: [] }
    const off = [{ date: '2030-01-02', name: { zh: '元旦', en: 'New Year' } }]
    expect(holidayChanges(draft, [{ ...kept, off }]).find(({ date }) => date === '2030-01-02')).toMatchObject(
      {
        before: 'holiday',
        after: 'workday',
      },
    )
  })

  test('a missing year is told of, the next one from December on', () => {
    const known = [{ year: 2026 }]
    expect(missingYears('2026-11-30', known)).toEqual([])
    expect(missingYears('2026-12-01', known)).toEqual([2027])
    expect(missingYears('2027-02-01', known)).toEqual([2027])
    expect(missingYears('2027-12-01', known)).toEqual([2027, 2028])
  })
})
