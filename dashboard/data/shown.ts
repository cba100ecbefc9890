/** Readings, times and names as they are shown: the pure formats of core joined with the site's clock and language. */
import type { Metric } from '../../core/contract/metric.ts'
import type { Point } from '../../core/contract/point.ts'
import { nameOf } from '../../core/contract/schema.ts'
import {
  formatAge,
  formatDuration,
  formatMetric,
  formatMoment,
  formatMoney,
  formatNumber,
  NO_VALUE,
} from '../../core/text/format.ts'
import { metricTexts, stateWordOf, unitText } from '../../core/text/metrics.ts'
import { language } from './preferences.ts'
import { areas, currency, now, points, timeZone } from './store.ts'
import { n, w } from './words.ts'

export const age = (at: number) => formatAge(now.value - at, language.value)
export const duration = (ms: number) => formatDuration(ms, language.value)
export const moment = (at: number) => formatMoment(at, now.value, timeZone.value, language.value)
export const number = (value: number | null | undefined, digits = 0) =>
  formatNumber(value, digits, language.value)
/** The sign stays with its number at the end of a line. */
export const money = (value: number | null) =>
  formatMoney(value, currency.value, language.value).replace('−', '−\u2060')
export const unit = (word: string) => unitText(word, language.value)

/** Large powers read better in kW. */
export function valueParts(value: number, metric: Metric, unitWord: string): { text: string; unit: string } {
  const word = stateWordOf(metric, value)
  if (word !== undefined) return { text: n(word), unit: '' }
  if (metric === 'power_active' && Math.abs(value) >= 1000)
    return { text: number(value / 1000, 1), unit: 'kW' }
  return { text: formatMetric(value, metric, language.value), unit: unit(unitWord) }
}

export function valueText(value: number | null | undefined, point: Point | undefined): string {
  if (value === null || value === undefined) return NO_VALUE
  if (point === undefined) return number(value, 1)
  const parts = valueParts(value, point.metric, point.unit)
  return parts.unit === '' ? parts.text : `${parts.text} ${parts.unit}`
}

export function pointName(point: Point): string {
  // A page from before an update may meet a metric it has no word for.
  const name = n(point.name ?? metricTexts[point.metric] ?? nameOf(point.metric))
  return point.channel === null ? name : `${name} · ${point.channel}`
}

export function areaName(areaId: string | null): string {
  const area = areaId === null ? undefined : areas.value.get(areaId)
  return area === undefined ? w('noArea') : n(area.name)
}

export const pointOf = (id: number | null): Point | undefined =>
  id === null ? undefined : points.value.get(id)
