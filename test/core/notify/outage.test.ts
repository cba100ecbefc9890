import { describe, expect, test } from 'vitest'
import { outagesOf, type Seen } from '../../../core/notify/outage.ts'

const NOW = Date.parse('2026-03-02T04:00:00Z')
const MINUTE_MS = 60_000
function seen(id: string, minutesAgo: number | null, more: Partial<Seen> = {}): Seen {
  return {
    id,
    siteId: 'main',
    kind: 'fridge',
    status: 'active',
    codec: 'zigbee2mqtt',
    address: id,
    availability: null,
    lastSeenAt: minutesAgo === null ? null : NOW - minutesAgo * MINUTE_MS,
    silentAfterS: 1800,
    ...more,
  }
}
const bridge = (more: Partial<Seen> = {}) =>
  seen('bridge', 1, { kind: 'gateway', availability: 'online', ...more })
const ids = (devices: Seen[]) =>
  outagesOf(devices, NOW).map(({ reason, deviceIds }) => [reason, ...deviceIds])

describe('a gateway that is gone', () => {
  test('takes what its dialect names under it, and nothing else', () => {
    const devices = [
      bridge({ availability: 'offline' }),
      seen('a', 1),
      seen('b', 1),
      seen('other', 1, { codec: 'shelly-gen2' }),
    ]
    expect(ids(devices)).toEqual([['gateway.silent:bridge', 'bridge', 'a', 'b']])
  })
  test('of another base takes its own', () => {
    const devices = [
      seen('hall', 1, { kind: 'gateway', availability: 'offline', address: 'hall/bridge' }),
      seen('a', 1, { address: 'hall/a' }),
      seen('b', 1),
    ]
    expect(ids(devices)).toEqual([['gateway.silent:hall', 'hall', 'a']])
  })
  test('takes whom a person put behind it, and not whom they put behind another', () => {
    const devices = [
      seen('gw', 1, { kind: 'gateway', availability: 'offline', codec: 'chirpstack' }),
      bridge(),
      seen('a', 1, { gatewayId: 'gw' }),
      seen('b', 1),
    ]
    expect(ids(devices)).toEqual([['gateway.silent:gw', 'gw', 'a']])
  })
  test('is known by all it carries being silent, when it says nothing of itself', () => {
    const quiet = ['a', 'b', 'c'].map(id => seen(id, 40))
    expect(ids([bridge(), ...quiet])).toEqual([['gateway.silent:bridge', 'bridge', 'a', 'b', 'c']])
    expect(ids([bridge(), ...quiet.slice(0, 2)])).toEqual([])
    expect(ids([bridge(), ...quiet, seen('d', 5)])).toEqual([])
  })
})

describe('a power cut', () => {
  const plain = (id: string, minutesAgo: number | null, more: Partial<Seen> = {}) =>
    seen(id, minutesAgo, { codec: 'plain', ...more })
  const some = (count: number, minutesAgo: number) =>
    Array.from({ length: count }, (_, n) => plain(`d${minutesAgo}-${n}`, minutesAgo))

  test('is most of what could be known to be silent, together', () => {
    expect(outagesOf([...some(6, 40), ...some(3, 1)], NOW)).toMatchObject([
      { reason: 'power.cut:main', silent: 6 },
    ])
    expect(outagesOf([...some(6, 40), ...some(20, 1)], NOW)).toEqual([])
    expect(outagesOf(some(4, 40), NOW)).toEqual([])
  })
  test('is seen before those that may be silent for long are missed', () => {
    const slow = Array.from({ length: 20 }, (_, n) => plain(`meter-${n}`, 45, { silentAfterS: 86_400 }))
    expect(outagesOf([...some(6, 40), ...slow], NOW)).toMatchObject([{ silent: 6 }])
  })
  test('is not what fell silent one after the other', () => {
    const slowly = [40, 80, 120, 160, 200, 240].map(minutes => plain(`d${minutes}`, minutes))
    expect(outagesOf(slowly, NOW)).toEqual([])
  })
  test('says nothing of another site, nor of devices that were never heard', () => {
    const elsewhere = some(9, 1).map(one => ({ ...one, id: `x${one.id}`, siteId: 'other' }))
    const never = Array.from({ length: 9 }, (_, n) => plain(`n${n}`, null))
    expect(outagesOf([...some(6, 40), ...elsewhere, ...never], NOW)).toMatchObject([{ siteId: 'main' }])
  })
})
