/**
 * Thermal data of usual cabinets: typical of commercial upright units of 500 to 700 L and a walk-in room of 15 m³,
 * tuned so that duty, defrost and warm-up look like recordings of such units. Not one maker's data sheet.
 */
export interface CabinetSpec {
  readonly mode: 'cool' | 'heat'
  readonly setpointC: number
  /** Half the thermostat's band. */
  readonly hysteresisC: number
  /** Heat the machine moves while it runs, and what it takes from the mains for that. */
  readonly thermalW: number
  readonly electricW: number
  /** Heat capacities: air with lining and shelves; food. */
  readonly airJPerK: number
  readonly foodJPerK: number
  /** Conductances: walls and gaskets; between air and food; of the open door. */
  readonly wallWPerK: number
  readonly foodWPerK: number
  readonly doorWPerK: number
  /** Hours between defrosts, and the heater that ends up in the air; none when the cabinet needs none. */
  readonly defrost: { readonly everyH: number; readonly forMin: number; readonly heaterW: number } | null
  /** Frozen food takes its latent heat between about -4 and -0.5 °C. */
  readonly thaws: boolean
}

const FRIDGE: CabinetSpec = {
  mode: 'cool',
  setpointC: 3.5,
  hysteresisC: 1.1,
  thermalW: 260,
  electricW: 210,
  airJPerK: 15_000,
  foodJPerK: 130_000,
  wallWPerK: 3.2,
  foodWPerK: 12,
  doorWPerK: 55,
  defrost: null,
  thaws: false,
}

export const CABINETS = {
  fridge: FRIDGE,
  'sample-fridge': {
    ...FRIDGE,
    setpointC: 4,
    hysteresisC: 0.8,
    thermalW: 150,
    electricW: 120,
    airJPerK: 9000,
    foodJPerK: 60_000,
    wallWPerK: 1.9,
    foodWPerK: 8,
    doorWPerK: 22,
  },
  /** Glass on one side, opened by everybody. */
  display: {
    ...FRIDGE,
    setpointC: 4,
    hysteresisC: 1,
    thermalW: 380,
    electricW: 320,
    wallWPerK: 5.2,
    doorWPerK: 45,
  },
  freezer: {
    ...FRIDGE,
    setpointC: -20,
    hysteresisC: 1.4,
    thermalW: 330,
    electricW: 420,
    airJPerK: 18_000,
    foodJPerK: 110_000,
    wallWPerK: 2.3,
    foodWPerK: 14,
    doorWPerK: 30,
    defrost: { everyH: 7, forMin: 18, heaterW: 210 },
    thaws: true,
  },
  'cold-room': {
    ...FRIDGE,
    setpointC: 3,
    hysteresisC: 1.2,
    thermalW: 4200,
    electricW: 2600,
    airJPerK: 380_000,
    foodJPerK: 5_500_000,
    wallWPerK: 42,
    foodWPerK: 240,
    doorWPerK: 420,
  },
  'hot-holding': {
    ...FRIDGE,
    mode: 'heat',
    setpointC: 70,
    hysteresisC: 2,
    thermalW: 1100,
    electricW: 1100,
    airJPerK: 14_000,
    foodJPerK: 90_000,
    wallWPerK: 7,
    foodWPerK: 11,
    doorWPerK: 28,
  },
} as const satisfies Record<string, CabinetSpec>

export type CabinetKind = keyof typeof CABINETS
