import { describe, expect, test } from 'vitest'
import { LINE_CHARS_MAX, lineOfPacket, packetOfLine } from '../../../core/recording/packet-line.ts'
import { withoutSecrets } from '../../../core/recording/secrets.ts'

describe('a line', () => {
  test('comes back as it was', () => {
    const packet = { at: 1000, topic: 'a/b', payloadBase64: '/mgAFg==', qos: 1, retain: true } as const
    expect(packetOfLine(lineOfPacket(packet))).toEqual(packet)
    const hidden = { ...packet, hidden: true } as const
    expect(packetOfLine(lineOfPacket(hidden))).toEqual(hidden)
  })

  test.each([
    '',
    'null',
    '[]',
    '{"at":1',
    '{"at":"1","topic":"a","payloadBase64":""}',
    '{"at":1,"topic":"","payloadBase64":""}',
    '{"at":1,"topic":"a"}',
    `"${'x'.repeat(LINE_CHARS_MAX)}"`,
  ])('%j is none', line => expect(packetOfLine(line.slice(0, LINE_CHARS_MAX + 2))).toBeUndefined())
})

describe('secrets', () => {
  test.each([
    ['{"mqtt":{"user":"z","password":"s3cret"}}', '{"mqtt":{"user":"z","password":"hidden"}}'],
    ['{"network_key": [1, 3, 5]}', '{"network_key": "hidden"}'],
    ['{"Password1":"pa\\"ss","t":1}', '{"Password1":"hidden","t":1}'],
    ['{"wifi_psk":"x","temperature":3.4}', '{"wifi_psk":"hidden","temperature":3.4}'],
    ['{"auth_token":"abc"}', '{"auth_token":"hidden"}'],
    ['Backlog MqttPassword hunter2; Restart 1', 'Backlog MqttPassword hidden; Restart 1'],
    ['{"appKey":"00112233"}', '{"appKey":"hidden"}'],
  ])('%s', (payload, left) => expect(withoutSecrets('a/b', payload)).toBe(left))

  test('a topic that sets one carries nothing else', () => {
    expect(withoutSecrets('cmnd/plug/MqttPassword', 'hunter2')).toBe('hidden')
    expect(withoutSecrets('stat/plug/POWER', 'ON')).toBe('ON')
  })

  test.each(['{"temperature":3.4,"passenger_count":4}', '{"state":"ON","linkquality":90}', 'ON', '3.4'])(
    '%s is left as it is',
    payload => expect(withoutSecrets('zigbee2mqtt/fridge', payload)).toBe(payload),
  )

  test('no text takes long', () => {
    for (const text of [
      `"${'passw'.repeat(200_000)}`,
      '"'.repeat(1_000_000),
      `"token":"${'\\a'.repeat(400_000)}`,
    ])
      expect(withoutSecrets('a', text)).toBe(text)
  }, 5000)
})
