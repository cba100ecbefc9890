import { afterEach, beforeEach, expect, test } from 'vitest'
import type { SystemSignal } from '../../../server/services.ts'
import { AlarmHouse, channelOf, RULE } from './alarm-house.ts'

let house: AlarmHouse
beforeEach(() => {
  house = new AlarmHouse()
  house.state.channels.put(channelOf('hook', { minPriority: 'medium' }))
})
afterEach(() => house.remove())

const SIGNAL: SystemSignal = {
  source: 'command',
  key: 'command.unconfirmed:valve-1',
  active: true,
  siteId: 'main',
  deviceId: 'valve-1',
  name: { zh: '阀门没有回应', en: 'The valve did not answer' },
  priority: 'high',
}

test('a signal of the product itself is an alarm, once, across a restart, until it ends', () => {
  house.engine.signal(SIGNAL)
  house.engine.signal(SIGNAL)
  house.crash()
  house.engine.signal(SIGNAL)
  expect(house.open()).toMatchObject([
    { source: 'command', state: 'unack', ruleId: null, deviceId: 'valve-1' },
  ])
  house.engine.acknowledge(house.open()[0]?.id ?? '', 'chef')
  house.engine.signal({ ...SIGNAL, active: false })
  expect(house.open()).toEqual([])
  expect(house.events().map(event => event.kind)).toEqual(['raised', 'acknowledged', 'returned', 'closed'])
  house.engine.signal({ ...SIGNAL, active: false })
  expect(house.state.alarms.list()).toHaveLength(1)
})

test.each(['removed', 'switched off', 'removed while Steward was not running'])(
  'a rule that is %s closes its alarm, with that reason',
  how => {
    house.see(9)
    if (how === 'switched off') house.edit({ enabled: false })
    else {
      house.state.rules.remove(RULE.id)
      if (how === 'removed') house.engine.ruleChanged(RULE.id)
      else house.crash()
    }
    expect(house.open()).toEqual([])
    expect(house.state.alarms.list()).toMatchObject([
      { closedBy: null, action: expect.stringContaining('removed') },
    ])
    house.see(10)
    expect(house.state.alarms.list()).toHaveLength(1)
  },
)

test('an edit shows on the open alarm, and a higher limit ends it', () => {
  house.see(9)
  house.edit({ name: { zh: '冷库', en: 'Cold room' }, priority: 'critical', actionRequired: true })
  expect(house.open()).toMatchObject([
    { name: { en: 'Cold room' }, priority: 'critical', actionRequired: true },
  ])
  house.edit({ condition: { type: 'high', limit: 10, deadband: 0.5 } })
  expect(house.open()).toMatchObject([{ limit: 10, state: 'rtnun' }])
  expect(house.told.filter(change => change.type === 'alarm').length).toBeGreaterThanOrEqual(4)
})

test('who did it is on record; what is not open cannot be dealt with', () => {
  house.see(9)
  const id = house.open()[0]?.id ?? ''
  house.engine.acknowledge(id, 'chef', 'on my way')
  house.engine.shelve(id, 'boss', 10, 'being repaired')
  expect(house.open()).toMatchObject([{ shelvedUntil: house.clock.now() + 600_000, note: 'being repaired' }])
  house.engine.unshelve(id, 'boss')
  expect(house.events().map(event => [event.kind, event.by, event.note])).toEqual([
    ['raised', null, null],
    ['acknowledged', 'chef', 'on my way'],
    ['shelved', 'boss', 'being repaired'],
    ['unshelved', 'boss', null],
    ['re-raised', 'boss', null],
  ])
  expect(() => house.engine.acknowledge('nothing', 'chef')).toThrow('no alarm')
  house.see(7, { at: house.clock.now() + 1 })
  house.engine.acknowledge(id, 'chef')
  expect(() => house.engine.shelve(id, 'chef', 5)).toThrow('closed')
})

test('only channels that want this priority are told', () => {
  house.edit({ priority: 'low' })
  house.see(9)
  expect(house.state.deliveries.list()).toEqual([])
})

test('a worst value is written at most every few seconds, and is not lost', () => {
  house.see(9)
  let writes = 0
  const put = house.state.alarms.put.bind(house.state.alarms)
  house.state.alarms.put = alarm => {
    writes += 1
    put(alarm)
  }
  for (let i = 1; i <= 20; i += 1) {
    house.clock.advance(100)
    house.see(9 + i)
  }
  expect(writes).toBe(0)
  house.advance(5000)
  expect(writes).toBe(1)
  expect(house.open()).toMatchObject([{ peak: 29 }])
  house.see(40)
  house.engine.stop()
  expect(house.open()).toMatchObject([{ peak: 40 }])
})

test('a disk that fails stops neither readings nor the stop, and the alarm is raised when it works again', () => {
  const { state } = house
  const { transaction } = state
  const broken = () => {
    throw new Error('disk full')
  }
  const put = state.settings.put.bind(state.settings)
  Object.assign(state, { transaction: broken })
  state.settings.put = broken
  house.see(9)
  expect(house.open()).toEqual([])
  Object.assign(state, { transaction })
  house.advance(1000)
  house.see(9.1)
  expect(house.open()).toMatchObject([{ state: 'unack' }])
  house.engine.stop()
  state.settings.put = put
})
