/** A scenario: the site, what stands in it, and what goes wrong when. Written in YAML, checked against its schema. */
import { readdirSync, readFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { parse } from 'yaml'
import { DEVICE_KINDS } from '../core/contract/device.ts'
import { Id, oneOf, partial, record } from '../core/contract/schema.ts'

export const DIALECTS = [
  'zigbee2mqtt',
  'tasmota',
  'plain',
  'shelly-gen2',
  'home-assistant',
  'esphome',
] as const
export type DialectName = (typeof DIALECTS)[number]

/** What can be made to go wrong. The last three are the device's or its radio's, the others happen in the world. */
export const FAULT_KINDS = [
  'door-open',
  'compressor-dead',
  'water-leak',
  'gas-leak',
  'co-rise',
  'smoke',
  'valve-stuck-open',
  'valve-stuck-closed',
  'valve-lies',
  'silent',
  'stuck',
  'garbage',
] as const
export type FaultKind = (typeof FAULT_KINDS)[number]

const ScenarioDevice = record({
  id: Id,
  kind: oneOf(DEVICE_KINDS),
  speaks: oneOf(DIALECTS),
  area: Id,
  /** Seconds between its reports. */
  everyS: Type.Integer({ minimum: 5, maximum: 86_400 }),
  /** For a cabinet: where its thermostat stands, and the serial numbers of its probes. */
  setpointC: Type.Optional(Type.Number({ minimum: -40, maximum: 100 })),
  probes: Type.Optional(Type.Array(Type.String({ pattern: '^[0-9A-F]{12}$' }), { minItems: 1, maxItems: 8 })),
  /** For a door: the cabinet it belongs to. */
  of: Type.Optional(Id),
  /** For a meter: what it counts, the meter it is behind, and where its register stood at the beginning. */
  counts: Type.Optional(oneOf(['main', 'kitchen', 'cold', 'lighting', 'irrigation', 'makeup', 'gas'])),
  behind: Type.Optional(Id),
  register: Type.Optional(Type.Number({ minimum: 0 })),
  /** For a valve: litres a minute, and what it waters. For a soil probe: the valve whose water it sees. */
  flowLpm: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
  areaM2: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
  plant: Type.Optional(oneOf(['turf', 'shrubs', 'trees', 'beds', 'vegetables'])),
  valve: Type.Optional(Id),
})
export type ScenarioDevice = Static<typeof ScenarioDevice>

const ScenarioFault = record({
  device: Id,
  fault: oneOf(FAULT_KINDS),
  /** Minutes after the site goes live; negative for what has already begun in its history. */
  atMin: Type.Number({ minimum: -200_000, maximum: 200_000 }),
  /** Minutes it lasts; for ever when absent. */
  forMin: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
  /** Litres a minute of a leak; the whole effect of the others is 1. */
  amount: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
})
export type ScenarioFault = Static<typeof ScenarioFault>

const ScenarioProgram = record({
  id: Id,
  days: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { minItems: 1, maxItems: 7 }),
  starts: Type.Array(Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' }), {
    minItems: 1,
    maxItems: 8,
  }),
  steps: Type.Array(record({ valve: Id, runS: Type.Integer({ minimum: 10, maximum: 14_400 }) }), {
    minItems: 1,
    maxItems: 64,
  }),
})
export type ScenarioProgram = Static<typeof ScenarioProgram>

export const Scenario = record({
  name: Id,
  site: record({
    id: Id,
    timeZone: Type.String(),
    latitude: Type.Number({ minimum: -90, maximum: 90 }),
    longitude: Type.Number({ minimum: -180, maximum: 180 }),
    elevationM: Type.Number(),
  }),
  areas: Type.Array(record({ id: Id, parent: Type.Optional(Id) }), { minItems: 1, maxItems: 64 }),
  devices: Type.Array(ScenarioDevice, { minItems: 1, maxItems: 500 }),
  programs: Type.Array(ScenarioProgram, { maxItems: 32 }),
  faults: Type.Array(ScenarioFault, { maxItems: 200 }),
})
export type Scenario = Static<typeof Scenario>

/** A scenario that only says how it differs from another; `faults` replace the other's. */
const Variation = Type.Intersect([
  partial(Scenario),
  Type.Object({ extends: Type.String({ pattern: '^[a-z0-9-]+$' }) }),
])

const FOLDER = join(import.meta.dirname, 'scenarios')
const EXTENDS_MAX = 4

/** Names of the scenarios that come with Steward. */
export function scenarioNames(): string[] {
  return readdirSync(FOLDER)
    .filter(file => file.endsWith('.yaml'))
    .map(file => file.slice(0, -5))
    .sort()
}

/** Reads a scenario by its name, or by the absolute path of a file. Throws with one line that says what is wrong. */
export function loadScenario(name = 'canteen'): Scenario {
  const scenario = read(name, 0)
  const [fault] = Value.Errors(Scenario, scenario)
  if (fault !== undefined) throw new Error(`scenario ${name}: ${fault.instancePath || '/'} ${fault.message}`)
  checkReferences(scenario as Scenario)
  return scenario as Scenario
}

function read(name: string, depth: number): unknown {
  if (depth > EXTENDS_MAX) throw new Error(`scenario ${name}: extends too deeply`)
  if (!isAbsolute(name) && !scenarioNames().includes(name))
    throw new Error(`no scenario "${name}"; there are ${scenarioNames().join(', ')}`)
  const own: unknown = parse(readFileSync(isAbsolute(name) ? name : join(FOLDER, `${name}.yaml`), 'utf8'))
  if (typeof own !== 'object' || own === null || !('extends' in own)) return own
  const { extends: base, ...changes } = own as Static<typeof Variation>
  return { ...(read(base, depth + 1) as object), ...changes }
}

/** Everything that is named must be there, once. */
function checkReferences({ name, areas, devices, programs, faults }: Scenario): void {
  const ids = new Set(devices.map(({ id }) => id))
  const places = new Set(areas.map(({ id }) => id))
  const must = (there: boolean, what: string) => {
    if (!there) throw new Error(`scenario ${name}: ${what}`)
  }
  must(ids.size === devices.length, 'two devices have the same id')
  for (const { id, area, of, behind, valve, kind, flowLpm } of devices) {
    must(places.has(area), `${id} is in an unknown area ${area}`)
    must(kind !== 'valve' || flowLpm !== undefined, `${id} needs flowLpm`)
    for (const other of [of, behind, valve])
      must(other === undefined || ids.has(other), `${id} names an unknown device ${other}`)
  }
  for (const { device } of faults) must(ids.has(device), `a fault names an unknown device ${device}`)
  for (const { id, steps } of programs)
    for (const { valve } of steps) must(ids.has(valve), `program ${id} names an unknown valve ${valve}`)
}
