/** DL/T 645-2007 behind a DTU: carriers, echoes, halves, errors and every kind of number. */
import { describe, expect, test } from 'vitest'
import { isRejected } from '../../../core/contract/reading.ts'
import { createRandom } from '../../support/random.ts'
import { packetOf, samplesOf } from './samples.ts'
import { cjt188, dlt645, openDtu } from './serial-line.ts'
import { check } from './soundness.ts'

const METER = '000000000161'
const ENERGY = dlt645(METER, 0x91, '0000010026000000')
const READING = { [`${METER} energy_import_total`]: 0.26 }

test('the frames of this test are those of the standard', () => {
  expect(ENERGY.toString('hex')).toBe('6861010000000068910833333433593333338a16')
})

describe('carriers', () => {
  test.each([
    ['bytes', ENERGY],
    ['bytes after a preamble', Buffer.concat([Buffer.alloc(4, 0xfe), ENERGY])],
    ['hexadecimal', ENERGY.toString('hex')],
    ['hexadecimal with spaces', `${ENERGY.toString('hex').toUpperCase().replaceAll(/../g, '$& ')}\r\n`],
    ['hexadecimal in JSON', JSON.stringify({ id: 'x', data: ENERGY.toString('hex') })],
    ['base64 in JSON', JSON.stringify({ payload: ENERGY.toString('base64') })],
    [
      'pieces in JSON',
      JSON.stringify({ hex: [ENERGY.toString('hex').slice(0, 8), ENERGY.toString('hex').slice(8)] }),
    ],
  ])('%s', (_, payload) => {
    expect(openDtu().values(payload)).toEqual(READING)
  })

  test.each([
    ['nothing', '', 'payload.empty'],
    ['a greeting', 'PING 0001', 'frame.broken'],
    ['JSON without a frame', '{"id":"canteen-01","csq":21}', 'payload.no-metric'],
    ['half a JSON', '{"data":"6861', 'payload.no-metric'],
  ])('%s is refused', (_, payload, code) => {
    expect(openDtu().values(payload)).toBe(code)
  })
})

describe('what is on the line', () => {
  test('the echo of the question before its answer', () => {
    const question = dlt645(METER, 0x11, '00000100')
    expect(openDtu().values(Buffer.concat([question, ENERGY]))).toEqual(READING)
    expect(openDtu().values(question)).toEqual({})
  })

  test('two meters of both protocols in one packet', () => {
    const water = cjt188('00201809230001', 0x10, 0x81, `901f01600000002c600000002c${'00'.repeat(9)}`)
    expect(openDtu().values(Buffer.concat([ENERGY, Buffer.of(0xfe, 0xfe), water]))).toEqual({
      ...READING,
      '00201809230001 water_total': 0.6,
    })
  })

  test('a frame cut anywhere is put together again', () => {
    for (let cut = 1; cut < ENERGY.length; cut++) {
      const { values } = openDtu()
      expect(values(ENERGY.subarray(0, cut)), `cut at ${cut}`).toEqual({})
      expect(values(ENERGY.subarray(cut)), `cut at ${cut}`).toEqual(READING)
    }
  })

  test('an end that comes too late is another packet', () => {
    const { values, now } = openDtu()
    values(ENERGY.subarray(0, 9))
    expect(values(ENERGY.subarray(9), { at: now + 6000 })).toBe('frame.broken')
  })

  test('a beginning without an end does not swallow the next frame', () => {
    const { hear, values } = openDtu()
    values(ENERGY.subarray(0, 12))
    const decoding = hear(ENERGY)
    expect(decoding).toMatchObject([
      { device: METER, values: [{ value: 0.26 }], faults: [{ code: 'frame.broken' }] },
    ])
  })

  test('half a frame that was retained is no beginning', () => {
    const { values } = openDtu()
    expect(values(ENERGY.subarray(0, 12), { retained: true })).toBe('frame.broken')
    expect(values(ENERGY)).toEqual(READING)
  })

  test('a wrong checksum is not taken for the beginning of a water meter', () => {
    // Its address begins with 12H, which is also a kind of water meter.
    const frame = dlt645('123456789012', 0x91, '0000010056341200')
    frame[18] = (frame[18] ?? 0) + 1
    const { values } = openDtu()
    expect(values(frame)).toBe('frame.broken')
    expect(values(ENERGY)).toEqual(READING)
  })

  test('a wrong checksum gives nothing, and says which', () => {
    const wrong = Buffer.from(ENERGY)
    wrong[14] = (wrong[14] ?? 0) + 1
    expect(openDtu().hear(wrong)).toEqual({
      rejected: { code: 'frame.broken', message: 'checksum 8A where 8B is right' },
      device: METER,
    })
  })
})

