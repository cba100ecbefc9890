/** The lines under a message's title, in both languages. */
import type { Alarm } from '../../core/contract/alarm.ts'
import { PRIORITIES } from '../../core/contract/alarm-words.ts'
import type { Delivery } from '../../core/contract/channel.ts'
import type { Point } from '../../core/contract/point.ts'
import type { Language } from '../../core/contract/schema.ts'
import type { MessageMore, StateStore } from '../../core/ports.ts'
import { alarmTexts } from '../../core/text/alarms.ts'
import { formatDuration, formatMetric, formatMoment } from '../../core/text/format.ts'
import { stateWordOf, unitText } from '../../core/text/metrics.ts'
import { notifyTexts } from '../../core/text/notify.ts'
import { priorityTexts } from '../../core/text/states.ts'
import { fill } from '../../core/text/text.ts'

type Lines = MessageMore['lines']
/** A crowd's worst are named; the rest is counted. */
const NAMED_MAX = 5
const PLACES_MAX = 8

export function linesOf(state: StateStore, row: Delivery, alarm: Alarm, now: number): Lines {
  return bothOf(language => {
    const timeZone = state.sites.get(alarm.siteId)?.timeZone ?? 'UTC'
    const say = (key: keyof typeof notifyTexts, values: Record<string, string | number> = {}) =>
      fill(notifyTexts[key], language, values)
    const waited = formatDuration(Math.max(0, row.createdAt - alarm.raisedAt), language)
    return [
      ...(row.event === 'escalated' ? [say('escalated', { time: waited, step: (row.step ?? 0) + 1 })] : []),
      ...(row.event === 'reminder' ? [say('reminder', { time: waited })] : []),
      say('where', { place: placeOf(state, alarm, language) }),
      ...readingLines(state, alarm, language),
      `${say('since', { time: formatMoment(alarm.since, now, timeZone, language) })} · ${priorityTexts[alarm.priority][language]}`,
      ...doneLines(row.event, alarm, language),
      ...(row.quiet === true ? [say('heldBack')] : []),
      ...(alarm.lifeSafety ? [say('lifeSafety'), say('mirrors')] : []),
    ]
  })
}

/** How many, where, and the worst of them. */
export function crowdLines(state: StateStore, alarms: readonly Alarm[], open: number): Lines {
  const sorted = alarms.toSorted((a, b) => PRIORITIES.indexOf(a.priority) - PRIORITIES.indexOf(b.priority))
  return bothOf(language => {
    const places = Map.groupBy(alarms, alarm => placeOf(state, alarm, language))
    const counted = [...places]
      .slice(0, PLACES_MAX)
      .map(([place, some]) => fill(notifyTexts.crowdPlace, language, { place, count: some.length }))
    const named = sorted
      .slice(0, NAMED_MAX)
      .map(alarm => `• ${deviceName(state, alarm, language)}${alarm.name[language]}`)
    const left = alarms.length - NAMED_MAX
    return [
      fill(notifyTexts.crowdOpen, language, { open }),
      counted.join(language === 'zh' ? '，' : ', '),
      ...named,
      ...(left > 0 ? [fill(notifyTexts.crowdMore, language, { count: left })] : []),
    ]
  })
}

function placeOf(state: StateStore, { deviceId, siteId }: Alarm, language: Language): string {
  const areaId = deviceId === null ? null : (state.devices.get(deviceId)?.areaId ?? null)
  const area = areaId === null ? undefined : state.areas.get(areaId)
  return (area?.name ?? state.sites.get(siteId)?.name ?? alarmTexts.steward)[language]
}

function deviceName(state: StateStore, { deviceId }: Alarm, language: Language): string {
  const name = deviceId === null ? undefined : state.devices.get(deviceId)?.name[language]
  return name === undefined ? '' : `${name}${language === 'zh' ? '：' : ': '}`
}

function readingLines(state: StateStore, alarm: Alarm, language: Language): string[] {
  const point = alarm.pointId === null ? undefined : state.points.get(alarm.pointId)
  if (point === undefined || alarm.value === null) return []
  const value = valueText(alarm.value, point, language)
  const peak =
    alarm.peak !== null && alarm.peak !== alarm.value ? valueText(alarm.peak, point, language) : null
  const limit = alarm.limit === null ? null : valueText(alarm.limit, point, language)
  return [
    limit === null
      ? fill(notifyTexts.readingOnly, language, { value })
      : fill(notifyTexts.reading, language, { value, limit }),
    ...(peak === null ? [] : [fill(notifyTexts.peak, language, { value: peak })]),
  ]
}

function valueText(value: number, { metric, unit }: Point, language: Language): string {
  const word = unit === 'bool' ? stateWordOf(metric, value) : undefined
  if (word !== undefined) return word[language]
  const mark = unitText(unit, language)
  const number = formatMetric(value, metric, language)
  return mark === '' ? number : `${number} ${mark}`
}

function doneLines(
  event: string,
  { acknowledgedBy, closedBy, action, note }: Alarm,
  language: Language,
): string[] {
  const said = note ? [fill(notifyTexts.note, language, { note })] : []
  if (event === 'acknowledged' && acknowledgedBy !== null)
    return [fill(notifyTexts.doneBy, language, { name: acknowledgedBy }), ...said]
  if (event === 'closed' && closedBy !== null)
    return [fill(notifyTexts.closedBy, language, { name: closedBy, action: action ?? '–' })]
  return []
}

function bothOf(lines: (language: Language) => string[]): Lines {
  return { zh: lines('zh'), en: lines('en') }
}
