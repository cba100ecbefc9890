/**
 * Whatever announces itself for Home Assistant.
 *
 * `homeassistant/<kind>/[<node>/]<object>/config`   { "unit_of_meas": "°C", "dev_cla": "temperature", "stat_t": "~/state", "val_tpl": "{{ value_json.t }}", "dev": {...}, "~": "cellar" }
 * `homeassistant/device/<object>/config`            the same for all parts of a device: { "dev": {...}, "cmps": { "a": { "p": "sensor", ... } } }
 *                                                   retained; an empty payload takes it away; the prefix can be set otherwise
 * `<state topic>`, `<availability topic>`           as announced
 * `<command topic>`                                 orders: never readings
 *
 * The announcement says unit and class, which is why dialects that leave them out stand behind this one, and those that
 * have their own (Zigbee2MQTT, Tasmota, Shelly) before it. A device is its first identifier. `availability_mode` is latest,
 * all or any. A switch takes no off-timer. Source: www.home-assistant.io/integrations/mqtt.
 */
import type { RejectionCode } from '../../../core/contract/error.ts'
import type { Decoded, DecodedValue, Decoding } from '../../../core/contract/reading.ts'
import { measuredOf } from '../../../core/points/spoken.ts'
import { converted } from '../../../core/points/units.ts'
import type { Codec, Dialect } from '../codec.ts'
import { bodyOf, decodedOf, isFields, rejected, textOf } from '../json.ts'
import { componentsOf } from './announcement.ts'
import { Entities, type Speaker, type Watched } from './entities.ts'
import { type Entity, entityOf } from './entity.ts'
import type { Scope } from './template.ts'

const PREFIX = 'homeassistant/'
const KINDS =
  'alarm_control_panel|binary_sensor|button|camera|climate|cover|device|device_automation|device_tracker|event|fan|' +
  'humidifier|image|lawn_mower|light|lock|notify|number|scene|select|sensor|siren|switch|tag|text|update|vacuum|valve|water_heater'
const CONFIG = new RegExp(`^.+?/(${KINDS})/(?:[^/]+/)?([^/]+)/config$`)
/** What a payload says when there is nothing to say. */
const UNKNOWN: ReadonlySet<string> = new Set(['', 'none', 'null', 'unknown', 'unavailable', 'nan'])

export const homeAssistant: Dialect = memory => {
  const entities = new Entities(memory)
  /** Latest word of each availability topic, of each device. */
  const reachable = new Map<string, Map<string, boolean>>()

  const announced = (topic: string, kind: string, object: string, payload: Uint8Array): Decoding => {
    if (payload.length === 0) {
      entities.announce(topic, [])
      return []
    }
    const body = bodyOf(payload, object)
    if (!body.ok) return body.rejected
    const read = componentsOf(kind, object, body.fields).map(entityOf)
    entities.announce(
      topic,
      read.filter(one => typeof one === 'object'),
    )
    const refused = read.find((one): one is RejectionCode => typeof one === 'string')
    return refused === undefined
      ? []
      : rejected(refused, 'a part of what it announced cannot be read', object)
  }

  const availability = (topic: string, scope: Scope): Decoded[] =>
    entities.watchedAt(topic).flatMap(watched => {
      const { device } = watched
      const word = isReachable(watched, scope)
      // A device that has never said anything is not made by the state of its bridge.
      if (word === undefined || memory.get(`heard ${device}`) === undefined) return []
      const words = reachable.get(device) ?? new Map<string, boolean>()
      reachable.set(device, words.set(topic, word))
      const all = together(entities.ofDevice(device)[0], words, word)
      return all === undefined
        ? []
        : [{ device, values: [], events: [], availability: all ? 'online' : 'offline' }]
    })

  return {
    name: 'home-assistant',
    claims: topic => entities.knows(topic) || topic.startsWith(PREFIX) || CONFIG.test(topic),
    decode({ topic, payload }) {
      if (!entities.knows(topic)) {
        const [, kind, object] = CONFIG.exec(topic) ?? []
        if (kind !== undefined && object !== undefined) return announced(topic, kind, object, payload)
        return topic.endsWith('/state')
          ? rejected('birth.missing', 'nothing has been announced for this topic', topic.slice(PREFIX.length))
          : []
      }
      const scope = scopeOf(payload)
      const told = states(entities.speakersAt(topic), scope)
      if ('rejected' in told) return told
      for (const { device, values } of told) if (values.length > 0) memory.put(`heard ${device}`, true)
      return [...told, ...availability(topic, scope)]
    },
    encode({ kind, channel }, address) {
      const metric = kind.startsWith('valve') ? 'valve_open' : 'switch_on'
      const entity = entities
        .ofDevice(address)
        .find(
          one => one.metric === metric && one.order !== undefined && one.channel === (channel ?? undefined),
        )
      if (entity?.order === undefined) return undefined
      const { topic, on, off } = entity.order
      return [{ topic, payload: kind === 'valve.open' || kind === 'switch.on' ? on : off }]
    },
  } satisfies Codec
}

