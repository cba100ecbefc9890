/** Times are read here because of their number; what they mean is Date.parse's affair. */
import { expect, test } from 'vitest'
import { instantOf, timeOf } from '../../../core/points/spoken.ts'
import { createRandom } from '../../support/random.ts'

const SEED = Number(process.env.SEED ?? 20_260_302)
const TIMES = [
  '2026-03-02T08:00:00Z',
  '2026-03-02T08:00:00.123Z',
  '2024-02-29T23:59:59.999+08:00',
  '2025-12-31T00:30:00-11:30',
  '1970-01-01T00:00:00+00:00',
  '2026-03-02T08:00Z',
  '2026-03-02T08:00:00.1234567Z',
  '2026-03-02T08:00:00+0800',
]

test('every time is what Date.parse says, also of what is nearly one', () => {
  const random = createRandom(SEED)
  const letters = '0123456789-:+.TZ '
  for (let round = 0; round < 30_000; round++) {
    const bytes = [...(TIMES[round % TIMES.length] ?? '')]
    for (let n = random.integer(4); n > 0; n--)
      bytes[random.integer(bytes.length)] = letters[random.integer(letters.length)] ?? ''
    const text = bytes.join('')
    expect(timeOf(text), text).toBe(Date.parse(text))
  }
})

test.each([
  ['2026-03-02T08:00:00+08:00', Date.UTC(2026, 2, 2)],
  [1_772_409_600_000, 1_772_409_600_000],
  ['2026-03-02T08:00:00', undefined],
  ['2026-03-02', undefined],
  ['2026-13-02T08:00:00Z', undefined],
  ['yesterday', undefined],
  [1e300, undefined],
  [null, undefined],
])('%j', (raw, at) => {
  expect(instantOf(raw)).toBe(at)
})
