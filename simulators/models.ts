/** What each kind of device is in the virtual world: how it moves on, and what its sensors then read. */
import type { DeviceKind } from '../core/contract/device.ts'
import type { Metric } from '../core/contract/metric.ts'
import { heardAs } from './heard-as.ts'
import {
  CO_AIR_CHANGE_S,
  CO_COOKING_PPM,
  CO_FAULT_PPM,
  Concentration,
  GAS_AIR_CHANGE_S,
  GAS_ALARM_LEL,
  GAS_CLEAR_LEL,
  GAS_COOKING_LEL,
  GAS_LEAK_LEL,
  SMOKE_AIR_CHANGE_S,
  SMOKE_ALARM,
  SMOKE_FIRE,
  Trip,
} from './physics/air.ts'
import { Cabinet } from './physics/cabinet.ts'
import { CABINETS, type CabinetKind } from './physics/cabinet-presets.ts'
import { cooking, dining, traffic, type WallClock } from './physics/calendar.ts'
import { Door } from './physics/door.ts'
import { type Demand, Register } from './physics/meters.ts'
import { Soil } from './physics/soil.ts'
import { Valve } from './physics/valve.ts'
import type { Weather } from './physics/weather.ts'
import type { Random } from './random.ts'
import type { FaultKind, ScenarioDevice } from './scenario.ts'

/** One sensor's reading in the metric's unit; dialects turn it into what their vendor sends. */
export interface Sensed {
  readonly metric: Metric
  readonly channel: string | null
  readonly value: number | boolean | string
}

/** All that a device can feel during one step. Filled by the world, kind after kind, in the order they depend. */
export interface Surroundings {
  dtS: number
  now: number
  clock: WallClock
  readonly weather: Weather
  readonly demand: Demand
  kitchenC: number
  /** Sums over this step, gathered as it goes. */
  coldW: number
  servingW: number
  irrigationL: number
  leakL: number
  /** Litres a valve gave in this step, by device. */
  readonly wateredL: Map<string, number>
  /** 0 when nothing is wrong, else how much. */
  fault(device: string, kind: FaultKind): number
  door(cabinet: string): number
}

export interface Model {
  step(around: Surroundings): void
  read(): Sensed[]
  /** For a valve: takes orders and has a timer. */
  readonly valve?: Valve
  readonly cabinet?: Cabinet
  readonly door?: Door
  readonly register?: Register
}

type Build = (spec: ScenarioDevice, random: Random) => Model

const sensed = (metric: Metric, value: Sensed['value'], channel: string | null = null): Sensed => ({
  metric,
  channel,
  value,
})
const round = (value: number, digits: number) => Number(value.toFixed(digits))
const COLD_ROOM_DOOR_PER_HOUR = 10
const ROOM_DOOR_PER_HOUR = 9
/** Frozen goods are fetched a few times a meal, the rest all the time. */
const OPENINGS_PER_HOUR = {
  display: 24,
  freezer: 6,
  'sample-fridge': 6,
  'hot-holding': 12,
  fridge: 20,
} as const

function cabinet(spec: ScenarioDevice, random: Random): Model {
  const preset = CABINETS[spec.kind as CabinetKind]
  const inside = new Cabinet({ ...preset, setpointC: spec.setpointC ?? preset.setpointC }, random)
  const ownDoor = new Door(
    random.fork('door'),
    OPENINGS_PER_HOUR[spec.kind as keyof typeof OPENINGS_PER_HOUR],
  )
  const channels = spec.probes ?? [null]
  return {
    cabinet: inside,
    step(around) {
      const { dtS, clock, kitchenC } = around
      const own = ownDoor.step(dtS, traffic(clock), around.fault(spec.id, 'door-open') > 0)
      const doorOpenFraction = spec.kind === 'cold-room' ? around.door(spec.id) : own
      const ambientC = spec.area === 'cold-store' ? kitchenC - 3 : kitchenC
      inside.step(dtS, { ambientC, doorOpenFraction, dead: around.fault(spec.id, 'compressor-dead') > 0 })
      if (spec.area === 'cold-store') around.coldW += inside.electricW
      else around.servingW += inside.electricW
    },
    read: () => [
      // A second probe hangs by the door, where it is a little warmer.
      ...channels.map((channel, i) => sensed('temperature', round(inside.probeC() + 0.6 * i, 2), channel)),
      ...(spec.speaks === 'zigbee2mqtt' ? [sensed('humidity', round(inside.humidity, 1))] : []),
    ],
  }
}

