/**
 * What must hold on a virtual site whatever goes wrong in it. Each has a name, so that a broken one can be looked up.
 * They watch the simulation, not the product: a simulation that breaks physics proves nothing about anybody.
 */
import { VALVE_MAX_OPEN_S } from './physics/valve.ts'
import type { SiteMessage, VirtualSite } from './site.ts'

/** An invariant that did not hold: when, and what was seen, in one line. */
export interface Broken {
  readonly invariant: string
  readonly at: number
  readonly detail: string
}

export interface Invariant {
  readonly name: string
  /** Looks at the site after some time has passed, and at what it said meanwhile. Answers with what is wrong. */
  look(site: VirtualSite, messages: readonly SiteMessage[]): readonly string[]
}

/** Nothing in a kitchen is colder than its evaporators or hotter than its heaters. */
const CABINET_MIN_C = -45
const CABINET_MAX_C = 110
/** The largest report of any real device here is below 600 bytes. */
const PAYLOAD_MAX_BYTES = 2048
/** Registers cut their last digit; sums are of some thousand numbers. */
const BALANCE_SLACK_M3 = 0.002
const BALANCE_SLACK_KWH = 0.02

/** A fresh set; some remember what they saw last. */
export function createInvariants(): Invariant[] {
  return [
    cabinetsArePhysical(),
    registersOnlyRise(),
    valvesShutThemselves(),
    waterIsConserved(),
    subMetersFitBehindTheMain(),
    messagesAreSound(),
    silentDevicesAreSilent(),
    timeOnlyPasses(),
  ]
}

function cabinetsArePhysical(): Invariant {
  return {
    name: 'cabinet.physical',
    look: ({ world }) =>
      world.inhabitants.flatMap(({ spec, model }) => {
        if (model.cabinet === undefined) return []
        const { airC, foodC, humidity } = model.cabinet
        const fine =
          [airC, foodC].every(c => c >= CABINET_MIN_C && c <= CABINET_MAX_C) &&
          humidity >= 0 &&
          humidity <= 100
        return fine ? [] : [`${spec.id}: air ${airC} °C, food ${foodC} °C, ${humidity} %RH`]
      }),
  }
}

function registersOnlyRise(): Invariant {
  const last = new Map<string, number>()
  return {
    name: 'register.rises',
    look: ({ world }) =>
      world.inhabitants.flatMap(({ spec, model }) => {
        if (model.register === undefined) return []
        const shown = model.register.shown()
        const before = last.get(spec.id) ?? shown
        last.set(spec.id, shown)
        return shown >= before ? [] : [`${spec.id} went from ${before} to ${shown}`]
      }),
  }
}

/** An open valve always has an end, and it is neither past nor farther than the firmware allows. */
function valvesShutThemselves(): Invariant {
  return {
    name: 'valve.off-timer',
    look: site =>
      site.world.inhabitants.flatMap(({ spec, model }) => {
        if (model.valve?.reportedOpen !== true) return []
        const closeAt = model.valve.closeAt()
        const leftS = closeAt === null ? Number.NaN : (closeAt - site.now()) / 1000
        return leftS >= 0 && leftS <= VALVE_MAX_OPEN_S ? [] : [`${spec.id} is open with ${leftS} s to go`]
      }),
  }
}

/** What came through the main meter is what the house, the valves and the leaks took. */
function waterIsConserved(): Invariant {
  let begun: number | undefined
  return {
    name: 'water.balance',
    look({ world }) {
      const main = world.inhabitants.find(({ spec }) => spec.kind === 'water-meter' && spec.counts === 'main')
      if (main?.model.register === undefined) return []
      const { houseL, irrigationL, leakL } = world.sums
      const taken = (houseL + irrigationL + leakL) / 1000
      begun ??= main.model.register.total - taken
      const passed = main.model.register.total - begun
      return Math.abs(passed - taken) <= BALANCE_SLACK_M3
        ? []
        : [`${passed} m³ came in, ${taken} m³ were taken`]
    },
  }
}

function subMetersFitBehindTheMain(): Invariant {
  const begun = new Map<string, number>()
  return {
    name: 'electricity.balance',
    look({ world }) {
      const used = new Map<string, number>()
      for (const { spec, model } of world.inhabitants) {
        if (spec.kind !== 'electricity-meter' || model.register === undefined) continue
        if (!begun.has(spec.id)) begun.set(spec.id, model.register.total)
        const key = spec.behind ?? spec.id
        const own = model.register.total - (begun.get(spec.id) ?? 0)
        used.set(key, (used.get(key) ?? 0) + (spec.behind === undefined ? own : -own))
      }
      return [...used].flatMap(([id, rest]) =>
        rest >= -BALANCE_SLACK_KWH ? [] : [`behind ${id} ${-rest} kWh more were used than came through it`],
      )
    },
  }
}

/** Devices that are not broken say what can be read, briefly. */
function messagesAreSound(): Invariant {
  return {
    name: 'message.sound',
    look: ({ world }, messages) =>
      messages.flatMap(({ device, topic, payload, at }) => {
        if (payload.length > PAYLOAD_MAX_BYTES) return [`${topic} carries ${payload.length} bytes`]
        const broken = world.faults.some(
          ({ device: of, fault, from, to }) => of === device && fault === 'garbage' && from <= at && at < to,
        )
        return broken || isReadable(payload) ? [] : [`${topic} says ${Buffer.from(payload).toString()}`]
      }),
  }
}

/** A word or a number of a dialect, or JSON without a hole in it. */
function isReadable(payload: Uint8Array): boolean {
  const text = Buffer.from(payload).toString()
  if (/^(ON|OFF|open|closed|[Oo]nline|[Oo]ffline|-?\d+(\.\d+)?)$/.test(text)) return true
  try {
    const body: unknown = JSON.parse(text)
    return typeof body === 'object' && body !== null && !text.includes('null')
  } catch {
    return false
  }
}

function silentDevicesAreSilent(): Invariant {
  return {
    name: 'silent.silent',
    look: ({ world }, messages) =>
      messages.flatMap(({ device, topic, at }) =>
        world.faults.some(
          ({ device: of, fault, from, to }) => of === device && fault === 'silent' && from <= at && at < to,
        )
          ? [`${topic} was heard at ${new Date(at).toISOString()}`]
          : [],
      ),
  }
}

function timeOnlyPasses(): Invariant {
  let last = Number.NEGATIVE_INFINITY
  return {
    name: 'time.passes',
    look: (site, messages) => {
      const wrong: string[] = []
      for (const { at, topic } of messages) {
        if (at < last || at > site.now()) wrong.push(`${topic} at ${at} after ${last}, now ${site.now()}`)
        last = at
      }
      return wrong
    },
  }
}
