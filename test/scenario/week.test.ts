/** A week of the whole canteen, from its devices' own packets to alarms, valves and meters, in seconds. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Alarm } from '../../core/contract/alarm.ts'
import { knownUse } from '../../core/points/counter.ts'
import { loadScenario, type Scenario } from '../../simulators/scenario.ts'
import { VirtualHouse } from './virtual-house.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Monday, midnight at the site. */
const START = Date.parse('2026-06-07T16:00:00Z')
const SEED = Number(process.env.SEED ?? 20_260_607)

/** Everything that goes wrong this week, and when. */
const FAULTS: Scenario['faults'] = [
  { device: 'freezer-3', fault: 'compressor-dead', atMin: 1500 },
  { device: 'gas-stoves', fault: 'gas-leak', atMin: 3000, forMin: 10 },
  { device: 'fridge-5', fault: 'silent', atMin: 5000, forMin: 300 },
]

let house: VirtualHouse

beforeAll(async () => {
  const canteen = loadScenario('canteen')
  const gas = canteen.devices.find(({ kind }) => kind === 'gas')
  const faults = FAULTS.map(fault =>
    fault.device === 'gas-stoves' ? { ...fault, device: gas?.id ?? '' } : fault,
  )
  house = await VirtualHouse.open({ ...canteen, faults }, START, SEED)
  await house.live(7 * DAY_MS)
}, 120_000)
afterAll(() => house?.close())

const about = (device: string): Alarm[] =>
  [...house.alarms.values()].filter(({ deviceId }) => deviceId === device)

test('every packet of every device was understood, and none was a stranger', () => {
  expect(house.rejected).toEqual([])
  expect([...house.directory.devices()].filter(({ status }) => status === 'inbox')).toEqual([])
})

test('the dead freezer is called out within its delay, and stays until somebody deals with it', () => {
  const [first] = about('freezer-3').filter(
    ({ name }) => name.en.startsWith('Too warm') || name.zh.includes('温度'),
  )
  expect(first).toMatchObject({ state: 'unack', closedAt: null })
  const afterH = ((first?.raisedAt ?? 0) - (START + 1500 * 60_000)) / HOUR_MS
  expect(afterH).toBeGreaterThan(1)
  expect(afterH).toBeLessThan(8)
})

test('gas is an alarm of life and death that stays after the gas is gone', () => {
  const alarms = [...house.alarms.values()].filter(({ lifeSafety }) => lifeSafety)
  expect(alarms.length).toBeGreaterThan(0)
  for (const alarm of alarms)
    expect(alarm).toMatchObject({ priority: 'critical', state: 'latch-unack', closedAt: null })
})

test('the silent fridge is missed once, and once only', () => {
  const silent = about('fridge-5').filter(({ value }) => value === null)
  expect(silent).toHaveLength(1)
  expect(silent[0]?.returnedAt).not.toBeNull()
})

test('nothing else was worth waking anybody for', () => {
  const expected = new Set([
    'freezer-3',
    'fridge-5',
    ...[...house.alarms.values()].filter(a => a.lifeSafety).map(a => a.deviceId),
  ])
  const others = [...house.alarms.values()].filter(
    ({ deviceId, priority }) => !expected.has(deviceId) && (priority === 'critical' || priority === 'high'),
  )
  expect(others.map(({ deviceId, name }) => `${deviceId}: ${name.en}`)).toEqual([])
})

test('every planned watering ran once, and no valve was open longer than its run', async () => {
  const runs = house.state.runs.list()
  // Lawns on four days, two zones each; beds on two days, two zones each.
  expect(runs.map(({ state }) => state)).toEqual(Array(12).fill('done'))
  const valves = house.state.points
    .list()
    .filter(({ metric }) => metric === 'valve_open' || metric === 'switch_on')
  expect(valves.length).toBeGreaterThanOrEqual(4)
  for (const valve of valves) expect(await longestOpenS(valve.id)).toBeLessThanOrEqual(1500 + 60)
  expect(house.irrigation.status().map(({ reported }) => reported)).toEqual(Array(4).fill('closed'))
})

test('the meters add up: what the store says was used is what the registers moved', async () => {
  const counters = house.state.points.list().filter(({ kind }) => kind === 'counter')
  expect(counters.length).toBeGreaterThan(5)
  const end = START + 7 * DAY_MS
  const days = Array.from({ length: 8 }, (_, n) => START + n * DAY_MS)
  for (const point of counters) {
    const [first] = await house.series.range(point.id, START, end, 1)
    const [uses] = await house.series.deltas([{ point: point.id, facts: point.counter }], days)
    const used = days.reduce((sum, _, day) => sum + (knownUse(uses, day) ?? 0), 0)
    const registerAt = async (at: number) => (await house.series.before(point.id, at))?.value ?? Number.NaN
    // The week ends between two readings of the register.
    expect(used, point.deviceId).toBeGreaterThanOrEqual((await registerAt(end)) - (first?.value ?? 0) - 1e-6)
    expect(used, point.deviceId).toBeLessThanOrEqual(
      (await registerAt(end + HOUR_MS)) - (first?.value ?? 0) + 1e-6,
    )
  }
})

/** By the valve's own reports. */
async function longestOpenS(point: number): Promise<number> {
  let longest = 0
  let since: number | null = null
  for (const { at, value } of await house.series.range(point, START, START + 8 * DAY_MS)) {
    since = value === 1 ? (since ?? at) : null
    if (since !== null) longest = Math.max(longest, (at - since) / 1000)
  }
  return longest
}
