/**
 * A maker's own devices that nobody here has ever heard of, which announce themselves for Home Assistant.
 *
 * `homeassistant/<kind>/<device>/<object>/config`   { "~": "own/<device>", "stat_t": "~/state", "val_tpl": "{{ value_json.t }}", ... }, retained
 * `own/<device>/state`   { "t": 39.4, "h": 61, "valve": "OPEN" }
 * `own/<device>/lwt`     here | gone, retained, the will
 * `own/<device>/valve`   1 | 0
 *
 * It measures in Fahrenheit, litres and watt-hours, which only the announcement tells. Source:
 * www.home-assistant.io/integrations/mqtt.
 */
import type { Sensed } from '../models.ts'
import type { ScenarioDevice } from '../scenario.ts'
import type { Dialect, Frame } from './dialect.ts'

interface Part {
  readonly kind: string
  readonly field: string
  readonly options: object
  readonly say: (value: Sensed['value']) => number | string | boolean
}

const number = (digits: number, convert: (value: number) => number) => (value: Sensed['value']) =>
  Number(convert(Number(value)).toFixed(digits))
const sensor = (
  field: string,
  device_class: string,
  unit: string,
  say: Part['say'] = number(3, value => value),
): Part => ({ kind: 'sensor', field, options: { dev_cla: device_class, unit_of_meas: unit }, say })
const binary = (field: string, device_class: string): Part => ({
  kind: 'binary_sensor',
  field,
  options: { dev_cla: device_class, pl_on: true, pl_off: false },
  say: Boolean,
})

const PARTS: Partial<Record<Sensed['metric'], Part>> = {
  temperature: sensor(
    't',
    'temperature',
    '°F',
    number(2, celsius => celsius * 1.8 + 32),
  ),
  humidity: sensor('h', 'humidity', '%'),
  energy_import_total: sensor(
    'wh',
    'energy',
    'Wh',
    number(0, kwh => kwh * 1000),
  ),
  power_active: sensor(
    'kw',
    'power',
    'kW',
    number(3, watts => watts / 1000),
  ),
  voltage: sensor('v', 'voltage', 'V'),
  water_total: sensor(
    'l',
    'water',
    'L',
    number(0, cubicMetres => cubicMetres * 1000),
  ),
  water_flow: sensor(
    'f',
    'volume_flow_rate',
    'm³/h',
    number(4, lpm => lpm * 0.06),
  ),
  door_open: binary('door', 'door'),
  water_leak: binary('wet', 'moisture'),
  smoke_alarm: binary('smoke', 'smoke'),
  gas_alarm: binary('gas', 'gas'),
  valve_open: {
    kind: 'valve',
    field: 'valve',
    options: { cmd_t: '~/valve', pl_open: '1', pl_cls: '0', stat_open: 'OPEN', stat_clsd: 'SHUT' },
    say: open => (open ? 'OPEN' : 'SHUT'),
  },
}
/** What each kind of device has, because it announces itself before it has measured anything. */
const METRICS: Partial<Record<ScenarioDevice['kind'], readonly Sensed['metric'][]>> = {
  fridge: ['temperature'],
  freezer: ['temperature'],
  door: ['door_open'],
  leak: ['water_leak'],
  smoke: ['smoke_alarm'],
  valve: ['valve_open'],
  'electricity-meter': ['energy_import_total', 'power_active', 'voltage'],
  'water-meter': ['water_total', 'water_flow'],
}

export const homeAssistant: Dialect = spec => {
  const base = `own/${spec.id}`
  const report = (values: readonly Sensed[]): Frame[] => {
    const fields = values.flatMap(({ metric, value }): [string, unknown][] => {
      const part = PARTS[metric]
      return part === undefined ? [] : [[part.field, part.say(value)]]
    })
    return [
      { topic: `${base}/state`, payload: JSON.stringify(Object.fromEntries(fields)), retain: false, qos: 1 },
    ]
  }
  return {
    address: base,
    connection: spec.id,
    orders: spec.kind === 'valve' ? [`${base}/valve`] : [],
    birth: [
      ...(METRICS[spec.kind] ?? []).flatMap(metric => announcement(spec, base, metric)),
      lwt(base, 'here'),
    ],
    will: lwt(base, 'gone'),
    report,
    changed: report,
    hear(topic, payload) {
      if (topic !== `${base}/valve`) return undefined
      return payload === '1' || payload === '0'
        ? { order: { open: payload === '1', forS: null }, answers: [] }
        : { answers: [] }
    },
  }
}

function lwt(base: string, payload: string): Frame {
  return { topic: `${base}/lwt`, payload, retain: true, qos: 1 }
}

function announcement({ id }: ScenarioDevice, base: string, metric: Sensed['metric']): Frame[] {
  const part = PARTS[metric]
  if (part === undefined) return []
  const body = {
    ...{ '~': base, name: part.field, uniq_id: `${id}-${part.field}`, stat_t: '~/state' },
    ...{ val_tpl: `{{ value_json.${part.field} }}`, avty_t: '~/lwt', pl_avail: 'here', pl_not_avail: 'gone' },
    ...{ dev: { ids: [base], name: id, mf: 'Own', mdl: 'Mark 1' }, o: { name: 'own2mqtt' } },
    ...part.options,
  }
  const topic = `homeassistant/${part.kind}/${id}/${part.field}/config`
  return [{ topic, payload: JSON.stringify(body), retain: true, qos: 1 }]
}
