/** What conditions remember is read from the store again. */
import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { AlarmHouse, RULE } from './alarm-house.ts'

const MINUTE_MS = 60_000
const FOUR_HOURS = {
  type: 'exposure',
  side: 'above',
  limit: 5,
  measure: 'minutes',
  amount: 240,
  withinS: 86_400,
} as const

let house: AlarmHouse
afterEach(() => house.remove())

function warm(minutes: number, value = 7): void {
  for (let minute = 0; minute < minutes; minute += 5) {
    house.advance(5 * MINUTE_MS)
    house.see(value)
  }
}

test('minutes go on adding up over a restart', async () => {
  house = new AlarmHouse({ condition: FOUR_HOURS, actionRequired: true })
  warm(180)
  house.crash()
  await house.engine.recover(house.series)
  warm(60)
  expect(house.open()).toHaveLength(0)
  warm(5)
  expect(house.open()).toHaveLength(1)
})

test('without its memory it would not have known', async () => {
  house = new AlarmHouse({ condition: FOUR_HOURS })
  warm(180)
  house.crash()
  await house.engine.recover({ since: house.series.since })
  warm(70)
  expect(house.open()).toHaveLength(0)
})

test('what was dealt with stays dealt with over a restart', async () => {
  house = new AlarmHouse({ condition: FOUR_HOURS, actionRequired: true })
  warm(250)
  house.engine.close(house.open()[0]?.id ?? '', 'chef', { action: 'thrown away' })
  house.crash()
  await house.engine.recover(house.series)
  expect(house.open()).toHaveLength(0)
  warm(200)
  expect(house.open()).toHaveLength(0)
  warm(50)
  expect(house.open()).toHaveLength(1)
})

test('a rule made today knows the last day, and readings that come while it is read are not lost', async () => {
  house = new AlarmHouse()
  await house.engine.recover(house.series)
  warm(235, 7)
  house.edit({ condition: FOUR_HOURS })
  // Not read yet: two more readings come in the same turn.
  warm(10)
  expect(house.open()).toHaveLength(0)
  await turn()
  await turn()
  expect(house.open()).toHaveLength(1)
})

test('a name that changes does not make it forget', async () => {
  house = new AlarmHouse({ condition: FOUR_HOURS })
  warm(200)
  house.edit({ name: { zh: '改名', en: 'Renamed' } })
  warm(50)
  expect(house.open()).toHaveLength(1)
})

test('a store that cannot be read leaves a rule that works from now on', async () => {
  house = new AlarmHouse({ condition: { type: 'rate', perHour: 10, deadband: 4, overS: 600 } })
  const range = async () => Promise.reject(new Error('away'))
  await house.engine.recover({ since: house.series.since, range })
  for (let minute = 0; minute <= 10; minute += 1) {
    house.see(4 + minute)
    house.advance(MINUTE_MS)
  }
  expect(house.open()).toHaveLength(1)
})

test('the clock set back: what was remembered of the future is forgotten, the rule goes on', () => {
  house = new AlarmHouse({ condition: { type: 'rate', perHour: 10, deadband: 4, overS: 600 } })
  house.see(4)
  house.clock.jump(-24 * 3_600_000)
  for (let minute = 0; minute <= 12; minute += 1) {
    house.see(4 + minute)
    house.advance(MINUTE_MS)
  }
  expect(house.open()).toHaveLength(1)
})

test('two persons are two', () => {
  house = new AlarmHouse({ lifeSafety: true })
  house.see(9)
  const id = house.open()[0]?.id ?? ''
  expect(() => house.engine.shelve(id, 'chef', 30)).toThrow('alarm.not-shelvable')
  expect(() => house.engine.shelve(id, 'chef', 30, 'test', 'chef')).toThrow('alarm.not-shelvable')
  expect(house.engine.shelve(id, 'chef', 30, 'test', 'manager').shelvedUntil).not.toBeNull()
  expect(house.events().at(-1)).toMatchObject({ kind: 'shelved', by: 'chef', note: 'test / manager' })
})

test('life safety is out of service by two persons, until its end, and says then what is wrong', () => {
  house = new AlarmHouse({ lifeSafety: true })
  const what = { by: 'chef', minutes: 60, note: 'probe exchanged' }
  for (const second of [null, 'chef'])
    expect(() => house.engine.takeOut([RULE.id], { ...what, second })).toThrow('alarm.not-shelvable')
  house.engine.takeOut([RULE.id], { ...what, second: 'manager' })
  const until = house.clock.now() + 60 * MINUTE_MS
  const out = { by: 'chef', second: 'manager', note: 'probe exchanged', until }
  expect(house.engine.standings()).toMatchObject([{ outOfService: out }])
  house.see(9)
  expect(house.open()).toEqual([])
  house.crash()
  expect(house.engine.standings()).toMatchObject([{ outOfService: out, active: true }])
  house.advance(60 * MINUTE_MS)
  expect(house.engine.standings()).toMatchObject([{ outOfService: null }])
  expect(house.open()).toHaveLength(1)
})

test('of several rules all are taken out, or none', () => {
  house = new AlarmHouse()
  house.state.rules.put({ ...RULE, id: 'gas', lifeSafety: true })
  house.engine.ruleChanged('gas')
  const what = { by: 'chef', second: null, minutes: 60, note: 'exchanged' }
  expect(() => house.engine.takeOut([RULE.id, 'gas'], what)).toThrow('alarm.not-shelvable')
  expect(house.engine.standings().map(({ outOfService }) => outOfService)).toEqual([null, null])
})
