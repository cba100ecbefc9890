/** Which dialects give what they open its own end, by what they really send; people are told of the others. */
import { expect, test } from 'vitest'
import type { Device } from '../../core/contract/device.ts'
import type { Mapping } from '../../core/contract/mapping.ts'
import type { Collection, MappingBook } from '../../core/ports.ts'
import { createDialects } from '../../gateway/codecs/index.ts'
import { Commands } from '../../gateway/commands.ts'

const order = (on: string) => ({ topic: 'yard/{device}/set', on, off: '{}' })
const MAPPINGS = [
  { id: 'timed', topic: 'a/+', order: order('{"open":true,"for":{seconds}}') },
  { id: 'plain-relay', topic: 'b/+', order: order('{"open":true}') },
  { id: 'sensor', topic: 'c/+', order: null },
] as unknown as readonly Mapping[]

function isTimed(codec: string, address: string, channel: string | null = '0') {
  const commands = new Commands({
    clock: { now: () => 0, monotonic: () => 0 },
    directory: { byId: () => ({ id: 'valve', codec, address }) as Device } as never,
    commands: {} as Collection<never>,
    dialects: createDialects(undefined, {
      current: () => MAPPINGS,
      onChange: () => {},
    } as unknown as MappingBook),
    publish: () => {
      throw new Error('nobody is told anything by a question')
    },
  })
  return commands.isTimed({ deviceId: 'valve', channel, kind: 'switch.on' })
}

test.each([
  ['plain', 'canteen/valve', true],
  ['zigbee2mqtt', 'zigbee2mqtt/valve', true],
  ['tasmota', 'valve', true],
  ['shelly-gen2', 'shellyplus1-a8032ab12345', true],
  ['shelly-gen1', 'shelly1-123456', false],
  ['esphome', 'node', false],
  ['wiren-board', 'wb-mr6c_1', false],
  ['mapped', 'timed/valve', true],
  ['mapped', 'plain-relay/valve', false],
  ['mapped', 'sensor/valve', null],
  ['thingsboard', 'valve', null],
])('%s (%s): %s', (codec, address, timed) => {
  expect(isTimed(codec, address)).toBe(timed)
})