describe('errors', () => {
  test.each([
    ['01', 'another error'],
    ['06', 'no such data, wrong password or no right'],
    ['00', 'an error it does not name'],
  ])('error word %s', (word, message) => {
    const decoding = openDtu().hear(dlt645(METER, 0xd1, word))
    expect(decoding).toEqual({ rejected: { code: 'device.error', message }, device: METER })
  })

  test('what is no reading is named; an answer to something else is silent', () => {
    const unknown = openDtu().hear(dlt645(METER, 0x91, '010000040000'))
    expect(isRejected(unknown) && unknown.rejected.message).toBe(
      'no reading is made of the identifier 04000001',
    )
    expect(openDtu().hear(dlt645(METER, 0x9c, ''))).toEqual([])
    expect(openDtu().hear(dlt645(METER, 0x93, '610100000000'))).toMatchObject([{ events: ['meter.address'] }])
  })
})

describe('numbers', () => {
  test.each([
    ['forward energy', '00000100' + '56341200', 'energy_import_total', 1234.56],
    ['backward energy', '00000200' + '56341200', 'energy_export_total', 1234.56],
    ['combined energy', '00000000' + '56341200', 'energy_import_total@combined', 1234.56],
    ['a tariff', '00030100' + '56341200', 'energy_import_total@flat', 1234.56],
    ['one phase', '00002900' + '56341200', 'energy_import_total@L2', 1234.56],
    ['voltage', '00020102' + '5622', 'voltage@L2', 225.6],
    ['negative current', '00010202' + '880180', 'current@L1', -0.188],
    ['power in W', '00000302' + '314300', 'power_active@total', 433.1],
    ['negative power', '00010302' + '314380', 'power_active@L1', -433.1],
    ['apparent power', '00030502' + '102003', 'power_apparent@L3', 3201],
    ['a negative power factor', '00000602' + '0185', 'power_factor@total', -0.501],
    ['frequency', '02008002' + '0250', 'frequency', 50.02],
    ['credit', '00029000' + '56980100', 'prepaid_balance', 198.56],
  ])('%s', (_, data, key, value) => {
    expect(openDtu().values(dlt645(METER, 0x91, data))).toEqual({ [`${METER} ${key}`]: value })
  })

  test('a block has the total first; what is FF is not there; what is cut is left out', () => {
    const block = dlt645(METER, 0x91, '00ff0302' + '314300' + '314300' + 'ffffff' + '00')
    expect(openDtu().values(block)).toEqual({
      [`${METER} power_active@total`]: 433.1,
      [`${METER} power_active@L1`]: 433.1,
    })
  })

  test('what is no decimal is no reading; a settlement day is not now', () => {
    expect(openDtu().values(dlt645(METER, 0x91, '00000100' + '5a341200'))).toBe('value.unknown')
    expect(openDtu().values(dlt645(METER, 0x91, '01000100' + '56341200'))).toBe('payload.no-metric')
  })
})

test('rubbish and mutations never throw and never give a reading that is none', () => {
  const random = createRandom(20_260_302)
  const { decode, now } = openDtu()
  const samples = ['dlt645', 'cjt188'].flatMap(samplesOf).map(packetOf)
  for (let round = 0; round < 6000; round++) {
    const { topic = '', payload = Buffer.alloc(0) } = samples[random.integer(samples.length)] ?? {}
    const bytes = Buffer.from(payload)
    for (let n = random.integer(3); n > 0; n--) bytes[random.integer(bytes.length)] = random.integer(256)
    const cut = bytes.subarray(random.integer(3) ? 0 : random.integer(bytes.length))
    // The checksum is mended now and then, so that what is behind it is reached.
    if (random.integer(2)) mend(cut)
    check(decode({ topic, payload: cut, retained: false, receivedAt: now + round * 1000 }).decoding)
  }
})

function mend(bytes: Buffer): void {
  const start = bytes.indexOf(0x68)
  const end = bytes.lastIndexOf(0x16)
  if (start >= 0 && end > start + 1)
    bytes[end - 1] = bytes.subarray(start, end - 1).reduce((sum, byte) => (sum + byte) & 0xff, 0)
}
