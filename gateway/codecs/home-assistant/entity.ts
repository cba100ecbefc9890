/** What is kept of an announced part: enough to read its states and to give it orders, as plain JSON. */

import type { RejectionCode } from '../../../core/contract/error.ts'
import type { Metric } from '../../../core/contract/metric.ts'
import type { Conversion } from '../../../core/points/units.ts'
import { type Fields, isFields } from '../json.ts'
import type { Component } from './announcement.ts'
import { quantityOf } from './quantity.ts'
import { compileTemplate } from './template.ts'

export interface Availability {
  readonly topic: string
  readonly template?: string
  readonly online: string
  readonly offline: string
}

export interface Entity {
  readonly device: string
  readonly model?: string
  /** Of the device. */
  readonly name?: string
  /** Its own name within its device, for the channel when there are several of a kind. */
  readonly label: string
  readonly channel?: string
  readonly metric: Metric
  readonly conversion?: Conversion
  readonly topic: string
  readonly template?: string
  /** States by their words. */
  readonly on?: string
  readonly off?: string
  readonly order?: { readonly topic: string; readonly on: string; readonly off: string }
  readonly availability?: readonly Availability[]
  readonly mode?: 'all' | 'any'
}

const NAME_MAX_CHARS = 120
const LABEL_MAX_CHARS = 60
const WORD_MAX_CHARS = 200
const AVAILABILITIES_MAX = 10

/** Undefined for what is of no use here; a code for what would be, were it said in a way that is read here. */
export function entityOf({ platform, key, options }: Component): Entity | RejectionCode | undefined {
  const quantity = quantityOf(platform, options)
  const topic = text(options.state_topic)
  if (quantity === undefined || topic === undefined) return undefined
  if (typeof quantity === 'string') return quantity
  const template = text(options.value_template, Number.POSITIVE_INFINITY)
  if (template !== undefined && compileTemplate(template) === undefined) return 'template.unreadable'
  const device = isFields(options.device) ? options.device : {}
  const model = modelOf(device)
  const name = text(device.name, NAME_MAX_CHARS)
  return {
    device: deviceOf(device, options, key),
    ...(model === undefined ? {} : { model }),
    ...(name === undefined ? {} : { name }),
    label: labelOf(options, device, key),
    ...quantity,
    topic,
    ...(template === undefined ? {} : { template }),
    ...statesOf(platform, options),
    ...availabilityOf(options),
  }
}

/** What a device calls itself for good: an identifier, else an address; a part without a device is its own. */
function deviceOf(device: Fields, options: Fields, key: string): string {
  const { identifiers, connections } = device
  const first = Array.isArray(identifiers) ? identifiers[0] : identifiers
  const [pair] = Array.isArray(connections) ? connections : []
  const address = Array.isArray(pair) ? pair[1] : undefined
  const name = [first, address, device.name, options.unique_id].find(
    one => typeof one === 'string' && one !== '',
  )
  return String(name ?? key).slice(0, NAME_MAX_CHARS)
}

function modelOf({ manufacturer, model, model_id: id }: Fields): string | undefined {
  const words = [manufacturer, model ?? id].filter(word => typeof word === 'string' && word !== '')
  return words.length === 0 ? undefined : words.join(' ').slice(0, NAME_MAX_CHARS)
}

/** Its name without its device's. */
function labelOf({ name, object_id: id }: Fields, device: Fields, key: string): string {
  const full = [name, id].find(one => typeof one === 'string' && one !== '') ?? key
  const owner = typeof device.name === 'string' ? device.name : ''
  const short =
    owner !== '' && String(full).startsWith(owner) ? String(full).slice(owner.length) : String(full)
  return (short.trim() || key).slice(0, LABEL_MAX_CHARS)
}

function statesOf(platform: string, options: Fields): Partial<Entity> {
  // Orders are sent as they are announced, never through a template.
  const topic = options.command_template === undefined ? text(options.command_topic) : undefined
  if (platform === 'binary_sensor')
    return { on: word(options.payload_on, 'ON'), off: word(options.payload_off, 'OFF') }
  if (platform === 'switch') {
    const order = { on: word(options.payload_on, 'ON'), off: word(options.payload_off, 'OFF') }
    return {
      on: word(options.state_on, order.on),
      off: word(options.state_off, order.off),
      ...(topic === undefined ? {} : { order: { topic, ...order } }),
    }
  }
  if (platform !== 'valve') return {}
  const order = { on: word(options.payload_open, 'OPEN'), off: word(options.payload_close, 'CLOSE') }
  return {
    on: word(options.state_open, 'open'),
    off: word(options.state_closed, 'closed'),
    // A valve that reports where it stands takes a position, not a word.
    ...(topic === undefined || options.reports_position === true ? {} : { order: { topic, ...order } }),
  }
}

function availabilityOf(options: Fields): Pick<Entity, 'availability' | 'mode'> {
  const listed = Array.isArray(options.availability) ? options.availability : []
  const one = { ...options, topic: options.availability_topic, value_template: options.availability_template }
  const all = [...listed, one].slice(0, AVAILABILITIES_MAX).flatMap((fields: unknown) => {
    const topic = isFields(fields) ? text(fields.topic) : undefined
    if (!isFields(fields) || topic === undefined) return []
    const template = text(fields.value_template, Number.POSITIVE_INFINITY)
    if (template !== undefined && compileTemplate(template) === undefined) return []
    const words = {
      online: word(fields.payload_available, 'online'),
      offline: word(fields.payload_not_available, 'offline'),
    }
    return [template === undefined ? { topic, ...words } : { topic, template, ...words }]
  })
  if (all.length === 0) return {}
  const mode = options.availability_mode
  return mode === 'all' || mode === 'any' ? { availability: all, mode } : { availability: all }
}

function text(value: unknown, maxChars = WORD_MAX_CHARS): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= maxChars ? value : undefined
}

/** A payload; booleans and numbers are announced bare. */
function word(value: unknown, otherwise: string): string {
  return value === undefined || value === null || typeof value === 'object'
    ? otherwise
    : String(value).slice(0, WORD_MAX_CHARS)
}
