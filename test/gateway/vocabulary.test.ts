/** Names and units as strangers write them. */
import { expect, test } from 'vitest'
import { conversionFor, converted } from '../../core/points/units.ts'
import { meaningOf, namedValue, yesOrNo } from '../../gateway/vocabulary.ts'

test.each([
  ['temperature', '°F', 41, 5],
  ['temperature', 'K', 273.15, 0],
  ['battery_voltage', 'mV', 3025, 3.025],
  ['energy_import_total', 'Wh', 2690.73, 2.69073],
  ['energy_import_total', 'MWh', 1.5, 1500],
  ['power_active', 'kW', 2.5, 2500],
  ['water_total', 'L', 1234, 1.234],
  ['water_flow', 'm³/h', 3, 50],
  ['water_flow', 'gal/min', 1, 3.785411784],
  ['pressure', 'bar', 2.5, 250_000],
  ['pressure_air', 'inHg', 29.92, 1013.2075888],
  ['soil_ec', 'µS/cm', 350, 350],
  ['soil_ec', 'mS/cm', 1.2, 1200],
  ['wind_speed', 'km/h', 36, 10],
  ['power_factor', '%', 93, 0.93],
] as const)('%s in %s: %d is %d', (metric, unit, sent, kept) => {
  const conversion = conversionFor(metric, unit)
  expect(conversion).toBeDefined()
  if (conversion !== undefined) expect(converted(sent, conversion)).toBeCloseTo(kept, 6)
})

test.each([
  ['temperature', '%'],
  ['power_active', 'kWh'],
  ['power_active', ''],
  ['energy_import_total', 'W'],
  ['water_total', 'L/min'],
  ['power_active', 'mw'],
  ['temperature', 'constructor'],
] as const)('%s is never in %j', (metric, unit) => {
  expect(conversionFor(metric, unit)).toBeUndefined()
})

test.each([
  ['temperature', 'temperature', ''],
  ['CurrentTemperature', 'temperature', ''],
  ['living_room_temperature', 'temperature', 'living_room'],
  ['Freezer 2 Temperature', 'temperature', 'freezer_2'],
  ['temperature_2', 'temperature', '2'],
  ['Temperature Sensor', 'temperature', ''],
  ['chip-temperature', 'device_temperature', ''],
  ['soil_temperature', 'soil_temperature', ''],
  ['LightSwitch', 'switch_on', ''],
  ['PowerSwitch_1', 'switch_on', '1'],
  ['GasAlarmState', 'gas_alarm', ''],
  ['Export Energy', 'energy_export_total', ''],
  ['reactive_power', 'power_reactive', ''],
  ['cold_room_door', 'door_open', 'cold_room'],
  ['Water Meter', 'water_total', ''],
])('%s is %s of "%s"', (name, metric, label) => {
  expect(meaningOf(name)).toMatchObject({ metric, label })
})

test.each([
  'target_temperature',
  'TemperatureThreshold',
  'max_power',
  'energy_today',
  'WorkMode',
  'temperature_alarm',
  'dew_point_temperature',
  'total_reverse_energy',
  'reactive energy',
  'constructor',
  '',
  '2',
])('%j is nothing certain', name => {
  expect(meaningOf(name)).toBeUndefined()
})

test('a unit at the end of the name counts; where makers differ there is no reading without one', () => {
  expect(namedValue('temperature_f', 41)).toMatchObject({ metric: 'temperature', value: 5 })
  expect(namedValue('power_kw', '2.5')).toMatchObject({ metric: 'power_active', value: 2500 })
  expect(namedValue('flow', 3)).toBe('unit.unknown')
  expect(namedValue('flow', 3, 'm³/h')).toMatchObject({ metric: 'water_flow', value: 50 })
  expect(namedValue('temperature', 3, 'Pa')).toBe('unit.unknown')
  expect(namedValue('temperature', 'nan')).toBe('value.not-a-number')
  expect(namedValue('mood', 3)).toBe('payload.no-metric')
})

test.each([
  ['ON', true],
  ['closed', false],
  [1, true],
  ['0', false],
  [2, undefined],
  [null, undefined],
  ['', undefined],
  ['unavailable', undefined],
])('%j is %s', (raw, state) => {
  expect(yesOrNo(raw)).toBe(state)
})
