import { expect, test } from 'vitest'
import { type Measured, qualify, type Timing, timingOfEarlier } from '../../../core/points/quality.ts'

const NOON = Date.parse('2026-03-02T12:00:00Z')
const HOUR = 3_600_000

function measured(over: Partial<Measured> = {}): Measured {
  return { metric: 'temperature', value: 4, arrivedAt: NOON, retained: false, ...over }
}

/** Feeds packets in order and gives the last verdict. */
function after(...packets: Partial<Measured>[]) {
  let timing: Timing | undefined
  let last = qualify(measured(packets[0]), undefined)
  for (const packet of packets) {
    last = qualify(measured(packet), timing)
    timing = last.timing
  }
  return last
}

test('without a device time the arrival counts and is good', () => {
  expect(after({})).toMatchObject({ at: NOON, quality: 'good' })
})

test('a retained value without a time is of unknown age, so it is late', () => {
  expect(after({ retained: true }).quality).toBe('late')
})

test('a plausible device time is kept', () => {
  expect(after({ deviceAt: NOON - 20_000 })).toMatchObject({ at: NOON - 20_000, quality: 'good' })
})

test.each([
  ['an hour ahead', NOON + HOUR],
  ['in 1970', 12_345],
  ['31 days old', NOON - 31 * 24 * HOUR],
])('a device clock %s is replaced by the arrival', (_, deviceAt) => {
  expect(after({ deviceAt })).toMatchObject({ at: NOON, quality: 'untimed' })
})

test('a reading older than a newer one is late', () => {
  const last = after({ deviceAt: NOON - 1000 }, { deviceAt: NOON - 60_000, arrivedAt: NOON + 10 })
  expect(last).toMatchObject({ at: NOON - 60_000, quality: 'late' })
})

test('buffered history stays history however it is spaced', () => {
  const last = after(
    { deviceAt: NOON - 24 * HOUR, arrivedAt: NOON },
    { deviceAt: NOON - 23 * HOUR, arrivedAt: NOON + 50 },
    { deviceAt: NOON - 22 * HOUR, arrivedAt: NOON + 100 },
  )
  expect(last).toMatchObject({ at: NOON - 22 * HOUR, quality: 'late' })
})

test('a clock that is eight hours behind all the time does not swallow alarms', () => {
  const last = after(
    { deviceAt: NOON - 8 * HOUR, arrivedAt: NOON },
    { deviceAt: NOON - 8 * HOUR + 60_000, arrivedAt: NOON + 60_000 },
  )
  expect(last).toMatchObject({ at: NOON + 60_000, quality: 'untimed' })
})

test('a value no sensor can read is kept and marked', () => {
  expect(after({ value: 1200 }).quality).toBe('suspect')
  expect(after({ value: -60 }).quality).toBe('good')
})

test('what a device calls history is never the present, and says nothing about its clock', () => {
  const fresh = { deviceAt: NOON - 60_000, historical: true }
  expect(after(fresh)).toMatchObject({ at: NOON - 60_000, quality: 'late' })
  expect(after({ historical: true }).quality).toBe('late')
  const live = { deviceAt: NOON - 30_000 }
  expect(after(live, { ...fresh, deviceAt: NOON - 10_000 }).timing).toEqual(after(live).timing)
})

test('after a restart what is older than the newest stored reading is late, and what is newer is good', () => {
  const known = timingOfEarlier(NOON - 1000)
  expect(qualify(measured({ deviceAt: NOON - 600_000 }), known).quality).toBe('late')
  expect(qualify(measured({ deviceAt: NOON - 500 }), known).quality).toBe('good')
  expect(qualify(measured(), known).quality).toBe('good')
  expect(qualify(measured({ deviceAt: NOON - 24 * HOUR }), known)).toMatchObject({ quality: 'late' })
})

test('our own clock an hour ahead and back again: a right device is live all the time but for one reading', () => {
  const right = (n: number) => NOON + n * 10_000
  const clock = (n: number) => right(n) + (n >= 3 && n < 9 ? HOUR : 0) + 20
  let timing: Timing | undefined
  const seen = Array.from({ length: 14 }, (_, n) => {
    const qualified = qualify(measured({ deviceAt: right(n), arrivedAt: clock(n) }), timing)
    timing = qualified.timing
    return qualified.quality
  })
  expect(seen.join(' ')).toBe(
    'good good good late untimed untimed untimed untimed untimed good good good good good',
  )
})

test('our own clock an hour behind and right again: every reading is live', () => {
  const right = (n: number) => NOON + n * 10_000
  let timing: Timing | undefined
  const seen = Array.from({ length: 9 }, (_, n) => {
    const arrivedAt = right(n) - (n >= 3 && n < 6 ? HOUR : 0) + 20
    const qualified = qualify(measured({ deviceAt: right(n), arrivedAt }), timing)
    timing = qualified.timing
    return qualified.quality
  })
  expect(seen.join(' ')).toBe('good good good untimed untimed untimed good good good')
})

test('a queue that is emptied at once is as many readings as it holds', () => {
  let timing: Timing | undefined
  const times = Array.from({ length: 100 }, () => {
    const qualified = qualify(measured(), timing)
    timing = qualified.timing
    return qualified.at - NOON
  })
  expect(times).toEqual(Array.from({ length: 100 }, (_, n) => n))
  expect(qualify(measured({ arrivedAt: NOON + 500 }), timing)).toMatchObject({
    at: NOON + 500,
    quality: 'good',
  })
})

test('values without a time never run ahead of the clock by more than a second', () => {
  let timing: Timing | undefined
  for (let n = 0; n < 5000; n += 1) {
    const qualified = qualify(measured(), timing)
    timing = qualified.timing
    expect(qualified.at - NOON).toBeLessThanOrEqual(1000)
  }
})
