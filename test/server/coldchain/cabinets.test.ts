/** Cabinets in the product: what explains a warm one, what corrects a probe, what is set, and a crash in between. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { presetOf } from '../../../core/coldchain/jurisdiction.ts'
import { createReplayer } from '../../../server/alarms/replay.ts'
import { pastExplainer } from '../../../server/coldchain/past-explainer.ts'
import { samplesOf } from '../../../server/coldchain/samples.ts'
import { ColdHouse, HOUR_MS, MINUTE_MS } from './cold-house.ts'

let house: ColdHouse
beforeEach(() => {
  house = new ColdHouse([
    { id: 'fridge', kind: 'fridge', metrics: ['temperature', 'humidity', 'door_open', 'battery'] },
    { id: 'plain', kind: 'fridge' },
    { id: 'hot', kind: 'hot-holding', metrics: ['temperature', 'door_open'] },
    { id: 'meter', kind: 'water-meter', metrics: ['water_total'] },
  ])
})
afterEach(() => house.remove())

/** A reading a minute; answers the minute at which a limit was told first, or null. */
function warm(
  device: string,
  minutes: number,
  value: (minute: number) => number,
  each?: (minute: number) => void,
) {
  const before = house.raised.length
  const from = house.clock.now()
  for (let minute = 0; minute < minutes; minute += 1) {
    each?.(minute)
    house.see(device, value(minute))
    house.pass(MINUTE_MS)
  }
  const first = house.raised.slice(before).find(one => one.deviceId === device && !one.key.includes('.door-'))
  return first === undefined ? null : { minute: (first.at - from) / MINUTE_MS, key: first.key }
}

describe('grace', () => {
  test('without anything that explains it, it is told after its delay', () => {
    expect(warm('plain', 60, () => 9)).toMatchObject({ minute: 30 })
  })

  test('an open door explains it for one delay window, never longer', () => {
    warm('fridge', 5, () => 4)
    // Warm already for twenty minutes when the door is opened and left open.
    const told = warm(
      'fridge',
      120,
      () => 9,
      minute => minute === 20 && house.see('fridge', 1, 'door_open'),
    )
    expect(told).toMatchObject({ minute: 50 })
  })

  test('the same door explains nothing when the absolute limit is passed', () => {
    house.see('fridge', 1, 'door_open')
    const told = warm('fridge', 60, () => 13)
    expect(told).toMatchObject({ minute: 5, key: `fridge.absolute-${house.point('fridge')}` })
    expect(house.raised.map(({ key }) => key)).toContain(`fridge.high-${house.point('fridge')}`)
  })

  test('a scanned delivery waits, and its end is told by the page', async () => {
    warm('fridge', 20, () => 9)
    const { cabinets } = house.services
    const one = cabinets.restock('fridge', 'li', 40)
    expect(one).toMatchObject({ by: 'li', until: one.startedAt + 40 * MINUTE_MS })
    expect(warm('fridge', 38, () => 9)).toBeNull()
    expect((await cabinets.detail('fridge')).state).toMatchObject({
      word: 'explained',
      grace: { kind: 'restocking' },
    })
    expect(warm('fridge', 10, () => 9)).toMatchObject({ minute: 2 })
    expect((await cabinets.detail('fridge')).state).toMatchObject({ word: 'beyond', grace: null })
  })

  test('"done" leaves it its usual recovery', () => {
    warm('fridge', 20, () => 9)
    house.services.cabinets.restock('fridge', 'li', 60)
    warm('fridge', 5, () => 9)
    expect(house.services.cabinets.restocked('fridge').doneAt).toBe(house.clock.now())
    expect(warm('fridge', 40, () => 9)).toMatchObject({ minute: 15 })
  })

  test('switched off for a cabinet it explains nothing there', () => {
    house.services.cabinets.change('fridge', { grace: false })
    house.see('fridge', 1, 'door_open')
    expect(
      warm(
        'fridge',
        60,
        () => 9,
        m => m === 20 && house.see('fridge', 1, 'door_open'),
      ),
    ).toMatchObject({ minute: 30 })
  })

  test('a hot cabinet with its door open cools, and is told after the delay window', () => {
    warm('hot', 5, () => 66)
    const told = warm(
      'hot',
      60,
      () => 58,
      minute => minute === 5 && house.see('hot', 1, 'door_open'),
    )
    expect(told).toMatchObject({ minute: 20, key: `hot.low-${house.point('hot')}` })
  })

  test('a door makes nothing too cold', () => {
    house.services.cabinets.setLevels('fridge', {
      ...presetOf('cn', 'sample-fridge').levels,
      innerDelayS: 1800,
    })
    house.see('fridge', 1, 'door_open')
    expect(
      warm(
        'fridge',
        60,
        () => -1,
        m => m === 20 && house.see('fridge', 1, 'door_open'),
      ),
    ).toMatchObject({ minute: 30 })
  })

  test('a door elsewhere, once it is named', () => {
    house.services.cabinets.change('plain', { doorPointId: house.point('hot', 'door_open') })
    expect(
      warm(
        'plain',
        70,
        () => 9,
        minute => minute === 20 && house.see('hot', 1, 'door_open'),
      ),
    ).toMatchObject({ minute: 50 })
  })

  test('a crash in the middle of a delivery: the next process knows of it', async () => {
    warm('fridge', 20, () => 9)
    house.services.cabinets.restock('fridge', 'li', 40)
    warm('fridge', 5, () => 9)
    await house.crash()
    expect((await house.services.cabinets.detail('fridge')).restocking).toMatchObject({
      by: 'li',
      doneAt: null,
    })
    expect(warm('fridge', 60, () => 9)).toMatchObject({ minute: 35 })
  })

  test('a crash while a door explains it', async () => {
    warm('fridge', 20, () => 9)
    house.see('fridge', 1, 'door_open')
    warm('fridge', 5, () => 9)
    await house.crash()
    house.engine.tick()
    expect(warm('fridge', 60, () => 9)).toMatchObject({ minute: 25 })
  })
})

