/** An announcement as it came, with its abbreviations written out and its parts apart. */
import { type Fields, isFields } from '../json.ts'

/** Short key -> long key. Source: www.home-assistant.io/integrations/mqtt (supported abbreviations). */
const LONG: Readonly<Record<string, string>> = {
  avty: 'availability',
  avty_mode: 'availability_mode',
  avty_t: 'availability_topic',
  avty_tpl: 'availability_template',
  cmd_t: 'command_topic',
  cmd_tpl: 'command_template',
  cmps: 'components',
  cns: 'connections',
  dev: 'device',
  dev_cla: 'device_class',
  ent_cat: 'entity_category',
  ids: 'identifiers',
  mdl: 'model',
  mdl_id: 'model_id',
  mf: 'manufacturer',
  obj_id: 'object_id',
  p: 'platform',
  pl_avail: 'payload_available',
  pl_cls: 'payload_close',
  pl_not_avail: 'payload_not_available',
  pl_off: 'payload_off',
  pl_on: 'payload_on',
  pl_open: 'payload_open',
  stat_cla: 'state_class',
  stat_clsd: 'state_closed',
  stat_off: 'state_off',
  stat_on: 'state_on',
  stat_open: 'state_open',
  stat_t: 'state_topic',
  t: 'topic',
  uniq_id: 'unique_id',
  unit_of_meas: 'unit_of_measurement',
  val_tpl: 'value_template',
}
const PARTS_MAX = 200
const DEPTH_MAX = 4

/** One thing a device has: a sensor, a switch, a valve. */
export interface Component {
  /** sensor, binary_sensor, switch, valve, or a kind that is of no use here. */
  readonly platform: string
  /** Its name within the announcement. */
  readonly key: string
  /** Written out, with what it shares with the others of its device. */
  readonly options: Fields
}

/** The parts of an announcement. One that has nothing left but its platform was taken away by its device. */
export function componentsOf(platform: string, objectId: string, body: Fields): Component[] {
  const options = expanded(body, typeof body['~'] === 'string' ? body['~'] : undefined) as Fields
  if (platform !== 'device') return [{ platform, key: objectId, options }]
  const { components, ...shared } = options
  if (!isFields(components)) return []
  return Object.entries(components)
    .slice(0, PARTS_MAX)
    .flatMap(([key, own]) => {
      if (!isFields(own) || typeof own.platform !== 'string' || Object.keys(own).length < 2) return []
      return [{ platform: own.platform, key, options: { ...shared, ...own } }]
    })
}

/** Keys written out; `~` at either end of a topic is the base. */
function expanded(value: unknown, base: string | undefined, depth = 0): unknown {
  if (Array.isArray(value)) return value.slice(0, PARTS_MAX).map(one => expanded(one, base, depth))
  if (!isFields(value) || depth > DEPTH_MAX) return value
  return Object.fromEntries(
    Object.entries(value).map(([short, one]) => {
      const key = Object.hasOwn(LONG, short) ? (LONG[short] ?? short) : short
      const isTopic = key === 'topic' || key.endsWith('_topic')
      return [key, isTopic && typeof one === 'string' ? withBase(one, base) : expanded(one, base, depth + 1)]
    }),
  )
}

function withBase(topic: string, base: string | undefined): string {
  if (base === undefined) return topic
  if (topic.startsWith('~')) return base + topic.slice(1)
  return topic.endsWith('~') ? topic.slice(0, -1) + base : topic
}
