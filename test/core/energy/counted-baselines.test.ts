import { expect, test } from 'vitest'
import type { Meter } from '../../../core/contract/energy.ts'
import type { Baseline } from '../../../core/contract/energy-baseline.ts'
import { countedBaselines } from '../../../core/energy/counted-baselines.ts'

const meters = [
  { id: 'main', parentId: null },
  { id: 'kitchen', parentId: 'main' },
  { id: 'oven', parentId: 'kitchen' },
  { id: 'hall', parentId: null },
] as Meter[]
const of = (id: string, meterId: string, createdAt: number, passes = true) =>
  ({ id, meterId, createdAt, model: { passes } }) as Baseline
const counted = (...baselines: Baseline[]) => countedBaselines(baselines, meters).map(({ id }) => id)

test('the newest that passes counts, once a meter', () => {
  expect(counted(of('old', 'hall', 1), of('new', 'hall', 2), of('failed', 'hall', 3, false))).toEqual(['new'])
})

test('what a meter behind another saved is in the saving of that one', () => {
  expect(counted(of('m', 'main', 1), of('o', 'oven', 2), of('h', 'hall', 3))).toEqual(['m', 'h'])
  expect(counted(of('m', 'main', 1, false), of('o', 'oven', 2))).toEqual(['o'])
})

test('meters that hang in a ring are no reason to search for ever', () => {
  const ring = [
    { id: 'a', parentId: 'b' },
    { id: 'b', parentId: 'a' },
  ] as Meter[]
  expect(countedBaselines([of('x', 'a', 1)], ring).map(({ id }) => id)).toEqual(['x'])
})
