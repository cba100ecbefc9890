/**
 * One device goes on as another: exchanged for a new one, or found to be the same one heard twice. The device that is
 * kept keeps its name, place, rules, meters and history, and takes in what the other has measured meanwhile.
 */
import type { Device } from '../../core/contract/device.ts'
import { Problem } from '../../core/contract/error.ts'
import { type CounterFacts, type Point, type RegisterSwap, SWAPS_MAX } from '../../core/contract/point.ts'
import type { PointId } from '../../core/contract/reading.ts'
import type { RegisterReading } from '../../core/contract/registry.ts'
import type { Clock, SeriesStore, StateStore } from '../../core/ports.ts'
import type { Directory } from '../directory.ts'
import type { LatestReadings } from '../latest-values.ts'
import type { AlarmService } from '../services.ts'

const COPY_AT_ONCE = 10_000
const NO_FACTS: CounterFacts = { modulus: null, noise: 0, maxPerHour: null }

export interface AbsorptionParts {
  readonly state: StateStore
  readonly series: Pick<SeriesStore, 'range' | 'append'>
  readonly latest: Pick<LatestReadings, 'get' | 'update'>
  readonly directory: Pick<Directory, 'absorb' | 'byId' | 'pointsOf' | 'putPoint'>
  readonly alarms: Pick<AlarmService, 'ruleChanged'>
  readonly clock: Clock
}

export interface Absorption {
  /** `by` comes from the inbox. `registers`: what the meters showed. Throws a `Problem`. */
  replace(device: Device, by: Device, registers: readonly RegisterReading[]): Promise<Device>
  /** Throws a `Problem` where the other is used to water or to measure by somebody. */
  merge(device: Device, other: Device): Promise<Device>
}

export function createAbsorption(parts: AbsorptionParts): Absorption {
  const { state, directory, latest, alarms, clock } = parts

  /** `since`: for points whose other half counts only from then on, ms. */
  async function absorb(
    device: Device,
    other: Device,
    how: 'also' | 'instead',
    since: ReadonlyMap<PointId, number> = new Map(),
  ): Promise<Device> {
    const before = clock.now()
    // What is there already is copied first, so that nothing is missing when the switch is made.
    for (const [from, to] of pairsOf(device, other)) await copy(from, to, since.get(to.id) ?? 0)
    const pairs = directory.absorb(device.id, other.id, how)
    for (const rule of state.rules.list().filter(({ id }) => id.startsWith(`${other.id}.`))) {
      state.rules.remove(rule.id)
      alarms.ruleChanged(rule.id)
    }
    for (const [from, to] of pairs) {
      repoint(from, to)
      await copy(from, to, Math.max(before, since.get(to.id) ?? 0))
      const newest = latest.get(from.id)
      if (newest !== undefined) latest.update([{ ...newest, point: to.id }])
    }
    return directory.byId(device.id) ?? device
  }

  function pairsOf(device: Device, other: Device): [Point, Point][] {
    const own = directory.pointsOf(device.id)
    return directory.pointsOf(other.id).flatMap(from => {
      const to = own.find(({ metric, channel }) => metric === from.metric && channel === from.channel)
      return to === undefined ? [] : [[from, to] as [Point, Point]]
    })
  }

  /** Idempotent: a reading that was copied before is not kept twice. */
  async function copy(from: Point, to: Point, since: number): Promise<void> {
    for (let at = since; ; ) {
      const batch = await parts.series.range(from.id, at, clock.now() + 1, COPY_AT_ONCE)
      if (batch.length > 0) await parts.series.append(batch.map(reading => ({ ...reading, point: to.id })))
      const last = batch.at(-1)
      if (last === undefined || batch.length < COPY_AT_ONCE) return
      at = last.at + 1
    }
  }

  function repoint(from: Point, to: Point): void {
    for (const meter of state.meters.list({ pointId: from.id }))
      state.meters.put({ ...meter, pointId: to.id })
  }

  /** Notes the exchange on every register, and answers from when on the new one counts. */
  async function exchangeRegisters(
    device: Device,
    by: Device,
    registers: readonly RegisterReading[],
  ): Promise<Map<PointId, number>> {
    const counters = pairsOf(device, by).filter(([, to]) => to.kind === 'counter')
    const stranger = registers.find(({ pointId }) => !counters.some(([, to]) => to.id === pointId))
    if (stranger !== undefined)
      throw new Problem('request.invalid', `point ${stranger.pointId} is no register of both`)
    const since = new Map<PointId, number>()
    for (const [from, to] of counters) {
      const [first] = await parts.series.range(from.id, 0, clock.now() + 1, 1)
      const last = latest.get(to.id)?.at ?? 0
      since.set(to.id, Math.max(last + 1, first?.at ?? clock.now()))
    }
    for (const [, to] of counters) {
      const said = registers.find(({ pointId }) => pointId === to.id)
      const facts = to.counter ?? NO_FACTS
      const swap: RegisterSwap = {
        at: since.get(to.id) ?? clock.now(),
        finalRegister: said?.final ?? null,
        firstRegister: said?.first ?? null,
      }
      const swaps = [...(facts.swaps ?? []), swap].slice(-SWAPS_MAX)
      directory.putPoint({ ...to, counter: { ...facts, swaps } })
    }
    return since
  }

  return {
    async replace(device, by, registers) {
      if (by.status !== 'inbox' && by.status !== 'ignored')
        throw new Problem('thing.conflict', `${by.id} is in use itself`)
      requireTwo(device, by)
      return absorb(device, by, 'instead', await exchangeRegisters(device, by, registers))
    },
    async merge(device, other) {
      const zones = state.zones.list()
      if (zones.some(({ valveDeviceId }) => valveDeviceId === other.id))
        throw new Problem('thing.conflict', `${other.id} waters a zone: give the zone the other valve first`)
      requireTwo(device, other)
      return absorb(device, other, 'also')
    },
  }
}

function requireTwo(device: Device, other: Device): void {
  if (device.id === other.id) throw new Problem('thing.conflict', 'a device cannot take its own place')
  if (device.siteId !== other.siteId && other.status === 'active')
    throw new Problem('thing.conflict', 'they are at different sites')
}