function scopeOf(payload: Uint8Array): Scope {
  const value = textOf(payload)
  try {
    return { value, json: JSON.parse(value) }
  } catch {
    return { value, json: undefined }
  }
}

/** One part for each device that has something to say. */
function states(speakers: readonly Speaker[], scope: Scope): Decoded[] | ReturnType<typeof rejected> {
  const parts = new Map<string, Decoded & { readonly values: DecodedValue[] }>()
  let unreadable: Entity | undefined
  for (const { entity, template } of speakers) {
    const raw = template === undefined ? scope.value : template(scope)
    if (raw === undefined || (typeof raw === 'string' && UNKNOWN.has(raw.trim().toLowerCase()))) continue
    const { device, metric, channel } = entity
    const value = entity.on === undefined ? quantity(entity, raw) : state(entity, raw)
    if (value === undefined) unreadable = entity
    else {
      const part = parts.get(device) ?? partOf(entity)
      parts.set(device, part)
      part.values.push(decodedOf(metric, value, channel, undefined))
    }
  }
  const [first] = speakers
  if (parts.size > 0 || first === undefined) return [...parts.values()]
  if (unreadable !== undefined)
    return rejected(
      unreadable.on === undefined ? 'value.not-a-number' : 'value.unknown',
      `${unreadable.label} has no such value`,
      unreadable.device,
    )
  return first.template !== undefined && scope.json === undefined && scope.value.trim() !== ''
    ? rejected('payload.not-json', 'the packet is not JSON', first.entity.device)
    : []
}

function partOf({ device, model, name }: Entity): Decoded & { readonly values: DecodedValue[] } {
  return {
    ...{ device, values: [], events: [] },
    ...(model === undefined ? {} : { model }),
    ...(name === undefined ? {} : { name }),
  }
}

function quantity({ metric, conversion }: Entity, raw: unknown): number | undefined {
  const number = measuredOf(metric, raw)
  return number === undefined || conversion === undefined ? number : converted(number, conversion)
}

/** Words are compared as text; a valve may say its state in an object. */
function state({ on, off, template }: Entity, raw: unknown): boolean | undefined {
  const said = template === undefined ? wordIn(raw) : raw
  const word = String(said).trim().toLowerCase()
  return word === on?.toLowerCase() ? true : word === off?.toLowerCase() ? false : undefined
}

function wordIn(raw: unknown): unknown {
  if (typeof raw !== 'string' || !raw.startsWith('{')) return raw
  try {
    const body: unknown = JSON.parse(raw)
    return isFields(body) ? body.state : undefined
  } catch {
    return undefined
  }
}

function isReachable({ compiled, online, offline }: Watched, scope: Scope): boolean | undefined {
  const said = compiled === undefined ? scope.value.trim() : compiled(scope)
  const word = String(said).toLowerCase()
  return word === online.toLowerCase() ? true : word === offline.toLowerCase() ? false : undefined
}

/** By all, by any, or by the latest word; undefined while too little has been said. */
function together(
  entity: Entity | undefined,
  words: ReadonlyMap<string, boolean>,
  latest: boolean,
): boolean | undefined {
  if (entity?.mode === undefined) return latest
  const said = (entity.availability ?? []).map(({ topic }) => words.get(topic))
  const decisive = entity.mode === 'any'
  if (said.includes(decisive)) return decisive
  return said.includes(undefined) ? undefined : !decisive
}
