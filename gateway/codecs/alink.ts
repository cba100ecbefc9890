/**
 * Alink, the property model of Aliyun's IoT platform.
 *
 * `/sys/<productKey>/<deviceName>/thing/event/property/post`   { "id": "123", "params": { "Power": { "value": 1250.5, "time": 1524448722000 }, "LightSwitch": 1 } }
 * `/sys/.../thing/event/property/pack/post`    a gateway's: { "params": { "properties": {...}, "subDevices": [{ "identity": { "productKey", "deviceName" }, "properties": {...} }] } }
 * `/sys/.../thing/event/<event>/post`          { "params": { "value": {...}, "time": ... } }
 * `/sys/.../thing/service/...`, `..._reply`    orders and answers of the platform: never readings
 *
 * `id` is the number of a request and no time; `time` is ms since 1970. A property is a bare value or has its own time.
 * Property names are the product's choice, so only certain ones are read. A device is its name, and its product's key
 * before it when another product has one of the same name. Source: help.aliyun.com (IoT platform, Alink protocol).
 */
import type { Ask, Decoded, DecodedValue } from '../../core/contract/reading.ts'
import { instantOf } from '../../core/points/spoken.ts'
import { namedValue } from '../vocabulary.ts'
import type { Dialect, DialectMemory } from './codec.ts'
import { bodyOf, decodedOf, type Fields, isFields, rejected } from './json.ts'

const TOPIC = /^\/sys\/([^/]+)\/([^/]+)\/thing\/(.+)$/
const POST = 'event/property/post'
const PACK = 'event/property/pack/post'
const EVENT = /^event\/([^/]+)\/post$/
const PROPERTIES_MAX = 200
const SUB_DEVICES_MAX = 500
const WORD_MAX_CHARS = 60

/** Where orders for a device go, and the property that switches each channel. */
interface Known {
  readonly productKey: string
  readonly deviceName: string
  readonly switches: Readonly<Record<string, string>>
}

export const alink: Dialect = memory => ({
  name: 'alink',
  claims: topic => TOPIC.test(topic),
  decode({ topic, payload }) {
    const [, productKey = '', deviceName = '', path = ''] = TOPIC.exec(topic) ?? []
    const event = path === POST || path === PACK ? undefined : EVENT.exec(path)?.[1]
    if (path !== POST && path !== PACK && event === undefined) return []
    const device = deviceOf(memory, productKey, deviceName)
    const body = bodyOf(payload, device)
    if (!body.ok) return body.rejected
    const { params } = body.fields
    if (event !== undefined) return [{ device, values: [], events: [event.slice(0, WORD_MAX_CHARS)] }]
    if (!isFields(params)) return rejected('payload.no-metric', 'it has no params', device)
    const told = path === PACK ? packed(memory, device, params) : [said(memory, device, params)]
    return told.some(({ values }) => values.length > 0)
      ? told.filter(({ values }) => values.length > 0)
      : rejected('payload.no-metric', 'no property of it has a name that is certain', device)
  },
  encode({ kind, channel }, address) {
    const known = memory.get(address) as Known | undefined
    const property = known?.switches[`${kind.split('.')[0]} ${channel ?? ''}`]
    if (known === undefined || property === undefined) return undefined
    const on = kind === 'valve.open' || kind === 'switch.on'
    return [order(known, { [property]: on ? 1 : 0 })]
  },
})

function order({ productKey, deviceName }: Known, params: Fields): Ask {
  return {
    topic: `/sys/${productKey}/${deviceName}/thing/service/property/set`,
    payload: JSON.stringify({ id: '1', version: '1.0', params, method: 'thing.service.property.set' }),
  }
}

/** The name under which the product that came first is known stays with it. */
function deviceOf(memory: DialectMemory, productKey: string, deviceName: string): string {
  const first = memory.get(deviceName) as Known | undefined
  const device =
    first === undefined || first.productKey === productKey ? deviceName : `${productKey}/${deviceName}`
  if (memory.get(device) === undefined) memory.put(device, { productKey, deviceName, switches: {} })
  return device
}

function said(memory: DialectMemory, device: string, properties: Fields): Decoded {
  const values: DecodedValue[] = []
  for (const name of Object.keys(properties).slice(0, PROPERTIES_MAX)) {
    const property = properties[name]
    const timed = isFields(property) && 'value' in property
    const named = namedValue(name, timed ? property.value : property)
    if (typeof named === 'string') continue
    const { metric, value, label } = named
    values.push(decodedOf(metric, value, label || undefined, timed ? instantOf(property.time) : undefined))
    if (metric === 'switch_on' || metric === 'valve_open')
      rememberSwitch(memory, device, `${metric === 'valve_open' ? 'valve' : 'switch'} ${label}`, name)
  }
  return { device, values, events: [] }
}

function rememberSwitch(memory: DialectMemory, device: string, key: string, property: string): void {
  const known = memory.get(device) as Known | undefined
  if (known !== undefined && known.switches[key] === undefined)
    memory.put(device, { ...known, switches: { ...known.switches, [key]: property } })
}

function packed(memory: DialectMemory, gateway: string, { properties, subDevices }: Fields): Decoded[] {
  const own = isFields(properties) ? [said(memory, gateway, properties)] : []
  const behind = Array.isArray(subDevices) ? subDevices.slice(0, SUB_DEVICES_MAX) : []
  return [
    ...own,
    ...behind.flatMap((one: unknown) => {
      if (!isFields(one) || !isFields(one.identity) || !isFields(one.properties)) return []
      const { productKey, deviceName } = one.identity
      if (typeof productKey !== 'string' || typeof deviceName !== 'string' || deviceName === '') return []
      return [said(memory, deviceOf(memory, productKey, deviceName), one.properties)]
    }),
  ]
}
