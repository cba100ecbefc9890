/**
 * What real devices sent, as their projects document or log it. Only the shape matters here: which fields there are and
 * of which kind. Sources: Koenkk/zigbee2mqtt issues 10514 (leak), 5373 (gas), Nerivec/zigbee2mqtt-windfront mocks
 * (temperature, valve), stas-demydiuk/domoticz-zigbee2mqtt-plugin issue 311 (smoke), tasmota/docs DS18x20.md,
 * devices/Sonoff-Pow.md, DeepSleep.md and Counters.md.
 */
export const ZIGBEE = {
  temperature: { battery: 100, humidity: 65.59, linkquality: 90, temperature: 25.84, voltage: 3035 },
  leak: {
    battery: 100,
    battery_low: false,
    device_temperature: 26,
    linkquality: 83,
    tamper: false,
    voltage: 3025,
    water_leak: false,
  },
  gas: {
    battery_low: false,
    gas: true,
    gas_density: 237,
    linkquality: 15,
    sensitivity: 'medium',
    tamper: false,
  },
  smoke: { battery: 100, voltage: 3115, smoke_density: 2, linkquality: 94, smoke: false },
  valve: {
    auto_close_when_water_shortage: 'ENABLE',
    battery: 100,
    current_device_status: 'normal_state',
    flow: 0,
    linkquality: 132,
    state: 'OFF',
  },
} as const

export const TASMOTA = {
  probe: { Time: '2021-01-02T09:09:44', DS18B20: { Id: '00000566CC39', Temperature: 13.3 }, TempUnit: 'C' },
  probes: {
    Time: '2021-01-02T09:09:44',
    'DS18B20-1': { Id: '00000566CC39', Temperature: 13.3 },
    'DS18B20-2': { Id: '0000059352D4', Temperature: 1.2 },
    TempUnit: 'C',
  },
  energy: {
    Time: '2018-02-15T17:37:10',
    ENERGY: {
      TotalStartTime: '2018-11-14T18:39:40',
      Total: 6.294,
      Yesterday: 5.34,
      Today: 0.954,
      Period: 217,
      Power: 2635,
      ApparentPower: 2650,
      ReactivePower: 282,
      Factor: 0.99,
      Voltage: 227,
      Current: 11.661,
    },
  },
  counter: { Time: '2024-03-02T07:00:00', COUNTER: { C1: 8423 } },
  state: {
    Time: '2021-06-27T15:03:44',
    Uptime: '0T00:00:13',
    UptimeSec: 13,
    Heap: 28,
    SleepMode: 'Dynamic',
    Sleep: 50,
    LoadAvg: 19,
    MqttCount: 1,
    POWER: 'ON',
    Wifi: {
      AP: 1,
      SSId: 'DEMOAP',
      BSSId: 'XX:XX:XX:XX:XX:XX',
      Channel: 1,
      Mode: '11n',
      RSSI: 86,
      Signal: -57,
      LinkCount: 1,
      Downtime: '0T00:00:07',
    },
  },
} as const

/** The shape of a JSON value: its fields in alphabetical order, each with the kind of value it holds. */
export function shapeOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return typeof value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, shapeOf(inner)]),
  )
}
