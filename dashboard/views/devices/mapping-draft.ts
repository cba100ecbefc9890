/** A mapping while somebody works on it: texts as they are typed, and the packet it is tried on. */
import { type Signal, signal } from '@preact/signals'
import type { Mapping, MappingField } from '../../../core/contract/mapping.ts'
import { METRICS, type Metric } from '../../../core/contract/metric.ts'
import { filterFor } from '../../../core/mapping/topic.ts'
import { numberOf } from '../../widgets/field.tsx'

export interface FieldDraft {
  readonly path: string
  readonly metric: Signal<Metric>
  readonly unit: Signal<string>
  readonly scale: Signal<string>
  readonly offset: Signal<string>
  readonly channel: Signal<string>
  readonly trueWords: Signal<string>
  readonly falseWords: Signal<string>
  readonly nothing: Signal<string>
}

export interface MappingDraft {
  /** Null for one that is new. */
  readonly id: string | null
  readonly name: Signal<string>
  readonly topic: Signal<string>
  readonly devicePath: Signal<string>
  readonly timePath: Signal<string>
  readonly fields: Signal<readonly FieldDraft[]>
  readonly orderTopic: Signal<string>
  readonly orderOn: Signal<string>
  readonly orderOff: Signal<string>
  /** What it is tried on. */
  readonly sampleTopic: string
  readonly sample: Signal<string>
}

export function startingFrom(topic: string, payload: string): MappingDraft {
  const [first = topic] = topic.split('/')
  return draftOf(null, topic, payload, {
    name: first,
    topic: filterFor(topic),
    devicePath: null,
    timePath: null,
    fields: [],
    order: null,
  })
}

export function editing(mapping: Mapping): MappingDraft {
  return draftOf(
    mapping.id,
    mapping.topic.replace('{device}', 'device-1').replaceAll(/[+#]/g, 'x'),
    '',
    mapping,
  )
}

function draftOf(
  id: string | null,
  sampleTopic: string,
  sample: string,
  from: Pick<Mapping, 'name' | 'topic' | 'devicePath' | 'timePath' | 'fields' | 'order'>,
): MappingDraft {
  return {
    id,
    name: signal(from.name),
    topic: signal(from.topic),
    devicePath: signal(from.devicePath ?? NO_PATH),
    timePath: signal(from.timePath ?? NO_PATH),
    fields: signal(from.fields.map(fieldDraft)),
    orderTopic: signal(from.order?.topic ?? ''),
    orderOn: signal(from.order?.on ?? ''),
    orderOff: signal(from.order?.off ?? ''),
    sampleTopic,
    sample: signal(sample),
  }
}

/** What the choice "not in the packet" stands for; no path begins with a space. */
export const NO_PATH = ' '

export function fieldDraft(field: Partial<MappingField> & { readonly path: string }): FieldDraft {
  return {
    path: field.path,
    metric: signal<Metric>(field.metric ?? 'temperature'),
    unit: signal(field.unit ?? ''),
    scale: signal(String(field.scale ?? 1)),
    offset: signal(String(field.offset ?? 0)),
    channel: signal(field.channel ?? ''),
    trueWords: signal((field.trueWords ?? []).join(', ')),
    falseWords: signal((field.falseWords ?? []).join(', ')),
    nothing: signal((field.nothing ?? []).join(', ')),
  }
}

/** What most likely stands behind a name like `temp_1` or `Battery`: words of makers everywhere. */
const HINTS: readonly (readonly [RegExp, Metric])[] = [
  [/hum|湿/i, 'humidity'],
  [/bat|电量/i, 'battery'],
  [/rssi/i, 'rssi'],
  [/door|contact|门/i, 'door_open'],
  [/leak|漏/i, 'water_leak'],
  [/co2/i, 'co2'],
  [/lel|gas|燃气/i, 'gas_lel'],
  [/volt|电压/i, 'voltage'],
  [/curr|电流/i, 'current'],
  [/pow|功率/i, 'power_active'],
  [/energy|kwh|电能/i, 'energy_import_total'],
  [/flow|流量/i, 'water_flow'],
  [/water|水/i, 'water_total'],
  [/soil|土/i, 'soil_moisture'],
  [/lux|light|照/i, 'illuminance'],
]

export function metricFor(path: string, value: unknown): Metric {
  const hint = HINTS.find(([word]) => word.test(path))
  if (hint !== undefined) return hint[1]
  return typeof value === 'boolean' ? 'input_on' : 'temperature'
}

const list = (text: string) =>
  text
    .split(/[,，]/)
    .map(word => word.trim())
    .filter(word => word !== '')

/** As the contract has it; a field that is empty or unreadable says 1 for the factor and 0 for the offset. */
export function mappingFrom(draft: MappingDraft): Omit<Mapping, 'id' | 'siteId' | 'createdAt' | 'changedAt'> {
  const path = (text: string) => (text === NO_PATH ? null : text)
  return {
    name: draft.name.value.trim(),
    topic: draft.topic.value.trim(),
    devicePath: path(draft.devicePath.value),
    timePath: path(draft.timePath.value),
    fields: draft.fields.value.map(field => ({
      path: field.path,
      metric: field.metric.value,
      channel: field.channel.value.trim() || null,
      unit: field.unit.value === '' || METRICS[field.metric.value].kind === 'state' ? null : field.unit.value,
      scale: numberOf(field.scale.value) ?? 1,
      offset: numberOf(field.offset.value) ?? 0,
      trueWords: list(field.trueWords.value),
      falseWords: list(field.falseWords.value),
      nothing: list(field.nothing.value).flatMap(text => numberOf(text) ?? []),
    })),
    order:
      draft.orderTopic.value.trim() === ''
        ? null
        : { topic: draft.orderTopic.value.trim(), on: draft.orderOn.value, off: draft.orderOff.value },
  }
}