function door(spec: ScenarioDevice, random: Random): Model {
  const leaf = new Door(random, spec.of === undefined ? ROOM_DOOR_PER_HOUR : COLD_ROOM_DOOR_PER_HOUR)
  const rare = spec.area === 'gas-room' ? 0.03 : 1
  return {
    door: leaf,
    step: around => {
      leaf.step(around.dtS, rare * traffic(around.clock), around.fault(spec.id, 'door-open') > 0)
    },
    read: () => [sensed('door_open', leaf.openFraction > 0)],
  }
}

function gas(spec: ScenarioDevice, random: Random): Model {
  const room = new Concentration(random, GAS_AIR_CHANGE_S, 0.4)
  const trip = new Trip(GAS_ALARM_LEL, GAS_CLEAR_LEL)
  const byHobs = spec.area === 'kitchen' ? GAS_COOKING_LEL : 0
  return {
    step(around) {
      room.step(around.dtS, byHobs * cooking(around.clock) + GAS_LEAK_LEL * around.fault(spec.id, 'gas-leak'))
      trip.see(room.value)
    },
    read: () =>
      spec.speaks === 'zigbee2mqtt'
        ? [sensed('gas_alarm', trip.on), sensed('gas_density_raw', Math.round(8 + 5 * room.shown()))]
        : [sensed('gas_lel', round(room.shown(), 1)), sensed('gas_alarm', trip.on)],
  }
}

function co(spec: ScenarioDevice, random: Random): Model {
  const room = new Concentration(random, CO_AIR_CHANGE_S, 0.7)
  return {
    step(around) {
      const burning = CO_COOKING_PPM * cooking(around.clock)
      room.step(around.dtS, burning + CO_FAULT_PPM * around.fault(spec.id, 'co-rise'))
    },
    read: () => [sensed('co', Math.round(room.shown()))],
  }
}

function smoke(spec: ScenarioDevice, random: Random): Model {
  const chamber = new Concentration(random, SMOKE_AIR_CHANGE_S, 0.8)
  const trip = new Trip(SMOKE_ALARM, SMOKE_ALARM / 2)
  return {
    step(around) {
      chamber.step(around.dtS, SMOKE_FIRE * around.fault(spec.id, 'smoke'))
      trip.see(chamber.value)
    },
    read: () => [sensed('smoke_alarm', trip.on), sensed('smoke_density_raw', Math.round(chamber.shown()))],
  }
}

function leak(spec: ScenarioDevice): Model {
  let wet = false
  return {
    step: around => {
      wet = around.fault(spec.id, 'water-leak') > 0
    },
    read: () => [sensed('water_leak', wet)],
  }
}

function valve(spec: ScenarioDevice, random: Random): Model {
  const own = new Valve(spec.flowLpm ?? 0, random)
  return {
    valve: own,
    step(around) {
      const litres = own.step(around.dtS, around.now, {
        stuckOpen: around.fault(spec.id, 'valve-stuck-open') > 0,
        stuckClosed: around.fault(spec.id, 'valve-stuck-closed') > 0,
        lies: around.fault(spec.id, 'valve-lies') > 0,
      })
      around.irrigationL += litres
      around.wateredL.set(spec.id, litres)
    },
    read: () => {
      if (spec.speaks === 'tasmota' || spec.speaks === 'shelly-gen2')
        return [sensed('switch_on', own.reportedOpen)]
      const state = sensed('valve_open', own.reportedOpen)
      return spec.speaks === 'zigbee2mqtt' ? [state, sensed('water_flow', round(own.flowLpm, 1))] : [state]
    },
  }
}

const ROOTS_M = { turf: 0.3, shrubs: 0.5, trees: 0.9, beds: 0.35, vegetables: 0.4 } as const
/** FAO-56 table 12 and the usual landscape coefficients. */
const CROP_FACTORS = { turf: 0.9, shrubs: 0.5, trees: 0.5, beds: 0.6, vegetables: 1 } as const

function soilBuild(watered: ScenarioDevice | undefined): Build {
  const plant = watered?.plant ?? 'turf'
  return (spec, random) => {
    const ground = new Soil({
      areaM2: watered?.areaM2 ?? 100,
      rootsM: ROOTS_M[plant],
      cropFactor: CROP_FACTORS[plant],
    })
    return {
      step: around => {
        ground.step(around.dtS, around.wateredL.get(spec.valve ?? '') ?? 0, around.weather)
      },
      read: () => [
        sensed('soil_moisture', round(ground.moisture() + 0.1 * random.normal(), 1)),
        ...(spec.speaks === 'plain' ? [sensed('soil_temperature', round(ground.temperatureC, 1))] : []),
      ],
    }
  }
}