describe('calibration', () => {
  const calibrate = (errorC: number, at = house.clock.now()) =>
    house.services.cabinets.calibrate('plain', {
      pointId: house.point('plain'),
      at,
      errorC,
      dueAt: null,
      by: 'lab',
    })

  test('what is judged and shown is corrected, what is stored is not', async () => {
    // The probe shows one and a half too little: 7 is 8.5.
    calibrate(-1.5)
    expect(warm('plain', 60, () => 7)).toMatchObject({ minute: 30 })
    expect(house.open('plain')[0]).toMatchObject({ value: 8.5, limit: 8 })
    expect(house.latest.get(house.point('plain'))?.value).toBe(8.5)
    const [from, to] = [0, house.clock.now()]
    const [raw] = await house.series.range(house.point('plain'), from, to, 1)
    const [corrected] = await house.coldchain.series.range(house.point('plain'), from, to, 1)
    expect([raw?.value, corrected?.value]).toEqual([7, 8.5])
  })

  test('a stretch of the chart in which the error changed is right on both sides of the change', async () => {
    const start = house.clock.now()
    warm('plain', 30, () => 5)
    calibrate(1)
    warm('plain', 30, () => 5)
    const point = house.point('plain')
    const buckets = await house.coldchain.series.buckets(point, start, start + HOUR_MS, 1)
    expect(buckets).toEqual([{ at: start, min: 4, avg: 4.5, max: 5, count: 60 }])
    expect(
      (await house.coldchain.series.buckets(point, start, start + HOUR_MS, 2)).map(({ avg }) => avg),
    ).toEqual([5, 4])
  })

  test('taken back, everything is as it was read; and it survives a crash', async () => {
    const { at } = calibrate(2).calibrations[0] as { at: number }
    house.see('plain', 6)
    await house.crash()
    expect(house.latest.get(house.point('plain'))?.value).toBe(4)
    house.services.cabinets.uncalibrate('plain', house.point('plain'), at)
    expect((await house.coldchain.series.last()).get(house.point('plain'))?.value).toBe(6)
  })

  test('not in the future, not of another’s probe', () => {
    expect(() => calibrate(1, house.clock.now() + HOUR_MS)).toThrow()
    const other = { pointId: house.point('hot'), at: 0, errorC: 1, dueAt: null, by: 'lab' }
    expect(() => house.services.cabinets.calibrate('plain', other)).toThrow()
  })
})

describe('levels', () => {
  test('a preset becomes the rules of its probe, and what is left out goes out of force', async () => {
    const { cabinets } = house.services
    const { levels } = presetOf('us', 'fridge')
    expect(await cabinets.setLevels('plain', levels)).toMatchObject({ levels })
    const rules = house.state.rules.list({ pointId: house.point('plain') })
    const high = rules.filter(({ condition }) => condition.type === 'high').map(({ condition }) => condition)
    expect(high).toEqual([
      { type: 'high', limit: 10, deadband: 0.5, level: 'outer' },
      { type: 'high', limit: 5, deadband: 0.5 },
    ])
    expect(warm('plain', 60, () => 6)).toMatchObject({ minute: 30 })
    await cabinets.setLevels('plain', { ...levels, hh: null, l: 1 })
    const after = house.state.rules.list({ pointId: house.point('plain'), enabled: true })
    expect(after.map(({ condition }) => condition.type).sort()).toEqual(['high', 'low', 'no-data'])
  })

  test('levels that cross are refused, and nothing has changed', async () => {
    const before = house.state.rules.list()
    await expect(
      house.services.cabinets.setLevels('plain', { ...presetOf('cn', 'fridge').levels, h: 13 }),
    ).rejects.toThrow('H must be below HH')
    expect(house.state.rules.list()).toEqual(before)
  })

  test('a rule that somebody edits by hand shows at once', async () => {
    const rule = house.state.rules
      .list({ pointId: house.point('plain') })
      .find(({ id }) => id.includes('high'))
    if (rule === undefined) throw new Error('no rule')
    house.state.rules.put({ ...rule, condition: { type: 'high', limit: 6, deadband: 0.5 } })
    house.engine.ruleChanged(rule.id)
    expect((await house.services.cabinets.detail('plain')).state.levels.h).toBe(6)
  })
})

