/** A bad week at a virtual site: faults and orders at random moments, from one seed. */
import type { DeviceKind } from '../core/contract/device.ts'
import type { Random } from './random.ts'
import type { FaultKind, ScenarioDevice } from './scenario.ts'
import type { VirtualSite } from './site.ts'

/** What can go wrong with a device of a kind, besides what can go wrong with any. */
const FAULTS_OF: Partial<Record<DeviceKind, readonly FaultKind[]>> = {
  fridge: ['door-open', 'compressor-dead'],
  freezer: ['door-open', 'compressor-dead'],
  'cold-room': ['compressor-dead'],
  'sample-fridge': ['door-open', 'compressor-dead'],
  display: ['door-open', 'compressor-dead'],
  'hot-holding': ['door-open', 'compressor-dead'],
  door: ['door-open'],
  gas: ['gas-leak'],
  co: ['co-rise'],
  smoke: ['smoke'],
  leak: ['water-leak'],
  'water-meter': ['water-leak'],
  valve: ['valve-stuck-open', 'valve-stuck-closed', 'valve-lies'],
}
const FAULTS_OF_ANY: readonly FaultKind[] = ['silent', 'stuck', 'garbage']

const FAULT_EVERY_H = 3
const FAULT_MEAN_H = 2
const ORDER_EVERY_H = 1.5
/** Some orders ask for more than any valve allows, some name no end. */
const ORDER_MAX_S = 20_000

/** Makes trouble for `dtS` seconds' worth. */
export function createMischief(site: VirtualSite, random: Random): (dtS: number) => void {
  const { devices } = site.scenario
  const valves = devices.filter(({ kind }) => kind === 'valve')
  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random.next() * from.length)]
  const within = (dtS: number, everyH: number) => random.chance(1 - Math.exp(-dtS / (3600 * everyH)))
  return dtS => {
    const device = within(dtS, FAULT_EVERY_H) ? pick(devices) : undefined
    const fault = device && pick([...(FAULTS_OF[device.kind] ?? []), ...FAULTS_OF_ANY])
    if (device && fault) {
      const forS = 60 + random.exponential(3600 * FAULT_MEAN_H)
      site.inject({
        device: device.id,
        fault,
        forS,
        amount: fault === 'water-leak' ? random.between(0.5, 15) : 1,
      })
    }
    const valve = within(dtS, ORDER_EVERY_H) ? pick(valves) : undefined
    if (valve) site.command(...orderFor(valve, site, random))
  }
}

/** An order as Steward gives it in the valve's own dialect: topic and payload. */
function orderFor({ id, speaks }: ScenarioDevice, site: VirtualSite, random: Random): [string, string] {
  const open = random.chance(0.75)
  const forS = Math.round(random.between(10, ORDER_MAX_S))
  if (speaks === 'plain') {
    const body = open
      ? { valve_open: true, ...(random.chance(0.8) ? { for_s: forS } : {}) }
      : { valve_open: false }
    return [`steward/${site.scenario.site.id}/${id}/set`, JSON.stringify(body)]
  }
  if (speaks === 'tasmota')
    return [`cmnd/${id}/Backlog`, open ? `PulseTime1 ${forS + 100}; Power1 ON` : 'PulseTime1 0; Power1 OFF']
  const word = (yes: string, no: string) => (open ? yes : no)
  if (speaks === 'home-assistant') return [`own/${id}/valve`, word('1', '0')]
  if (speaks === 'esphome') return [`${id}/valve/water_valve/command`, word('OPEN', 'CLOSE')]
  if (speaks === 'shelly-gen2') {
    const params = { id: 0, on: open, ...(open ? { toggle_after: forS } : {}) }
    const body = { id: 1, src: 'chaos', method: 'Switch.Set', params }
    return [`${site.addressOf(id)}/rpc`, JSON.stringify(body)]
  }
  const timed = {
    cyclic_timed_irrigation: {
      current_count: 0,
      total_number: 1,
      irrigation_duration: forS,
      irrigation_interval: 0,
    },
  }
  return [`zigbee2mqtt/${id}/set`, JSON.stringify(open ? timed : { state: 'OFF' })]
}
