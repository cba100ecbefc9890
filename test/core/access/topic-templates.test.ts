/** Every kind of gateway may say what its devices say, hear its orders, and not order others about. */
import { describe, expect, test } from 'vitest'
import {
  GATEWAY_KINDS,
  type GatewayKind,
  gatewayRights,
  isTopicFilter,
} from '../../../core/access/topic-templates.ts'
import type { Credential } from '../../../core/ports.ts'
import { mayPublish, maySubscribe } from '../../../gateway/access.ts'

const credentialOf = (kind: GatewayKind, base: string | null = null): Credential => {
  const rights = gatewayRights(kind, base)
  if (rights === undefined) throw new Error(`${kind} with ${base}`)
  return { id: 'gw', secretHash: '', createdAt: 0, disabled: false, ...rights }
}

test('every kind has rights, all of them filters', () => {
  for (const kind of GATEWAY_KINDS) {
    const { publish, subscribe } = credentialOf(kind, kind === 'plain' ? 'canteen' : null)
    expect(publish.length, kind).toBeGreaterThan(0)
    for (const filter of [...publish, ...subscribe]) expect(isTopicFilter(filter), filter).toBe(true)
  }
})

describe.each<[GatewayKind, string | null, { says: string[]; never: string[]; hears: string[] }]>([
  [
    'zigbee2mqtt',
    null,
    {
      says: [
        'zigbee2mqtt/bridge/devices',
        'zigbee2mqtt/cold room/rack 1',
        'homeassistant/sensor/0x1/t/config',
      ],
      never: ['zigbee2mqtt2/x', 'tele/x/SENSOR', 'steward/canteen/x'],
      // Without the second it gives up its announcements.
      hears: ['zigbee2mqtt/#', 'homeassistant/#', 'homeassistant/status'],
    },
  ],
  [
    'tasmota',
    'pump',
    {
      says: ['tele/pump/SENSOR', 'stat/pump/RESULT', 'tasmota/discovery/AABB/config'],
      never: ['tele/other/SENSOR', 'cmnd/pump/POWER', 'cmnd/other/POWER'],
      hears: ['cmnd/pump/#', 'cmnd/tasmotas/#'],
    },
  ],
  ['tasmota', null, { says: ['tele/any/SENSOR'], never: ['cmnd/any/POWER'], hears: ['cmnd/any/POWER'] }],
  [
    'shelly',
    'shellyplus1pm-84fce63ad204',
    {
      says: ['shellyplus1pm-84fce63ad204/events/rpc', 'shellyplus1pm-84fce63ad204/steward/rpc'],
      never: ['shellyplus1pm-000000000000/rpc'],
      hears: ['shellyplus1pm-84fce63ad204/rpc'],
    },
  ],
  [
    'esphome',
    null,
    {
      says: ['gw/sensor/t/state', 'gw/status', 'esphome/discover/gw'],
      never: ['other/sensor/t/state'],
      hears: ['gw/switch/v/command', 'esphome/discover', 'esphome/ping/gw'],
    },
  ],
  [
    'sparkplug',
    'Kitchen',
    {
      says: ['spBv1.0/Kitchen/NBIRTH/Gate 1', 'spBv1.0/Kitchen/DDATA/Gate 1/Cold Room'],
      never: ['spBv1.0/Kitchen/NCMD/Gate 1', 'spBv1.0/Kitchen/DCMD/Gate 1/Valve', 'spBv1.0/Other/NDATA/x'],
      hears: ['spBv1.0/Kitchen/NCMD/Gate 1/#', 'spBv1.0/Kitchen/DCMD/Gate 1/#', 'spBv1.0/STATE/host'],
    },
  ],
  [
    'chirpstack',
    null,
    {
      says: ['application/1/device/24e124136b000001/event/up'],
      never: ['application/1/device/24e124136b000001/command/down'],
      hears: ['application/1/device/24e124136b000001/command/down'],
    },
  ],
  [
    'the-things-stack',
    'app@tenant',
    {
      says: ['v3/app@tenant/devices/d1/up', 'v3/app@tenant/devices/d1/down/ack'],
      never: ['v3/app@tenant/devices/d1/down/replace', 'v3/other@tenant/devices/d1/up'],
      hears: ['v3/app@tenant/devices/d1/down/replace'],
    },
  ],
  [
    'wiren-board',
    null,
    {
      says: ['/devices/wb-mr6/controls/K1', '/devices/wb-mr6/controls/K1/meta'],
      never: ['devices/x'],
      hears: ['/devices/+/controls/+/on'],
    },
  ],
  [
    'openmqttgateway',
    'OMG_hall',
    {
      says: ['home/OMG_hall/BTtoMQTT/A4C1386E4AE8', 'home/OMG_hall/LWT'],
      never: ['home/other/BTtoMQTT/A4C1386E4AE8'],
      hears: ['home/OMG_hall/commands/#'],
    },
  ],
  ['dtu', null, { says: ['dtu/gw/up'], never: ['dtu/gw/down', 'dtu/other/up'], hears: ['dtu/gw/down'] }],
  [
    'plain',
    'canteen',
    {
      says: ['steward/canteen/fridge-1', 'steward/canteen/fridge-1/status'],
      never: ['steward/canteen/fridge-1/set', 'steward/other/fridge-1', 'steward/canteen/alarms/x'],
      hears: ['steward/canteen/+/set'],
    },
  ],
])('%s with %j', (kind, base, { says, never, hears }) => {
  const credential = credentialOf(kind, base)
  test.each(says)('says %s', topic => expect(mayPublish(credential, topic)).toBe(true))
  test.each(never)('never says %s', topic => expect(mayPublish(credential, topic)).toBe(false))
  test.each(hears)('hears %s', filter => expect(maySubscribe(credential, filter)).toBe(true))
})

test.each<[GatewayKind, string | null]>([
  ['zigbee2mqtt', '#'],
  ['zigbee2mqtt', '+'],
  ['zigbee2mqtt', 'a/+/b'],
  ['zigbee2mqtt', '$SYS'],
  ['zigbee2mqtt', 'a/'],
  ['zigbee2mqtt', 'steward'],
  ['sparkplug', 'a/b'],
  ['dtu', 'a/b'],
  ['plain', null],
  ['plain', '+'],
  ['plain', 'a/b'],
])('%s cannot be called %j', (kind, base) => expect(gatewayRights(kind, base)).toBeUndefined())