function waterMeter(spec: ScenarioDevice): Model {
  const register = new Register(spec.register ?? 0, 3)
  let flowLpm = 0
  return {
    register,
    step({ demand, dtS, irrigationL, leakL }) {
      const house = ((demand.kitchenLpm + demand.otherLpm) * dtS) / 60
      const litres = { irrigation: irrigationL, kitchen: (demand.kitchenLpm * dtS) / 60 }
      const passed =
        spec.counts === 'irrigation' || spec.counts === 'kitchen'
          ? litres[spec.counts]
          : house + irrigationL + leakL
      register.add(passed / 1000)
      flowLpm = dtS > 0 ? (passed * 60) / dtS : flowLpm
    },
    read: () => [sensed('water_total', register.shown()), sensed('water_flow', round(flowLpm, 1))],
  }
}

function electricityMeter(spec: ScenarioDevice, random: Random): Model {
  const register = new Register(spec.register ?? 0, 3)
  let powerW = 0
  return {
    register,
    step({ demand, dtS, coldW, servingW }) {
      const cold = 180 + coldW
      const kitchen = demand.kitchenW + servingW
      const loads = { cold, kitchen, lighting: demand.lightingW }
      const all = cold + kitchen + demand.lightingW + demand.otherW
      powerW =
        spec.counts === 'cold' || spec.counts === 'kitchen' || spec.counts === 'lighting'
          ? loads[spec.counts]
          : all
      register.add((powerW * dtS) / 3.6e6)
    },
    read: () => [
      sensed('energy_import_total', register.shown()),
      sensed('power_active', Math.round(powerW)),
      sensed('voltage', Math.round(228 + 1.5 * random.normal() - powerW / 25_000)),
    ],
  }
}

function gasMeter(spec: ScenarioDevice): Model {
  const register = new Register(spec.register ?? 0, 2)
  return {
    register,
    step: ({ demand, dtS }) => register.add((demand.gasM3PerH * dtS) / 3600),
    read: () => [sensed('gas_total', register.shown())],
  }
}

/** Make-up water of the boiler, one pulse a litre. */
function pulses(spec: ScenarioDevice): Model {
  const register = new Register(spec.register ?? 0, 0)
  return {
    register,
    step: ({ clock, dtS }) => register.add(((0.4 * cooking(clock) + 0.5 * dining(clock)) * dtS) / 60),
    read: () => [sensed('pulse_count', register.shown(), 'C1')],
  }
}

function station(_spec: ScenarioDevice, random: Random): Model {
  const rain = new Register(0, 1)
  let seen: Weather | undefined
  return {
    register: rain,
    step({ weather, dtS }) {
      rain.add((weather.rainMmPerH * dtS) / 3600)
      seen = weather
    },
    read: () =>
      seen === undefined
        ? []
        : [
            sensed('temperature', round(seen.temperatureC + 0.05 * random.normal(), 1)),
            sensed('humidity', Math.round(seen.humidity)),
            sensed('solar_radiation', Math.round(seen.solarW)),
            sensed('wind_speed', round(seen.windMs, 1)),
            sensed('wind_direction', Math.round(seen.windDeg) % 360),
            sensed('rain_total', rain.shown()),
          ],
  }
}

/** Kinds in the order in which they depend on each other within a step. */
export const STEP_ORDER: readonly DeviceKind[] = [
  'station',
  'door',
  'fridge',
  'freezer',
  'cold-room',
  'sample-fridge',
  'display',
  'hot-holding',
  'gas',
  'co',
  'smoke',
  'leak',
  'valve',
  'soil',
  'water-meter',
  'electricity-meter',
  'gas-meter',
  'other',
]

const BUILDS: Partial<Record<DeviceKind, Build>> = {
  fridge: cabinet,
  freezer: cabinet,
  'cold-room': cabinet,
  'sample-fridge': cabinet,
  display: cabinet,
  'hot-holding': cabinet,
  door,
  gas,
  co,
  smoke,
  leak,
  valve,
  'water-meter': waterMeter,
  'electricity-meter': electricityMeter,
  'gas-meter': gasMeter,
  station,
  other: pulses,
}

/** Builds the model of one device; `all` are its neighbours. Throws for a kind that nothing simulates. */
export function buildModel(spec: ScenarioDevice, all: readonly ScenarioDevice[], random: Random): Model {
  const build = spec.kind === 'soil' ? soilBuild(all.find(({ id }) => id === spec.valve)) : BUILDS[spec.kind]
  if (build === undefined) throw new Error(`scenario: nothing simulates a device of kind ${spec.kind}`)
  const model = build(spec, random)
  return { ...model, read: () => heardAs(spec.speaks, model.read()) }
}
