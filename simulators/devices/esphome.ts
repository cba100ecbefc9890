/**
 * Boards that run ESPHome with its MQTT component and without Home Assistant announcements.
 *
 * `<node>/sensor/<object>/state`          4.21
 * `<node>/binary_sensor/<object>/state`   ON | OFF
 * `<node>/valve/water_valve/state`        open | closed; `/command` takes OPEN and CLOSE
 * `<node>/status`                         online | offline, retained, birth and will
 *
 * States are retained. Source: esphome.io, components/mqtt.
 */
import type { Sensed } from '../models.ts'
import type { Dialect, Frame } from './dialect.ts'

const VALVE = 'water_valve'

/** Metric -> kind and object. */
const OBJECTS: Partial<Record<Sensed['metric'], readonly [type: string, object: string]>> = {
  temperature: ['sensor', 'temperature'],
  humidity: ['sensor', 'humidity'],
  energy_import_total: ['sensor', 'total_energy'],
  power_active: ['sensor', 'power'],
  voltage: ['sensor', 'voltage'],
  co: ['sensor', 'carbon_monoxide'],
  door_open: ['binary_sensor', 'door'],
  water_leak: ['binary_sensor', 'water_leak'],
  smoke_alarm: ['binary_sensor', 'smoke'],
  gas_alarm: ['binary_sensor', 'gas_alarm'],
  valve_open: ['valve', VALVE],
}

export const esphome: Dialect = spec => {
  const status = (payload: string): Frame => ({ topic: `${spec.id}/status`, payload, retain: true, qos: 1 })
  const report = (values: readonly Sensed[]): Frame[] =>
    values.flatMap(({ metric, value }) => {
      const [type, object] = OBJECTS[metric] ?? []
      if (type === undefined) return []
      const topic = `${spec.id}/${type}/${object}/state`
      return [{ topic, payload: stateOf(type, value), retain: true, qos: 1 as const }]
    })
  const orders = `${spec.id}/valve/${VALVE}/command`
  return {
    address: spec.id,
    connection: spec.id,
    orders: spec.kind === 'valve' ? [orders] : [],
    birth: [status('online')],
    will: status('offline'),
    report,
    changed: report,
    hear(topic, payload) {
      if (topic !== orders) return undefined
      const word = payload.trim().toUpperCase()
      return word === 'OPEN' || word === 'CLOSE'
        ? { order: { open: word === 'OPEN', forS: null }, answers: [] }
        : { answers: [] }
    },
  }
}

function stateOf(type: string, value: Sensed['value']): string {
  if (type === 'valve') return value ? 'open' : 'closed'
  return type === 'binary_sensor' ? (value ? 'ON' : 'OFF') : String(value)
}