describe('how it stands', () => {
  test('good, beyond, far, unknown', async () => {
    const word = async () =>
      (await house.services.cabinets.states(() => true)).find(({ id }) => id === 'plain')?.word
    expect(await word()).toBe('unknown')
    for (const [value, expected] of [
      [4, 'good'],
      [9, 'beyond'],
      [13, 'far'],
    ] as const) {
      house.see('plain', value)
      expect(await word()).toBe(expected)
      house.pass(MINUTE_MS)
    }
    house.pass(HOUR_MS)
    expect(await word()).toBe('unknown')
  })

  test('an excursion with its minutes, and the allowance over two of them', async () => {
    const value = (minute: number) => ((minute >= 30 && minute < 60) || minute >= 120 ? 10 : 4)
    warm('plain', 150, value)
    const { state } = await house.services.cabinets.detail('plain')
    expect(state.excursion).toMatchObject({ endedAt: null, peakC: 10, limitC: 8 })
    expect(state.allowance?.usedMin).toBeCloseTo(29 + 2 / 3 + 29 + 1 / 3, 1)
    expect(state.day).toMatchObject({ minC: 4, maxC: 10 })
    expect(state.day?.mktC ?? 0).toBeGreaterThan(state.day?.meanC ?? 0)
    house.services.cabinets.renewStock('plain')
    expect((await house.services.cabinets.detail('plain')).state.allowance).toMatchObject({ usedMin: 0 })
  })

  test('who says how many minutes are allowed is told when they are used up, over separate excursions', async () => {
    const { cabinets } = house.services
    cabinets.change('plain', { allowance: { limitC: 5, side: 'above', allowedMin: 60 } })
    const key = `plain.minutes-${house.point('plain')}`
    // Half an hour warm, an hour cold, again and again: 60 minutes are reached in the third hour and a half.
    warm('plain', 300, minute => (minute % 90 < 30 ? 7 : 3))
    const told = house.raised.filter(one => one.key === key)
    expect(told).toHaveLength(1)
    expect((await cabinets.detail('plain')).state.allowance?.usedUpAt).not.toBeNull()
    house.engine.close(house.open('plain').find(one => one.key === key)?.id ?? '', 'li', {
      action: 'thrown away',
    })
    house.pass(2 * MINUTE_MS)
    expect((await cabinets.detail('plain')).state.allowance).toMatchObject({ usedUpAt: null })
    cabinets.change('plain', { allowance: null })
    expect(house.state.rules.get(key)?.enabled).toBe(false)
    expect((await cabinets.detail('plain')).state.allowance).toBeNull()
  })

  test('the past of a day, and a week tried with other levels', async () => {
    const from = house.clock.now()
    warm('fridge', 24 * 60, minute => (minute % 240 < 40 && minute >= 240 ? 9 : 4))
    const history = await house.services.cabinets.history('fridge', from, house.clock.now())
    expect(history.excursions).toHaveLength(5)
    expect(history.gaps).toEqual([])
    const { levels } = presetOf('cn', 'fridge')
    const same = await house.services.cabinets.preview('fridge', levels, true)
    expect([same.before, same.after]).toEqual([5, 5])
    const patient = await house.services.cabinets.preview('fridge', { ...levels, innerDelayS: 3600 }, true)
    expect([patient.before, patient.after]).toEqual([5, 0])
    expect(patient.episodes.map(({ fate }) => fate)).toEqual(Array(5).fill('gone'))
    expect(
      house.state.rules.list({ pointId: house.point('fridge') }).find(({ id }) => id.includes('high'))
        ?.onDelayS,
    ).toBe(1800)
  })

  test('what a door explained is told as a band, and beside the excursion', async () => {
    const from = house.clock.now()
    warm('fridge', 30, () => 4)
    house.see('fridge', 1, 'door_open')
    warm('fridge', 6, () => 9)
    house.see('fridge', 0, 'door_open')
    warm('fridge', 60, () => 4)
    const { bands, excursions } = await house.services.cabinets.history('fridge', from, house.clock.now())
    expect(bands).toMatchObject([{ kind: 'door', outcome: 'recovered' }])
    expect(excursions).toMatchObject([{ explainedBy: 'door' }])
  })

  test('what is no cabinet has no page', () => {
    expect(() => house.services.cabinets.settings('meter')).toThrow('no cabinet')
    expect(() => house.services.cabinets.settings('nobody')).toThrow('no cabinet')
  })
})

