/** What the pages of management work out for themselves: the Sankey, the painted seasons, a file in pieces. */
import { describe, expect, test } from 'vitest'
import type { FlowNode, TariffPeriod } from '../../core/contract/energy.ts'
import type { Detector, Waste } from '../../core/contract/energy-waste.ts'
import {
  hasDayKinds,
  painted,
  periodsOfSeasons,
  seasonsOf,
  withMonth,
} from '../../dashboard/data/tariff-day.ts'
import { groupsOf } from '../../dashboard/views/utilities/detector-groups.ts'
import { layOut } from '../../dashboard/views/utilities/sankey.ts'

const node = (
  meterId: string,
  use: number | null,
  parentId: string | null = null,
  rest: number | null = use,
): FlowNode => ({
  meterId,
  name: { zh: meterId, en: meterId },
  parentId,
  use,
  cost: null,
  rest,
  estimated: false,
})

describe('the Sankey', () => {
  test('gives each known meter a box beside its parent, and what is left over one of its own', () => {
    const { boxes, bands } = layOut([
      node('main', 100, null, 30),
      node('a', 50, 'main'),
      node('b', 20, 'main'),
      node('silent', null, 'main'),
    ])
    expect(boxes.map(({ node, isRest }) => `${node.meterId}${isRest ? '*' : ''}`)).toEqual([
      'main',
      'a',
      'b',
      'main*',
    ])
    expect(bands).toHaveLength(3)
    const [main, a, b] = boxes
    expect(a?.x).toBeGreaterThan(main?.x ?? 0)
    expect((b?.y ?? 0) - (a?.y ?? 0)).toBeGreaterThanOrEqual(a?.height ?? 0)
  })

  test('does not overlap, however many there are', () => {
    const many = Array.from({ length: 40 }, (_, n) => node(`m${n}`, 1 + n, 'main'))
    const column = layOut([node('main', 900, null, 0), ...many]).boxes.slice(1)
    for (const [n, box] of column.slice(1).entries())
      expect(box.y).toBeGreaterThanOrEqual((column[n]?.y ?? 0) + (column[n]?.height ?? 0))
  })

  test('survives a ring and nothing at all', () => {
    expect(layOut([]).boxes).toEqual([])
    expect(layOut([node('x', 1, 'y'), node('y', 1, 'x')]).boxes).toEqual([])
  })
})

describe('painted seasons', () => {
  const periods: TariffPeriod[] = [
    { band: 'sharp', months: [7, 8], days: ['workday'], from: '18:00', to: '20:00' },
    { band: 'valley', months: [], from: '23:00', to: '07:00' },
  ]

  test('say the same tariff when they are read back', () => {
    const seasons = seasonsOf(periods)
    expect(seasons.map(({ months }) => months)).toEqual([
      [1, 2, 3, 4, 5, 6, 9, 10, 11, 12],
      [7, 8],
    ])
    expect(hasDayKinds(seasons)).toBe(true)
    expect(seasonsOf(periodsOfSeasons(seasons))).toEqual(seasons)
    expect(periodsOfSeasons(seasonsOf([]))).toEqual([])
  })

  test('a stroke paints the kinds of day it is meant for', () => {
    const [season] = seasonsOf([])
    if (season === undefined) throw new Error('no season')
    const after = painted(season, ['weekend'], 4, 'valley')
    expect([after.days.weekend[4], after.days.workday[4]]).toEqual(['valley', 'flat'])
    expect(periodsOfSeasons([after])).toEqual([
      { band: 'valley', months: [], days: ['weekend'], from: '02:00', to: '02:30' },
    ])
  })

  test('every month stays in exactly one season', () => {
    const seasons = seasonsOf(periods)
    for (const [index, month] of [
      [0, 7],
      [1, 3],
      [1, 7],
      [0, 1],
    ] as const) {
      const all = withMonth(seasons, index, month).flatMap(({ months }) => months)
      expect(all.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    }
  })
})

describe('detectors in groups', () => {
  const detector = (
    kind: string,
    meterId: string | null,
    moneyPerDay: number | null,
    ruleId: string | null,
  ) => ({ key: `${kind}-${meterId}`, kind, meterId, moneyPerDay, ruleId }) as Detector
  const detectors = [
    detector('night-flow', 'a', 3, null),
    detector('unaccounted', 'a', 5, 'r'),
    detector('burst', 'b', null, null),
    detector('night-base-load', 'c', 40, null),
    detector('compressor-drift', null, null, null),
  ]
  const waste = [{ kind: 'burst', meterId: 'b', moneyPerDay: 9 } as Waste]

  test('come by money: what is wasted now, then what is watched', () => {
    const groups = groupsOf(detectors, waste, 'meter')
    expect(groups.map(({ id }) => id)).toEqual(['b', 'c', 'a', ''])
    // Two that watch parts of the same use are not added up.
    expect(groups[2]).toMatchObject({ on: 1, wasted: null, watched: 5 })
    expect(groups[2]?.detectors.map(({ kind }) => kind)).toEqual(['unaccounted', 'night-flow'])
    expect(groups[0]).toMatchObject({ wasted: 9, watched: null })
  })

  test('of one kind at several meters add up, but what is behind another meter is part of it', () => {
    const more = [...detectors, detector('night-flow', 'd', 2, null)]
    const watched = (parents: [string, string | null][]) =>
      groupsOf(more, [], 'kind', new Map(parents)).find(({ id }) => id === 'night-flow')?.watched
    expect(watched([])).toBe(5)
    expect(
      watched([
        ['d', 'x'],
        ['x', 'a'],
        ['a', null],
      ]),
    ).toBe(3)
  })
})
