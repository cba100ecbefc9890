import { describe, expect, test } from 'vitest'
import type { CounterFacts } from '../../../core/contract/point.ts'
import { counterUse, knownUse } from '../../../core/points/counter.ts'

const HOUR = 3_600_000
/** `[hours, value]` pairs. */
const readings = (pairs: readonly (readonly [number, number])[]) =>
  pairs.map(([hours, value]) => ({ at: hours * HOUR, value }))
const facts = (some: Partial<CounterFacts>): CounterFacts => ({
  modulus: null,
  noise: 0,
  maxPerHour: null,
  ...some,
})

interface Story {
  readonly story: string
  readonly facts?: Partial<CounterFacts>
  /** Hours. */
  readonly edges: readonly number[]
  readonly readings: readonly (readonly [number, number])[]
  readonly uses: readonly (number | null)[]
}

const STORIES: readonly Story[] = [
  {
    story: 'a steady meter',
    edges: [0, 1, 2],
    readings: [
      [0, 10],
      [1, 12],
      [2, 15],
    ],
    uses: [2, 3],
  },
  {
    story: 'edges between readings take a straight line',
    edges: [1, 3],
    readings: [
      [0, 0],
      [2, 10],
      [4, 30],
    ],
    uses: [15],
  },
  {
    story: 'one long gap spread over its hours',
    edges: [0, 1, 2, 4],
    readings: [
      [0, 100],
      [4, 108],
    ],
    uses: [2, 2, 4],
  },
  {
    story: 'the running period shows what is known',
    edges: [0, 24, 48],
    readings: [
      [0, 5],
      [24, 9],
      [30, 11],
    ],
    uses: [4, 2],
  },
  {
    story: 'wholly after the newest reading is unknown',
    edges: [0, 1, 2, 3],
    readings: [
      [0, 5],
      [1, 6],
    ],
    uses: [1, null, null],
  },
  {
    story: 'wholly before the first reading is unknown',
    edges: [0, 1, 2, 3],
    readings: [
      [1.5, 5],
      [3, 8],
    ],
    uses: [null, 1, 2],
  },
  { story: 'one reading says nothing about use', edges: [0, 2], readings: [[1, 500]], uses: [null] },
  { story: 'no reading says nothing', edges: [0, 2, 4], readings: [], uses: [null, null] },
  {
    story: 'no use is zero, not unknown',
    edges: [0, 1],
    readings: [
      [0, 7],
      [1, 7],
    ],
    uses: [0],
  },
  {
    story: 'a rollover within the possible rate',
    facts: { modulus: 1000, maxPerHour: 50 },
    edges: [0, 1, 2],
    readings: [
      [0, 990],
      [1, 5],
      [2, 10],
    ],
    uses: [15, 5],
  },
  {
    story: 'a rollover of an unknown rate, near the end of the register',
    facts: { modulus: 1000 },
    edges: [0, 1],
    readings: [
      [0, 990],
      [1, 5],
    ],
    uses: [15],
  },
  {
    story: 'a step back far from the end is a reset',
    facts: { modulus: 1000 },
    edges: [0, 1],
    readings: [
      [0, 500],
      [1, 5],
    ],
    uses: [5],
  },
  {
    story: 'a reset counts from zero',
    edges: [0, 1, 2],
    readings: [
      [0, 500],
      [1, 2],
      [2, 6],
    ],
    uses: [2, 4],
  },
  {
    story: 'a value below zero after a reset is no use',
    edges: [0, 1],
    readings: [
      [0, 500],
      [1, -3],
    ],
    uses: [0],
  },
  {
    story: 'noise keeps the high-water mark',
    facts: { noise: 0.5 },
    edges: [0, 1, 2, 3],
    readings: [
      [0, 100],
      [1, 99.6],
      [2, 100.1],
      [3, 101],
    ],
    uses: [0, 0.1, 0.9],
  },
  {
    story: 'a step back larger than noise is a reset',
    facts: { noise: 0.5 },
    edges: [0, 1],
    readings: [
      [0, 100],
      [1, 0.4],
    ],
    uses: [0.4],
  },
  {
    story: 'a spike that goes back is not use',
    facts: { maxPerHour: 10 },
    edges: [0, 1, 2],
    readings: [
      [0, 100],
      [1, 9999],
      [2, 103],
    ],
    uses: [0, 3],
  },
  {
    story: 'a glitch to a lower register that goes back is not use',
    facts: { maxPerHour: 10 },
    edges: [0, 2],
    readings: [
      [0, 1000],
      [1, 400],
      [2, 1003],
    ],
    uses: [3],
  },
  {
    story: 'an exchanged meter goes on from its own register',
    facts: { maxPerHour: 10 },
    edges: [0, 1, 2, 3],
    readings: [
      [0, 100],
      [1, 5000],
      [2, 5004],
      [3, 5005],
    ],
    uses: [0, 4, 1],
  },
  {
    story: 'a glitch to zero loses a little and invents nothing',
    facts: { maxPerHour: 10 },
    edges: [0, 4],
    readings: [
      [0, 1000],
      [1, 0],
      [2, 1002],
      [3, 1003],
      [4, 1004],
    ],
    uses: [2],
  },
  {
    story: 'values that are no numbers are passed over',
    edges: [0, 2],
    readings: [
      [0, 1],
      [1, Number.NaN],
      [2, 4],
    ],
    uses: [3],
  },
  {
    story: 'a second reading of the same moment is passed over',
    edges: [0, 2],
    readings: [
      [0, 1],
      [1, 2],
      [1, 99],
      [2, 4],
    ],
    uses: [3],
  },
  {
    story: 'an edge on a reading is that reading',
    edges: [1, 2],
    readings: [
      [0, 0],
      [1, 5],
      [2, 6],
      [3, 50],
    ],
    uses: [1],
  },
]

describe('what a counter used', () => {
  test.each(STORIES)('$story', story => {
    const uses = counterUse(
      readings(story.readings),
      story.edges.map(hours => hours * HOUR),
      facts(story.facts ?? {}),
    )
    expect(uses.use).toHaveLength(story.edges.length - 1)
    for (const [index, expected] of story.uses.entries()) {
      if (expected === null) expect(knownUse(uses, index)).toBeNull()
      else expect(knownUse(uses, index)).toBeCloseTo(expected, 9)
    }
  })

  test('without facts every rise is use', () => {
    expect(
      counterUse(
        readings([
          [0, 1],
          [1, 1e6],
        ]),
        [0, HOUR],
        null,
      ).use[0],
    ).toBe(999_999)
  })

  test('the parts add up to the whole, and nothing is ever negative', () => {
    const wild = Array.from({ length: 400 }, (_, n) => ({ at: n * 600_000, value: (n * 7919) % 1013 }))
    const edges = Array.from({ length: 60 }, (_, n) => n * HOUR + 12_345)
    for (const rules of [{}, { noise: 20 }, { modulus: 1013 }, { maxPerHour: 3000, modulus: 1013 }]) {
      const parts = [...counterUse(wild, edges, facts(rules)).use].map(use => (Number.isNaN(use) ? 0 : use))
      const whole = knownUse(counterUse(wild, [edges[0] ?? 0, edges.at(-1) ?? 0], facts(rules)))
      expect(Math.min(...parts)).toBeGreaterThanOrEqual(0)
      expect(parts.reduce((sum, use) => sum + use, 0)).toBeCloseTo(whole ?? Number.NaN, 6)
    }
  })
})