describe('retained samples', () => {
  const dish = { dish: '红烧肉', meal: 'lunch', grams: 130 } as const
  const at = { id: 'fridge', siteId: 'main' }

  test('kept for 48 hours; earlier only with a reason', () => {
    const { foodSamples } = house.services
    const sample = foodSamples.add(at, dish, 'li')
    expect(sample.keepUntil - sample.takenAt).toBe(48 * HOUR_MS)
    expect(() => foodSamples.discard(sample, 'li')).toThrow('48 h')
    expect(foodSamples.discard(sample, 'li', 'spilled')).toMatchObject({ note: 'spilled', discardedBy: 'li' })
    const other = foodSamples.add(at, { ...dish, dish: '青菜' }, 'li')
    house.pass(48 * HOUR_MS)
    expect(foodSamples.discard(other, 'wang')).toMatchObject({ discardedBy: 'wang', note: null })
    expect(() => foodSamples.discard({ ...other, discardedAt: 1 }, 'wang')).toThrow('already')
    expect(foodSamples.list('fridge', {}).map(one => one.dish)).toEqual(
      expect.arrayContaining(['红烧肉', '青菜']),
    )
    expect(foodSamples.list('fridge', { kept: true })).toEqual([])
  })

  test('written down the same day, never ahead', () => {
    const { foodSamples } = house.services
    const now = house.clock.now()
    expect(foodSamples.add(at, { ...dish, takenAt: now - 3 * HOUR_MS }, 'li').takenAt).toBe(now - 3 * HOUR_MS)
    for (const takenAt of [now + 1000, now - 30 * HOUR_MS])
      expect(() => foodSamples.add(at, { ...dish, takenAt }, 'li')).toThrow()
  })
})

test('a cabinet that becomes one of another kind begins anew', () => {
  warm('fridge', 5, () => 4)
  const profile = { topC: 4, defrost: null, halfMs: 1, recoversMs: 1 }
  house.state.cabinetProfiles.put({ id: 'fridge', learnedAt: 1, profile, thermal: null })
  house.become('fridge', 'hot-holding')
  expect(house.state.cabinetProfiles.get('fridge')).toBeUndefined()
  expect(house.services.cabinets.settings('fridge').allowance).toMatchObject({ side: 'below', limitC: 60 })
  house.become('fridge', 'plug')
  expect(() => house.services.cabinets.settings('fridge')).toThrow('no cabinet')
})

test('a rule that is tried on the past is explained by what explained the past', async () => {
  warm('fridge', 60, () => 4)
  // Six times: warm for forty minutes, of which the door explains thirty from the twentieth on.
  for (let n = 0; n < 6; n += 1) {
    warm(
      'fridge',
      40,
      () => 9,
      minute => minute === 20 && house.see('fridge', 1, 'door_open'),
    )
    house.see('fridge', 0, 'door_open')
    warm('fridge', 60, () => 4)
  }
  const { state, coldchain, clock } = house
  const parts = { state, series: coldchain.series, clock }
  const point = state.points.get(house.point('fridge'))
  const rule = state.rules.list({ pointId: house.point('fridge') }).find(({ id }) => id.includes('high'))
  if (point === undefined || rule === undefined) throw new Error('no rule')
  const { pointId, condition, onDelayS, offDelayS } = rule
  const input = { pointId, condition, onDelayS, offDelayS, days: 1 }
  const alone = await createReplayer(parts)(input, point, undefined)
  const explained = await createReplayer({
    ...parts,
    explain: (id, delayS, from) => pastExplainer(state, id, delayS, from),
  })(input, point, undefined)
  expect([alone.after, explained.after]).toEqual([6, 0])
  expect(house.raised.filter(({ key }) => key === rule.id)).toEqual([])
})

test('a device that speaks every second is read by the minute, and is as warm as it was', async () => {
  const from = house.clock.now()
  for (let second = 0; second < 70_000; second += 1)
    house.series.add({
      point: house.point('plain'),
      at: from + second * 1000,
      value: second >= 36_000 && second < 39_600 ? 9 : 4,
      quality: 'good',
    })
  const samples = await samplesOf(house.series, house.point('plain'), from, from + 70_000_000)
  expect(samples.length).toBeLessThan(1200)
  const warmMinutes = samples.filter(({ value }) => value > 8).length
  expect(warmMinutes).toBe(60)
})
