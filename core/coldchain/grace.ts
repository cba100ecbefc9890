/**
 * Grace that knows why: for a while an opened door, a defrost or a delivery explains a warm cabinet. It masks one delay
 * window at most, it ends at once when the cabinet does not do what it usually does then, and it never masks an absolute
 * limit. Its bands are kept for the chart.
 */
import { HUMP_C, risePerMin } from './humps.ts'
import { type CabinetProfile, DOOR_RISE_PER_MIN, isDefrostDue, USUAL_RECOVERY_MS } from './profile.ts'
import type { Sample } from './stretch.ts'

export type GraceKind = 'door' | 'defrost' | 'restocking' | 'idle'

export interface GraceBand {
  readonly kind: GraceKind
  readonly from: number
  /** When it ended, or will end at the latest. */
  until: number
  /** running · recovered: as usual · broken: it did not do what is usual, so it explains nothing. */
  outcome: 'running' | 'recovered' | 'broken'
}

export interface GraceSetting {
  /** One delay window, ms: no grace is longer. */
  readonly delayMs: number
  /** Beyond this nothing is explained away; null for a cabinet without such a limit. */
  readonly absoluteC: number | null
  readonly profile: CabinetProfile | null
}

/** A step of the humidity this large within the window belongs to an opened door, %RH. */
const HUMIDITY_STEP = 5
const STEP_WINDOW_MS = 3 * 60_000
/** A hump may be this much warmer than the learned ones, K, and take this much longer. */
const WARMER_C = 2
const LONGER = 1.25
/** A delivery is allowed to be this much slower than the cabinet usually recovers. */
const SLOWER = 3
/** From the peak on, before the curve is looked at. */
const PATIENCE_MS = 10 * 60_000
/** From the steady band to the limit takes a while, which is not the excuse's fault. */
const WORN_MORE_MS = 10 * 60_000
export const RESTOCKING_MAX_MS = 60 * 60_000
const BANDS_MAX = 200

/** Cold cabinets; of a hot one every temperature is given with its sign turned. */
export class Grace {
  /** Oldest first, the newest of them. */
  readonly bands: GraceBand[] = []
  readonly #bandsMax: number
  #running: GraceBand[] = []
  #setting: GraceSetting
  #last: Sample | undefined
  #riseFrom: Sample | undefined
  #peak: Sample | undefined
  #doorOpen = false
  #humidity: Sample | undefined
  #dampAt = Number.NEGATIVE_INFINITY

  constructor(setting: GraceSetting, bandsMax = BANDS_MAX) {
    this.#setting = setting
    this.#bandsMax = bandsMax
  }

  get setting(): GraceSetting {
    return this.#setting
  }

  /** Goes on with other limits, or with what was learned anew; what runs goes on. */
  change(setting: Partial<GraceSetting>): void {
    this.#setting = { ...this.#setting, ...setting }
  }

