/** Times without watering out of an iCalendar file (RFC 5545): single events, repeated ones, whole days. */
import ICAL from 'ical.js'
import { Problem } from '../../core/contract/error.ts'
import { EXCLUSIONS_MAX, type Exclusion } from '../../core/contract/watering-program.ts'
import { instantAt } from '../../core/time/zone.ts'

const DAY_MS = 86_400_000
/** Repetitions are written out so far ahead; a timetable is imported anew every term. */
const AHEAD_MS = 400 * DAY_MS
const BACK_MS = DAY_MS
/** A rule that repeats every second must not hold anybody up. */
const STEPS_MAX = 20_000
const TITLE_MAX = 200
const SKIPPED_MAX = 50

export interface ReadCalendar {
  readonly exclusions: Exclusion[]
  readonly events: number
  /** Titles of what could not be understood. */
  readonly skipped: string[]
}

/** `timeZone` is for times that name none. Throws `request.invalid` when it is no calendar at all. */
export function readIcal(text: string, timeZone: string, now: number): ReadCalendar {
  const calendar = parse(text)
  const exclusions: Exclusion[] = []
  const skipped: string[] = []
  const events = calendar.getAllSubcomponents('vevent')
  const zones = zonesOf(calendar)
  for (const component of events) {
    const title = String(component.getFirstPropertyValue('summary') ?? '').slice(0, TITLE_MAX)
    try {
      for (const [from, to] of timesOf(component, timeZone, zones, now)) {
        if (exclusions.length >= EXCLUSIONS_MAX) throw new RangeError('too many')
        exclusions.push({ type: 'once', from, to, title })
      }
    } catch {
      if (skipped.length < SKIPPED_MAX) skipped.push(title || '?')
    }
  }
  return { exclusions: exclusions.sort(byStart), events: events.length, skipped }
}

const byStart = (a: Exclusion, b: Exclusion) => (a.type === 'once' && b.type === 'once' ? a.from - b.from : 0)

function parse(text: string): ICAL.Component {
  try {
    const calendar = new ICAL.Component(ICAL.parse(text))
    if (calendar.name === 'vcalendar') return calendar
  } catch {}
  throw new Problem('request.invalid', 'this is no iCalendar file', [
    { path: '/ical', message: 'must be an iCalendar file (.ics)' },
  ])
}

type Zones = ReadonlyMap<string, ICAL.Timezone>

function zonesOf(calendar: ICAL.Component): Zones {
  const zones = calendar.getAllSubcomponents('vtimezone').map(component => new ICAL.Timezone(component))
  return new Map(zones.map(zone => [zone.tzid, zone]))
}

function timesOf(component: ICAL.Component, timeZone: string, zones: Zones, now: number): [number, number][] {
  if (String(component.getFirstPropertyValue('status') ?? '') === 'CANCELLED') return []
  const event = new ICAL.Event(component)
  const zoneName = component.getFirstProperty('dtstart')?.getFirstParameter('tzid')
  const instant = (time: ICAL.Time) => instantOf(time, zoneName, timeZone, zones)
  const lasts = event.duration.toSeconds() * 1000
  const [first, last] = [now - BACK_MS, now + AHEAD_MS]
  const within = (from: number): [number, number][] =>
    lasts > 0 && from + lasts > first && from < last ? [[from, from + lasts]] : []
  if (!event.isRecurring()) return within(instant(event.startDate))
  const times: [number, number][] = []
  const iterator = event.iterator()
  for (let step = 0; step < STEPS_MAX; step++) {
    const next = iterator.next() as ICAL.Time | undefined
    if (next === undefined || next === null) return times
    const from = instant(next)
    if (from >= last) return times
    times.push(...within(from))
  }
  throw new RangeError('repeats too often')
}

/** A named zone by the file's own table, else by its IANA name; without one, the site's. */
function instantOf(time: ICAL.Time, zoneName: string | undefined, timeZone: string, zones: Zones): number {
  if (time.zone === ICAL.Timezone.utcTimezone) return time.toUnixTime() * 1000
  const { year, month, day, hour, minute, second } = time
  const wall = { year, month, day, hour, minute, second }
  if (time.isDate || zoneName === undefined) return instantAt(wall, timeZone)
  const own = zones.get(zoneName)
  if (own !== undefined) {
    const placed = time.clone()
    placed.zone = own
    return placed.toUnixTime() * 1000
  }
  return instantAt(wall, zoneName)
}
