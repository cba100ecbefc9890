import { describe, expect, test } from 'vitest'
import type { Tariff } from '../../../core/contract/energy.ts'
import { ELECTRICITY_CARBON, STANDARD_COAL } from '../../../core/energy/factors.ts'
import { priceAt, tariffAt } from '../../../core/energy/tariff.ts'
import { workedExample } from '../../support/worked-example.ts'

const SHANGHAI = 'Asia/Shanghai'
const at = (wall: string) => Date.parse(`${wall}+08:00`)

function tariff(over: Partial<Tariff> = {}): Tariff {
  return {
    id: 't',
    siteId: 'canteen',
    name: { zh: '电价', en: 'Electricity' },
    medium: 'electricity',
    validFrom: '2026-01-01',
    prices: { sharp: 1.428, peak: 1.19, flat: 0.7, valley: 0.266 },
    periods: [
      { band: 'sharp', months: [7, 8], from: '18:00', to: '20:00' },
      { band: 'peak', months: [], from: '14:00', to: '22:00' },
      { band: 'valley', months: [], from: '23:00', to: '06:00' },
      { band: 'deep-valley', months: [], from: '11:00', to: '13:00' },
    ],
    createdAt: 0,
    ...over,
  }
}

describe('the price at a moment', () => {
  test.each([
    ['2026-03-02T14:00', 'peak', 1.19],
    ['2026-03-02T21:59', 'peak', 1.19],
    ['2026-03-02T22:00', 'flat', 0.7],
    ['2026-03-02T23:30', 'valley', 0.266],
    ['2026-03-02T05:59', 'valley', 0.266],
    ['2026-03-02T06:00', 'flat', 0.7],
    ['2026-07-02T19:00', 'sharp', 1.428],
    ['2026-03-02T19:00', 'peak', 1.19],
  ])('%s is %s', (wall, band, price) => {
    expect(priceAt(tariff(), at(wall), SHANGHAI)).toEqual({ band, price })
  })

  test('a band without a price of its own costs the flat one', () => {
    expect(priceAt(tariff(), at('2026-03-02T12:00'), SHANGHAI)).toEqual({ band: 'deep-valley', price: 0.7 })
  })

  test('follows the wall of the site, not of the server', () => {
    expect(priceAt(tariff(), at('2026-03-02T14:00'), 'Europe/Berlin').band).toBe('flat')
  })
})

test('the tariff is the newest that has begun, by the local date', () => {
  const tariffs = [
    tariff(),
    tariff({ id: 'new', validFrom: '2026-06-01' }),
    tariff({ id: 'w', medium: 'water' }),
  ]
  expect(tariffAt(tariffs, 'electricity', at('2026-05-31T23:59'), SHANGHAI)?.id).toBe('t')
  expect(tariffAt(tariffs, 'electricity', at('2026-06-01T00:00'), SHANGHAI)?.id).toBe('new')
  expect(tariffAt(tariffs, 'electricity', at('2025-12-31T12:00'), SHANGHAI)).toBeUndefined()
})

test('carbon and standard coal as published', () => {
  const coal = workedExample('kgce-1')
  expect(coal.input('kwh') * STANDARD_COAL.electricity.value).toBeCloseTo(coal.expected('kgce'), 6)
  const carbon = workedExample('carbon-1')
  expect(carbon.input('mwh') * ELECTRICITY_CARBON.value).toBeCloseTo(carbon.expected('tco2'), 6)
  expect(ELECTRICITY_CARBON.source.en).toMatch(/2023.*MEE/)
})