  /** A trusted temperature of the air; one that is not newer than the last is passed over. */
  temperature(reading: Sample): void {
    const last = this.#last
    if (last !== undefined && reading.at <= last.at) return
    const { profile } = this.#setting
    const rise = risePerMin(last, reading)
    const topC = profile?.topC ?? Number.POSITIVE_INFINITY
    if (reading.value <= topC || this.#riseFrom === undefined) this.#riseFrom = reading
    if (this.#peak === undefined || reading.value > this.#peak.value) this.#peak = reading
    this.#last = reading
    const damp = Math.abs(reading.at - this.#dampAt) <= STEP_WINDOW_MS
    if (rise > DOOR_RISE_PER_MIN && damp) this.#begin('door', reading, USUAL_RECOVERY_MS)
    if (profile !== null && reading.value > topC + HUMP_C) this.#perhapsDefrost(profile, reading)
    if (this.#running.length > 0) this.#check(reading)
  }

  /** The door's contact. While it is open it explains, for one delay window; closed, for the usual recovery. */
  door(open: boolean, at: number): void {
    if (open === this.#doorOpen) return
    this.#doorOpen = open
    const here = { at, value: this.#last?.value ?? 0 }
    if (open) this.#begin('door', here, this.#setting.delayMs)
    else {
      const running = this.#runningOf('door')
      if (running !== undefined)
        running.until = Math.min(running.from + this.#setting.delayMs, at + this.#recoversMs())
    }
  }

  humidity(reading: Sample): void {
    const before = this.#humidity
    if (before === undefined || reading.at - before.at > STEP_WINDOW_MS) this.#humidity = reading
    else if (reading.value - before.value >= HUMIDITY_STEP) {
      this.#dampAt = reading.at
      this.#humidity = reading
    } else if (reading.value < before.value) this.#humidity = reading
  }

  /** Somebody scanned the code on the door: goods are coming in. A second scan begins anew. */
  restock(at: number, minutes: number): void {
    const running = this.#runningOf('restocking')
    if (running !== undefined) this.#close(running, at, 'recovered')
    this.#peak = undefined
    this.#push('restocking', at, Math.min(minutes * 60_000, RESTOCKING_MAX_MS))
  }

  /** The goods are in: from here it has its usual recovery left. */
  restocked(at: number): void {
    const running = this.#runningOf('restocking')
    if (running !== undefined) running.until = Math.min(running.until, at + this.#recoversMs())
  }

  /** What explains a warm cabinet now; null when nothing does. */
  at(now: number): GraceBand | null {
    const { absoluteC } = this.#setting
    if (this.#running.length === 0) return null
    if (absoluteC !== null && this.#last !== undefined && this.#last.value > absoluteC) return null
    for (const band of [...this.#running]) if (now >= band.until) this.#end(band, now)
    const worn = now > this.#wornAt()
    return this.#running.findLast(({ kind }) => !(worn && kind !== 'restocking')) ?? null
  }

  /** Until when that goes on explaining if nothing changes; null when nothing explains it now. */
  until(now: number): number | null {
    const band = this.at(now)
    if (band === null) return null
    return band.kind === 'restocking' ? band.until : Math.min(band.until, this.#wornAt() + 1)
  }

  /** Many doors in a row are no excuse either: it has been warm for a whole delay window. Seen by a learned band only. */
  #wornAt(): number {
    const from = this.#riseFrom?.at ?? Number.POSITIVE_INFINITY
    return from + this.#setting.delayMs + WORN_MORE_MS
  }

  #recoversMs(): number {
    return this.#setting.profile?.recoversMs ?? USUAL_RECOVERY_MS
  }

  #perhapsDefrost(profile: CabinetProfile, reading: Sample): void {
    const { defrost } = profile
    const startedAt = this.#riseFrom?.at ?? reading.at
    if (defrost === null || this.#doorOpen || !isDefrostDue(defrost, startedAt)) return
    if (this.bands.some(band => band.kind === 'defrost' && band.from === startedAt)) return
    this.#begin('defrost', { at: startedAt, value: reading.value }, defrost.lastsMs * LONGER)
  }

  #begin(kind: GraceKind, { at }: Sample, forMs: number): void {
    if (this.#runningOf(kind) !== undefined) return
    this.#peak = this.#last
    this.#push(kind, at, Math.min(forMs, this.#setting.delayMs))
  }

  #push(kind: GraceKind, from: number, forMs: number): void {
    const band: GraceBand = { kind, from, until: from + forMs, outcome: 'running' }
    this.#running.push(band)
    this.bands.push(band)
    if (this.bands.length > this.#bandsMax) this.bands.shift()
  }

  #runningOf(kind: GraceKind): GraceBand | undefined {
    return this.#running.find(band => band.kind === kind)
  }

  /** Whether what runs is still what it was taken for. */
  #check(reading: Sample): void {
    const { profile, absoluteC } = this.#setting
    for (const band of [...this.#running]) {
      const warm = absoluteC !== null && reading.value > absoluteC
      if (warm || this.#isBroken(band, reading)) this.#close(band, reading.at, 'broken')
      else if (reading.at >= band.until) this.#end(band, reading.at)
      else if (
        profile !== null &&
        band.kind !== 'restocking' &&
        !this.#doorOpen &&
        this.#isOver(band, reading)
      )
        this.#close(band, reading.at, 'recovered')
    }
  }

  #isOver(band: GraceBand, { at, value }: Sample): boolean {
    const topC = this.#setting.profile?.topC ?? Number.NEGATIVE_INFINITY
    return (
      value <= topC + HUMP_C / 2 &&
      at > (this.#peak?.at ?? band.from) &&
      (this.#peak?.value ?? 0) > topC + HUMP_C
    )
  }

  #isBroken(band: GraceBand, { at, value }: Sample): boolean {
    const { profile } = this.#setting
    if (profile === null) return false
    if (band.kind === 'defrost') return value > (profile.defrost?.peakC ?? profile.topC) + WARMER_C
    if (band.kind !== 'restocking' || this.#doorOpen || this.#peak === undefined) return false
    const sincePeakMs = at - this.#peak.at
    if (sincePeakMs < PATIENCE_MS) return false
    // Warm goods slow it down, but a cabinet that works still comes back by halves.
    const left = 2 ** (-(sincePeakMs - PATIENCE_MS) / (SLOWER * profile.halfMs))
    return value > profile.topC + HUMP_C && value - profile.topC > (this.#peak.value - profile.topC) * left
  }

  /** Its time is up: fine when the cabinet is back, or as good as. */
  #end(band: GraceBand, now: number): void {
    const topC = this.#setting.profile?.topC
    const back = topC === undefined || (this.#last?.value ?? Number.POSITIVE_INFINITY) <= topC + HUMP_C
    this.#close(band, Math.min(now, band.until), back ? 'recovered' : 'broken')
  }

  #close(band: GraceBand, at: number, outcome: GraceBand['outcome']): void {
    band.until = at
    band.outcome = outcome
    this.#running = this.#running.filter(one => one !== band)
    if (band.kind === 'defrost' && outcome === 'recovered') this.#wasDefrost(band.from)
  }

  /** The next one is counted from this one, so that a timer that is a little off does not drift away from its habit. */
  #wasDefrost(lastAt: number): void {
    const { profile } = this.#setting
    if (profile !== null && profile.defrost !== null)
      this.change({ profile: { ...profile, defrost: { ...profile.defrost, lastAt } } })
  }
}
