/** A gateway dies: one alarm says so, its sensors' silences are held back, and gas is not. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Device } from '../../../core/contract/device.ts'
import { type OutageWatch, watchOutages } from '../../../server/alarms/outages.ts'
import { silentLog } from '../../support/silent-log.ts'
import { AlarmHouse, deviceOf, pointOf, RULE } from './alarm-house.ts'

let house: AlarmHouse
let watch: OutageWatch
const SENSORS = ['a', 'b', 'c', 'd']
const SILENCE = { type: 'no-data', afterS: 1800 } as const

beforeEach(() => {
  house = new AlarmHouse({ enabled: false })
  const how = { codec: 'zigbee2mqtt', lastSeenAt: house.clock.now() }
  house.state.devices.remove('other')
  house.state.devices.remove('fridge')
  house.state.devices.put(
    deviceOf('gw', { ...how, address: 'bridge', kind: 'gateway', availability: 'online' }),
  )
  SENSORS.forEach((id, n) => {
    house.state.devices.put(deviceOf(id, { ...how, address: id }))
    house.state.points.put(pointOf(10 + n, id))
    const lifeSafety = id === 'd'
    house.state.rules.put({ ...RULE, id: `silent-${id}`, pointId: 10 + n, condition: SILENCE, lifeSafety })
  })
  house.state.rules.put({ ...RULE, id: 'warm-a', pointId: 10 })
  house.die()
  house.revive()
  const { state, engine: alarms, changes, clock } = house
  const directory = {
    devices: () => state.devices.list(),
    pointsOf: (deviceId: string) => state.points.list({ deviceId }),
  }
  watch = watchOutages({ state, alarms, changes, clock, log: silentLog, directory })
})
afterEach(() => {
  watch.stop()
  house.remove()
})

function change(id: string, more: Partial<Device>): void {
  const device = { ...(house.state.devices.get(id) as Device), ...more }
  house.state.devices.put(device)
  house.changes.publish({ type: 'device', device })
}
function passes(minutes: number): void {
  for (let minute = 0; minute < minutes; minute += 1) {
    house.advance(60_000)
    watch.look()
  }
}
const open = () =>
  house
    .open()
    .map(({ key }) => key)
    .sort()

test('one alarm instead of many; what was measured before stays, and gas is told', () => {
  house.see(9, { point: 10 })
  change('gw', { availability: 'offline' })
  watch.look()
  expect(open()).toEqual(['gateway.silent:gw', 'warm-a'])
  expect(house.open().find(({ key }) => key.startsWith('gateway'))).toMatchObject({
    priority: 'high',
    deviceId: 'gw',
    name: { zh: '网关失联，它带的 4 个设备都收不到' },
  })
  passes(90)
  expect(open()).toEqual(['gateway.silent:gw', 'silent-d', 'warm-a'])
  const held = house.engine
    .standings()
    .filter(({ suppressedBy }) => suppressedBy.includes('gateway.silent:gw'))
  expect(held.map(({ ruleId }) => ruleId).sort()).toEqual(['silent-a', 'silent-b', 'silent-c'])
})

test('when it is back each sensor has its own time; one that stays away is told then', () => {
  change('gw', { availability: 'offline' })
  passes(60)
  change('gw', { availability: 'online', lastSeenAt: house.clock.now() })
  const report = () => {
    change('gw', { lastSeenAt: house.clock.now() })
    for (const id of ['a', 'b', 'd']) {
      house.see(5, { point: 10 + SENSORS.indexOf(id) })
      change(id, { lastSeenAt: house.clock.now() })
    }
  }
  const asking = () =>
    house
      .open()
      .filter(({ state }) => state === 'unack')
      .map(({ key }) => key)
  passes(1)
  report()
  passes(20)
  report()
  expect(asking()).toEqual([])
  passes(15)
  expect(asking()).toEqual(['silent-c'])
})

test('an alarm of the last process that is over by now ends', () => {
  change('gw', { availability: 'offline' })
  watch.look()
  watch.stop()
  house.crash()
  const { state, engine: alarms, changes, clock } = house
  change('gw', { availability: 'online', lastSeenAt: clock.now() })
  const directory = {
    devices: () => state.devices.list(),
    pointsOf: (deviceId: string) => state.points.list({ deviceId }),
  }
  watch = watchOutages({ state, alarms, changes, clock, log: silentLog, directory })
  watch.look()
  expect(house.open()).toMatchObject([{ key: 'gateway.silent:gw', state: 'rtnun' }])
})

test('neither a long stop of Steward nor a clock that is set is a power cut', () => {
  watch.stop()
  for (let n = 0; n < 8; n += 1)
    house.state.devices.put(deviceOf(`plain-${n}`, { lastSeenAt: house.clock.now(), silentAfterS: 600 }))
  house.clock.advance(5 * 3_600_000)
  house.crash()
  const { state, engine: alarms, changes, clock } = house
  const directory = {
    devices: () => state.devices.list(),
    pointsOf: (deviceId: string) => state.points.list({ deviceId }),
  }
  watch = watchOutages({ state, alarms, changes, clock, log: silentLog, directory })
  watch.look()
  expect(house.open()).toEqual([])
  clock.jump(7 * 3_600_000)
  watch.look()
  expect(house.open()).toEqual([])
  passes(31)
  expect(open()).toEqual(['gateway.silent:gw', 'power.cut:main', 'silent-d'])
})
