/** CJ/T 188 behind a DTU: both editions, units, and what is no reading. */
import { describe, expect, test } from 'vitest'
import { cjt188, openDtu } from './serial-line.ts'

const METER = '00201809230001'
/** Identifier, sequence, register with its unit, that of the settlement day, clock and status. */
const answer = (identifier: string, register: string, unit: string) =>
  `${identifier}01${register}${unit}${register}${unit}602020000000000000`

const read = (kind: number, data: string, control = 0x81) =>
  openDtu().values(cjt188(METER, kind, control, data))

test('the frames of this test are those of a meter', () => {
  const data = '901f01600000002c600000002c602020000000000000'
  expect(cjt188(METER, 0x10, 0x81, data).toString('hex')).toBe(
    '6810010023091820008116901f01600000002c600000002c602020000000000000dc16',
  )
})

describe('registers', () => {
  test.each([
    ['2004', 0x10, answer('901f', '60000000', '2c'), { [`${METER} water_total`]: 0.6 }],
    ['2018', 0x11, answer('1f90', '00776655', '2c'), { [`${METER} water_total`]: 556_677 }],
    ['litres', 0x12, answer('901f', '60000000', '29'), { [`${METER} water_total`]: 0.0006 }],
    ['gas', 0x30, answer('901f', '60000000', '2c'), { [`${METER} gas_total`]: 0.6 }],
    ['no register', 0x10, answer('901f', 'ffffffff', '2c'), {}],
  ])('%s', (_, kind, data, expected) => {
    expect(read(kind, data)).toEqual(expected)
  })

  test.each([
    ['kilowatt-hours', 0x10, answer('901f', '60000000', '05'), 'unit.unknown'],
    ['no unit', 0x10, '901f0160000000', 'unit.unknown'],
    ['another identifier', 0x10, answer('d120', '60000000', '2c'), 'payload.no-metric'],
    ['heat', 0x20, answer('901f', '60000000', '2c'), 'payload.no-metric'],
  ])('%s is refused', (_, kind, data, code) => {
    expect(read(kind, data)).toBe(code)
  })
})

test('questions, refusals and addresses', () => {
  expect(read(0x10, '901f01', 0x01)).toEqual({})
  expect(read(0x10, '0100', 0xc1)).toBe('device.error')
  expect(openDtu().hear(cjt188(METER, 0x10, 0x83, '810a01'))).toMatchObject([
    { device: METER, values: [], events: ['meter.address'] },
  ])
})

test('a meter whose address has 68H where DL/T 645 has its second one', () => {
  const address = '00680000000001'
  const frame = cjt188(address, 0x10, 0x81, answer('901f', '60000000', '2c'))
  expect(frame[7]).toBe(0x68)
  expect(openDtu().values(frame)).toEqual({ [`${address} water_total`]: 0.6 })
})
