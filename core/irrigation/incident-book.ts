/** Open incidents, one of a kind for a subject at a time. */
import type { Incident, IncidentKind } from '../contract/watering-record.ts'
import type { Supply, Zone } from '../contract/watering-zone.ts'
import { incidentSentence } from '../text/watering-incidents.ts'
import type { Emit, Moment } from './keeper-effect.ts'

const ID_MAX = 64

export interface Happening {
  readonly kind: IncidentKind
  readonly siteId: string
  readonly zone: Zone | null
  readonly supply: Supply | null
  readonly flowLpm?: number
  readonly limitLpm?: number
  readonly isolated?: boolean
  /** A zone that may be why as well. */
  readonly other?: Zone | null
}

export class IncidentBook {
  readonly #open = new Map<string, Incident>()
  readonly #emit: Emit

  constructor(emit: Emit) {
    this.#emit = emit
  }

  /** Takes up what was open before a restart. */
  restore(incidents: readonly Incident[]): void {
    for (const incident of incidents)
      if (incident.until === null)
        this.#open.set(keyOf(incident.kind, incident.zoneId, incident.supplyId), incident)
  }

  raise(happening: Happening, { now }: Moment): void {
    const { kind, siteId, zone, supply, flowLpm = null, limitLpm = null, isolated = false, other } = happening
    const key = keyOf(kind, zone?.id ?? null, supply?.id ?? null)
    if (this.#open.has(key)) return
    const incident: Incident = {
      id: `${kind}-${(zone ?? supply)?.id ?? siteId}-${now}`.slice(0, ID_MAX),
      siteId,
      kind,
      zoneId: zone?.id ?? null,
      supplyId: supply?.id ?? null,
      since: now,
      until: null,
      flowLpm,
      limitLpm,
      isolated,
      sentence: incidentSentence({
        kind,
        zone: zone?.name ?? null,
        supply: supply?.name ?? null,
        flowLpm,
        limitLpm,
        isolated,
        other: other?.name ?? null,
      }),
      closedBy: null,
    }
    this.#open.set(key, incident)
    this.#emit({ type: 'incident', incident })
  }

  /** Its pipe was shut for it. */
  isolated(kind: IncidentKind, zone: Zone, supply: Supply): void {
    const key = keyOf(kind, zone.id, supply.id)
    const incident = this.#open.get(key)
    if (incident === undefined || incident.isolated) return
    const { flowLpm, limitLpm } = incident
    const facts = { kind, zone: zone.name, supply: supply.name, flowLpm, limitLpm, isolated: true }
    const changed = { ...incident, isolated: true, sentence: incidentSentence(facts) }
    this.#open.set(key, changed)
    this.#emit({ type: 'incident', incident: changed })
  }

  /** What is over by itself. */
  settle(kind: IncidentKind, zoneId: string | null, supplyId: string | null, { now }: Moment): void {
    const key = keyOf(kind, zoneId, supplyId)
    const incident = this.#open.get(key)
    if (incident === undefined) return
    this.#open.delete(key)
    this.#emit({ type: 'incident', incident: { ...incident, until: now } })
  }

  /** A person has dealt with it. */
  forget(id: string): void {
    for (const [key, incident] of this.#open) if (incident.id === id) this.#open.delete(key)
  }

  has(kind: IncidentKind, zoneId: string | null, supplyId: string | null): boolean {
    return this.#open.has(keyOf(kind, zoneId, supplyId))
  }
}

const keyOf = (kind: IncidentKind, zoneId: string | null, supplyId: string | null) =>
  `${kind}\n${zoneId ?? ''}\n${zoneId === null ? (supplyId ?? '') : ''}`
