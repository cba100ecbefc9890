/** Meters that a person walks to: their counter, what was read off, its photo, and whether it can be right. */

import { randomUUID } from 'node:crypto'
import type { HandReading, Meter, ReadingCheck } from '../../core/contract/energy.ts'
import { MEDIUM_METRICS } from '../../core/contract/energy-words.ts'
import { Problem } from '../../core/contract/error.ts'
import type { Point } from '../../core/contract/point.ts'
import type { MeterPhoto } from '../../core/energy/nouns.ts'
import { checkReading } from '../../core/energy/plausibility.ts'
import { pictureType } from '../pictures.ts'
import type { EnergyRoom } from './room.ts'

/** Readings before that tell what is usual. */
const EARLIER = 24
const YEARS_2_MS = 2 * 366 * 86_400_000
/** Nobody reads a meter tomorrow. */
const AHEAD_MS = 5 * 60_000
/** A meter that reports to itself says so often that every n-th reading is enough to know what is usual. */
const SAMPLES = 24

const KINDS = {
  electricity: 'electricity-meter',
  water: 'water-meter',
  gas: 'gas-meter',
  heat: 'other',
} as const

export class HandReadings {
  readonly #room: EnergyRoom

  constructor(room: EnergyRoom) {
    this.#room = room
  }

  /** The counter of a new meter that is read by hand, with a device for it to be of. */
  makeCounter(meter: Pick<Meter, 'id' | 'siteId' | 'name' | 'medium' | 'areaId'>): Point {
    const { directory, clock } = this.#room
    const id = `hand-${meter.id.slice(0, 40)}`
    const device = {
      id,
      siteId: meter.siteId,
      areaId: meter.areaId,
      name: meter.name,
      kind: KINDS[meter.medium],
      status: 'active' as const,
      codec: 'hand',
      address: id,
      model: null,
      silentAfterS: 604_800,
      availability: null,
      texts: {},
      firstSeenAt: null,
      lastSeenAt: null,
      createdAt: clock.now(),
    }
    directory.put(device)
    return directory.ensurePoint(device, MEDIUM_METRICS[meter.medium][0] ?? 'water_total', null)
  }

  async check(meter: Meter, value: number, at: number): Promise<ReadingCheck> {
    const point = this.#pointOf(meter)
    const earlier = await this.#earlier(point, at)
    return checkReading({ at, value }, earlier, point.counter)
  }

  /** Keeps it; throws `thing.conflict` with the check in its details while nobody has confirmed an unusual one. */
  async add(
    meter: Meter,
    said: { at: number; value: number; note?: string; photo?: string; confirmed?: boolean },
    by: string,
  ): Promise<HandReading> {
    const { state, clock } = this.#room
    if (said.at > clock.now() + AHEAD_MS)
      throw new Problem('request.invalid', 'a reading cannot be from the future')
    const point = this.#pointOf(meter)
    const check = await this.check(meter, said.value, said.at)
    const fine = check.check === 'plausible' || check.check === 'first' || check.check === 'rollover'
    if (!fine && said.confirmed !== true)
      throw new Problem('thing.conflict', `the reading looks ${check.check}`, check)
    const photo = said.photo === undefined ? null : photoOf(said.photo)
    const reading: HandReading = {
      id: randomUUID(),
      siteId: meter.siteId,
      meterId: meter.id,
      at: said.at,
      value: said.value,
      check: check.check,
      by,
      note: said.note ?? '',
      hasPhoto: photo !== null,
      enteredAt: clock.now(),
    }
    await this.#room.keep([{ point: point.id, at: said.at, value: said.value, quality: 'estimated' }])
    state.transaction(() => {
      state.handReadings.put(reading)
      if (photo !== null) state.meterPhotos.put({ ...photo, id: reading.id, siteId: meter.siteId })
    })
    return reading
  }

  list(meter: Meter): HandReading[] {
    return this.#room.state.handReadings.list({ meterId: meter.id }).toSorted((a, b) => b.at - a.at)
  }

  #pointOf({ pointId }: Meter): Point {
    const point = pointId === null ? undefined : this.#room.state.points.get(pointId)
    if (point === undefined) throw new Problem('request.invalid', 'a virtual meter shows nothing to read off')
    return point
  }

  async #earlier(point: Point, at: number): Promise<{ at: number; value: number }[]> {
    const { series } = this.#room
    const before = await series.before(point.id, at)
    if (before === undefined) return []
    const sparse = await series.buckets(point.id, Math.max(0, at - YEARS_2_MS), at, SAMPLES * 30)
    const found = sparse.map(bucket => ({ at: bucket.at, value: bucket.min })).slice(-EARLIER)
    const own = found.filter(one => one.at < before.at && one.value <= before.value)
    return [...own, { at: before.at, value: before.value }]
  }
}

function photoOf(base64: string): Pick<MeterPhoto, 'type' | 'base64'> {
  const type = pictureType(base64)
  if (type === undefined) throw new Problem('request.invalid', 'the photo is neither JPEG, PNG nor WebP')
  return { type, base64 }
}
